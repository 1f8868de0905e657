"""Messages of tensorflow/core/tfrt/graph_executor/config.proto. Written by protos/build.py; do not edit."""

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

from google.protobuf import any_pb2 as _protobuf_any_pb2

DESCRIPTOR: FileDescriptor

class RuntimeConfigProto(Message):
    """Settings of the TFRT runtime, packed."""
    DESCRIPTOR: Descriptor
    CONFIG_FIELD_NUMBER: Literal[1]
    @builtins.property
    def config(self) -> RepeatedCompositeFieldContainer[_protobuf_any_pb2.Any]: ...
    def __init__(
        self,
        *,
        config: Iterable[_protobuf_any_pb2.Any] | None = ...,
    ) -> None: ...
    def ClearField(self, field_name: Literal["config"]) -> None: ...
