"""`make_tensor_proto` and `make_ndarray` with TensorFlow's behaviour and without TensorFlow.

Meant for clients: errors are Python's own TypeError and ValueError, as TensorFlow raises them.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from typing import Any

import numpy as np

from tfserve.apis.tensorflow.tensor_pb2 import TensorProto
from tfserve.errors import InvalidArgument
from tfserve.tensors.data_type import Array, DataType
from tfserve.tensors.decoding import decode
from tfserve.tensors.encoding import encode

__all__ = ["make_ndarray", "make_tensor_proto"]

# Small types have no agreed bytes; booleans and complex numbers TensorFlow sends as fields, too.
AS_FIELDS = frozenset({
    DataType.DT_BOOL, DataType.DT_STRING, DataType.DT_COMPLEX64, DataType.DT_COMPLEX128,
    DataType.DT_UINT16, DataType.DT_INT4, DataType.DT_UINT4, DataType.DT_INT2, DataType.DT_UINT2,
})  # fmt: skip


def make_ndarray(proto: TensorProto) -> Array:
    """The array that a TensorProto holds; writable, in its own memory.

    Unlike TensorFlow's it also takes strings in `tensor_content`, and fills and cuts values as a
    server does.

    Raises:
        ValueError: dtype that cannot be held, bad shape, or `tensor_content` of wrong length.
    """
    try:
        array = decode(proto)
    except InvalidArgument as error:
        raise ValueError(error.message) from error
    return array if array.flags.writeable else array.copy()


def make_tensor_proto(
    values: Any,  # whatever numpy takes
    dtype: Any = None,  # also tf.DType, which is not known here
    shape: Iterable[Any] | None = None,  # also tf.TensorShape
    verify_shape: bool = False,  # noqa: FBT001, FBT002 - TensorFlow's signature
) -> TensorProto:
    """A TensorProto of `values`, as `tf.make_tensor_proto` makes it.

    Args:
        values: a scalar, nested lists, a numpy array, anything with `__array__`, or a TensorProto,
            which is returned as it is. Python floats become float32; ints int32 where they fit.
        dtype: a `DataType`, its number or short name, a numpy dtype or a `tf.DType`; numpy arrays
            are cast to it. None takes the values' own.
        shape: the tensor's shape. It may have more elements than `values`: whoever reads it fills
            up with the last one.
        verify_shape: whether `shape` must be the shape of `values`.

    Raises:
        TypeError: elements that no tensor holds or that do not go with `dtype`; a shape other than
            that verified.
        ValueError: None, ragged lists, more elements than `shape` has, an unknown dtype.
    """
    if isinstance(values, TensorProto):
        return values
    wanted = None if dtype is None else _data_type(dtype)
    dims = None if shape is None else tuple(int(size) for size in shape)
    array = _array(values, wanted, dims)
    if dims is not None:
        _check_shape(array, dims, verify_shape=verify_shape)
    is_whole = dims is None or math.prod(dims) == array.size
    try:
        is_field = (wanted or DataType.of(array)) in AS_FIELDS
        proto = encode(array, wanted, as_content=is_whole and array.size > 1 and not is_field)
    except InvalidArgument as error:
        raise TypeError(error.message) from error
    if dims is not None:
        del proto.tensor_shape.dim[:]
        for size in dims:
            proto.tensor_shape.dim.add(size=size)
    return proto


def _data_type(dtype: Any) -> DataType:
    """What a caller means by `dtype`, without reference."""
    number = getattr(dtype, "as_datatype_enum", dtype)
    if isinstance(number, int) and not isinstance(number, bool):
        return DataType(number).base
    if isinstance(dtype, str) and (name := f"DT_{dtype.upper()}") in DataType.__members__:
        return DataType[name].base
    if dtype is float:  # numpy would take it for float64, TensorFlow takes it for float32
        return DataType.DT_FLOAT
    return DataType.of(np.dtype(dtype))


def _array(values: Any, wanted: DataType | None, dims: tuple[int, ...] | None) -> Array:
    """`values` as numpy has them, cast to `wanted`."""
    target = None if wanted is None else wanted.numpy
    if hasattr(values, "__array__"):
        array: Array = np.asarray(values)
        return array if target is None else array.astype(target)
    if values is None:
        msg = "None values not supported."
        raise ValueError(msg)
    if dims is not None and 0 in dims:
        return np.empty(dims, np.float32 if target is None else target)
    if target is not None and target.names is not None:  # quantized: numbers or 1-tuples of them
        return np.array(values, target)
    array = np.array(values)
    if array.dtype.kind in "OSU":  # numpy would have made strings of numbers, and cut final NULs
        array = np.array(values, object)
    if wanted is None or target is None:
        return _narrowed(array)
    _check_kind(array, wanted)
    return array.astype(target)


def _narrowed(array: Array) -> Array:
    """Python's numbers in the types that TensorFlow prefers."""
    if array.dtype == np.float64:
        with np.errstate(over="ignore"):  # beyond float32 is infinity
            return array.astype(np.float32)
    if array.dtype == np.int64:
        narrow = array.astype(np.int32)
        return narrow if np.array_equal(narrow, array) else array
    return array


def _check_kind(array: Array, wanted: DataType) -> None:
    """Numbers may become wider kinds only: bool, int, float, complex."""
    have, want = _kind(DataType.of(array)), _kind(wanted)
    if array.size and (have > want or (want == STRING) != (have == STRING)):
        msg = f"Expected {wanted.label}, but got {array.flat[0]!r} among the values."
        raise TypeError(msg)


BOOL, INT, FLOAT, COMPLEX, STRING = range(5)


def _kind(data_type: DataType) -> int:
    label = data_type.label
    if label in {"bool", "string"}:
        return BOOL if label == "bool" else STRING
    if label.startswith("complex"):
        return COMPLEX
    return INT if "int" in label else FLOAT


def _check_shape(array: Array, dims: tuple[int, ...], *, verify_shape: bool) -> None:
    if verify_shape and array.shape != dims:
        msg = f"Expected Tensor's shape: {dims}, but got {array.shape}."
        raise TypeError(msg)
    if array.size > (room := math.prod(dims)):
        msg = f"Too many elements provided. Takes at most {room}, but got {array.size}."
        raise ValueError(msg)
