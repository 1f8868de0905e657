"""Messages of tensorflow_serving/config/platform_config.proto. Written by protos/build.py; do not edit."""

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

class PlatformConfig(Message):
    """The settings of one platform, packed."""
    DESCRIPTOR: Descriptor
    SOURCE_ADAPTER_CONFIG_FIELD_NUMBER: Literal[1]
    @builtins.property
    def source_adapter_config(self) -> _protobuf_any_pb2.Any: ...
    def __init__(
        self,
        *,
        source_adapter_config: _protobuf_any_pb2.Any | None = ...,
    ) -> None: ...
    def HasField(self, field_name: Literal["source_adapter_config"]) -> builtins.bool: ...
    def ClearField(self, field_name: Literal["source_adapter_config"]) -> None: ...

class PlatformConfigMap(Message):
    """Settings by platform: the content of --platform_config_file."""
    DESCRIPTOR: Descriptor

    PLATFORM_CONFIGS_FIELD_NUMBER: Literal[1]
    @builtins.property
    def platform_configs(self) -> MessageMap[builtins.str, PlatformConfig]: ...
    def __init__(
        self,
        *,
        platform_configs: Mapping[builtins.str, PlatformConfig] | None = ...,
    ) -> None: ...
    def ClearField(self, field_name: Literal["platform_configs"]) -> None: ...
