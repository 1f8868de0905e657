"""Messages of tensorflow_serving/apis/classification.proto. Written by protos/build.py; do not edit."""

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

from tfserve.apis import input_pb2 as _apis_input_pb2
from tfserve.apis import model_pb2 as _apis_model_pb2

DESCRIPTOR: FileDescriptor

class Class(Message):
    """A label and its score."""
    DESCRIPTOR: Descriptor
    LABEL_FIELD_NUMBER: Literal[1]
    SCORE_FIELD_NUMBER: Literal[2]
    label: builtins.str
    score: builtins.float
    def __init__(
        self,
        *,
        label: builtins.str | None = ...,
        score: builtins.float | None = ...,
    ) -> None: ...
    def ClearField(self, field_name: Literal["label", "score"]) -> None: ...

class Classifications(Message):
    """The classes of one example."""
    DESCRIPTOR: Descriptor
    CLASSES_FIELD_NUMBER: Literal[1]
    @builtins.property
    def classes(self) -> RepeatedCompositeFieldContainer[Class]: ...
    def __init__(
        self,
        *,
        classes: Iterable[Class] | None = ...,
    ) -> None: ...
    def ClearField(self, field_name: Literal["classes"]) -> None: ...

class ClassificationResult(Message):
    """One entry per example, in their order."""
    DESCRIPTOR: Descriptor
    CLASSIFICATIONS_FIELD_NUMBER: Literal[1]
    @builtins.property
    def classifications(self) -> RepeatedCompositeFieldContainer[Classifications]: ...
    def __init__(
        self,
        *,
        classifications: Iterable[Classifications] | None = ...,
    ) -> None: ...
    def ClearField(self, field_name: Literal["classifications"]) -> None: ...

class ClassificationRequest(Message):
    """Examples to classify."""
    DESCRIPTOR: Descriptor
    MODEL_SPEC_FIELD_NUMBER: Literal[1]
    INPUT_FIELD_NUMBER: Literal[2]
    @builtins.property
    def model_spec(self) -> _apis_model_pb2.ModelSpec: ...
    @builtins.property
    def input(self) -> _apis_input_pb2.Input: ...
    def __init__(
        self,
        *,
        model_spec: _apis_model_pb2.ModelSpec | None = ...,
        input: _apis_input_pb2.Input | None = ...,
    ) -> None: ...
    def HasField(self, field_name: Literal["model_spec", "input"]) -> builtins.bool: ...
    def ClearField(self, field_name: Literal["model_spec", "input"]) -> None: ...

class ClassificationResponse(Message):
    """The classes, and the model that found them."""
    DESCRIPTOR: Descriptor
    MODEL_SPEC_FIELD_NUMBER: Literal[2]
    RESULT_FIELD_NUMBER: Literal[1]
    @builtins.property
    def model_spec(self) -> _apis_model_pb2.ModelSpec: ...
    @builtins.property
    def result(self) -> ClassificationResult: ...
    def __init__(
        self,
        *,
        model_spec: _apis_model_pb2.ModelSpec | None = ...,
        result: ClassificationResult | None = ...,
    ) -> None: ...
    def HasField(self, field_name: Literal["model_spec", "result"]) -> builtins.bool: ...
    def ClearField(self, field_name: Literal["model_spec", "result"]) -> None: ...
