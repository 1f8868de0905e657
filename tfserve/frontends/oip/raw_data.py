"""Tensors as the protocol's raw bytes: elements as they lie in memory, little-endian, row by row;
for BYTES each element after its length in 4 bytes.

Numbers are never copied on their way in, unless they lie across word boundaries, and never looked
at one by one.
"""

from __future__ import annotations

import struct
import sys
from collections.abc import Sequence

import numpy as np

from tfserve.core.servable import Array
from tfserve.errors import InvalidArgument
from tfserve.frontends.oip.datatypes import element_count
from tfserve.tensors import DataType

__all__ = ["from_raw", "to_raw"]

_LENGTH = struct.Struct("<I")
_IS_LITTLE = sys.byteorder == "little"


def from_raw(name: str, dtype: DataType, shape: Sequence[int], data: bytes | memoryview) -> Array:
    """The tensor in `data`; numbers are a view of it.

    Args:
        name: of the input, for errors.
        dtype: what `data` holds.
        shape: of the tensor.
        data: all of it belongs to this tensor.

    Raises:
        InvalidArgument: `data` is not of the length that type and shape need.
    """
    count = element_count(name, shape)
    if dtype is DataType.DT_STRING:
        return _strings(name, count, data).reshape(shape)
    in_numpy = dtype.numpy
    expected = count * in_numpy.itemsize
    if len(data) != expected:
        raise InvalidArgument(
            f"Input {name} has {len(data)} bytes of data, {expected} are expected for "
            f"{count} elements of {dtype.label}"
        )
    if dtype is DataType.DT_BOOL:
        _check_booleans(name, data)
    flat = np.frombuffer(data, in_numpy) if count else np.empty(0, in_numpy)
    if not _IS_LITTLE:
        flat = flat.byteswap()
    # A tensor behind others may begin anywhere; vector instructions want whole words.
    return (flat if flat.flags.aligned else flat.copy()).reshape(shape)


def _check_booleans(name: str, data: bytes | memoryview) -> None:
    if len(data) and np.frombuffer(data, np.uint8).max() > 1:
        raise InvalidArgument(f"Input {name} of datatype BOOL has bytes other than 0 and 1")


def _strings(name: str, count: int, data: bytes | memoryview) -> Array:
    if count * _LENGTH.size > len(data):
        raise InvalidArgument(
            f"Input {name} has {len(data)} bytes of data, too few for {count} elements of BYTES"
        )
    whole = bytes(data)
    flat = np.empty(count, object)
    at, end = 0, len(whole)
    for index in range(count):
        if at + _LENGTH.size > end:
            raise InvalidArgument(f"Input {name} ends before element {index} of {count}")
        (size,) = _LENGTH.unpack_from(whole, at)
        at += _LENGTH.size
        if at + size > end:
            raise InvalidArgument(f"Input {name} ends inside element {index} of {count}")
        flat[index] = whole[at : at + size]
        at += size
    if at != end:
        raise InvalidArgument(f"Input {name} has {end - at} bytes behind its {count} elements")
    return flat


def to_raw(array: Array) -> bytes | memoryview:
    """The raw bytes of a tensor; numbers are a view of it where they lie in order."""
    if array.dtype == object:
        pack = _LENGTH.pack
        return b"".join([part for item in array.flat for part in (pack(len(item)), item)])
    flat = np.ascontiguousarray(array).reshape(-1)
    if not _IS_LITTLE:
        flat = flat.byteswap()
    return flat.view(np.uint8).data
