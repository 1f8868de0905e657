"""Protobuf's wire format, as far as big packed fields need it.

A protobuf runtime takes, and before version 7 gives, the elements of a repeated field one by one:
50 ms per million. Here the bytes of a packed field are made and found whole.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from tfserve.tensors.data_type import Array

__all__ = ["encode_varints", "packed_payload", "tag", "varint"]

LENGTH_DELIMITED = 2
BLOCK = 1 << 16  # elements per round: what a round needs stays in the processor's cache
MAX_FIELDS = 1000  # a TensorProto in normal form has far fewer; more come from repeated strings


def varint(number: int) -> bytes:
    """One unsigned number, 7 bits per byte, lowest first."""
    if number < 0x80:
        return bytes((number,))
    out = bytearray()
    while number >= 0x80:
        out.append(number & 0x7F | 0x80)
        number >>= 7
    out.append(number)
    return bytes(out)


def tag(field: int) -> bytes:
    """What precedes the length of a length-delimited field."""
    return varint(field << 3 | LENGTH_DELIMITED)


def encode_varints(values: Array) -> bytes:
    """Integers or booleans as packed varints; negative ones take 10 bytes.

    Args:
        values: (u)int or bool of any size, 1-D.
    """
    return b"".join(_encoded_blocks(values))


def _encoded_blocks(values: Array) -> Iterator[bytes]:
    for start in range(0, len(values), BLOCK):
        block = values[start : start + BLOCK]
        if block.dtype.kind == "i" and block.min() < 0:
            block = block.astype(np.int64).view(np.uint64)
        yield _encoded(block.view(f"u{block.itemsize}"))


def _encoded(rest: Array) -> bytes:
    """One row of 7-bit digits per number, of which those before the highest one count."""
    places = (int(rest.max()).bit_length() + 6) // 7
    if places <= 1:
        return rest.astype(np.uint8).tobytes()
    digits = np.empty((len(rest), places), np.uint8)
    is_used = np.empty((len(rest), places), np.bool_)
    for place in range(places):
        is_used[:, place] = True if place == 0 else rest != 0
        higher = rest >> 7
        has_more = (higher != 0).astype(np.uint8) << 7
        digits[:, place] = (rest & 0x7F).astype(np.uint8) | has_more
        rest = higher
    return digits[is_used].tobytes()


def packed_payload(message: bytes, field: int) -> memoryview | None:
    """The bytes of a packed field in a TensorProto that protobuf has just written.

    None where the message has more fields than it pays to walk over.
    """
    at = 0
    for _ in range(MAX_FIELDS):
        if at >= len(message):
            return memoryview(b"")
        key, at = _read_varint(message, at)
        size, at = _read_varint(message, at)
        if key & 7 != LENGTH_DELIMITED:  # dtype and version_number: that was the value itself
            continue
        if key >> 3 == field:
            return memoryview(message)[at : at + size]
        at += size
    return None


def _read_varint(message: bytes, at: int) -> tuple[int, int]:
    """A number and where the next one begins."""
    number = shift = 0
    while True:
        byte = message[at]
        at += 1
        number |= (byte & 0x7F) << shift
        if byte < 0x80:
            return number, at
        shift += 7
