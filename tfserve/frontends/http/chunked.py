"""Bodies in chunks: where each chunk and the whole body end. Strict, and bounded by what framing
may cost, not only by what it carries.
"""

from __future__ import annotations

import enum
import re

from tfserve.config.server import HttpConfig
from tfserve.frontends.http.refusal import Refusal

__all__ = ["ChunkedBody"]

_MAX_LINE_BYTES = 1024  # a size has up to 16 digits; the rest are extensions, and nobody reads them
_TEXT = rb"[\t\x20-\x7e\x80-\xff]*"
_SIZE_LINE = re.compile(rb"([0-9a-fA-F]{1,16})(?:[\t ]*;" + _TEXT + rb")?\r\n")
_TRAILER_LINE = re.compile(rb"[!#$%&'*+.^_`|~0-9A-Za-z-]+:" + _TEXT + rb"\r\n")
_EMPTY_LINE = b"\r\n"


class _Part(enum.Enum):
    """What comes next."""

    SIZE = "size"
    CONTENT = "content"
    CONTENT_END = "end of chunk"
    TRAILER = "trailer"


class ChunkedBody:
    """Reads one chunked body, in whatever pieces it comes. Trailers are checked and dropped.

    Args:
        limits: `max_chunks`; `max_header_bytes` for all trailers.
    """

    __slots__ = ("_chunks", "_limits", "_line", "_part", "_rest", "_trailer_bytes", "is_complete")

    def __init__(self, limits: HttpConfig) -> None:
        self._limits = limits
        self._part = _Part.SIZE
        self._line = b""  # the beginning of a line whose end has not come
        self._rest = 0  # bytes of content that this chunk still brings
        self._chunks = 0
        self._trailer_bytes = 0
        self.is_complete = False

    def read(self, data: bytes, start: int) -> tuple[int, bytes]:
        """Read on in `data` from `start`; how far it has read, which is not beyond the body's end,
        and the content in it.

        Raises:
            Refusal: broken framing, too many chunks, or long lines.
        """
        contents: list[bytes] = []
        while start < len(data) and not self.is_complete:
            if self._part is _Part.CONTENT:
                content = data[start : start + self._rest]
                contents.append(content)
                start += len(content)
                self._rest -= len(content)
                if not self._rest:
                    self._part = _Part.CONTENT_END
            else:
                start = self._read_line(data, start)
        return start, contents[0] if len(contents) == 1 else b"".join(contents)

    def _read_line(self, data: bytes, start: int) -> int:
        room = _MAX_LINE_BYTES - len(self._line)
        found = data.find(b"\n", start, start + room)
        if found >= 0:
            line, self._line = self._line + data[start : found + 1], b""
            self._end_line(line)
            return found + 1
        if len(data) - start >= room:
            raise _malformed(f"a line of more than {_MAX_LINE_BYTES} bytes between chunks")
        self._line += data[start:]
        return len(data)

    def _end_line(self, line: bytes) -> None:
        if self._part is _Part.SIZE:
            self._begin_chunk(line)
        elif self._part is _Part.CONTENT_END:
            if line != _EMPTY_LINE:
                raise _malformed("a chunk does not end where its size says")
            self._part = _Part.SIZE
        elif line == _EMPTY_LINE:
            self.is_complete = True
        else:
            self._trailer_bytes += len(line)
            if self._trailer_bytes > self._limits.max_header_bytes:
                raise Refusal(
                    431,
                    f"The request's trailers are larger than {self._limits.max_header_bytes} "
                    "bytes, the limit set by --rest_max_header_bytes",
                )
            if _TRAILER_LINE.fullmatch(line) is None:
                raise _malformed("invalid trailer")

    def _begin_chunk(self, line: bytes) -> None:
        match = _SIZE_LINE.fullmatch(line)
        if match is None:
            raise _malformed("invalid chunk size")
        self._rest = int(match[1], 16)
        if not self._rest:
            self._part = _Part.TRAILER
            return
        self._part = _Part.CONTENT
        self._chunks += 1
        if self._chunks > self._limits.max_chunks:
            raise Refusal(
                400,
                f"The request has more than {self._limits.max_chunks} chunks, the limit set by "
                "--rest_max_chunks",
            )


def _malformed(why: str) -> Refusal:
    return Refusal(400, f"Malformed HTTP request: {why}")
