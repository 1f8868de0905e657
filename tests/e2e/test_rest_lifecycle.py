"""The REST port from its first answer to its last: real processes, real signals."""

from __future__ import annotations

import json
import os
import signal
import socket
import sys
import urllib.error
import urllib.request
from pathlib import Path

import pytest

from tfserve.testing.running_server import RunningServer, ServerProcess, running_server

pytestmark = pytest.mark.tensorflow


def get(url: str) -> tuple[int, dict[str, str], bytes]:
    """Status, headers and body."""
    try:
        with urllib.request.urlopen(url, timeout=30) as answer:  # noqa: S310 - ours
            return answer.status, {k.lower(): v for k, v in answer.headers.items()}, answer.read()
    except urllib.error.HTTPError as error:
        with error:
            headers = {key.lower(): value for key, value in error.headers.items()}
            return error.code, headers, error.read()


def start(*flags: str) -> RunningServer:
    return RunningServer(flags, environment=dict(os.environ), with_rest=True)


def test_before_the_start_is_decided_only_health_is_answered(half_plus_two, tmp_path):
    base_path = tmp_path / "m"
    server = start("--model_name=m", f"--model_base_path={base_path}")
    try:
        server.wait_for("not ready yet: m (NOT_FOUND")
        assert get(f"{server.url}/healthz")[0] == 200
        status, _, body = get(f"{server.url}/readyz")
        assert (status, list(json.loads(body)["waits_for"])) == (503, ["m"])
        status, headers, body = get(f"{server.url}/v1/models/m")
        assert (status, headers["retry-after"]) == (503, "1")
        assert "/readyz" in json.loads(body)["error"]
        base_path.symlink_to(Path(half_plus_two).resolve())
        server.wait_for("Exporting HTTP/REST API at:localhost:")
        assert get(f"{server.url}/readyz")[0] == 200
        assert get(f"{server.url}/v1/models/m/ready")[0] == 200
        assert get(f"{server.url}/v1/models/m")[0] == 200
        assert server.stop() == 0
    finally:
        server.close()


def test_a_draining_server_is_not_ready_answers_on_and_sends_clients_away(half_plus_two):
    server = start(f"--model_base_path={half_plus_two}", "--drain_delay_seconds=2")
    try:
        server.wait_for("Exporting HTTP/REST API at")
        with socket.create_connection(("127.0.0.1", server.rest_port)) as idle:
            server.send(signal.SIGTERM)
            server.wait_for("Not ready any more")
            status, headers, _ = get(f"{server.url}/readyz")
            assert (status, headers["connection"]) == (503, "close")
            status, headers, _ = get(f"{server.url}/v1/models/default")
            assert (status, headers["connection"]) == (200, "close")
            assert server.wait() == 0
            assert idle.recv(1) == b""  # an idle connection holds up nothing
        with pytest.raises(urllib.error.URLError):
            get(f"{server.url}/healthz")
    finally:
        server.close()


def test_a_rest_port_that_is_taken_ends_the_start_before_models_are_loaded(half_plus_two, tmp_path):
    with socket.socket() as taken:
        taken.bind(("", 0))
        taken.listen()
        port = taken.getsockname()[1]
        process = ServerProcess(
            [
                *(sys.executable, "-m", "tfserve", "serve", "--port=0", f"--rest_api_port={port}"),
                f"--grpc_socket_path={tmp_path}/s",
                f"--model_base_path={half_plus_two}",
            ]
        )
        try:
            assert process.wait() == 255
        finally:
            process.close()
    text = f"Failed to start HTTP Server at localhost:{port}: cannot listen on 0.0.0.0:{port}: "
    assert text + "Address already in use" in process.output
    assert "Successfully loaded" not in process.output


def test_both_families_are_listened_on(half_plus_two):
    with running_server(f"--model_base_path={half_plus_two}", with_rest=True) as server:
        for host in ("127.0.0.1", "[::1]") if socket.has_dualstack_ipv6() else ("127.0.0.1",):
            assert get(f"http://{host}:{server.rest_port}/healthz")[0] == 200
