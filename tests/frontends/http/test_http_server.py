"""The server as a whole: its address, its connections, its end."""

from __future__ import annotations

import errno
import socket
import threading

import pytest

from tfserve.core.clock import SystemClock
from tfserve.errors import InvalidArgument
from tfserve.frontends.http import HttpServer
from tfserve.frontends.http import serving_loop as module

GET = b"GET /a HTTP/1.1\r\nHost: a\r\n\r\n"
PATIENCE_S = 20.0


class Held:
    """An application that answers when it may."""

    def __init__(self) -> None:
        self.may_end = threading.Event()
        self.begun = threading.Semaphore(0)

    async def __call__(self, scope, receive, send) -> None:
        import asyncio

        self.begun.release()
        await asyncio.get_running_loop().run_in_executor(None, self.may_end.wait)
        await send({"type": "http.response.start", "status": 200, "headers": []})
        await send({"type": "http.response.body", "body": b"done"})


def test_an_address_that_is_taken_is_refused_with_its_reason(serve, echo):
    port = serve(echo).port
    with pytest.raises(InvalidArgument) as raised:
        serve(echo, port=port)
    assert raised.value.message == (
        f"Failed to start HTTP Server at localhost:{port}: "
        f"cannot listen on 127.0.0.1:{port}: Address already in use"
    )


def test_no_second_server_shares_the_port_unless_told(serve, echo):
    first = serve(echo, reuse_port=True)
    assert serve(echo, port=first.port, reuse_port=True).port == first.port
    with pytest.raises(InvalidArgument, match="Address already in use"):
        serve(echo, port=first.port)


def test_a_host_that_does_not_exist_is_named(serve, echo):
    with pytest.raises(InvalidArgument, match=r"cannot listen on no\.such\.host\.invalid:1: "):
        serve(echo, host="no.such.host.invalid", port=1)


@pytest.mark.skipif(not socket.has_dualstack_ipv6(), reason="one family only")
@pytest.mark.parametrize("host", ["", "0.0.0.0", "::"])
def test_a_name_for_all_addresses_means_both_families(serve, echo, host):
    port = serve(echo, host=host).port
    for address in ("127.0.0.1", "::1"):
        socket.create_connection((address, port), timeout=PATIENCE_S).close()


def test_connections_beyond_the_limit_are_turned_away_and_others_stay(serve, connect, echo):
    server = serve(echo, max_connections=2)
    inside = [connect(server.port) for _ in range(2)]
    for client in inside:
        client.send(GET).answer()
    outside = connect(server.port).bytes_until_closed()
    assert outside.startswith(b"HTTP/1.1 503 Service Unavailable\r\n")
    assert b"2 connections, the limit set by --rest_max_connections" in outside
    for client in inside:
        assert client.send(GET).answer()[0] == 200
    inside.pop().close()
    while server.statistics().connections > 1:
        pass
    assert connect(server.port).send(GET).answer()[0] == 200
    assert server.statistics().refused_connections == 1


def test_without_file_descriptors_accepting_pauses_and_goes_on(monkeypatch, serve, connect, echo):
    monkeypatch.setattr(module, "_ACCEPT_AGAIN_S", 0.01)
    server = serve(echo)
    tries: list[int] = []

    class Exhausted:
        def __init__(self, listener: socket.socket) -> None:
            self._listener = listener

        def __getattr__(self, name):
            return getattr(self._listener, name)

        def accept(self):
            tries.append(1)
            if len(tries) < 4:
                raise OSError(errno.EMFILE, "Too many open files")
            return self._listener.accept()

    server._loop._listener = Exhausted(server._loop._listener)
    assert connect(server.port).send(GET).answer()[0] == 200
    assert len(tries) < 20  # no spinning


def test_what_is_in_flight_is_finished_and_idle_connections_hold_up_nothing(serve, connect):
    app = Held()
    server = serve(app)
    busy, idle = connect(server.port).send(GET), connect(server.port)
    assert app.begun.acquire(timeout=PATIENCE_S)
    server.stop_accepting()
    assert idle.bytes_until_closed() == b""
    assert not server.drain(0.0)
    with pytest.raises(ConnectionRefusedError):
        connect(server.port)
    app.may_end.set()
    status, headers, body = busy.answer()
    assert (status, headers["connection"], body) == (200, "close", b"done")
    assert server.drain(PATIENCE_S)
    statistics = server.statistics()
    assert (statistics.started, statistics.finished, statistics.connections) == (1, 1, 0)


def test_a_request_whose_head_has_only_begun_does_not_hold_up_the_end(serve, connect):
    server = serve(Held())
    client = connect(server.port).send(b"GET / HT")
    while not server.statistics().connections:
        pass
    assert server.drain(PATIENCE_S)
    client.bytes_until_closed()


def test_answers_of_a_lame_server_send_clients_away(client_of, serve, echo):
    server = serve(echo)
    client = client_of(server)
    assert "connection" not in client.send(GET).answer()[1]
    server.begin_drain()
    assert client.send(GET).answer()[1]["connection"] == "close"
    assert client_of(server).send(GET).answer()[0] == 200


@pytest.fixture
def client_of(connect):
    return lambda server: connect(server.port)


def test_closing_drops_connections_and_leaves_no_thread(serve, connect):
    before = set(threading.enumerate())
    app = Held()
    server = serve(app)
    client = connect(server.port).send(GET)
    assert app.begun.acquire(timeout=PATIENCE_S)
    app.may_end.set()
    server.close()
    server.close()
    client.bytes_until_closed()
    left = {each.name for each in set(threading.enumerate()) - before}
    assert not {name for name in left if name.startswith("tfserve")}


def test_a_server_that_was_never_started_can_be_closed(echo, limits):
    server = HttpServer(echo, host="127.0.0.1", port=0, limits=limits(), clock=SystemClock())
    server.close()
    assert server.drain(0.0) is False or server.statistics().connections == 0
