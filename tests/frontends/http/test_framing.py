"""Where a request ends: nothing ambiguous is answered, and nothing behind it."""

from __future__ import annotations

import json

import pytest

GOOD = b"GET /good HTTP/1.1\r\nHost: a\r\n\r\n"
SMUGGLED = b"GET /smuggled HTTP/1.1\r\nHost: a\r\n\r\n"

WRONG_HEADERS = {
    "two lengths": b"Content-Length: 5\r\nContent-Length: 6\r\n",
    "two equal lengths": b"Content-Length: 5\r\nContent-Length: 5\r\n",
    "length and chunks": b"Content-Length: 5\r\nTransfer-Encoding: chunked\r\n",
    "chunks and length": b"Transfer-Encoding: chunked\r\nContent-Length: 5\r\n",
    "an unknown coding": b"Transfer-Encoding: xchunked\r\n",
    "chunks not last": b"Transfer-Encoding: chunked, identity\r\n",
    "two codings": b"Transfer-Encoding: gzip, chunked\r\n",
    "chunks twice": b"Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n",
    "identity": b"Transfer-Encoding: identity\r\n",
    "a negative length": b"Content-Length: -5\r\n",
    "a signed length": b"Content-Length: +5\r\n",
    "a list of lengths": b"Content-Length: 5,5\r\n",
    "a length with a gap": b"Content-Length: 5 5\r\n",
    "no length": b"Content-Length:\r\n",
    "a hexadecimal length": b"Content-Length: 0x5\r\n",
    "an underscored length": b"Content-Length: 1_0\r\n",
    "a length beyond 64 bits": b"Content-Length: 18446744073709551616\r\n",
    "a length in other digits": "Content-Length: \u0665\r\n".encode(),
    "a space before the colon": b"Content-Length : 5\r\n",
    "a bare CR": b"A: b\rc\r\n",
    "a bare LF": b"A: b\nContent-Length: 5\r\n",
    "a folded line": b"A: b\r\n c\r\n",
    "a line that begins folded": b" A: b\r\n",
    "NUL": b"A: b\0c\r\n",
    "a control character": b"A: b\x01c\r\n",
    "no colon": b"A\r\n",
    "no name": b": b\r\n",
    "two hosts": b"Host: b\r\n",
}


@pytest.mark.parametrize("headers", WRONG_HEADERS.values(), ids=WRONG_HEADERS)
def test_ambiguous_headers_are_refused_and_nothing_behind_them_is_answered(client, echo, headers):
    client.send(b"POST /x HTTP/1.1\r\nHost: a\r\n" + headers + b"\r\n0\r\n\r\n" + SMUGGLED)
    status, answered, body = client.answer()
    assert (status, answered["connection"]) == (400, "close")
    assert json.loads(body)["error"].startswith("Malformed HTTP request: ")
    assert client.is_closed()
    assert echo.asked == []


@pytest.mark.parametrize(
    "line",
    [
        b"GET / HTTP/1.1\nHost: a\r\n\r\n",
        b"GET /\r\n\r\n",
        b"GET / HTTP/2.0\r\n\r\n",
        b"GET / HTTP/1.2\r\n\r\n",
        b"get / HTTP/1.1\r\n\r\n",
        b"FOO / HTTP/1.1\r\n\r\n",
        b"GET /a\0b HTTP/1.1\r\n\r\n",
        b"GET /\xff HTTP/1.1\r\n\r\n",
        b"GET a HTTP/1.1\r\n\r\n",
        b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
        bytes.fromhex("16030100c8010000c40303"),  # a TLS hello
    ],
)
def test_what_is_no_http_1_is_refused_at_once(client, echo, line):
    client.send(line)
    assert client.answer()[0] == 400
    assert client.is_closed()
    assert echo.asked == []


def test_chunks_are_no_part_of_http_1_0(client, echo):
    client.send(b"POST / HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n")
    assert client.answer()[0] == 400
    assert echo.asked == []


