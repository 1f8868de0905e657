"""Messages of tensorflow/core/framework/types.proto. Written by protos/build.py; do not edit."""

import builtins
from collections.abc import Iterable, Mapping
from typing import Any, Literal, overload

from google.protobuf.descriptor import Descriptor, FileDescriptor
from google.protobuf.internal.containers import (
    MessageMap,
    RepeatedCompositeFieldContainer,
    RepeatedScalarFieldContainer,
    ScalarMap,
)
from google.protobuf.internal.enum_type_wrapper import EnumTypeWrapper
from google.protobuf.message import Message


DESCRIPTOR: FileDescriptor

class _DataType(EnumTypeWrapper):
    """Element types. A number above 100 is a reference to a variable of the type 100 lower."""
    DT_INVALID: Literal[0]
    DT_FLOAT: Literal[1]
    DT_DOUBLE: Literal[2]
    DT_INT32: Literal[3]
    DT_UINT8: Literal[4]
    DT_INT16: Literal[5]
    DT_INT8: Literal[6]
    DT_STRING: Literal[7]
    DT_COMPLEX64: Literal[8]
    DT_INT64: Literal[9]
    DT_BOOL: Literal[10]
    DT_QINT8: Literal[11]
    DT_QUINT8: Literal[12]
    DT_QINT32: Literal[13]
    DT_BFLOAT16: Literal[14]
    DT_QINT16: Literal[15]
    DT_QUINT16: Literal[16]
    DT_UINT16: Literal[17]
    DT_COMPLEX128: Literal[18]
    DT_HALF: Literal[19]
    DT_RESOURCE: Literal[20]
    DT_VARIANT: Literal[21]
    DT_UINT32: Literal[22]
    DT_UINT64: Literal[23]
    DT_FLOAT8_E5M2: Literal[24]
    DT_FLOAT8_E4M3FN: Literal[25]
    DT_FLOAT8_E4M3FNUZ: Literal[26]
    DT_FLOAT8_E4M3B11FNUZ: Literal[27]
    DT_FLOAT8_E5M2FNUZ: Literal[28]
    DT_INT4: Literal[29]
    DT_UINT4: Literal[30]
    DT_INT2: Literal[31]
    DT_UINT2: Literal[32]
    DT_FLOAT4_E2M1FN: Literal[33]
    DT_FLOAT_REF: Literal[101]
    DT_DOUBLE_REF: Literal[102]
    DT_INT32_REF: Literal[103]
    DT_UINT8_REF: Literal[104]
    DT_INT16_REF: Literal[105]
    DT_INT8_REF: Literal[106]
    DT_STRING_REF: Literal[107]
    DT_COMPLEX64_REF: Literal[108]
    DT_INT64_REF: Literal[109]
    DT_BOOL_REF: Literal[110]
    DT_QINT8_REF: Literal[111]
    DT_QUINT8_REF: Literal[112]
    DT_QINT32_REF: Literal[113]
    DT_BFLOAT16_REF: Literal[114]
    DT_QINT16_REF: Literal[115]
    DT_QUINT16_REF: Literal[116]
    DT_UINT16_REF: Literal[117]
    DT_COMPLEX128_REF: Literal[118]
    DT_HALF_REF: Literal[119]
    DT_RESOURCE_REF: Literal[120]
    DT_VARIANT_REF: Literal[121]
    DT_UINT32_REF: Literal[122]
    DT_UINT64_REF: Literal[123]
    DT_FLOAT8_E5M2_REF: Literal[124]
    DT_FLOAT8_E4M3FN_REF: Literal[125]
    DT_FLOAT8_E4M3FNUZ_REF: Literal[126]
    DT_FLOAT8_E4M3B11FNUZ_REF: Literal[127]
    DT_FLOAT8_E5M2FNUZ_REF: Literal[128]
    DT_INT4_REF: Literal[129]
    DT_UINT4_REF: Literal[130]
    DT_INT2_REF: Literal[131]
    DT_UINT2_REF: Literal[132]
    DT_FLOAT4_E2M1FN_REF: Literal[133]

DataType: _DataType
DT_INVALID: Literal[0]
DT_FLOAT: Literal[1]
DT_DOUBLE: Literal[2]
DT_INT32: Literal[3]
DT_UINT8: Literal[4]
DT_INT16: Literal[5]
DT_INT8: Literal[6]
DT_STRING: Literal[7]
DT_COMPLEX64: Literal[8]
DT_INT64: Literal[9]
DT_BOOL: Literal[10]
DT_QINT8: Literal[11]
DT_QUINT8: Literal[12]
DT_QINT32: Literal[13]
DT_BFLOAT16: Literal[14]
DT_QINT16: Literal[15]
DT_QUINT16: Literal[16]
DT_UINT16: Literal[17]
DT_COMPLEX128: Literal[18]
DT_HALF: Literal[19]
DT_RESOURCE: Literal[20]
DT_VARIANT: Literal[21]
DT_UINT32: Literal[22]
DT_UINT64: Literal[23]
DT_FLOAT8_E5M2: Literal[24]
DT_FLOAT8_E4M3FN: Literal[25]
DT_FLOAT8_E4M3FNUZ: Literal[26]
DT_FLOAT8_E4M3B11FNUZ: Literal[27]
DT_FLOAT8_E5M2FNUZ: Literal[28]
DT_INT4: Literal[29]
DT_UINT4: Literal[30]
DT_INT2: Literal[31]
DT_UINT2: Literal[32]
DT_FLOAT4_E2M1FN: Literal[33]
DT_FLOAT_REF: Literal[101]
DT_DOUBLE_REF: Literal[102]
DT_INT32_REF: Literal[103]
DT_UINT8_REF: Literal[104]
DT_INT16_REF: Literal[105]
DT_INT8_REF: Literal[106]
DT_STRING_REF: Literal[107]
DT_COMPLEX64_REF: Literal[108]
DT_INT64_REF: Literal[109]
DT_BOOL_REF: Literal[110]
DT_QINT8_REF: Literal[111]
DT_QUINT8_REF: Literal[112]
DT_QINT32_REF: Literal[113]
DT_BFLOAT16_REF: Literal[114]
DT_QINT16_REF: Literal[115]
DT_QUINT16_REF: Literal[116]
DT_UINT16_REF: Literal[117]
DT_COMPLEX128_REF: Literal[118]
DT_HALF_REF: Literal[119]
DT_RESOURCE_REF: Literal[120]
DT_VARIANT_REF: Literal[121]
DT_UINT32_REF: Literal[122]
DT_UINT64_REF: Literal[123]
DT_FLOAT8_E5M2_REF: Literal[124]
DT_FLOAT8_E4M3FN_REF: Literal[125]
DT_FLOAT8_E4M3FNUZ_REF: Literal[126]
DT_FLOAT8_E4M3B11FNUZ_REF: Literal[127]
DT_FLOAT8_E5M2FNUZ_REF: Literal[128]
DT_INT4_REF: Literal[129]
DT_UINT4_REF: Literal[130]
DT_INT2_REF: Literal[131]
DT_UINT2_REF: Literal[132]
DT_FLOAT4_E2M1FN_REF: Literal[133]

class SerializedDType(Message):
    """A type on its own, as a message."""
    DESCRIPTOR: Descriptor
    DATATYPE_FIELD_NUMBER: Literal[1]
    datatype: builtins.int
    def __init__(
        self,
        *,
        datatype: builtins.int | None = ...,
    ) -> None: ...
    def ClearField(self, field_name: Literal["datatype"]) -> None: ...
