"""Messages of tensorflow/core/framework/versions.proto. Written by protos/build.py; do not edit."""

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

class VersionDef(Message):
    """With which versions of the format a graph was made and can be read."""
    DESCRIPTOR: Descriptor
    PRODUCER_FIELD_NUMBER: Literal[1]
    MIN_CONSUMER_FIELD_NUMBER: Literal[2]
    BAD_CONSUMERS_FIELD_NUMBER: Literal[3]
    producer: builtins.int
    min_consumer: builtins.int
    @builtins.property
    def bad_consumers(self) -> RepeatedScalarFieldContainer[builtins.int]: ...
    def __init__(
        self,
        *,
        producer: builtins.int | None = ...,
        min_consumer: builtins.int | None = ...,
        bad_consumers: Iterable[builtins.int] | None = ...,
    ) -> None: ...
    def ClearField(self, field_name: Literal["producer", "min_consumer", "bad_consumers"]) -> None: ...
