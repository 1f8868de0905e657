"""What one connection sees: keeping alive, ending, waiting, being waited for."""

from __future__ import annotations

import asyncio
import email.utils
import json
import threading

import pytest

from tfserve.frontends.http.connection import Connection
from tfserve.testing import FakeClock

GET = b"GET /a HTTP/1.1\r\nHost: a\r\n\r\n"
PATIENCE_S = 20.0


class Reader:
    """An application that tells what it receives, and answers when the body is over."""

    def __init__(self) -> None:
        self.received = threading.Semaphore(0)
        self.is_told = threading.Event()  # that the client has left
        self.pieces: list[bytes] = []

    async def __call__(self, scope, receive, send) -> None:
        while True:
            event = await receive()
            if event["type"] == "http.disconnect":
                self.is_told.set()
                return
            self.pieces.append(event["body"])
            self.received.release()
            if not event["more_body"]:
                break
        await respond(send, b"done")


async def respond(send, body: bytes, *, status: int = 200, more: bool = False, headers=()) -> None:
    await send({"type": "http.response.start", "status": status, "headers": list(headers)})
    await send({"type": "http.response.body", "body": body, "more_body": more})


def test_a_connection_is_used_again(client):
    for _ in range(3):
        status, headers, body = client.send(GET).answer()
        assert (status, body) == (200, b"GET /a ")
        assert "connection" not in headers
        assert headers["content-length"] == "7"
        assert email.utils.parsedate_to_datetime(headers["date"])
        assert "server" not in headers


@pytest.mark.parametrize(
    ("request_", "told"),
    [
        (b"GET / HTTP/1.1\r\nConnection: close\r\n\r\n", "close"),
        (b"GET / HTTP/1.0\r\n\r\n", "close"),
    ],
)
def test_a_connection_closes_when_the_client_says_so(client, request_, told):
    assert client.send(request_).answer()[1]["connection"] == told
    assert client.is_closed()


def test_http_1_0_is_kept_alive_on_request(client):
    message = b"GET /a HTTP/1.0\r\nConnection: keep-alive\r\n\r\n"
    assert client.send(message).answer()[1]["connection"] == "keep-alive"
    assert client.send(GET).answer()[2] == b"GET /a "


def test_head_is_answered_without_a_body(client):
    client.send(b"HEAD /a HTTP/1.1\r\n\r\n" + GET)
    status, headers, body = client.answer("HEAD")
    assert (status, headers["content-length"], body) == (200, "8", b"")
    assert client.answer()[2] == b"GET /a "


def test_a_body_is_asked_for_when_the_application_wants_it(client):
    client.send(b"POST /p HTTP/1.1\r\nContent-Length: 2\r\nExpect: 100-continue\r\n\r\n")
    asked = client._socket.recv(1000)
    assert asked == b"HTTP/1.1 100 Continue\r\n\r\n"
    assert client.send(b"hi").answer()[2] == b"POST /p hi"


def test_a_body_that_nobody_wants_is_not_asked_for(serve, connect):
    async def refuse(scope, receive, send) -> None:
        await respond(send, b"no", status=413)

    client = connect(serve(refuse).port)
    client.send(b"POST /p HTTP/1.1\r\nContent-Length: 2\r\nExpect: 100-continue\r\n\r\n")
    status, headers, _ = client.answer()
    assert (status, headers["connection"]) == (413, "close")
    assert client.is_closed()


def test_a_large_body_that_nobody_wants_does_not_cost_the_client_its_answer(serve, connect):
    async def refuse(scope, receive, send) -> None:
        await respond(send, b"no", status=413)

    client = connect(serve(refuse).port)
    client.send(b"POST /p HTTP/1.1\r\nContent-Length: 3000000\r\n\r\n", b"a" * 3_000_000)
    status, headers, body = client.answer()
    assert (status, headers["connection"], body) == (413, "close", b"no")
    client.end()
    assert client.is_closed()


def test_a_small_body_that_nobody_wants_is_dropped_and_the_connection_stays(serve, connect):
    async def refuse(scope, receive, send) -> None:
        await respond(send, b"no", status=400)

    client = connect(serve(refuse).port)
    assert client.send(b"POST /p HTTP/1.1\r\nContent-Length: 9\r\n\r\nsome").answer()[0] == 400
    assert client.send(b" more" + GET).answer()[2] == b"no"


