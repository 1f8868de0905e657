"""Messages of tensorflow_serving/servables/hashmap/hashmap_source_adapter.proto. Written by protos/build.py; do not edit."""

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

class HashmapSourceAdapterConfig(Message):
    """Settings of the example platform "hashmap"."""
    DESCRIPTOR: Descriptor

    class _Format(EnumTypeWrapper):
        """The format of its files."""
        SIMPLE_CSV: Literal[0]

    Format: _Format
    SIMPLE_CSV: Literal[0]

    FORMAT_FIELD_NUMBER: Literal[1]
    format: builtins.int
    def __init__(
        self,
        *,
        format: builtins.int | None = ...,
    ) -> None: ...
    def ClearField(self, field_name: Literal["format"]) -> None: ...
