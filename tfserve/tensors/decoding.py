"""TensorProto -> array, checked before anything is allocated.

Takes and refuses what `Tensor::FromProto` of TensorFlow's runtime does (spec 6.3). Matches:
tensorflow/core/framework/tensor.cc.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from tfserve.apis.tensorflow.tensor_pb2 import TensorProto
from tfserve.errors import InvalidArgument, ResourceExhausted
from tfserve.tensors.data_type import Array
from tfserve.tensors.layout import Layout, Packing, layout_of
from tfserve.tensors.wire import packed_payload

__all__ = ["decode", "decoded_bytes"]

MAX_DIMENSIONS = 254  # TensorFlow's own bound
MAX_SIZE = (1 << 63) - 1  # elements, and bytes
REFERENCE_BYTES = 8  # an element of an object array
FEW = 32  # up to here element access is quicker than any bulk way


def decode(proto: TensorProto, *, max_bytes: int | None = None) -> Array:
    """The tensor as a C-contiguous array of `DataType(proto.dtype).numpy`.

    The array does not need the message, which may be changed or freed; it may be read-only.
    Values are filled up with the last one given, or zeros; extra ones are ignored; integers are cut
    to the type (300 as int8 is 44).

    Args:
        proto: dtype, shape and values.
        max_bytes: bound for what is allocated, `--max_tensor_bytes`; None for no bound.

    Raises:
        InvalidArgument: dtype that cannot be sent, bad shape, or `tensor_content` of wrong length.
        ResourceExhausted: more than `max_bytes`, or more than there is memory.
    """
    layout = layout_of(proto.dtype)
    shape, count = _shape(proto)
    size = _size(layout, shape, count, proto)
    if max_bytes is not None and size > max_bytes:
        raise ResourceExhausted(
            f"tensor {_describe(layout, shape)} takes {size} bytes, "
            f"more than --max_tensor_bytes={max_bytes}",
            details={"flag": "max_tensor_bytes"},
        )
    try:
        flat = _flat(proto, layout, count)
        return flat if shape == (count,) else flat.reshape(shape)
    except MemoryError:
        raise ResourceExhausted(f"no memory for a tensor {_describe(layout, shape)}") from None
    except ValueError as error:  # numpy's own bound of dimensions, or of the sizes beside a zero
        raise InvalidArgument(f"shape {_text(shape)} is not supported: {error}") from None


def decoded_bytes(proto: TensorProto) -> int:
    """What `decode` would allocate, in bytes, from dtype and shape alone. A string tensor counts
    8 per element and its message's size, which bounds the payload.

    Raises:
        InvalidArgument: as `decode` for dtype and shape.
    """
    layout = layout_of(proto.dtype)
    shape, count = _shape(proto)
    return _size(layout, shape, count, proto)


def _shape(proto: TensorProto) -> tuple[tuple[int, ...], int]:
    """Dimensions and number of elements; `unknown_rank` without dimensions is a scalar.

    The order of the checks is TensorFlow's: an overflow before a zero is refused.
    """
    shape = tuple([dim.size for dim in proto.tensor_shape.dim])
    if len(shape) > MAX_DIMENSIONS:
        raise InvalidArgument(f"shape has {len(shape)} dimensions, at most {MAX_DIMENSIONS} go")
    count = 1
    for size in shape:
        if size < 0:
            raise InvalidArgument(f"shape {_text(shape)} has a negative dimension")
        count *= size
        if count > MAX_SIZE:
            raise InvalidArgument(f"shape {_text(shape)} is too large: over 2^63-1 elements")
    return shape, count


def _size(layout: Layout, shape: tuple[int, ...], count: int, proto: TensorProto) -> int:
    if layout.packing is Packing.STRINGS:
        size = count * REFERENCE_BYTES + proto.ByteSize()
    else:
        size = count * layout.itemsize
    if size > MAX_SIZE:
        raise InvalidArgument(f"tensor {_describe(layout, shape)} is too large: {size} bytes")
    return size


def _flat(proto: TensorProto, layout: Layout, count: int) -> Array:
    """All elements, 1-D."""
    if count == 0:
        return np.empty(0, layout.numpy)
    if layout.packing is Packing.STRINGS:
        return _strings(proto, count)
    content = proto.tensor_content
    if content:
        return _from_content(content, layout, count)
    given = _from_values(proto, layout, count)
    return given if len(given) == count else _fitted(given, count)


def _from_content(content: bytes, layout: Layout, count: int) -> Array:
    """`tensor_content` as it stands in memory; the array owns the bytes, they are not copied."""
    expected = count * layout.itemsize
    if len(content) != expected:
        raise InvalidArgument(
            f"tensor_content has {len(content)} bytes, {expected} expected "
            f"for {count} elements of {layout.data_type.label}"
        )
    if layout.numpy.kind == "b" and not _are_booleans(content):
        raise InvalidArgument("tensor_content of bool has bytes other than 0 and 1")
    return np.frombuffer(content, layout.numpy)


def _are_booleans(content: bytes) -> bool:
    return bool(np.frombuffer(content, np.uint8).max() <= 1)


def _from_values(proto: TensorProto, layout: Layout, count: int) -> Array:
    """The elements that the type's own field has; other fields are ignored."""
    if layout.packing is Packing.BYTES:
        return np.frombuffer(getattr(proto, layout.field), layout.numpy)
    elements = _elements(proto, layout, count * layout.per_element)
    if layout.element is layout.numpy:
        return elements
    if layout.per_element > 1:  # a lone real part at the end is no number
        whole = len(elements) // layout.per_element * layout.per_element
        return elements[:whole].view(layout.numpy)
    if layout.bits is not None:
        return elements.astype(layout.bits).view(layout.numpy)
    return elements.astype(layout.numpy)


