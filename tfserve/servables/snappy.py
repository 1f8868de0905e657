"""Reading blocks that are compressed with Snappy, as the index of a checkpoint may be.

Format: google/snappy, format_description.txt (the raw form, without framing).
"""

from __future__ import annotations

import io

from tfserve.servables.wire_fields import Damaged, read_varint

__all__ = ["decompress"]

_LITERAL, _SHORT_COPY, _COPY = 0, 1, 2
_LONGEST_INLINE_LITERAL = 60


def decompress(block: bytes, *, max_bytes: int) -> bytes:
    """The content of a compressed block.

    Raises:
        Damaged: it is no such block, or its content is longer than `max_bytes`.
    """
    file = io.BytesIO(block)
    size = read_varint(file)
    if size > max_bytes:
        raise Damaged("a compressed block is too large")
    content = bytearray()
    while len(content) < size and (tag := file.read(1)):
        kind, rest = tag[0] & 3, tag[0] >> 2
        if kind == _LITERAL:
            extra = rest + 1 - _LONGEST_INLINE_LITERAL
            length = (_number(file, extra) if extra > 0 else rest) + 1
            content += file.read(length)
            continue
        if kind == _SHORT_COPY:
            length, offset = 4 + (rest & 7), (rest >> 3) << 8 | _number(file, 1)
        else:
            length, offset = rest + 1, _number(file, 2 if kind == _COPY else 4)
        if not 0 < offset <= len(content):
            raise Damaged("a compressed block refers to what is not there")
        for _ in range(length):  # one by one: a copy may read what it has just written
            content.append(content[-offset])
    if len(content) != size:
        raise Damaged("a compressed block does not have the length it tells")
    return bytes(content)


def _number(file: io.BytesIO, size: int) -> int:
    return int.from_bytes(file.read(size), "little")
