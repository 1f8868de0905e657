"""JSON values -> tensors of a known dtype, all elements at once (spec 9.5).

Whether a value is a regular nested list of the right kind is decided by C code that looks at all
elements. What is wrong with one that is not is found by `json_tensor_errors`, element by element.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from itertools import chain
from typing import Any, TypeAlias

import numpy as np

from tfserve.core.servable import Array
from tfserve.errors import InvalidArgument
from tfserve.frontends.rest.base64_values import decode_base64
from tfserve.frontends.rest.exact_reader import JsonValue
from tfserve.tensors import DataType

__all__ = ["INTEGER_RANGES", "Irregular", "to_array"]

_INT32 = (-(1 << 31), (1 << 31) - 1)
INTEGER_RANGES: Mapping[DataType, tuple[int, int]] = {
    DataType.DT_INT32: _INT32,
    DataType.DT_INT16: _INT32,  # narrow types take what an int32 holds, and wrap
    DataType.DT_INT8: _INT32,
    DataType.DT_UINT8: _INT32,
    DataType.DT_INT64: (-(1 << 63), (1 << 63) - 1),
    DataType.DT_UINT32: (0, (1 << 32) - 1),
    DataType.DT_UINT64: (0, (1 << 64) - 1),
}
"""Smallest and largest JSON integer that each type takes."""

_Elements: TypeAlias = "list[JsonValue]"
_NUMBERS = frozenset({int, float})


class Irregular(Exception):
    """The value is no tensor of the dtype; why is not known yet."""


def to_array(value: JsonValue, dtype: DataType) -> Array:
    """The tensor that `value` is: its shape is the nesting, a scalar has none.

    Args:
        value: a scalar, lists of them to any depth, or arrays in their places.
        dtype: what to make of it.

    Raises:
        Irregular: no such tensor, or not one that is plainly so.
        InvalidArgument: more dimensions than an array can have.
    """
    if isinstance(value, np.ndarray):
        return _converted(value, dtype)
    make = _MAKERS.get(dtype, _nothing)
    shape: list[int] = []
    elements: _Elements = [value]
    while elements:
        first = elements[0]
        if type(first) is not list:
            break
        size = len(first)
        shape.append(size)
        if len(elements) > 1 and (
            set(map(type, elements)) != {list} or set(map(len, elements)) != {size}
        ):
            raise Irregular
        elements = first if len(elements) == 1 else list(chain.from_iterable(elements))
    if elements and isinstance(elements[0], np.ndarray):
        return _stacked(elements, dtype, shape)
    array = make(elements, dtype)
    return array if len(shape) == 1 else _shaped(array, shape)


def _stacked(arrays: list[Any], dtype: DataType, shape: list[int]) -> Array:
    """Arrays in lists, as one."""
    inner = arrays[0].shape
    if any(type(each) is not np.ndarray or each.shape != inner for each in arrays):
        raise Irregular
    whole = np.empty((len(arrays), *inner), dtype.numpy)
    for at, each in enumerate(arrays):
        whole[at] = _converted(each, dtype)
    return _shaped(whole, [*shape, *inner])


def _shaped(array: Array, shape: list[int]) -> Array:
    try:
        return array.reshape(shape)
    except ValueError as error:  # numpy's bound of dimensions
        raise InvalidArgument(f"Lists of rank {len(shape)} are not supported: {error}") from None


def _converted(array: Array, dtype: DataType) -> Array:
    """An array of int64 or float64 as another type, if JSON's rules allow it."""
    if dtype in INTEGER_RANGES:
        if array.dtype.kind == "f":
            raise Irregular
        _check_range(array, dtype)
    elif dtype not in (DataType.DT_FLOAT, DataType.DT_DOUBLE):
        raise Irregular
    with np.errstate(over="ignore"):  # beyond float32 is infinity
        return array.astype(dtype.numpy, copy=False)


def _check_range(array: Array, dtype: DataType) -> None:
    low, high = INTEGER_RANGES[dtype]
    if array.size and (int(array.min()) < low or int(array.max()) > high):
        raise Irregular


def _floats(elements: _Elements, dtype: DataType) -> Array:
    if not _NUMBERS.issuperset(map(type, elements)):
        raise Irregular
    with np.errstate(over="ignore"):
        return np.array(elements, np.float64).astype(dtype.numpy, copy=False)


def _integers(elements: _Elements, dtype: DataType) -> Array:
    if not elements:
        return np.empty(0, dtype.numpy)
    if set(map(type, elements)) != {int}:
        raise Irregular
    low, high = INTEGER_RANGES[dtype]
    if min(elements) < low or max(elements) > high:
        raise Irregular
    return np.array(elements, np.uint64 if low == 0 else np.int64).astype(dtype.numpy, copy=False)


def _booleans(elements: _Elements, dtype: DataType) -> Array:
    if elements and set(map(type, elements)) != {bool}:
        raise Irregular
    return np.array(elements, dtype.numpy)


def _strings(elements: _Elements, dtype: DataType) -> Array:
    types = set(map(type, elements))
    if not types <= {str, dict}:
        raise Irregular
    array = np.empty(len(elements), dtype.numpy)
    try:
        if dict in types:
            array[:] = [
                each.encode("utf-8", "surrogateescape")
                if type(each) is str
                else decode_base64(each)
                for each in elements
            ]
        else:
            array[:] = [each.encode("utf-8", "surrogateescape") for each in elements]
    except InvalidArgument:
        raise Irregular from None  # which element it is, is for others to say
    return array


def _nothing(elements: _Elements, dtype: DataType) -> Array:
    """Of types that JSON has no values for there are still empty tensors."""
    if elements:
        raise Irregular
    return np.empty(0, dtype.numpy)


_MAKERS: Mapping[DataType, Callable[[_Elements, DataType], Array]] = {
    DataType.DT_FLOAT: _floats,
    DataType.DT_DOUBLE: _floats,
    **dict.fromkeys(INTEGER_RANGES, _integers),
    DataType.DT_BOOL: _booleans,
    DataType.DT_STRING: _strings,
}
