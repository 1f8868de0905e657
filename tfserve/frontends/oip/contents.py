"""Tensors as the protocol's typed message fields."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from tfserve.apis.oip import open_inference_grpc_pb2 as messages
from tfserve.core.servable import Array
from tfserve.errors import InvalidArgument
from tfserve.frontends.oip.datatypes import datatype_name, element_count
from tfserve.tensors import DataType

__all__ = ["from_contents", "has_contents", "into_contents"]

_FIELDS: Mapping[DataType, str] = {
    DataType.DT_BOOL: "bool_contents",
    DataType.DT_INT8: "int_contents",
    DataType.DT_INT16: "int_contents",
    DataType.DT_INT32: "int_contents",
    DataType.DT_INT64: "int64_contents",
    DataType.DT_UINT8: "uint_contents",
    DataType.DT_UINT16: "uint_contents",
    DataType.DT_UINT32: "uint_contents",
    DataType.DT_UINT64: "uint64_contents",
    DataType.DT_FLOAT: "fp32_contents",
    DataType.DT_DOUBLE: "fp64_contents",
    DataType.DT_STRING: "bytes_contents",
}
_ELEMENTS = {
    "bool_contents": np.dtype(np.bool_),
    "int_contents": np.dtype(np.int32),
    "int64_contents": np.dtype(np.int64),
    "uint_contents": np.dtype(np.uint32),
    "uint64_contents": np.dtype(np.uint64),
    "fp32_contents": np.dtype(np.float32),
    "fp64_contents": np.dtype(np.float64),
}


def has_contents(dtype: DataType) -> bool:
    """Whether there is a field for the type; 16 bit floats have none, they are sent raw."""
    return dtype in _FIELDS


def from_contents(
    name: str, dtype: DataType, shape: Sequence[int], contents: messages.InferTensorContents
) -> Array:
    """The tensor in `contents`.

    Args:
        name: of the input, for errors.
        dtype: its type, which says in which field it is.
        shape: of the tensor.
        contents: the fields.

    Raises:
        InvalidArgument: the type has no field, elements are out of its range, or there is another
            number of them than the shape says.
    """
    count = element_count(name, shape)
    field = _FIELDS.get(dtype)
    if field is None:
        raise InvalidArgument(
            f"Input {name} of datatype {datatype_name(dtype)} must be sent in raw_input_contents"
        )
    values = getattr(contents, field)
    if len(values) != count:
        raise InvalidArgument(
            f"Input {name} has {len(values)} elements in {field}, its shape {list(shape)[:8]} "
            f"needs {count}"
        )
    if dtype is DataType.DT_STRING:
        strings = np.empty(count, object)
        strings[:] = values[:]
        return strings.reshape(shape)
    if hasattr(values, "__array__"):  # protobuf 7
        given: Array = np.asarray(values.__array__(), _ELEMENTS[field])
    else:
        given = np.fromiter(values, _ELEMENTS[field], count)
    return _narrowed(name, dtype, given).reshape(shape)


def _narrowed(name: str, dtype: DataType, given: Array) -> Array:
    wanted = dtype.numpy
    if given.dtype == wanted:
        return given
    limits = np.iinfo(wanted)
    if given.size and (given.min() < limits.min or given.max() > limits.max):
        raise InvalidArgument(f"Input {name} has elements out of the range of {dtype.label}")
    return given.astype(wanted)


def into_contents(array: Array, dtype: DataType, contents: messages.InferTensorContents) -> None:
    """Put the elements of an output of a type that has a field into it."""
    getattr(contents, _FIELDS[dtype]).extend(array.reshape(-1).tolist())
