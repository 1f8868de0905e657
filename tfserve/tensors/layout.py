"""In which field of a TensorProto the elements of each type travel."""

from __future__ import annotations

import enum
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from tfserve.errors import InvalidArgument
from tfserve.tensors.data_type import NUMPY, DataType

__all__ = ["LAYOUTS", "LAYOUTS_BY_NUMPY", "Layout", "Packing", "layout_of"]


class Packing(enum.Enum):
    """How a field's elements stand on the wire."""

    FIXED = "little endian, as in memory"
    VARINT = "7 bits per byte"
    BYTES = "the memory itself as one bytes value"
    STRINGS = "one length-delimited record each"


@dataclass(frozen=True, slots=True)
class Layout:
    """Where and how the elements of one type travel.

    Args:
        data_type: the type.
        numpy: dtype of the array in memory.
        field: the repeated field of TensorProto.
        number: that field's number.
        packing: how the field is written.
        element: dtype of the field's own elements, such as int32 for an int8 tensor.
        bits: dtype of the same size as `numpy` whose numbers the field carries: uint16 for a half,
            int8 for qint8; None where that is `numpy` itself.
        per_element: how many of the field's elements make one of the tensor: 2 for complex.
        itemsize: bytes per element in memory and in `tensor_content`.
    """

    data_type: DataType
    numpy: np.dtype[Any]
    field: str
    number: int
    packing: Packing
    element: np.dtype[Any]
    bits: np.dtype[Any] | None = None
    per_element: int = 1
    itemsize: int = 0


def _layouts() -> Mapping[int, Layout]:
    layouts: dict[int, Layout] = {}

    def add(
        field: str, number: int, packing: Packing, element: type[Any], *types: DataType
    ) -> None:
        for data_type in types:
            dtype = NUMPY[data_type]
            layouts[int(data_type)] = Layout(
                data_type=data_type,
                numpy=dtype,
                field=field,
                number=number,
                packing=packing,
                element=dtype if dtype == element else np.dtype(element),
                bits=_bits(data_type),
                per_element=2 if dtype.kind == "c" else 1,
                itemsize=dtype.itemsize,
            )

    t = DataType
    add("float_val", 5, Packing.FIXED, np.float32, t.DT_FLOAT)
    add("double_val", 6, Packing.FIXED, np.float64, t.DT_DOUBLE)
    add("int_val", 7, Packing.VARINT, np.int32,
        t.DT_INT32, t.DT_INT16, t.DT_INT8, t.DT_UINT8, t.DT_UINT16,
        t.DT_QINT8, t.DT_QUINT8, t.DT_QINT16, t.DT_QUINT16, t.DT_QINT32,
        t.DT_INT4, t.DT_UINT4, t.DT_INT2, t.DT_UINT2)  # fmt: skip
    add("string_val", 8, Packing.STRINGS, object, t.DT_STRING)
    add("scomplex_val", 9, Packing.FIXED, np.float32, t.DT_COMPLEX64)
    add("int64_val", 10, Packing.VARINT, np.int64, t.DT_INT64)
    add("bool_val", 11, Packing.VARINT, np.bool_, t.DT_BOOL)
    add("dcomplex_val", 12, Packing.FIXED, np.float64, t.DT_COMPLEX128)
    add("half_val", 13, Packing.VARINT, np.int32, t.DT_HALF, t.DT_BFLOAT16)
    add("uint32_val", 16, Packing.VARINT, np.uint32, t.DT_UINT32)
    add("uint64_val", 17, Packing.VARINT, np.uint64, t.DT_UINT64)
    add("float8_val", 18, Packing.BYTES, np.uint8,
        t.DT_FLOAT8_E5M2, t.DT_FLOAT8_E4M3FN, t.DT_FLOAT8_E4M3FNUZ,
        t.DT_FLOAT8_E4M3B11FNUZ, t.DT_FLOAT8_E5M2FNUZ, t.DT_FLOAT4_E2M1FN)  # fmt: skip
    return layouts


def _bits(data_type: DataType) -> np.dtype[Any] | None:
    """What the field carries for types whose own values numpy cannot cast from integers."""
    dtype = NUMPY[data_type]
    if dtype.names is not None:  # quantized: one field that is the integer
        return dtype[0]
    if data_type in {DataType.DT_HALF, DataType.DT_BFLOAT16}:
        return np.dtype(np.uint16)
    if "FLOAT8" in data_type.name or "FLOAT4" in data_type.name:
        return np.dtype(np.uint8)
    return None


LAYOUTS: Mapping[int, Layout] = _layouts()
"""DataType number -> layout; a type that is not here cannot be sent."""


LAYOUTS_BY_NUMPY: Mapping[np.dtype[Any], Layout] = {
    layout.numpy: layout for layout in LAYOUTS.values()
}


def layout_of(number: int) -> Layout:
    """The layout of a TensorProto's `dtype`.

    Raises:
        InvalidArgument: unset or unknown numbers, resource, variant, and reference types.
    """
    layout = LAYOUTS.get(number)
    if layout is None:
        raise InvalidArgument(f"dtype {_name(number)} cannot be sent as a tensor")
    return layout


def _name(number: int) -> str:
    try:
        return DataType(number).name
    except ValueError:
        return str(number)
