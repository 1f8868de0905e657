"""Requests that the server itself turns away: observed like those that the application answers."""

from __future__ import annotations

import pytest

from tfserve.errors import Code
from tfserve.frontends.http.exchange import REFUSED
from tfserve.frontends.http.refusal import Refusal
from tfserve.testing import FakeClock


class Records:
    """Keeps what it is shown."""

    def __init__(self):
        self.seen = []

    def observe(self, record):
        self.seen.append(record)


@pytest.mark.parametrize(
    ("message", "status", "code"),
    [
        (b"no HTTP at all\r\n\r\n", 400, Code.INVALID_ARGUMENT),
        (b"GET /" + b"a" * 200 + b" HTTP/1.1\r\n\r\n", 414, Code.RESOURCE_EXHAUSTED),
        (b"GET / HTTP/1.1\r\n" + b"a: b\r\n" * 9 + b"\r\n", 431, Code.RESOURCE_EXHAUSTED),
    ],
)
def test_a_head_that_is_refused_is_shown_to_the_observer(
    serve, echo, connect, message, status, code
):
    records = Records()
    server = serve(echo, observer=records, max_target_bytes=100, max_headers=5)
    connection = connect(server.port).send(message)
    answered, _, body = connection.answer()
    assert answered == status
    (record,) = records.seen
    assert (record.entry.transport, record.entry.method, record.code) == ("HTTP", "", code)
    assert record.response_bytes == len(body)
    assert 0 < record.request_bytes <= len(message)
    assert record.origin.peer.startswith("127.0.0.1:")


def test_a_head_that_does_not_come_in_time_is_shown_with_the_time_it_took(
    serve, echo, connect, look
):
    records, clock = Records(), FakeClock()
    server = serve(echo, clock=clock, observer=records, header_timeout_s=10.0)
    connection = connect(server.port).send(b"GET / HTTP/1.1\r\n\r\nGET / HT")
    assert connection.answer()[0] == 200
    look(server)
    clock.advance(11.0)
    look(server)
    assert connection.answer()[0] == 408
    (record,) = records.seen
    assert (record.code, record.total_s) == (Code.DEADLINE_EXCEEDED, 11.0)


def test_a_body_that_is_refused_is_the_application_s_to_account_for(serve, connect):
    events, records = [], Records()

    async def app(scope, receive, send):
        while not events or events[-1]["type"] != "http.disconnect":
            events.append(await receive())

    server = serve(app, observer=records)
    head = b"POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n"
    assert connect(server.port).send(head, b"no size\r\n").answer()[0] == 400
    server.close()
    assert events[-1] == {"type": "http.disconnect", REFUSED: Code.INVALID_ARGUMENT}
    assert records.seen == []


def test_good_requests_are_not_shown(serve, echo, connect):
    records = Records()
    assert (
        connect(serve(echo, observer=records).port).send(b"GET / HTTP/1.1\r\n\r\n").answer()[0]
        == 200
    )
    assert records.seen == []


def test_a_status_without_a_code_of_its_own_is_a_fault_of_ours():
    assert Refusal(500, "no").code is Code.INTERNAL
