"""Tensors as the protocol's JSON: a list of elements, flat or nested as the shape says."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from tfserve.core.servable import Array
from tfserve.errors import InvalidArgument
from tfserve.frontends.oip.datatypes import datatype_name, element_count
from tfserve.tensors import DataType

__all__ = ["from_json", "to_json"]

_KINDS = {
    "b": "b",
    "i": "iu",
    "u": "iu",
}  # dtype's kind -> kinds of what may be given; else numbers
_NUMBERS = "iuf"


def from_json(name: str, dtype: DataType, shape: Sequence[int], data: Any) -> Array:
    """The tensor in `data`, what a JSON parser has made of a list.

    Args:
        name: of the input, for errors.
        dtype: what the elements are to be.
        shape: of the tensor; `data` may be nested otherwise, only the order counts.
        data: the list; a parser may have made an array of one that is all numbers.

    Raises:
        InvalidArgument: no such list, elements of another type or out of range, or another number
            of them than the shape says.
    """
    if not isinstance(data, list | np.ndarray):
        raise InvalidArgument(f"The data of input {name} must be a list")
    count = element_count(name, shape)
    flat = _strings(name, data) if dtype is DataType.DT_STRING else _numbers(name, dtype, data)
    if flat.size != count:
        raise InvalidArgument(
            f"Input {name} has {flat.size} elements, its shape {list(shape)[:8]} needs {count}"
        )
    return flat.reshape(shape)


def _numbers(name: str, dtype: DataType, data: list[Any] | Array) -> Array:
    try:
        given = np.asarray(data)
    except (ValueError, OverflowError):
        raise InvalidArgument(f"The lists in the data of input {name} differ in length") from None
    wanted = dtype.numpy
    is_mixed = given.dtype.kind == "O" or (given.dtype.kind == "f" and wanted.kind in "iu")
    if is_mixed and given.size:
        given = _large(name, dtype, data)
    elif given.size and given.dtype.kind not in _KINDS.get(wanted.kind, _NUMBERS):
        raise _mismatch(name, dtype)
    _check_range(name, dtype, given)
    with np.errstate(over="ignore"):  # 1e39 is infinite as FP32
        return given.astype(wanted)


def _large(name: str, dtype: DataType, data: list[Any] | Array) -> Array:
    """Integers beyond int64, which numpy takes for something else when there are others beside."""
    given = np.array(data, dtype=object)
    allowed = (int,) if dtype.numpy.kind in "iu" else (int, float)
    if not all(type(each) in allowed for each in given.flat):
        raise _mismatch(name, dtype)
    return given


def _check_range(name: str, dtype: DataType, given: Array) -> None:
    if dtype.numpy.kind in "iu" and given.size:
        limits = np.iinfo(dtype.numpy)
        if int(given.min()) < int(limits.min) or int(given.max()) > int(limits.max):
            raise InvalidArgument(f"Input {name} has elements out of the range of {dtype.label}")


def _strings(name: str, data: list[Any] | Array) -> Array:
    flat: list[bytes] = []
    waiting: list[Any] = [iter(data)]
    while waiting:
        for each in waiting[-1]:
            if isinstance(each, str):
                flat.append(each.encode(errors="surrogatepass"))
            elif isinstance(each, list):
                waiting.append(iter(each))
                break
            else:
                raise _mismatch(name, DataType.DT_STRING)
        else:
            waiting.pop()
    array = np.empty(len(flat), object)
    array[:] = flat
    return array


def _mismatch(name: str, dtype: DataType) -> InvalidArgument:
    return InvalidArgument(
        f"The data of input {name} does not go with its datatype {datatype_name(dtype)}",
        details={"input": name, "expected": datatype_name(dtype)},
    )


def to_json(name: str, array: Array) -> Array | list[Any]:
    """The elements of an output, flat, as a JSON writer takes them: numbers as an array.

    Raises:
        InvalidArgument: bytes that are no text; the client has to ask for binary data.
    """
    if array.dtype != object:
        return np.ascontiguousarray(array).reshape(-1)
    try:
        return [each.decode() for each in array.flat]
    except UnicodeDecodeError as error:
        raise InvalidArgument(
            f"Output {name} has bytes that are not UTF-8; ask for binary_data"
        ) from error
