"""Request line and headers: parsed by llhttp, bounded and judged here."""

from __future__ import annotations

import contextlib
from dataclasses import dataclass

import httptools

from tfserve.config.server import HttpConfig
from tfserve.frontends.http.refusal import Refusal

__all__ = ["CHUNKED", "HeadReader", "RequestHead"]

CHUNKED = -1
"""`RequestHead.body_bytes` of a body whose length only its end tells."""

_END = b"\r\n\r\n"
_OVERLAP = len(_END) - 1
_UNKNOWN = "0.0"  # llhttp's version of a request line that is not complete


@dataclass(frozen=True, slots=True)
class RequestHead:
    """What stands before a body, well formed.

    Args:
        method: as sent.
        target: path and query as sent; never empty.
        version: `1.1` or `1.0`.
        headers: lower-case name, value, in order.
        body_bytes: length of the body, 0 without one; `CHUNKED` when it comes in chunks.
        keeps_alive: whether the client will use the connection again.
        expects_continue: whether the client waits to be asked for the body.
    """

    method: str
    target: bytes
    version: str
    headers: list[tuple[bytes, bytes]]
    body_bytes: int
    keeps_alive: bool
    expects_continue: bool


class HeadReader:
    """Reads one head, in whatever pieces it comes.

    A parser reads one head and nothing else: what follows never reaches it, so that only this
    project decides where a body ends and the next request begins.

    Args:
        limits: sizes beyond which a head is refused.
    """

    __slots__ = (
        "_headers",
        "_is_complete",
        "_keeps_alive",
        "_limits",
        "_parser",
        "_tail",
        "_target",
        "size_bytes",
    )

    def __init__(self, limits: HttpConfig) -> None:
        self._limits = limits
        self._parser = httptools.HttpRequestParser(self)
        self._target = b""
        self._headers: list[tuple[bytes, bytes]] = []
        self._is_complete = False
        self._keeps_alive = False
        self._tail = b""  # the last bytes read: the end may have begun in them
        self.size_bytes = 0  # read so far

    def read(self, data: bytes, start: int) -> tuple[int, RequestHead | None]:
        """Read on in `data` from `start`; how far it has read, and the head once it is complete.

        Raises:
            Refusal: no HTTP/1, ambiguous, or beyond a limit.
        """
        while start < len(data):
            end = self._end_in(data, start)
            self._feed(data if start == 0 and end == len(data) else data[start:end])
            start = end
            if self._is_complete:
                return start, self._head()
        return start, None

    def _end_in(self, data: bytes, start: int) -> int:
        """Behind the next empty line, else the end of `data`."""
        if self._tail:
            joined = self._tail + data[start : start + _OVERLAP]
            found = joined.find(_END)
            if found >= 0:
                return start + found + len(_END) - len(self._tail)
        found = data.find(_END, start)
        return len(data) if found < 0 else found + len(_END)

    def _feed(self, piece: bytes) -> None:
        room = self._limits.max_header_bytes - self.size_bytes
        self.size_bytes += len(piece)
        self._tail = (self._tail + piece[-_OVERLAP:])[-_OVERLAP:]
        try:
            # An upgrade is not taken up: the request is an ordinary one.
            with contextlib.suppress(httptools.HttpParserUpgrade):
                self._parser.feed_data(piece if len(piece) <= room else piece[:room])
        except httptools.HttpParserError as error:
            raise Refusal(400, f"Malformed HTTP request: {error}") from error
        self._check_sizes()

    def _check_sizes(self) -> None:
        limits = self._limits
        if len(self._target) > limits.max_target_bytes:
            raise _too_large(414, "target", limits.max_target_bytes, "target_bytes")
        if self.size_bytes > limits.max_header_bytes:
            is_line = self._parser.get_http_version() == _UNKNOWN
            what = "request line" if is_line else "head"
            raise _too_large(414 if is_line else 431, what, limits.max_header_bytes, "header_bytes")
        if len(self._headers) > limits.max_headers:
            raise Refusal(
                431,
                f"The request has more than {limits.max_headers} headers, the limit set by "
                "--rest_max_headers",
            )

    def _head(self) -> RequestHead:
        version = self._parser.get_http_version()
        if version not in ("1.1", "1.0"):
            raise Refusal(400, f"Malformed HTTP request: version {version} is not spoken here")
        body_bytes, is_continue, hosts = 0, False, 0
        for name, value in self._headers:
            if name == b"content-length":  # llhttp has seen that it is one, and a number
                body_bytes = int(value)
            elif name == b"transfer-encoding":
                if version != "1.1" or value.strip().lower() != b"chunked":
                    raise Refusal(
                        400, "Malformed HTTP request: the only Transfer-Encoding is chunked"
                    )
                body_bytes = CHUNKED
            elif name == b"expect":
                is_continue = value.lower() == b"100-continue" and version == "1.1"
            elif name == b"host":
                hosts += 1
        if hosts > 1:
            raise Refusal(400, "Malformed HTTP request: more than one Host")
        return RequestHead(
            method=self._parser.get_method().decode("ascii"),
            target=self._target,
            version=version,
            headers=self._headers,
            body_bytes=body_bytes,
            keeps_alive=self._keeps_alive,
            expects_continue=is_continue,
        )

    # What the parser calls

    def on_url(self, piece: bytes) -> None:
        """A part of the target."""
        self._target += piece

    def on_header(self, name: bytes, value: bytes) -> None:
        """A whole header."""
        self._headers.append((name.lower(), value.rstrip(b" \t")))

    def on_headers_complete(self) -> None:
        """The head is over."""
        self._is_complete = True
        self._keeps_alive = self._parser.should_keep_alive()  # forgotten when the message is over


def _too_large(status: int, what: str, limit: int, flag: str) -> Refusal:
    return Refusal(
        status,
        f"The request's {what} is larger than {limit} bytes, the limit set by --rest_max_{flag}",
    )
