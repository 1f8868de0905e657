"""The profiler service, with a recorder that is a fake."""

from __future__ import annotations

import threading

import grpc
import pytest

from tfserve.config.server import ProfilerConfig
from tfserve.core.clock import SystemClock
from tfserve.core.executor import ThreadExecutor
from tfserve.errors import Unimplemented
from tfserve.frontends.grpc.profiler import ProfilerService
from tfserve.frontends.grpc.profiler_messages import (
    MonitorRequest,
    ProfileRequest,
    ProfileResponse,
    TerminateRequest,
)


class Recorder:
    """Keeps what it is told; `begun` is set while it records."""

    def __init__(self):
        self.levels = []
        self.saved = {}
        self.begun = threading.Event()
        self.error = None

    def start(self, levels):
        if self.error:
            raise self.error
        self.levels.append(dict(levels))
        self.begun.set()

    def stop(self):
        self.begun.clear()
        return b"\xff recorded"

    def is_empty(self, recording):
        return False

    def save(self, recording, path):
        self.saved[path] = recording


@pytest.fixture
def recorder():
    return Recorder()


@pytest.fixture
def profiled(running, recorder):
    """A server with a profiler that knows a directory; recordings of 5 s at most."""
    executor = ThreadExecutor("test-profiles", 2)

    def start(**options):
        rules = ProfilerConfig(
            **{"is_enabled": True, "max_duration_s": 5.0, "roots": (), **options}
        )
        service = ProfilerService(
            profiler=recorder, executor=executor, clock=SystemClock(), rules=rules
        )
        return running(services=[service])

    yield start
    assert executor.close(5)


def ask(server, method="Profile", **fields):
    """A future of the answer's bytes."""
    kinds = {"Profile": ProfileRequest, "Terminate": TerminateRequest, "Monitor": MonitorRequest}
    request = kinds[method](**fields).SerializeToString()
    call = server.channel.unary_unary(f"/tensorflow.ProfilerService/{method}")
    return call.future(request, timeout=10)


def order(duration_ms=1, **fields):
    """The fields of a ProfileRequest as TensorFlow's client sends it."""
    options = {
        "host_tracer_level": 2, "device_tracer_level": 1, "duration_ms": duration_ms,
        **fields.pop("opts", {}),
    }  # fmt: skip
    return {
        "duration_ms": duration_ms,
        "opts": options,
        "repository_root": "/logs/plugins/profile",
        "session_id": "2026_01_31",
        "host_name": "localhost:8500",
        **fields,
    }


def refusal(future):
    error = future.exception()
    return error.code(), error.details()


def test_a_recording_is_written_where_tensorboard_looks_for_it(profiled, recorder):
    answer = ProfileResponse.FromString(ask(profiled(), **order()).result())
    assert not answer.empty_trace
    assert not answer.xspace
    path = "/logs/plugins/profile/2026_01_31/localhost_8500.xplane.pb"
    assert recorder.saved == {path: b"\xff recorded"}


def test_a_recording_is_sent_back_where_the_client_wants_it(profiled, recorder):
    future = ask(profiled(), **order(emit_xspace=True, repository_root=""))
    assert ProfileResponse.FromString(future.result()).xspace == b"\xff recorded"
    assert recorder.saved == {}


def test_levels_reach_the_recorder_where_they_are_not_its_own(profiled, recorder):
    server = profiled()
    ask(server, **order()).result()
    ask(server, **order(opts={"python_tracer_level": 1, "host_tracer_level": 3})).result()
    assert recorder.levels == [{}, {"python_tracer_level": 1, "host_tracer_level": 3}]


def test_there_is_one_recording_at_a_time(profiled, recorder):
    server = profiled()
    first = ask(server, **order(5000))
    assert recorder.begun.wait(5)
    assert refusal(ask(server, **order())) == (
        grpc.StatusCode.ALREADY_EXISTS,
        "Another profiling session active.",
    )
    ask(server, "Terminate", session_id="2026_01_31").result()
    first.result()
    ask(server, **order()).result()


def test_a_recording_can_be_cut_short_and_is_kept(profiled, recorder):
    server = profiled()
    future = ask(server, **order(5000))
    assert recorder.begun.wait(5)
    ask(server, "Terminate", session_id="another").result()
    assert recorder.begun.is_set()
    ask(server, "Terminate", session_id="2026_01_31").result()
    future.result()
    assert len(recorder.saved) == 1


