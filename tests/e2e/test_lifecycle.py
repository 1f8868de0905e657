"""Starting, failing to start, draining and ending: real processes, real signals."""

from __future__ import annotations

import os
import re
import signal
import socket
import sys
from concurrent.futures import ThreadPoolExecutor

import grpc
import pytest

from tfserve.testing.running_server import RunningServer, ServerProcess, free_port, running_server

pytestmark = pytest.mark.tensorflow

COMMAND = [sys.executable, "-m", "tfserve", "serve"]
ONE_BUSY_SECOND = 1.0


@pytest.fixture
def run():
    """Runs the command to its end: exit code and output."""

    def finish(*flags: str) -> tuple[int, str]:
        process = ServerProcess([*COMMAND, *flags])
        try:
            return process.wait(), process.output
        finally:
            process.close()

    return finish


@pytest.fixture
def slow_server(slow_model):
    """A server whose requests take as long as they say; the test ends it."""
    flags = ["--model_name=slow", f"--model_base_path={slow_model}", "--shutdown_grace_seconds=20"]
    server = RunningServer(flags, environment=dict(os.environ))
    try:
        server.wait_for("Running gRPC ModelServer at")
        yield server
    finally:
        server.close()


def begin(server, client, seconds: float, requests: int = 1) -> list[grpc.Future]:
    """Requests that the model works on by now.

    Keep what is returned: a future that nobody has any more cancels its call.
    """
    before = server.line_count
    request = client.request("slow", {"seconds": seconds})
    futures = [client.predictions.Predict.future(request, timeout=60) for _ in range(requests)]
    server.wait_for("a request runs", after=before, times=requests)
    return futures


def test_requests_in_flight_are_finished_after_sigterm_and_the_exit_code_is_0(slow_server, connect):
    client = connect(slow_server.address)
    futures = begin(slow_server, client, ONE_BUSY_SECOND, requests=8)
    slow_server.send(signal.SIGTERM)
    for future in futures:
        assert future.result().outputs["waited"].float_val == [ONE_BUSY_SECOND]
    assert slow_server.wait() == 0


def test_new_calls_are_refused_once_the_drain_has_begun(slow_server, connect):
    futures = begin(slow_server, connect(slow_server.address), ONE_BUSY_SECOND)
    slow_server.send(signal.SIGTERM)
    slow_server.wait_for("Refusing new calls")
    late = connect(slow_server.address)
    with pytest.raises(grpc.RpcError) as raised:
        late.predict("slow", {"seconds": 0.0})
    assert raised.value.code() is grpc.StatusCode.UNAVAILABLE
    assert len([future.result() for future in futures]) == 1
    assert slow_server.wait() == 0


def test_the_server_goes_on_serving_but_is_not_ready_during_the_drain_delay(slow_model, connect):
    from grpc_health.v1 import health_pb2, health_pb2_grpc

    flags = [
        "--model_name=slow", f"--model_base_path={slow_model}", "--drain_delay_seconds=3",
        "--enable_grpc_healthcheck_service",
    ]  # fmt: skip
    with running_server(*flags, until="ready after") as server:
        client = connect(server.address)
        health = health_pb2_grpc.HealthStub(client.channel)
        ask = health_pb2.HealthCheckRequest()
        assert health.Check(ask, timeout=5).status == health_pb2.HealthCheckResponse.SERVING
        server.send(signal.SIGTERM)
        server.wait_for("Not ready any more")
        assert health.Check(ask, timeout=5).status == health_pb2.HealthCheckResponse.NOT_SERVING
        client.predict("slow", {"seconds": 0.0})
        assert server.wait() == 0