@pytest.mark.parametrize(
    "body",
    [
        b"x\r\n",
        b"-1\r\n",
        b"0x1\r\na\r\n0\r\n\r\n",
        b"1 \r\na\r\n0\r\n\r\n",
        b"1\na\r\n0\r\n\r\n",
        b"1\r\nab\r\n0\r\n\r\n",
        b"1\r\na0\r\n\r\n",
        b"10000000000000000\r\n",
        b"1;" + b"e" * 65536 + b"\r\na\r\n0\r\n\r\n",
        b"1;\0\r\na\r\n0\r\n\r\n",
        b"0\r\nno trailer\r\n\r\n",
        b"0\r\nA: b\nB: c\r\n\r\n",
    ],
    ids=range(12),
)
def test_broken_chunks_are_refused_and_nothing_behind_them_is_answered(client, echo, body):
    head = b"POST /x HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n"
    client.send(head + body + SMUGGLED)
    status, headers, answer = client.answer()
    assert (status, headers["connection"]) == (400, "close")
    assert json.loads(answer)["error"].startswith("Malformed HTTP request: ")
    assert client.is_closed()
    assert echo.asked == []


def test_chunks_arrive_whatever_pieces_they_come_in(client, echo):
    message = (
        b"POST /x HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n"
        b'3;why="because"\r\nabc\r\n2\r\nde\r\n0\r\nTrailer: dropped\r\n\r\n'
    )
    client.send(*(message[at : at + 1] for at in range(len(message))), GOOD)
    assert client.answer()[2] == b"POST /x abcde"
    assert client.answer()[2] == b"GET /good "


def test_more_chunks_than_allowed_are_refused_by_name(serve, connect, echo):
    client = connect(serve(echo, max_chunks=3).port)
    client.send(b"POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n" + b"1\r\na\r\n" * 4)
    status, _, body = client.answer()
    assert status == 400
    assert "3 chunks, the limit set by --rest_max_chunks" in json.loads(body)["error"]


@pytest.mark.parametrize(
    ("request_", "status", "flag"),
    [
        (b"GET / HTTP/1.1\r\nA: " + b"a" * 70_000 + b"\r\n\r\n", 431, "--rest_max_header_bytes"),
        (b"GET / HTTP/1.1\r\n" + b"A: a\r\n" * 1000 + b"\r\n", 431, "--rest_max_headers"),
        (b"GET /" + b"a" * 70_000 + b" HTTP/1.1\r\n\r\n", 414, "--rest_max_header_bytes"),
        (b"G" * 70_000, 400, ""),
    ],
)
def test_heads_beyond_a_limit_are_refused_by_its_name(client, echo, request_, status, flag):
    client.send(request_)
    got, headers, body = client.answer()
    assert (got, headers["connection"]) == (status, "close")
    assert flag in json.loads(body)["error"]
    assert client.is_closed()
    assert echo.asked == []


def test_a_target_beyond_its_limit_is_refused_by_name(serve, connect, echo):
    client = connect(serve(echo, max_target_bytes=100).port)
    client.send(b"GET /" + b"a" * 100 + b" HTTP/1.1\r\n\r\n")
    status, _, body = client.answer()
    assert (status, "--rest_max_target_bytes" in json.loads(body)["error"]) == (414, True)


def test_requests_in_one_piece_are_answered_in_order(client):
    client.send(GOOD + b"POST /p HTTP/1.1\r\nContent-Length: 2\r\n\r\nhi" + GOOD)
    assert [client.answer()[2] for _ in range(3)] == [b"GET /good ", b"POST /p hi", b"GET /good "]


def test_good_requests_before_a_bad_one_are_answered_and_those_behind_are_not(client, echo):
    client.send(GOOD + b"GET / HTTP/1.1\r\nA : b\r\n\r\n" + SMUGGLED)
    assert client.answer()[0] == 200
    assert client.answer()[0] == 400
    assert client.is_closed()
    assert [target for _, target, _ in echo.asked] == ["/good"]


def test_a_request_may_come_byte_by_byte(client):
    message = b"\r\nPOST /p?q=%20 HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\n\r\nabc"
    client.send(*(message[at : at + 1] for at in range(len(message))))
    assert client.answer()[2] == b"POST /p?q=%20 abc"


def test_an_upgrade_is_not_taken_up(client):
    client.send(
        b"POST /p HTTP/1.1\r\nConnection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\n"
        b"Content-Length: 3\r\n\r\nabc" + GOOD
    )
    assert client.answer()[2] == b"POST /p abc"
    assert client.answer()[2] == b"GET /good "


def test_a_proxys_target_is_taken_without_its_host(client):
    client.send(b"GET http://h:1/a?b HTTP/1.1\r\n\r\n")
    assert client.answer()[2] == b"GET /a?b "