def test_a_recording_that_nobody_wants_any_more_ends_and_is_not_written(
    profiled, recorder, eventually
):
    server = profiled()
    future = ask(server, **order(5000))
    assert recorder.begun.wait(5)
    future.cancel()
    eventually(lambda: not recorder.begun.is_set())
    eventually(lambda: server.server.statistics().started == server.server.statistics().finished)
    assert recorder.saved == {}


def test_the_end_of_the_server_does_not_wait_for_a_recording(profiled, recorder):
    server = profiled()
    future = ask(server, **order(5000))
    assert recorder.begun.wait(5)
    assert server.server.drain(3)
    future.result()


def test_a_recorder_that_is_not_there_is_unimplemented(profiled, recorder):
    recorder.error = Unimplemented("Profiling needs TensorFlow, which is not installed")
    server = profiled()
    for _ in range(2):  # nothing is left of the first
        assert refusal(ask(server, **order()))[0] is grpc.StatusCode.UNIMPLEMENTED


def test_a_bug_of_the_recorder_is_internal_without_its_text(profiled, recorder):
    recorder.error = KeyError("secret")
    code, text = refusal(ask(profiled(), **order()))
    assert (code, text) == (
        grpc.StatusCode.INTERNAL,
        "Internal error; see the server's log",
    )


@pytest.mark.parametrize(
    ("fields", "code", "text"),
    [
        ({"duration_ms": 0}, "INVALID_ARGUMENT", "duration_ms must be greater than zero."),
        ({"duration_ms": 5001}, "INVALID_ARGUMENT", "more than --profiler_max_seconds=5"),
        ({"opts": {"start_timestamp_ns": 1 << 62}}, "INVALID_ARGUMENT", "the delay"),
        ({"session_id": "../x"}, "INVALID_ARGUMENT", "session_id must be a plain file name"),
        ({"session_id": ".."}, "INVALID_ARGUMENT", "session_id must be a plain file name"),
        ({"session_id": ""}, "INVALID_ARGUMENT", "session_id must be a plain file name"),
        ({"host_name": "a/b"}, "INVALID_ARGUMENT", "host_name must be a plain file name"),
        ({"opts": {"override_hostname": "a\0"}}, "INVALID_ARGUMENT", "host_name must be a plain"),
        ({"repository_root": "logs"}, "INVALID_ARGUMENT", "must be an absolute path or a URI"),
        ({"repository_root": ""}, "INVALID_ARGUMENT", "must be an absolute path or a URI"),
        ({"repository_root": "/etc"}, "PERMISSION_DENIED", "lies outside of --profiler_roots"),
        ({"repository_root": "/logs/../etc"}, "PERMISSION_DENIED", "outside of --profiler_roots"),
        ({"repository_root": "gs://bucket"}, "PERMISSION_DENIED", "outside of --profiler_roots"),
    ],
)
def test_what_may_not_be_asked_for_is_refused_before_anything_is_recorded(
    profiled, recorder, fields, code, text
):
    answer = refusal(ask(profiled(roots=("/logs",)), **order(**fields)))
    assert answer[0] is grpc.StatusCode[code]
    assert text in answer[1]
    assert recorder.levels == []


def test_bytes_that_are_no_request_and_requests_that_are_too_large_are_refused(profiled):
    server = profiled()
    call = server.channel.unary_unary("/tensorflow.ProfilerService/Profile")
    assert refusal(call.future(b"\xff\xff", timeout=5)) == (
        grpc.StatusCode.INTERNAL,
        "Failed to parse ProfileRequest",
    )
    large = ProfileRequest(session_id="x" * 70_000).SerializeToString()
    assert refusal(call.future(large, timeout=5))[0] is grpc.StatusCode.INVALID_ARGUMENT


def test_monitoring_is_unimplemented_as_in_tensorflow(profiled):
    assert refusal(ask(profiled(), "Monitor", duration_ms=1)) == (
        grpc.StatusCode.UNIMPLEMENTED,
        "unimplemented.",
    )


def test_the_service_and_its_messages_are_described(profiled):
    from grpc_reflection.v1alpha.proto_reflection_descriptor_database import (
        ProtoReflectionDescriptorDatabase,
    )

    described = ProtoReflectionDescriptorDatabase(profiled().channel)
    assert "tensorflow.ProfilerService" in described.get_services()
    file = described.FindFileContainingSymbol("tensorflow.ProfilerService")
    assert [method.name for method in file.service[0].method] == ["Profile", "Terminate", "Monitor"]
