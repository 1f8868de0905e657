"""gzip, both ways: what comes in stays within a bound, what goes out is asked for."""

from __future__ import annotations

import re
import zlib
from collections.abc import Callable

from tfserve.errors import InvalidArgument

__all__ = ["accepts_gzip", "gunzipped", "gzipped"]

_GZIP_BITS = 16 + zlib.MAX_WBITS
_LEVEL = 1  # numbers as text shrink by half at any level, and this one takes a third of the time
_PIECE_BYTES = 256 * 1024  # decompressed at a time
_ACCEPTED = re.compile(r"(?:^|,)\s*(?:x-)?gzip\s*(?:;\s*q\s*=\s*([0-9.]{1,8})\s*)?(?=,|$)")


def gunzipped(data: bytes, charge: Callable[[int], object]) -> bytes:
    """What `data` was before it was compressed; several gzip members follow each other as RFC 1952
    has it.

    Args:
        data: gzip.
        charge: told the size of each piece before the next one is decompressed; raises when there
            have been enough.

    Raises:
        InvalidArgument: no gzip, or the end of it is missing.
    """
    pieces: list[bytes] = []
    while data:
        stream = zlib.decompressobj(_GZIP_BITS)
        while data and not stream.eof:
            try:
                piece = stream.decompress(data, _PIECE_BYTES)
            except zlib.error as error:
                raise InvalidArgument(
                    "The body is not gzip, as its Content-Encoding says"
                ) from error
            charge(len(piece))
            pieces.append(piece)
            data = stream.unconsumed_tail
        if not stream.eof:
            raise InvalidArgument("The body ends in the middle of its gzip data")
        data = stream.unused_data
    return b"".join(pieces)


def accepts_gzip(accept_encoding: str) -> bool:
    """Whether an Accept-Encoding header names gzip, and not to rule it out."""
    match = _ACCEPTED.search(accept_encoding.lower())
    return match is not None and (match[1] is None or match[1].strip("0.") != "")


def gzipped(body: bytes) -> bytes:
    """`body`, compressed."""
    compressor = zlib.compressobj(_LEVEL, zlib.DEFLATED, _GZIP_BITS)
    return compressor.compress(body) + compressor.flush()
