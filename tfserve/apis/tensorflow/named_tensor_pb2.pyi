"""Messages of tensorflow/core/protobuf/named_tensor.proto. Written by protos/build.py; do not edit."""

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

from tfserve.apis.tensorflow import tensor_pb2 as _tensorflow_tensor_pb2

DESCRIPTOR: FileDescriptor

class NamedTensorProto(Message):
    """A tensor and its name."""
    DESCRIPTOR: Descriptor
    NAME_FIELD_NUMBER: Literal[1]
    TENSOR_FIELD_NUMBER: Literal[2]
    name: builtins.str
    @builtins.property
    def tensor(self) -> _tensorflow_tensor_pb2.TensorProto: ...
    def __init__(
        self,
        *,
        name: builtins.str | None = ...,
        tensor: _tensorflow_tensor_pb2.TensorProto | None = ...,
    ) -> None: ...
    def HasField(self, field_name: Literal["tensor"]) -> builtins.bool: ...
    def ClearField(self, field_name: Literal["name", "tensor"]) -> None: ...
