"""Messages of tensorflow/core/framework/tensor.proto. Written by protos/build.py; do not edit."""

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

from tfserve.apis.tensorflow import resource_handle_pb2 as _tensorflow_resource_handle_pb2
from tfserve.apis.tensorflow import tensor_shape_pb2 as _tensorflow_tensor_shape_pb2
from tfserve.apis.tensorflow import types_pb2 as _tensorflow_types_pb2

DESCRIPTOR: FileDescriptor

class TensorProto(Message):
    """A tensor. The values stand in tensor_content, as in memory, or in the repeated field of
    their type; a reader fills up with the last value when there are too few.
    """
    DESCRIPTOR: Descriptor
    DTYPE_FIELD_NUMBER: Literal[1]
    TENSOR_SHAPE_FIELD_NUMBER: Literal[2]
    VERSION_NUMBER_FIELD_NUMBER: Literal[3]
    TENSOR_CONTENT_FIELD_NUMBER: Literal[4]
    HALF_VAL_FIELD_NUMBER: Literal[13]
    FLOAT_VAL_FIELD_NUMBER: Literal[5]
    DOUBLE_VAL_FIELD_NUMBER: Literal[6]
    INT_VAL_FIELD_NUMBER: Literal[7]
    STRING_VAL_FIELD_NUMBER: Literal[8]
    SCOMPLEX_VAL_FIELD_NUMBER: Literal[9]
    INT64_VAL_FIELD_NUMBER: Literal[10]
    BOOL_VAL_FIELD_NUMBER: Literal[11]
    DCOMPLEX_VAL_FIELD_NUMBER: Literal[12]
    RESOURCE_HANDLE_VAL_FIELD_NUMBER: Literal[14]
    VARIANT_VAL_FIELD_NUMBER: Literal[15]
    UINT32_VAL_FIELD_NUMBER: Literal[16]
    UINT64_VAL_FIELD_NUMBER: Literal[17]
    FLOAT8_VAL_FIELD_NUMBER: Literal[18]
    dtype: builtins.int
    @builtins.property
    def tensor_shape(self) -> _tensorflow_tensor_shape_pb2.TensorShapeProto: ...
    version_number: builtins.int
    tensor_content: builtins.bytes
    @builtins.property
    def half_val(self) -> RepeatedScalarFieldContainer[builtins.int]: ...
    @builtins.property
    def float_val(self) -> RepeatedScalarFieldContainer[builtins.float]: ...
    @builtins.property
    def double_val(self) -> RepeatedScalarFieldContainer[builtins.float]: ...
    @builtins.property
    def int_val(self) -> RepeatedScalarFieldContainer[builtins.int]: ...
    @builtins.property
    def string_val(self) -> RepeatedScalarFieldContainer[builtins.bytes]: ...
    @builtins.property
    def scomplex_val(self) -> RepeatedScalarFieldContainer[builtins.float]: ...
    @builtins.property
    def int64_val(self) -> RepeatedScalarFieldContainer[builtins.int]: ...
    @builtins.property
    def bool_val(self) -> RepeatedScalarFieldContainer[builtins.bool]: ...
    @builtins.property
    def dcomplex_val(self) -> RepeatedScalarFieldContainer[builtins.float]: ...
    @builtins.property
    def resource_handle_val(self) -> RepeatedCompositeFieldContainer[_tensorflow_resource_handle_pb2.ResourceHandleProto]: ...
    @builtins.property
    def variant_val(self) -> RepeatedCompositeFieldContainer[VariantTensorDataProto]: ...
    @builtins.property
    def uint32_val(self) -> RepeatedScalarFieldContainer[builtins.int]: ...
    @builtins.property
    def uint64_val(self) -> RepeatedScalarFieldContainer[builtins.int]: ...
    float8_val: builtins.bytes
    def __init__(
        self,
        *,
        dtype: builtins.int | None = ...,
        tensor_shape: _tensorflow_tensor_shape_pb2.TensorShapeProto | None = ...,
        version_number: builtins.int | None = ...,
        tensor_content: builtins.bytes | None = ...,
        half_val: Iterable[builtins.int] | None = ...,
        float_val: Iterable[builtins.float] | None = ...,
        double_val: Iterable[builtins.float] | None = ...,
        int_val: Iterable[builtins.int] | None = ...,
        string_val: Iterable[builtins.bytes] | None = ...,
        scomplex_val: Iterable[builtins.float] | None = ...,
        int64_val: Iterable[builtins.int] | None = ...,
        bool_val: Iterable[builtins.bool] | None = ...,
        dcomplex_val: Iterable[builtins.float] | None = ...,
        resource_handle_val: Iterable[_tensorflow_resource_handle_pb2.ResourceHandleProto] | None = ...,
        variant_val: Iterable[VariantTensorDataProto] | None = ...,
        uint32_val: Iterable[builtins.int] | None = ...,
        uint64_val: Iterable[builtins.int] | None = ...,
        float8_val: builtins.bytes | None = ...,
    ) -> None: ...
    def HasField(self, field_name: Literal["tensor_shape"]) -> builtins.bool: ...
    def ClearField(self, field_name: Literal["dtype", "tensor_shape", "version_number", "tensor_content", "half_val", "float_val", "double_val", "int_val", "string_val", "scomplex_val", "int64_val", "bool_val", "dcomplex_val", "resource_handle_val", "variant_val", "uint32_val", "uint64_val", "float8_val"]) -> None: ...

class VariantTensorDataProto(Message):
    """A value of a C++ type that has registered how it is encoded."""
    DESCRIPTOR: Descriptor
    TYPE_NAME_FIELD_NUMBER: Literal[1]
    METADATA_FIELD_NUMBER: Literal[2]
    TENSORS_FIELD_NUMBER: Literal[3]
    type_name: builtins.str
    metadata: builtins.bytes
    @builtins.property
    def tensors(self) -> RepeatedCompositeFieldContainer[TensorProto]: ...
    def __init__(
        self,
        *,
        type_name: builtins.str | None = ...,
        metadata: builtins.bytes | None = ...,
        tensors: Iterable[TensorProto] | None = ...,
    ) -> None: ...
    def ClearField(self, field_name: Literal["type_name", "metadata", "tensors"]) -> None: ...
