"""Paths and names in requests are never paths of files."""

from __future__ import annotations

import http.client
import sys
import threading

import pytest

from tfserve.flags import FLAGS, parse, server_config
from tfserve.server import ModelServer
from tfserve.testing.running_server import free_port

NAMES = (
    "%2e%2e%2f%2e%2e%2fetc%2fpasswd", "..%2f..%2fetc%2fpasswd", "../../etc/passwd", "..", ".",
    "%00", "%ff", "/etc/passwd", "//etc/passwd", "~root", "..\\..\\etc",
    "file:%2f%2f%2fetc%2fpasswd", "m%00.json", "%252e%252e%252f", "...%2f...%2f",
)  # fmt: skip
TARGETS = ("/{0}", "/v1/models/{0}", "/v1/models/{0}/metadata", "/v1/models/m/labels/{0}",
           "/v1/models/../../{0}", "/v1/models/{0}/ready", "/v2/models/{0}", "/v1/{0}")  # fmt: skip
THREADS = ("tfserve-http", "tfserve-rest", "tfserve-call", "tfserve-run")

opened: list[object] = []
is_watching = threading.Event()


def watch(event: str, arguments: tuple[object, ...]) -> None:
    """A hook for good: Python can take none away."""
    is_ours = event == "open" and is_watching.is_set()
    if is_ours and threading.current_thread().name.startswith(THREADS):
        opened.append(arguments[0])


@pytest.fixture(scope="module")
def port(tmp_path_factory):
    """Of a server without models, in this process."""
    directory = tmp_path_factory.mktemp("server")
    (directory / "models.config").write_text("model_config_list {}")
    port = free_port()
    server = ModelServer(server_config(parse([
        "--port=0", f"--grpc_socket_path={directory}/s", f"--rest_api_port={port}",
        "--bind_address=127.0.0.1", f"--model_config_file={directory}/models.config",
    ], FLAGS)))  # fmt: skip
    server.start()
    sys.addaudithook(watch)
    yield port
    assert server.stop() == []


@pytest.mark.parametrize("target", TARGETS)
def test_no_file_is_opened_for_a_path_or_a_name_in_a_request(port, target):
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=20)
    connection._validate_path = lambda _: None  # what we send is up to us
    is_watching.set()
    try:
        for name in NAMES:
            path = target.format(name)
            for method, body in (("GET", None), ("POST", b"{}")):
                suffix = ":predict" if body and target.startswith("/v1/models/") else ""
                connection.request(method, path + suffix, body)
                response = connection.getresponse()
                response.read()
                assert response.status in (400, 404, 405, 501), (method, path, response.status)
        assert opened == []
    finally:
        is_watching.clear()
        connection.close()
