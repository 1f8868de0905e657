"""Files that are one record after the other: TFRecord framing, and JSON lines.

A TFRecord file is for each record: its length as uint64, a checksum of that, its bytes, a checksum
of those; all little-endian, checksums being masked CRC32C. Nothing says where a damaged file goes
on, so reading ends at the first damage.
"""

from __future__ import annotations

import json
import struct
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Protocol

import google_crc32c

from tfserve.errors import DataLoss, InvalidArgument

__all__ = [
    "MAX_RECORD_BYTES",
    "ByteStream",
    "JsonLine",
    "frame",
    "masked_crc32c",
    "read_json_lines",
    "read_records",
]

MAX_RECORD_BYTES = 2**31 - 1  # no protobuf message may be larger
_CHUNK_BYTES = 1 << 20  # memory is taken as bytes arrive, not as a header promises them
_LENGTH = struct.Struct("<Q")
_CHECKSUM = struct.Struct("<I")
_HEADER_BYTES = _LENGTH.size + _CHECKSUM.size
_MASK_DELTA = 0xA282EAD8  # so that the checksum of data with checksums in it is a good one


class ByteStream(Protocol):
    """A binary file, or what reads like one."""

    def read(self, size: int, /) -> bytes:
        """The next `size` bytes; fewer only at the end."""
        ...

    def readline(self, size: int, /) -> bytes:
        """The next bytes up to a line's end, at most `size`."""
        ...


def masked_crc32c(data: bytes) -> int:
    """TensorFlow's form of the CRC32C of `data`. Matches: xla/tsl/lib/hash/crc32c.h."""
    crc: int = google_crc32c.value(data)
    return ((crc >> 15 | crc << 17) + _MASK_DELTA) & 0xFFFFFFFF


def frame(data: bytes) -> bytes:
    """`data` as one TFRecord; the frames of several records in a row are a file of them."""
    length = _LENGTH.pack(len(data))
    return b"".join((length, _checksum(length), data, _checksum(data)))


def _checksum(data: bytes) -> bytes:
    return _CHECKSUM.pack(masked_crc32c(data))


def read_records(
    stream: ByteStream, name: str, *, max_record_bytes: int = MAX_RECORD_BYTES
) -> Iterator[bytes]:
    """Each record of the TFRecord file `stream`, whose name for errors is `name`.

    Texts of errors are those of TensorFlow's reader; `details` tell the `file`, the `record`
    (counted from 0) and its `offset`. Unlike there, a file that ends within the header of a record
    is damaged, as one is that ends within its data.
    Matches: xla/tsl/lib/io/record_reader.cc.

    Raises:
        DataLoss: a record is damaged, cut short, or larger than `max_record_bytes`.
    """
    offset = 0
    index = 0
    while header := stream.read(_HEADER_BYTES):
        try:
            data = _record(stream, header, offset, max_record_bytes)
        except DataLoss as error:
            place = {"file": name, "record": str(index), "offset": str(offset)}
            raise DataLoss(error.message, details={**place, **error.details}) from error
        yield data
        offset += _HEADER_BYTES + len(data) + _CHECKSUM.size
        index += 1


def _record(stream: ByteStream, header: bytes, offset: int, max_record_bytes: int) -> bytes:
    if len(header) < _HEADER_BYTES:
        raise _cut_short(offset)
    length_bytes = header[: _LENGTH.size]
    if header[_LENGTH.size :] != _checksum(length_bytes):
        hint = "" if offset else " (Is this even a TFRecord file?)"
        raise DataLoss(f"corrupted record at {offset}{hint}")
    (length,) = _LENGTH.unpack(length_bytes)
    if length > max_record_bytes:
        sizes = {"record_bytes": str(length), "max_record_bytes": str(max_record_bytes)}
        raise DataLoss("record size too large", details=sizes)
    data = _read(stream, length)
    checksum = stream.read(_CHECKSUM.size)
    if len(data) < length or len(checksum) < _CHECKSUM.size:
        raise _cut_short(offset)
    if checksum != _checksum(data):
        raise DataLoss(f"corrupted record at {offset + _HEADER_BYTES}")
    return data


def _cut_short(offset: int) -> DataLoss:
    # The odd quote is TensorFlow's.
    return DataLoss(f"truncated record at {offset}' failed with Read less bytes than requested")


def _read(stream: ByteStream, size: int) -> bytes:
    """`size` bytes, fewer only at the end of the file."""
    if size <= _CHUNK_BYTES:
        return stream.read(size)
    chunks = []
    while size and (chunk := stream.read(min(size, _CHUNK_BYTES))):
        chunks.append(chunk)
        size -= len(chunk)
    return b"".join(chunks)


@dataclass(frozen=True, slots=True)
class JsonLine:
    """One line of a JSON lines file.

    Args:
        number: of the line, counted from 1, as editors do.
        value: what stands in it.
    """

    number: int
    value: Any  # JSON is of any type


def read_json_lines(
    stream: ByteStream, name: str, *, max_line_bytes: int = MAX_RECORD_BYTES
) -> Iterator[JsonLine]:
    """The documents of a file that has one in each line; lines of nothing but blanks are skipped.

    `NaN` and `Infinity` are numbers; where an object has a name twice, the last counts.

    Raises:
        InvalidArgument: `models.jsonl: line 3: ...`: a line is no JSON in UTF-8, or longer than
            `max_line_bytes`; `details` tell the `file` and the `line`.
    """
    number = 0
    while line := stream.readline(max_line_bytes + 1):
        number += 1
        if len(line) > max_line_bytes:
            raise _invalid_line(name, number, f"longer than {max_line_bytes} bytes")
        if not line.isspace():
            yield JsonLine(number, _parsed(line, name, number))


def _parsed(line: bytes, name: str, number: int) -> Any:
    try:
        return json.loads(line.decode())
    except json.JSONDecodeError as error:
        raise _invalid_line(name, number, f"{error.msg} at column {error.colno}") from error
    except UnicodeDecodeError as error:
        raise _invalid_line(name, number, f"no UTF-8 at byte {error.start}") from error
    except ValueError as error:  # a whole number of thousands of digits
        raise _invalid_line(name, number, "a number that is too long") from error
    except RecursionError as error:
        raise _invalid_line(name, number, "nested too deep") from error


def _invalid_line(name: str, number: int, reason: str) -> InvalidArgument:
    details = {"file": name, "line": str(number), "reason": reason}
    return InvalidArgument(f"{name}: line {number}: {reason}", details=details)
