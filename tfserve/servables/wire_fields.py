"""Walking over the fields of a serialized protobuf message without parsing what is inside them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO

__all__ = ["Damaged", "Field", "fields", "read_varint"]

_VARINT, _FIXED64, _BYTES, _START_GROUP, _END_GROUP, _FIXED32 = range(6)
_LONGEST_VARINT = 10


class Damaged(Exception):
    """The bytes are not a whole message; the text says what is wrong, for a log."""


@dataclass(frozen=True, slots=True)
class Field:
    """One field as it lies in the file.

    Args:
        number: the field's number.
        start: where its payload begins, in bytes from the file's start.
        end: where it ends.
        varint: the value of a varint field, else 0.
    """

    number: int
    start: int
    end: int
    varint: int = 0


def read_varint(file: BinaryIO) -> int:
    """The varint at the file's position.

    Raises:
        Damaged: the file ends in it, or it is too long.
    """
    value = 0
    for position in range(_LONGEST_VARINT):
        byte = file.read(1)
        if not byte:
            raise Damaged("it ends within a number")
        value |= (byte[0] & 0x7F) << (7 * position)
        if byte[0] < 0x80:
            return value
    raise Damaged("a number in it is too long")


def fields(file: BinaryIO, start: int, end: int) -> Iterator[Field]:
    """The fields of the message in bytes `start` to `end`; payloads are skipped, not read.

    The file may be moved between two fields.

    Raises:
        Damaged: a field does not end before `end`, or no message looks like this.
    """
    position = start
    while position < end:
        file.seek(position)
        key = read_varint(file)
        number, wire_type = key >> 3, key & 7
        varint = 0
        payload = file.tell()
        if wire_type == _VARINT:
            varint = read_varint(file)
            position = file.tell()
        elif wire_type == _BYTES:
            size = read_varint(file)
            payload = file.tell()
            position = payload + size
        elif wire_type in (_FIXED32, _FIXED64):
            position = payload + (8 if wire_type == _FIXED64 else 4)
        else:
            raise Damaged(f"no field can begin at byte {position}")
        if number == 0:
            raise Damaged(f"no field can begin at byte {payload}")
        if position > end:
            raise Damaged(f"it ends {position - end} bytes too early")
        yield Field(number, payload, position, varint)
