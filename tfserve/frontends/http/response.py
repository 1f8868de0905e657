"""The bytes before an answer's body."""

from __future__ import annotations

from collections.abc import Iterable
from email.utils import formatdate
from http import HTTPStatus

__all__ = ["CONTINUE", "LAST_CHUNK", "Header", "chunk", "date_line", "head_bytes"]

Header = tuple[bytes, bytes]

CONTINUE = b"HTTP/1.1 100 Continue\r\n\r\n"
LAST_CHUNK = b"0\r\n\r\n"

_PHRASES = {429: "Client Error", 499: "Client Error", 504: "Gateway Time-out"}  # TensorFlow Serving
_STATUS_LINES = {
    status: f"HTTP/1.1 {status} {phrase}\r\n".encode()
    for status, phrase in ({each.value: each.phrase for each in HTTPStatus} | _PHRASES).items()
}


def date_line(wall_s: float) -> bytes:
    """The Date header of answers at `wall_s` seconds since the epoch."""
    return f"date: {formatdate(wall_s, usegmt=True)}\r\n".encode()


def head_bytes(status: int, headers: Iterable[Header], *own: bytes) -> bytes:
    """Status line and headers, with the empty line; `own` are whole header lines of the server.

    Raises:
        ValueError: a line end in a header, which would let its author write headers of its own.
    """
    line = _STATUS_LINES.get(status) or f"HTTP/1.1 {status} Unknown\r\n".encode()
    lines = [b"%b: %b\r\n" % header for header in headers]
    block = b"".join(lines)
    if block.count(b"\n") != len(lines) or block.count(b"\r") != len(lines):
        msg = "a line end in a header of an answer"
        raise ValueError(msg)
    return b"%b%b%b\r\n" % (line, block, b"".join(own))


def chunk(content: bytes) -> bytes:
    """One chunk of a chunked body; `content` is not empty."""
    return b"%x\r\n%b\r\n" % (len(content), content)
