"""A real HTTP server in this process, and a client that sends bytes as they are."""

from __future__ import annotations

import dataclasses
import http.client
import socket
import threading
from collections.abc import Callable

import pytest

from tfserve.config.server import HttpConfig
from tfserve.core.clock import SystemClock
from tfserve.frontends.http import HttpServer

DEFAULTS = HttpConfig(
    max_header_bytes=65536,
    max_headers=100,
    max_target_bytes=65536,
    max_chunks=65536,
    header_timeout_s=10.0,
    body_timeout_s=30.0,
    keep_alive_timeout_s=75.0,
    write_timeout_s=30.0,
    max_connections=4096,
)
PATIENCE_S = 20.0  # a busy machine is no failure


class Echo:
    """An ASGI application that answers with the method, the target and the body of each request."""

    def __init__(self) -> None:
        self.asked: list[tuple[str, str, bytes]] = []

    async def __call__(self, scope, receive, send) -> None:
        body = b""
        while True:
            event = await receive()
            if event["type"] == "http.disconnect":
                return
            body += event["body"]
            if not event["more_body"]:
                break
        target = scope["raw_path"].decode()
        if scope["query_string"]:
            target += "?" + scope["query_string"].decode()
        self.asked.append((scope["method"], target, body))
        answer = f"{scope['method']} {target} ".encode() + body
        headers = [(b"content-type", b"text/plain")]
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        await send({"type": "http.response.body", "body": answer})


class RawClient:
    """One connection."""

    def __init__(self, port: int) -> None:
        self._socket = socket.create_connection(("127.0.0.1", port), timeout=PATIENCE_S)

    def send(self, *pieces: bytes) -> RawClient:
        for piece in pieces:
            self._socket.sendall(piece)
        return self

    def end(self) -> RawClient:
        """Nothing more will be sent."""
        self._socket.shutdown(socket.SHUT_WR)
        return self

    def answer(self, method: str = "GET") -> tuple[int, dict[str, str], bytes]:
        """Status, headers and body of the next answer."""
        response = http.client.HTTPResponse(self._socket, method=method)
        response.fp = Unbuffered(self._socket)
        response.begin()
        headers = {name.lower(): value for name, value in response.getheaders()}
        return response.status, headers, response.read()

    def bytes_until_closed(self) -> bytes:
        """All that comes until the server closes."""
        received = b""
        while True:
            try:
                piece = self._socket.recv(65536)
            except ConnectionResetError:
                return received
            if not piece:
                return received
            received += piece

    def is_closed(self) -> bool:
        """Waits for the server to close, or to send."""
        try:
            return self._socket.recv(1) == b""
        except ConnectionResetError:
            return True

    def close(self) -> None:
        self._socket.close()


class Unbuffered:
    """Reads no byte more than it is asked for: the next answer stays where it is."""

    def __init__(self, connection: socket.socket) -> None:
        self._connection = connection

    def readline(self, limit: int = -1) -> bytes:
        line = b""
        while not line.endswith(b"\n"):
            byte = self._connection.recv(1)
            if not byte:
                break
            line += byte
        return line

    def read(self, size: int = -1) -> bytes:
        data = b""
        while size < 0 or len(data) < size:
            piece = self._connection.recv(65536 if size < 0 else size - len(data))
            if not piece:
                break
            data += piece
        return data

    def readinto(self, buffer) -> int:
        data = self.read(len(buffer))
        buffer[: len(data)] = data
        return len(data)

    def flush(self) -> None:
        pass

    def close(self) -> None:
        pass


@pytest.fixture
def echo() -> Echo:
    return Echo()


@pytest.fixture
def limits():
    """The defaults, some of them changed."""
    return lambda **changes: dataclasses.replace(DEFAULTS, **changes)


@pytest.fixture
def serve(request, limits):
    """Starts a server for an application, on `port`; limits may be changed by name."""

    def start(app, *, clock=None, host="127.0.0.1", port=0, **options) -> HttpServer:
        kept = {
            name: options.pop(name) for name in ("reuse_port", "tls", "observer") if name in options
        }
        server = HttpServer(
            app,
            host=host,
            port=port,
            limits=limits(**options),
            clock=clock or SystemClock(),
            **kept,
        )
        request.addfinalizer(server.close)
        server.port = server.start()
        return server

    return start


@pytest.fixture
def look():
    """Lets a server look at its clock, once it has done what it was at."""

    def look_at_the_clock(server: HttpServer) -> None:
        looked = threading.Event()
        server._loop.call(server._loop.look_once)
        server._loop.call(looked.set)
        assert looked.wait(PATIENCE_S)

    return look_at_the_clock


@pytest.fixture
def connect(request) -> Callable[[int], RawClient]:
    """Opens raw connections."""

    def open_(port: int) -> RawClient:
        client = RawClient(port)
        request.addfinalizer(client.close)
        return client

    return open_


@pytest.fixture
def client(serve, connect, echo) -> RawClient:
    """A connection to an echoing server."""
    return connect(serve(echo).port)
