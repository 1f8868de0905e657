"""The whole server in process, without models: that the parts fit, begin and end."""

from __future__ import annotations

import socket
import threading

import grpc
import pytest

from tfserve.core.ids import ServableId
from tfserve.core.source import ServableData
from tfserve.errors import InvalidArgument
from tfserve.flags import FLAGS, parse, server_config
from tfserve.server import ModelServer
from tfserve.testing import FakeLoader


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
