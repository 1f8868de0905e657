"""Messages of tensorflow_serving/apis/internal/serialized_input.proto. Written by protos/build.py; do not edit."""

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

class SerializedExampleList(Message):
    """ExampleList with each Example left as bytes."""
    DESCRIPTOR: Descriptor
    EXAMPLES_FIELD_NUMBER: Literal[1]
    @builtins.property
    def examples(self) -> RepeatedScalarFieldContainer[builtins.bytes]: ...
    def __init__(
        self,
        *,
        examples: Iterable[builtins.bytes] | None = ...,
    ) -> None: ...
    def ClearField(self, field_name: Literal["examples"]) -> None: ...

class SerializedExampleListWithContext(Message):
    """ExampleListWithContext with each Example left as bytes."""
    DESCRIPTOR: Descriptor
    EXAMPLES_FIELD_NUMBER: Literal[1]
    CONTEXT_FIELD_NUMBER: Literal[2]
    @builtins.property
    def examples(self) -> RepeatedScalarFieldContainer[builtins.bytes]: ...
    context: builtins.bytes
    def __init__(
        self,
        *,
        examples: Iterable[builtins.bytes] | None = ...,
        context: builtins.bytes | None = ...,
    ) -> None: ...
    def ClearField(self, field_name: Literal["examples", "context"]) -> None: ...

class SerializedInput(Message):
    """The bytes of an Input, read without parsing the Examples."""
    DESCRIPTOR: Descriptor
    EXAMPLE_LIST_FIELD_NUMBER: Literal[1]
    EXAMPLE_LIST_WITH_CONTEXT_FIELD_NUMBER: Literal[2]
    @builtins.property
    def example_list(self) -> SerializedExampleList: ...
    @builtins.property
    def example_list_with_context(self) -> SerializedExampleListWithContext: ...
    def __init__(
        self,
        *,
        example_list: SerializedExampleList | None = ...,
        example_list_with_context: SerializedExampleListWithContext | None = ...,
    ) -> None: ...
    def HasField(self, field_name: Literal["example_list", "example_list_with_context", "kind"]) -> builtins.bool: ...
    def ClearField(self, field_name: Literal["example_list", "example_list_with_context", "kind"]) -> None: ...
    def WhichOneof(
        self, oneof_group: Literal["kind"]
    ) -> Literal["example_list", "example_list_with_context"] | None: ...