def test_work_beyond_the_grace_period_is_abandoned_by_name(slow_model, connect):
    flags = ["--model_name=slow", f"--model_base_path={slow_model}", "--shutdown_grace_seconds=0.2"]
    server = RunningServer(flags, environment=dict(os.environ))
    try:
        server.wait_for("Running gRPC ModelServer at")
        futures = begin(server, connect(server.address), 30.0, requests=2)
        server.send(signal.SIGTERM)
        assert server.wait(timeout_s=20) == 1, server.output
        assert "abandoned: slow/1: 2 requests" in server.output
        assert all(future.exception() is not None for future in futures)
    finally:
        server.close()


@pytest.mark.parametrize(("second", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
def test_a_second_signal_ends_at_once(slow_server, connect, second, code):
    (future,) = begin(slow_server, connect(slow_server.address), 30.0)
    slow_server.send(signal.SIGTERM)
    slow_server.wait_for("draining")
    slow_server.send(second)
    assert slow_server.wait(timeout_s=20) == code
    assert "Second signal; abandoned: slow/1: 1 request" in slow_server.output
    assert future.exception() is not None


def test_a_signal_while_models_are_loaded_ends_cleanly(half_plus_two):
    flags = ["--model_name=m", f"--model_base_path={half_plus_two}"]
    server = RunningServer(flags, environment=dict(os.environ))
    try:
        server.wait_for("Building single TensorFlow model file config")
        server.send(signal.SIGTERM)
        assert server.wait(timeout_s=30) == 0
        assert "Traceback" not in server.output
    finally:
        server.close()


def test_a_signal_while_waiting_for_a_model_to_appear_ends_cleanly(tmp_path):
    flags = ["--model_name=m", f"--model_base_path={tmp_path / 'missing'}"]
    server = RunningServer(flags, environment=dict(os.environ))
    try:
        server.wait_for("not ready yet: m")
        server.send(signal.SIGTERM)
        assert server.wait(timeout_s=30) == 0
    finally:
        server.close()


def test_a_signal_while_a_reload_waits_for_its_model_ends_cleanly(slow_server, connect, tmp_path):
    half_copied = tmp_path / "1" / "saved_model.pb"
    half_copied.parent.mkdir()
    half_copied.write_bytes(b"\x08")  # waited for, as long as somebody seems to be writing
    client = connect(slow_server.address)
    config = [
        {"name": "slow", "base_path": "/is/elsewhere", "versions": [1]},
        {"name": "copied", "base_path": tmp_path, "versions": [1]},
    ]
    with ThreadPoolExecutor(1) as background:
        reload = background.submit(client.reload, config)
        slow_server.wait_for("(Re-)adding model: copied")
        slow_server.send(signal.SIGTERM)
        assert slow_server.wait(timeout_s=20) == 0
        assert "copied" in reload.exception().details()


def test_a_signal_while_a_version_is_unloaded_ends_cleanly(slow_server, connect):
    futures = begin(slow_server, connect(slow_server.address), ONE_BUSY_SECOND)
    connect(slow_server.address).reload([])
    slow_server.wait_for("Quiescing servable version {name: slow version: 1}")
    slow_server.send(signal.SIGTERM)
    assert [len(future.result().outputs) for future in futures] == [1]
    assert slow_server.wait() == 0


def test_the_log_of_a_start_has_our_lines_only(half_plus_two):
    environment = {key: value for key, value in os.environ.items() if not key.startswith("TF_")}
    server = RunningServer([f"--model_base_path={half_plus_two}"], environment=environment)
    try:
        server.wait_for("ready after")
        assert server.stop() == 0
        line = re.compile(r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\.\d{3} (INFO|WARNING) [a-z]")
        assert [each for each in server.output.splitlines() if not line.match(each)] == []
    finally:
        server.close()


def test_a_server_killed_hard_can_be_started_again_on_its_socket(half_plus_two, tmp_path, connect):
    path = tmp_path / "s"
    flags = [f"--grpc_socket_path={path}", f"--model_base_path={half_plus_two}"]
    first = RunningServer(flags, environment=dict(os.environ))
    first.wait_for("Running gRPC ModelServer at UNIX socket")
    first.close()
    with running_server(*flags):
        outputs, _ = connect(f"unix:{path}").predict("default", {"x": [[1.0]]})
        assert outputs["y"].tolist() == [[2.5]]


def test_a_port_that_is_taken_ends_the_start_with_255(run, half_plus_two):
    with socket.socket() as taken:
        taken.bind(("0.0.0.0", 0))
        taken.listen()
        port = taken.getsockname()[1]
        code, output = run(f"--port={port}", f"--model_base_path={half_plus_two}")
    assert code == 255
    assert "Failed to start server. Error: INVALID_ARGUMENT: Failed to BuildAndStart" in output
    assert f"0.0.0.0:{port}" in output
    assert "Successfully loaded" not in output


@pytest.mark.one_plane  # no port is opened
@pytest.mark.parametrize(
    ("flags", "expected"),
    [
        (["--modle_name=m", "--model_base_path=/m"], "Did you mean --model_name?"),
        (
            ["--model_base_path=/m", "--prefer_tflite_model"],
            "not supported yet: --prefer_tflite_model",
        ),
        (["--model_base_path=/m", "--port=x"], "Couldn't interpret value x for flag port."),
        (["--model_base_path=relative"], "Expected model default to have an absolute path or URI"),
        (["--model_config_file=/no/such/file"], "/no/such/file; No such file or directory"),
        ([], "Both server_options.model_base_path and server_options.model_config_file are empty!"),
    ],
)
def test_a_mistake_on_the_command_line_ends_the_start_with_255(run, flags, expected):
    code, output = run(*flags)
    assert code == 255
    assert "Failed to start server. Error: " in output
    assert expected in output


@pytest.mark.one_plane  # no port is opened
def test_a_config_file_that_cannot_be_parsed_is_named_with_its_place(run, shared_models):
    path = shared_models / "tensorflow_serving" / "bad_model_config.txt"
    code, output = run(f"--model_config_file={path}")
    assert code == 255
    assert "Error parsing text-format tensorflow.serving.ModelServerConfig: 1:" in output
    assert f"Failed to start server. Error: INVALID_ARGUMENT: Invalid protobuf file: '{path}'" in (
        output
    )


@pytest.mark.one_plane  # no port is opened
def test_a_custom_model_config_is_a_failed_start_and_no_crash(run, tmp_path):
    path = tmp_path / "custom.config"
    path.write_text("custom_model_config { }")
    code, output = run(f"--model_config_file={path}")
    assert code == 255
    assert "ModelServer does not yet support custom model config." in output


@pytest.mark.one_plane  # no port is opened
def test_version_and_help_need_no_configuration(run):
    code, output = run("--version")
    assert (code, len(output.splitlines())) == (0, 2)
    code, output = run("--help")
    assert code == 0
    assert "--model_base_path" in output


def test_nothing_is_left_listening_after_a_failed_start(run, shared_models):
    port = free_port()
    path = shared_models / "tensorflow_serving" / "bad_half_plus_two"
    code, output = run(
        f"--port={port}", f"--model_base_path={path}", "--require_all_models",
        "--max_num_load_retries=0",
    )  # fmt: skip
    assert code == 255
    assert (
        "1 servable(s) did not become available: {{{name: default version: 123} due to error: "
        in output
    )
    with socket.socket() as free:
        free.bind(("0.0.0.0", port))


def test_a_stack_dump_does_no_harm(slow_server, connect):
    slow_server.send(signal.SIGUSR1)
    slow_server.wait_for("most recent call last")
    connect(slow_server.address).predict("slow", {"seconds": 0.0})
    assert slow_server.stop() == 0


def test_many_clients_are_served_to_the_end(slow_server, connect):
    def ask(_: int) -> float:
        outputs, _version = connect(slow_server.address).predict("slow", {"seconds": 0.01})
        return float(outputs["waited"])

    with ThreadPoolExecutor(8) as clients:
        assert len(list(clients.map(ask, range(32)))) == 32
    assert slow_server.stop() == 0