def test_an_answer_of_unknown_length_comes_in_chunks(serve, connect):
    async def stream(scope, receive, send) -> None:
        await respond(send, b"one ", more=True)
        await send({"type": "http.response.body", "body": b"two", "more_body": True})
        await send({"type": "http.response.body", "body": b""})

    client = connect(serve(stream).port)
    _, headers, body = client.send(GET).answer()
    assert (headers["transfer-encoding"], body) == ("chunked", b"one two")
    client.send(b"GET / HTTP/1.0\r\nConnection: keep-alive\r\n\r\n")
    assert client.bytes_until_closed().endswith(b"connection: close\r\n\r\none two")


def test_a_failing_application_is_500_without_its_reason(serve, connect, caplog):
    async def fail(scope, receive, send) -> None:
        msg = "secret"
        raise ValueError(msg)

    client = connect(serve(fail).port)
    status, _, body = client.send(GET).answer()
    assert (status, json.loads(body)) == (500, {"error": "Internal error; see the server's log"})
    assert "ValueError: secret" in caplog.text


def test_half_an_answer_is_never_taken_for_a_whole_one(serve, connect):
    async def fail(scope, receive, send) -> None:
        await respond(send, b"half", more=True)
        raise ValueError

    client = connect(serve(fail).port)
    assert not client.send(GET).bytes_until_closed().endswith(b"0\r\n\r\n")


def test_a_header_with_a_line_end_is_not_sent(serve, connect):
    async def split(scope, receive, send) -> None:
        await respond(send, b"", headers=[(b"a", b"b\r\nset-cookie: c")])

    client = connect(serve(split).port)
    status, headers, _ = client.send(GET).answer()
    assert (status, "set-cookie" in headers) == (500, False)


def test_a_client_that_leaves_is_noticed(serve, connect):
    app = Reader()
    client = connect(serve(app).port)
    client.send(b"POST /p HTTP/1.1\r\nContent-Length: 9\r\n\r\nsome")
    assert app.received.acquire(timeout=PATIENCE_S)
    client.close()
    assert app.is_told.wait(PATIENCE_S)


def test_a_client_that_only_ends_its_side_still_gets_its_answer(serve, connect, echo):
    client = connect(serve(echo).port)
    client.send(GET).end()
    assert client.answer()[2] == b"GET /a "
    assert client.is_closed()


def test_a_body_is_read_to_its_end_though_the_client_has_ended_its_side(serve, connect):
    is_gone: list[bool] = []

    async def late(scope, receive, send) -> None:
        while not scope["extensions"]["tfserve.is_gone"]():  # noqa: ASYNC110 - nobody tells
            await asyncio.sleep(0)  # until the loop has seen it
        event = await receive()
        is_gone.append((await receive())["type"] == "http.disconnect")
        await respond(send, event["body"])

    client = connect(serve(late).port)
    client.send(b"POST / HTTP/1.1\r\nContent-Length: 4\r\n\r\nbody").end()
    assert client.answer()[2] == b"body"
    assert is_gone == [True]


# Time


def test_a_head_has_a_time_limit_however_slowly_it_comes(serve, connect, look):
    clock = FakeClock()
    server = serve(Reader(), clock=clock, header_timeout_s=10.0)
    clients = [connect(server.port).send(start) for start in (b"GET / HTTP/1.1\r\nA", b"")]
    while server.statistics().connections < 2:
        pass
    clock.advance(9.5)
    look(server)
    assert server.statistics().connections == 2
    clients[0].send(b": b")
    clock.advance(0.5)
    look(server)
    received = clients[0].bytes_until_closed()
    assert received.startswith(b"HTTP/1.1 408 Request Timeout\r\n")
    assert b"10 seconds, the limit set by --rest_header_timeout_seconds" in received
    assert clients[1].bytes_until_closed() == b""


def test_a_body_that_trickles_is_given_up(serve, connect, look):
    clock, app = FakeClock(), Reader()
    server = serve(app, clock=clock, body_timeout_s=30.0)
    client = connect(server.port)
    client.send(b"POST / HTTP/1.1\r\nContent-Length: 9000\r\n\r\n" + b"a" * 2000)
    assert app.received.acquire(timeout=PATIENCE_S)
    clock.advance(30)
    look(server)  # 2000 bytes in 30 s will do
    client.send(b"a" * 1000)
    assert app.received.acquire(timeout=PATIENCE_S)
    clock.advance(30)
    look(server)  # 1000 will not
    received = client.bytes_until_closed()
    assert received.startswith(b"HTTP/1.1 408 Request Timeout\r\n")
    assert b"--rest_body_timeout_seconds" in received
    assert app.is_told.wait(PATIENCE_S)


