"""Messages of tensorflow/core/framework/full_type.proto. Written by protos/build.py; do not edit."""

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

class _FullTypeId(EnumTypeWrapper):
    """Constructors of the experimental full types."""
    TFT_UNSET: Literal[0]
    TFT_VAR: Literal[1]
    TFT_ANY: Literal[2]
    TFT_PRODUCT: Literal[3]
    TFT_NAMED: Literal[4]
    TFT_FOR_EACH: Literal[20]
    TFT_CALLABLE: Literal[100]
    TFT_TENSOR: Literal[1000]
    TFT_ARRAY: Literal[1001]
    TFT_OPTIONAL: Literal[1002]
    TFT_LITERAL: Literal[1003]
    TFT_ENCODED: Literal[1004]
    TFT_SHAPE_TENSOR: Literal[1005]
    TFT_BOOL: Literal[200]
    TFT_UINT8: Literal[201]
    TFT_UINT16: Literal[202]
    TFT_UINT32: Literal[203]
    TFT_UINT64: Literal[204]
    TFT_INT8: Literal[205]
    TFT_INT16: Literal[206]
    TFT_INT32: Literal[207]
    TFT_INT64: Literal[208]
    TFT_HALF: Literal[209]
    TFT_FLOAT: Literal[210]
    TFT_DOUBLE: Literal[211]
    TFT_BFLOAT16: Literal[215]
    TFT_COMPLEX64: Literal[212]
    TFT_COMPLEX128: Literal[213]
    TFT_STRING: Literal[214]
    TFT_DATASET: Literal[10102]
    TFT_RAGGED: Literal[10103]
    TFT_ITERATOR: Literal[10104]
    TFT_MUTEX_LOCK: Literal[10202]
    TFT_LEGACY_VARIANT: Literal[10203]

FullTypeId: _FullTypeId
TFT_UNSET: Literal[0]
TFT_VAR: Literal[1]
TFT_ANY: Literal[2]
TFT_PRODUCT: Literal[3]
TFT_NAMED: Literal[4]
TFT_FOR_EACH: Literal[20]
TFT_CALLABLE: Literal[100]
TFT_TENSOR: Literal[1000]
TFT_ARRAY: Literal[1001]
TFT_OPTIONAL: Literal[1002]
TFT_LITERAL: Literal[1003]
TFT_ENCODED: Literal[1004]
TFT_SHAPE_TENSOR: Literal[1005]
TFT_BOOL: Literal[200]
TFT_UINT8: Literal[201]
TFT_UINT16: Literal[202]
TFT_UINT32: Literal[203]
TFT_UINT64: Literal[204]
TFT_INT8: Literal[205]
TFT_INT16: Literal[206]
TFT_INT32: Literal[207]
TFT_INT64: Literal[208]
TFT_HALF: Literal[209]
TFT_FLOAT: Literal[210]
TFT_DOUBLE: Literal[211]
TFT_BFLOAT16: Literal[215]
TFT_COMPLEX64: Literal[212]
TFT_COMPLEX128: Literal[213]
TFT_STRING: Literal[214]
TFT_DATASET: Literal[10102]
TFT_RAGGED: Literal[10103]
TFT_ITERATOR: Literal[10104]
TFT_MUTEX_LOCK: Literal[10202]
TFT_LEGACY_VARIANT: Literal[10203]

class FullTypeDef(Message):
    """An experimental full type: a constructor and its arguments."""
    DESCRIPTOR: Descriptor
    TYPE_ID_FIELD_NUMBER: Literal[1]
    ARGS_FIELD_NUMBER: Literal[2]
    S_FIELD_NUMBER: Literal[3]
    I_FIELD_NUMBER: Literal[4]
    type_id: builtins.int
    @builtins.property
    def args(self) -> RepeatedCompositeFieldContainer[FullTypeDef]: ...
    s: builtins.str
    i: builtins.int
    def __init__(
        self,
        *,
        type_id: builtins.int | None = ...,
        args: Iterable[FullTypeDef] | None = ...,
        s: builtins.str | None = ...,
        i: builtins.int | None = ...,
    ) -> None: ...
    def HasField(self, field_name: Literal["s", "i", "attr"]) -> builtins.bool: ...
    def ClearField(self, field_name: Literal["type_id", "args", "s", "i", "attr"]) -> None: ...
    def WhichOneof(
        self, oneof_group: Literal["attr"]
    ) -> Literal["s", "i"] | None: ...
