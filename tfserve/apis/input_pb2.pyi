"""Messages of tensorflow_serving/apis/input.proto. Written by protos/build.py; do not edit."""

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

from tfserve.apis.tensorflow import example_pb2 as _tensorflow_example_pb2

DESCRIPTOR: FileDescriptor

class ExampleList(Message):
    """Examples that have nothing in common."""
    DESCRIPTOR: Descriptor
    EXAMPLES_FIELD_NUMBER: Literal[1]
    @builtins.property
    def examples(self) -> RepeatedCompositeFieldContainer[_tensorflow_example_pb2.Example]: ...
    def __init__(
        self,
        *,
        examples: Iterable[_tensorflow_example_pb2.Example] | None = ...,
    ) -> None: ...
    def ClearField(self, field_name: Literal["examples"]) -> None: ...

class ExampleListWithContext(Message):
    """Examples that share features: each is read as the context with the example merged over it."""
    DESCRIPTOR: Descriptor
    EXAMPLES_FIELD_NUMBER: Literal[1]
    CONTEXT_FIELD_NUMBER: Literal[2]
    @builtins.property
    def examples(self) -> RepeatedCompositeFieldContainer[_tensorflow_example_pb2.Example]: ...
    @builtins.property
    def context(self) -> _tensorflow_example_pb2.Example: ...
    def __init__(
        self,
        *,
        examples: Iterable[_tensorflow_example_pb2.Example] | None = ...,
        context: _tensorflow_example_pb2.Example | None = ...,
    ) -> None: ...
    def HasField(self, field_name: Literal["context"]) -> builtins.bool: ...
    def ClearField(self, field_name: Literal["examples", "context"]) -> None: ...

class Input(Message):
    """What Classify, Regress and MultiInference take."""
    DESCRIPTOR: Descriptor
    EXAMPLE_LIST_FIELD_NUMBER: Literal[1]
    EXAMPLE_LIST_WITH_CONTEXT_FIELD_NUMBER: Literal[2]
    @builtins.property
    def example_list(self) -> ExampleList: ...
    @builtins.property
    def example_list_with_context(self) -> ExampleListWithContext: ...
    def __init__(
        self,
        *,
        example_list: ExampleList | None = ...,
        example_list_with_context: ExampleListWithContext | None = ...,
    ) -> None: ...
    def HasField(self, field_name: Literal["example_list", "example_list_with_context", "kind"]) -> builtins.bool: ...
    def ClearField(self, field_name: Literal["example_list", "example_list_with_context", "kind"]) -> None: ...
    def WhichOneof(
        self, oneof_group: Literal["kind"]
    ) -> Literal["example_list", "example_list_with_context"] | None: ...