def test_an_idle_connection_is_closed_without_a_word(serve, connect, look, echo):
    clock = FakeClock()
    server = serve(echo, clock=clock, keep_alive_timeout_s=75.0)
    client = connect(server.port)
    client.send(GET).answer()
    look(server)
    clock.advance(74.5)
    look(server)
    assert client.send(GET).answer()[0] == 200
    look(server)
    clock.advance(75)
    look(server)
    assert client.bytes_until_closed() == b""


def test_a_client_that_does_not_read_is_given_up(serve, connect, look):
    clock = FakeClock()
    is_begun, is_over = threading.Event(), threading.Event()

    async def flood(scope, receive, send) -> None:
        await send({"type": "http.response.start", "status": 200, "headers": []})
        is_begun.set()
        try:
            while (await send_piece(send)) or not scope["extensions"]["tfserve.is_gone"]():
                pass
        finally:
            is_over.set()

    async def send_piece(send) -> None:
        await send({"type": "http.response.body", "body": b"a" * 1_000_000, "more_body": True})

    server = serve(flood, clock=clock, write_timeout_s=30.0)
    connect(server.port).send(GET)
    assert is_begun.wait(PATIENCE_S)
    while not is_over.is_set():  # what the system buffers counts as read
        look(server)
        clock.advance(31)
        look(server)
    while server.statistics().connections:
        pass


def test_time_does_not_run_out_while_the_application_works(serve, connect, look):
    clock, may_end, is_begun = FakeClock(), threading.Event(), threading.Event()

    async def work(scope, receive, send) -> None:
        is_begun.set()
        await asyncio.get_running_loop().run_in_executor(None, may_end.wait)
        await respond(send, b"done")

    server = serve(work, clock=clock)
    client = connect(server.port).send(GET)
    assert is_begun.wait(PATIENCE_S)
    clock.advance(3600)
    look(server)
    may_end.set()
    assert client.answer()[2] == b"done"


# Back-pressure


def test_what_follows_a_request_is_not_read_before_it_is_answered(serve, connect):
    may_end = threading.Event()
    asked: list[str] = []

    async def work(scope, receive, send) -> None:
        asked.append(scope["path"])
        await asyncio.get_running_loop().run_in_executor(None, may_end.wait)
        await respond(send, b"done")

    client = connect(serve(work).port)
    client.send(b"GET /1 HTTP/1.1\r\n\r\nGET /2 HTTP/1.1\r\n\r\n")
    client._socket.settimeout(0.05)
    with pytest.raises(TimeoutError):  # its buffers fill
        client.send(*[b"GET /3 HTTP/1.1\r\n\r\n" * 10_000] * 1000)
    assert asked == ["/1"]
    may_end.set()
    client._socket.settimeout(PATIENCE_S)
    assert [client.answer()[2] for _ in range(3)] == [b"done"] * 3


def test_a_client_that_ends_its_side_after_something_wrong_is_let_go_at_once(client):
    client.send(GET + b"wrong\r\n\r\n").end()
    received = client.bytes_until_closed()
    assert received.count(b"HTTP/1.1 ") == 2
    assert b"HTTP/1.1 400 Bad Request\r\n" in received


def test_a_client_that_has_gone_before_it_is_refused_is_no_error(limits):
    class Transport:
        """Of a socket that was reset, which nobody has noticed yet."""

        def __init__(self) -> None:
            self.written = b""

        def get_extra_info(self, name):
            return None

        def write(self, data) -> None:
            self.written += data

        def get_write_buffer_size(self) -> int:
            return 0

        def can_write_eof(self) -> bool:
            return True

        def write_eof(self) -> None:
            raise OSError(107, "Transport endpoint is not connected")

    class Site:
        def __init__(self) -> None:
            self.limits, self.date, self.is_draining = limits(), b"", False

        def now(self) -> float:
            return 0.0

        def opened(self, _) -> None:
            pass

        refused = opened

    transport = Transport()
    connection = Connection(Site())
    connection.connection_made(transport)
    connection.data_received(b"wrong\r\n\r\n")
    assert transport.written.startswith(b"HTTP/1.1 400 ")
