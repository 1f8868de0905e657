"""TensorFlow's element types, and numpy's name for each."""

from __future__ import annotations

import enum
from collections.abc import Mapping
from typing import Any, TypeAlias

import ml_dtypes
import numpy as np
import numpy.typing as npt

from tfserve.errors import InvalidArgument

__all__ = ["Array", "DataType"]

Array: TypeAlias = npt.NDArray[Any]
"""A tensor in memory. Strings are object arrays whose elements are `bytes`."""

REFERENCE_OFFSET = 100  # DT_FLOAT_REF is 101: the type of a variable in a TF1 graph


class DataType(enum.IntEnum):
    """`tensorflow.DataType`: the numbers and names of tensorflow/core/framework/types.proto."""

    DT_INVALID = 0
    DT_FLOAT = 1
    DT_DOUBLE = 2
    DT_INT32 = 3
    DT_UINT8 = 4
    DT_INT16 = 5
    DT_INT8 = 6
    DT_STRING = 7
    DT_COMPLEX64 = 8
    DT_INT64 = 9
    DT_BOOL = 10
    DT_QINT8 = 11
    DT_QUINT8 = 12
    DT_QINT32 = 13
    DT_BFLOAT16 = 14
    DT_QINT16 = 15
    DT_QUINT16 = 16
    DT_UINT16 = 17
    DT_COMPLEX128 = 18
    DT_HALF = 19
    DT_RESOURCE = 20
    DT_VARIANT = 21
    DT_UINT32 = 22
    DT_UINT64 = 23
    DT_FLOAT8_E5M2 = 24
    DT_FLOAT8_E4M3FN = 25
    DT_FLOAT8_E4M3FNUZ = 26
    DT_FLOAT8_E4M3B11FNUZ = 27
    DT_FLOAT8_E5M2FNUZ = 28
    DT_INT4 = 29
    DT_UINT4 = 30
    DT_INT2 = 31
    DT_UINT2 = 32
    DT_FLOAT4_E2M1FN = 33
    DT_FLOAT_REF = 101
    DT_DOUBLE_REF = 102
    DT_INT32_REF = 103
    DT_UINT8_REF = 104
    DT_INT16_REF = 105
    DT_INT8_REF = 106
    DT_STRING_REF = 107
    DT_COMPLEX64_REF = 108
    DT_INT64_REF = 109
    DT_BOOL_REF = 110
    DT_QINT8_REF = 111
    DT_QUINT8_REF = 112
    DT_QINT32_REF = 113
    DT_BFLOAT16_REF = 114
    DT_QINT16_REF = 115
    DT_QUINT16_REF = 116
    DT_UINT16_REF = 117
    DT_COMPLEX128_REF = 118
    DT_HALF_REF = 119
    DT_RESOURCE_REF = 120
    DT_VARIANT_REF = 121
    DT_UINT32_REF = 122
    DT_UINT64_REF = 123
    DT_FLOAT8_E5M2_REF = 124
    DT_FLOAT8_E4M3FN_REF = 125
    DT_FLOAT8_E4M3FNUZ_REF = 126
    DT_FLOAT8_E4M3B11FNUZ_REF = 127
    DT_FLOAT8_E5M2FNUZ_REF = 128
    DT_INT4_REF = 129
    DT_UINT4_REF = 130
    DT_INT2_REF = 131
    DT_UINT2_REF = 132
    DT_FLOAT4_E2M1FN_REF = 133

    @property
    def label(self) -> str:
        """The short name that TensorFlow's messages use: `float`, `half`, `int64`, `float_ref`."""
        return self.name.removeprefix("DT_").lower()

    @property
    def is_reference(self) -> bool:
        """Whether it is the type of a variable in a TF1 graph."""
        return self >= REFERENCE_OFFSET

    @property
    def base(self) -> DataType:
        """The type without REF."""
        return DataType(self - REFERENCE_OFFSET) if self.is_reference else self

    @property
    def numpy(self) -> np.dtype[Any]:
        """The dtype of an array that holds such a tensor, in the machine's byte order.

        Strings are `object`. bfloat16, float8, float4 and the 2 and 4 bit integers come from
        `ml_dtypes`, one byte or more per element. Quantized types are structured as in TensorFlow:
        `[("qint8", int8)]`.

        Raises:
            InvalidArgument: resource, variant and invalid have no values that could be held.
        """
        try:
            return NUMPY[self.base]
        except KeyError:
            raise InvalidArgument(f"{self.name} has no numpy type") from None

    @classmethod
    def of(cls, array_or_dtype: Array | np.dtype[Any] | type[Any]) -> DataType:
        """The type of an array, a numpy dtype or a scalar type. Byte order does not matter; numpy's
        own strings (`S`, `U`, `StringDType`) are DT_STRING like objects.

        Raises:
            InvalidArgument: TensorFlow has no such type (datetime64, float128, records).
        """
        dtype = getattr(array_or_dtype, "dtype", None)
        if not isinstance(dtype, np.dtype):
            dtype = np.dtype(array_or_dtype)
        found = _BY_NUMPY.get(dtype)
        if found is not None:
            return found
        if dtype.kind in "OSUT":
            return cls.DT_STRING
        found = _BY_NUMPY.get(dtype.newbyteorder("="))
        if found is None:
            raise InvalidArgument(f"numpy's {dtype} has no TensorFlow type")
        return found


