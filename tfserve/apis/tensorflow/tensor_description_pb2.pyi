"""Messages of tensorflow/core/framework/tensor_description.proto. Written by protos/build.py; do not edit."""

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

from tfserve.apis.tensorflow import allocation_description_pb2 as _tensorflow_allocation_description_pb2
from tfserve.apis.tensorflow import tensor_shape_pb2 as _tensorflow_tensor_shape_pb2
from tfserve.apis.tensorflow import types_pb2 as _tensorflow_types_pb2

DESCRIPTOR: FileDescriptor

class TensorDescription(Message):
    """Type, shape and memory of a tensor."""
    DESCRIPTOR: Descriptor
    DTYPE_FIELD_NUMBER: Literal[1]
    SHAPE_FIELD_NUMBER: Literal[2]
    ALLOCATION_DESCRIPTION_FIELD_NUMBER: Literal[4]
    dtype: builtins.int
    @builtins.property
    def shape(self) -> _tensorflow_tensor_shape_pb2.TensorShapeProto: ...
    @builtins.property
    def allocation_description(self) -> _tensorflow_allocation_description_pb2.AllocationDescription: ...
    def __init__(
        self,
        *,
        dtype: builtins.int | None = ...,
        shape: _tensorflow_tensor_shape_pb2.TensorShapeProto | None = ...,
        allocation_description: _tensorflow_allocation_description_pb2.AllocationDescription | None = ...,
    ) -> None: ...
    def HasField(self, field_name: Literal["shape", "allocation_description"]) -> builtins.bool: ...
    def ClearField(self, field_name: Literal["dtype", "shape", "allocation_description"]) -> None: ...