def _elements(proto: TensorProto, layout: Layout, wanted: int) -> Array:
    """The field's own elements; the array owns their memory."""
    values = getattr(proto, layout.field)
    given = len(values)
    if given > FEW:
        if hasattr(values, "__array__"):  # protobuf 7
            bulk: Array = values.__array__()
            return bulk
        if layout.packing is Packing.FIXED:
            payload = packed_payload(proto.SerializeToString(), layout.number)
            if payload is not None:
                return np.frombuffer(payload, layout.element)
    return np.fromiter(values, layout.element, min(given, wanted))


def _fitted(given: Array, count: int) -> Array:
    """The first `count`, or filled up with the last one; zeros where there is none."""
    if len(given) == 0:
        return np.zeros(count, given.dtype)
    if len(given) > count:
        return given[:count]
    flat = np.empty(count, given.dtype)
    flat[: len(given)] = given
    flat[len(given) :] = given[-1]
    return flat


def _strings(proto: TensorProto, count: int) -> Array:
    """Elements as `bytes`; missing ones are the last one given, or empty."""
    content = proto.tensor_content
    given = _split(content, count) if content else proto.string_val[:count]
    flat = np.empty(count, object)
    flat[: len(given)] = given
    flat[len(given) :] = given[-1] if given else b""
    return flat


def _split(content: bytes, count: int) -> list[bytes]:
    """`count` varint lengths, then the strings one after another."""
    sizes, at = _lengths(content, count)
    if at + sum(sizes) != len(content):
        raise InvalidArgument(
            f"tensor_content has {len(content) - at} bytes after the lengths of {count} strings, "
            f"which add up to {sum(sizes)}"
        )
    strings = []
    for size in sizes:
        strings.append(content[at : at + size])
        at += size
    return strings


def _lengths(content: bytes, count: int) -> tuple[list[int], int]:
    """The lengths and where they end. Each takes a byte at least, so `count` is bounded by the
    content before anything is allocated.
    """
    if count > len(content):
        raise InvalidArgument(
            f"tensor_content has {len(content)} bytes, too few for the lengths of {count} strings"
        )
    sizes: list[int] = []
    size = shift = 0
    for at, byte in enumerate(content, start=1):
        size |= (byte & 0x7F) << shift
        shift += 7
        if byte < 0x80:
            sizes.append(size)
            if len(sizes) == count:
                return sizes, at
            size = shift = 0
        elif shift > 28:  # lengths are 32 bit
            break
    raise InvalidArgument(f"tensor_content does not begin with the lengths of {count} strings")


def _describe(layout: Layout, shape: tuple[int, ...]) -> str:
    return f"{layout.data_type.label}{_text(shape)}"


def _text(shape: tuple[int, ...]) -> str:
    """A shape as TensorFlow writes it, cut where it is long."""
    dims: Any = shape if len(shape) <= 8 else (*shape[:8], "...")
    return "[" + ",".join(map(str, dims)) + "]"
