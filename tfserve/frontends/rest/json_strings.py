"""JSON strings as TensorFlow Serving writes them (spec 9.7)."""

from __future__ import annotations

import re
from collections.abc import Mapping

__all__ = ["quoted", "quoted_bytes"]

_SPECIAL = re.compile(rb'["\\\x00-\x1f]')
_SHORT = {b'"': b'\\"', b"\\": b"\\\\", b"\b": b"\\b", b"\f": b"\\f", b"\n": b"\\n",
          b"\r": b"\\r", b"\t": b"\\t"}  # fmt: skip
_ESCAPES: Mapping[bytes, bytes] = {
    bytes([byte]): _SHORT.get(bytes([byte]), b"\\u%04X" % byte) for byte in (*range(32), 34, 92)
}


def quoted_bytes(text: bytes) -> bytes:
    """`text` as a JSON string: control characters, `"` and the backslash escaped; `/`, DEL and
    bytes from 0x80 on as they are, whether UTF-8 or not.

    Matches: rapidjson's Writer::WriteString.
    """
    if _SPECIAL.search(text) is None:
        return b'"%b"' % text
    return b'"%b"' % _SPECIAL.sub(lambda match: _ESCAPES[match[0]], text)


def quoted(text: str) -> bytes:
    """`text` as a JSON string in UTF-8; a surrogate by itself, which UTF-8 does not have, is
    written as `?`.
    """
    return quoted_bytes(text.encode("utf-8", "replace"))
