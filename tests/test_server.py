"""The whole server in process, without models: that the parts fit, begin and end."""

from __future__ import annotations

import socket
import threading
from pathlib import Path

import grpc
import pytest

from tfserve.core.clock import SystemClock
from tfserve.core.deadline import Deadline
from tfserve.core.executor import InlineExecutor
from tfserve.core.ids import ServableId
from tfserve.core.source import ServableData
from tfserve.core.state import ManagerState, ServableState
from tfserve.errors import InvalidArgument
from tfserve.flags import FLAGS, parse, server_config
from tfserve.servables.loader_factory import LoaderFactory
from tfserve.server import ModelServer
from tfserve.sources import LocalStorage
from tfserve.testing import FakeLoader, FakeServable


@pytest.fixture
def make(tmp_path):
    """Makes a server on a Unix socket that serves no model."""
    file = tmp_path / "models.config"
    file.write_text("model_config_list {}")

    def server(*flags: str) -> ModelServer:
        given = ["--port=0", f"--grpc_socket_path={tmp_path / 's'}", f"--model_config_file={file}"]
        return ModelServer(server_config(parse([*given, *flags], FLAGS)))

    return server


def started_since(before: set[threading.Thread]) -> list[str]:
    """Names of the threads that have begun since and not ended; what other tests have left behind
    may end at any time and is not looked at.
    """
    return sorted(thread.name for thread in set(threading.enumerate()) - before)


def test_a_server_without_models_serves_and_ends(make, tmp_path):
    from tfserve.apis import get_model_status_pb2, model_service_pb2_grpc

    server = make()
    server.start()
    try:
        request = get_model_status_pb2.GetModelStatusRequest()
        request.model_spec.name = "m"
        with grpc.insecure_channel(f"unix:{tmp_path / 's'}") as channel:
            stub = model_service_pb2_grpc.ModelServiceStub(channel)
            with pytest.raises(grpc.RpcError) as raised:
                stub.GetModelStatus(request, timeout=5)
        assert raised.value.details() == "Could not find any versions of model m"
    finally:
        assert server.stop() == []


def test_no_thread_is_left_when_a_server_has_ended(make):
    before = set(threading.enumerate())
    server = make("--model_config_file_poll_wait_seconds=60")
    server.start()
    assert started_since(before) != []
    server.stop()
    assert started_since(before) == []


def test_making_a_server_starts_nothing(make):
    before = set(threading.enumerate())
    make()
    assert started_since(before) == []


def test_an_address_that_is_taken_ends_the_start_and_leaves_nothing_behind(make):
    before = set(threading.enumerate())
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        server = make(f"--port={port}", "--bind_address=127.0.0.1")
        with pytest.raises(InvalidArgument, match=f"127.0.0.1:{port}: Address already in use"):
            server.start()
    assert started_since(before) == []


def test_a_start_is_given_up_when_the_server_is_to_stop(make, tmp_path):
    file = tmp_path / "waiting.config"
    file.write_text(
        f"model_config_list {{ config {{ name: 'm' base_path: '{tmp_path / 'missing'}' "
        "model_platform: 'tensorflow' } }"
    )
    server = make(f"--model_config_file={file}")
    ended: list[BaseException] = []

    def start() -> None:
        try:
            server.start()
        except Exception as error:  # noqa: BLE001 - whatever it is
            ended.append(error)

    starting = threading.Thread(target=start)
    starting.start()
    assert server.stop() == []
    starting.join()
    assert len(ended) == 1


class StuckLoader(FakeLoader):
    """Loads until a test lets it end, as a runtime that hangs does."""

    def __init__(self) -> None:
        super().__init__()
        self.began = threading.Event()
        self.may_end = threading.Event()

    def load(self) -> None:
        self.began.set()
        self.may_end.wait()
        super().load()


@pytest.mark.parametrize(
    ("flags", "abandoned"),
    [((), "m/1: loading"), (("--load_timeout_seconds=0.01",), "1 x a load that was given up")],
)
def test_a_load_that_does_not_end_makes_the_stop_unclean(make, monkeypatch, flags, abandoned):
    monkeypatch.setattr("tfserve.server._UNLOAD_S", 0.2)
    server, loader = make(*flags), StuckLoader()
    server.start()
    server._manager.aspire("m", [ServableData(ServableId("m", 1), loader)])
    loader.began.wait()
    try:
        assert server.stop() == [abandoned]
    finally:
        loader.may_end.set()


class ClosingServable(FakeServable):
    """Says when it is closed.

    Args:
        closed: what to add to.
    """

    def __init__(self, closed: list[FakeServable]) -> None:
        super().__init__()
        self._closed = closed

    def close(self) -> None:
        self._closed.append(self)


def _is_available(state: ServableState | None) -> bool:
    return state is not None and state.state is ManagerState.AVAILABLE


def serve_many(server: ModelServer, directory: Path, count: int) -> list[FakeServable]:
    """Let a server load so many models as it loads real ones; those that are closed again."""
    closed: list[FakeServable] = []
    factory = LoaderFactory(
        platform="fake",
        settings_for=lambda _: None,
        storage=LocalStorage(),
        executor=InlineExecutor(),
        clock=SystemClock(),
        release=server._loading.loaders["tensorflow"]._release,
        make_opener=lambda *_, **__: lambda *_: ClosingServable(closed),
    )
    ids = [ServableId(f"m{number}", 1) for number in range(count)]
    for each in ids:
        server._manager.aspire(each.name, [ServableData(each, factory(each, str(directory)))])
    assert server._loading.monitor.wait_until(
        lambda monitor: all(_is_available(monitor.state(each)) for each in ids),
        Deadline.after(5, SystemClock()),
        SystemClock(),
    )
    return closed


def test_memory_is_collected_after_the_unload_of_a_server_that_goes_on(make, monkeypatch, tmp_path):
    collected = threading.Event()
    monkeypatch.setattr("tfserve.loaders.release_memory", collected.set)
    server = make()
    server.start()
    try:
        serve_many(server, tmp_path, 1)
        server._manager.aspire("m0", [])
        assert collected.wait(5)
    finally:
        assert server.stop() == []


def test_a_stop_with_many_models_collects_no_memory_after_each_of_them(make, monkeypatch, tmp_path):
    collections: list[int] = []
    monkeypatch.setattr("tfserve.loaders.release_memory", lambda: collections.append(1))
    server = make()
    server.start()
    closed = serve_many(server, tmp_path, 100)
    assert server.stop() == []
    assert (len(closed), collections) == (100, [])
