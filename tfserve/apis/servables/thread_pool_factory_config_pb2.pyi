"""Messages of tensorflow_serving/servables/tensorflow/thread_pool_factory_config.proto. Written by protos/build.py; do not edit."""

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

class ThreadPoolFactoryConfig(Message):
    """Settings of a thread pool factory, packed."""
    DESCRIPTOR: Descriptor
    THREAD_POOL_FACTORY_CONFIG_FIELD_NUMBER: Literal[1]
    @builtins.property
    def thread_pool_factory_config(self) -> _protobuf_any_pb2.Any: ...
    def __init__(
        self,
        *,
        thread_pool_factory_config: _protobuf_any_pb2.Any | None = ...,
    ) -> None: ...
    def HasField(self, field_name: Literal["thread_pool_factory_config"]) -> builtins.bool: ...
    def ClearField(self, field_name: Literal["thread_pool_factory_config"]) -> None: ...