def _quantized(name: str, dtype: type[np.integer[Any]]) -> np.dtype[Any]:
    return np.dtype([(name, dtype)])


NUMPY: Mapping[DataType, np.dtype[Any]] = {
    DataType.DT_FLOAT: np.dtype(np.float32),
    DataType.DT_DOUBLE: np.dtype(np.float64),
    DataType.DT_INT32: np.dtype(np.int32),
    DataType.DT_UINT8: np.dtype(np.uint8),
    DataType.DT_INT16: np.dtype(np.int16),
    DataType.DT_INT8: np.dtype(np.int8),
    DataType.DT_STRING: np.dtype(object),
    DataType.DT_COMPLEX64: np.dtype(np.complex64),
    DataType.DT_INT64: np.dtype(np.int64),
    DataType.DT_BOOL: np.dtype(np.bool_),
    DataType.DT_QINT8: _quantized("qint8", np.int8),
    DataType.DT_QUINT8: _quantized("quint8", np.uint8),
    DataType.DT_QINT32: _quantized("qint32", np.int32),
    DataType.DT_BFLOAT16: np.dtype(ml_dtypes.bfloat16),
    DataType.DT_QINT16: _quantized("qint16", np.int16),
    DataType.DT_QUINT16: _quantized("quint16", np.uint16),
    DataType.DT_UINT16: np.dtype(np.uint16),
    DataType.DT_COMPLEX128: np.dtype(np.complex128),
    DataType.DT_HALF: np.dtype(np.float16),
    DataType.DT_UINT32: np.dtype(np.uint32),
    DataType.DT_UINT64: np.dtype(np.uint64),
    DataType.DT_FLOAT8_E5M2: np.dtype(ml_dtypes.float8_e5m2),
    DataType.DT_FLOAT8_E4M3FN: np.dtype(ml_dtypes.float8_e4m3fn),
    DataType.DT_FLOAT8_E4M3FNUZ: np.dtype(ml_dtypes.float8_e4m3fnuz),
    DataType.DT_FLOAT8_E4M3B11FNUZ: np.dtype(ml_dtypes.float8_e4m3b11fnuz),
    DataType.DT_FLOAT8_E5M2FNUZ: np.dtype(ml_dtypes.float8_e5m2fnuz),
    DataType.DT_INT4: np.dtype(ml_dtypes.int4),
    DataType.DT_UINT4: np.dtype(ml_dtypes.uint4),
    DataType.DT_INT2: np.dtype(ml_dtypes.int2),
    DataType.DT_UINT2: np.dtype(ml_dtypes.uint2),
    DataType.DT_FLOAT4_E2M1FN: np.dtype(ml_dtypes.float4_e2m1fn),
}
"""Every type whose values can be held, without the reference types."""

_BY_NUMPY = {dtype: data_type for data_type, dtype in NUMPY.items()}
