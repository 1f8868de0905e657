"""Messages of tensorflow_serving/config/log_collector_config.proto. Written by protos/build.py; do not edit."""

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

class LogCollectorConfig(Message):
    """Where logged requests go."""
    DESCRIPTOR: Descriptor
    TYPE_FIELD_NUMBER: Literal[1]
    FILENAME_PREFIX_FIELD_NUMBER: Literal[2]
    type: builtins.str
    filename_prefix: builtins.str
    def __init__(
        self,
        *,
        type: builtins.str | None = ...,
        filename_prefix: builtins.str | None = ...,
    ) -> None: ...
    def ClearField(self, field_name: Literal["type", "filename_prefix"]) -> None: ...
