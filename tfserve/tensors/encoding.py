"""Array -> TensorProto (spec 6.4)."""

from __future__ import annotations

import functools

import numpy as np

from tfserve.apis.tensorflow.tensor_pb2 import TensorProto
from tfserve.errors import InvalidArgument
from tfserve.tensors.data_type import Array, DataType
from tfserve.tensors.layout import LAYOUTS_BY_NUMPY, Layout, Packing, layout_of
from tfserve.tensors.wire import encode_varints, tag, varint

__all__ = ["encode"]

MAX_MESSAGE = (1 << 31) - 256  # protobuf's bound of 2 GiB, with room for what stands around
CONTENT = 4  # field number of tensor_content
FEW = 32  # up to here the runtime's own way is quicker for varints


def encode(
    array: Array,
    dtype: DataType | None = None,
    *,
    as_content: bool = False,
    into: TensorProto | None = None,
) -> TensorProto:
    """A message with dtype, shape (without names) and *every* element.

    Args:
        array: any shape, layout and byte order. Elements of a string tensor are `bytes` or `str`
            (sent as UTF-8).
        dtype: the type to send it as, where numpy's type does not say it: DT_QINT8 for an int8
            array. None takes the array's own.
        as_content: values in `tensor_content` (little endian, C order) and not in the typed field.
        into: a message to fill; what it has is dropped. None makes a new one.

    Raises:
        InvalidArgument: a type that TensorFlow does not have, or that `array` is not of.
    """
    layout = None if dtype is not None else LAYOUTS_BY_NUMPY.get(array.dtype)
    if layout is None:
        layout, array = _converted(array, dtype)
    header = _header(layout.data_type, array.shape)
    proto = TensorProto() if into is None else into
    proto.Clear()
    if layout.packing is Packing.STRINGS:
        _put_strings(proto, header, array, as_content=as_content)
    elif as_content:
        _merge(proto, header, CONTENT, array.tobytes())
    elif layout.packing is not Packing.VARINT:
        _merge(proto, header, layout.number, array.tobytes())
    elif array.size <= FEW:
        proto.MergeFromString(header)
        getattr(proto, layout.field).extend(_numbers(array, layout).tolist())
    else:
        _merge(proto, header, layout.number, encode_varints(_numbers(array, layout)))
    return proto


def _converted(array: Array, dtype: DataType | None) -> tuple[Layout, Array]:
    """The layout to send an array by, and the array with exactly that layout's dtype."""
    own = DataType.of(array)
    layout = layout_of(own if dtype is None else dtype.base)
    if layout.data_type is own:
        if own is DataType.DT_STRING or array.dtype == layout.numpy:
            return layout, array
        return layout, array.astype(layout.numpy)  # foreign byte order
    if array.dtype == layout.bits and layout.numpy.names is not None:  # int8 as qint8
        return layout, np.ascontiguousarray(array).view(layout.numpy).reshape(array.shape)
    raise InvalidArgument(f"an array of {own.label} cannot be sent as {layout.data_type.label}")


def _numbers(array: Array, layout: Layout) -> Array:
    """The integers or booleans that a varint field carries, 1-D."""
    flat = array.ravel()
    if layout.bits is not None:
        return flat.view(layout.bits)
    return flat if flat.dtype.kind in "biu" else flat.astype(layout.element)  # int4 and the like


@functools.lru_cache(maxsize=1024)
def _header(data_type: DataType, shape: tuple[int, ...]) -> bytes:
    """The type and shape as they stand on the wire; a scalar has an empty shape message."""
    dims = b"".join(_dimension(size) for size in shape)
    return b"\x08" + varint(data_type) + b"\x12" + varint(len(dims)) + dims


def _dimension(size: int) -> bytes:
    if size == 0:
        return b"\x12\x00"
    number = varint(size)
    return b"\x12" + bytes((len(number) + 1,)) + b"\x08" + number


def _merge(proto: TensorProto, header: bytes, field: int, payload: bytes) -> None:
    """Set dtype, shape and one length-delimited field by parsing them."""
    if len(payload) > MAX_MESSAGE:
        raise InvalidArgument(f"a tensor of {len(payload)} bytes does not fit into a message")
    if payload:
        proto.MergeFromString(b"".join((header, tag(field), varint(len(payload)), payload)))
    else:
        proto.MergeFromString(header)


def _put_strings(proto: TensorProto, header: bytes, array: Array, *, as_content: bool) -> None:
    strings = [_bytes(element) for element in array.ravel().tolist()]
    proto.MergeFromString(header)
    if as_content:
        lengths = b"".join([varint(len(string)) for string in strings])
        proto.tensor_content = lengths + b"".join(strings)
    else:
        proto.string_val.extend(strings)


def _bytes(element: object) -> bytes:
    if isinstance(element, bytes):
        return element
    if isinstance(element, str):
        return element.encode()
    if isinstance(element, np.bytes_ | bytearray | memoryview):
        return bytes(element)
    raise InvalidArgument(f"a tensor cannot hold values of type {type(element).__name__}")
