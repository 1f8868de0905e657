"""Messages of tensorflow_serving/apis/regression.proto. Written by protos/build.py; do not edit."""

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

class Regression(Message):
    """The value of one example."""
    DESCRIPTOR: Descriptor
    VALUE_FIELD_NUMBER: Literal[1]
    value: builtins.float
    def __init__(
        self,
        *,
        value: builtins.float | None = ...,
    ) -> None: ...
    def ClearField(self, field_name: Literal["value"]) -> None: ...

class RegressionResult(Message):
    """One entry per example, in their order."""
    DESCRIPTOR: Descriptor
    REGRESSIONS_FIELD_NUMBER: Literal[1]
    @builtins.property
    def regressions(self) -> RepeatedCompositeFieldContainer[Regression]: ...
    def __init__(
        self,
        *,
        regressions: Iterable[Regression] | None = ...,
    ) -> None: ...
    def ClearField(self, field_name: Literal["regressions"]) -> None: ...

class RegressionRequest(Message):
    """Examples to regress."""
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

class RegressionResponse(Message):
    """The values, and the model that found them."""
    DESCRIPTOR: Descriptor
    MODEL_SPEC_FIELD_NUMBER: Literal[2]
    RESULT_FIELD_NUMBER: Literal[1]
    @builtins.property
    def model_spec(self) -> _apis_model_pb2.ModelSpec: ...
    @builtins.property
    def result(self) -> RegressionResult: ...
    def __init__(
        self,
        *,
        model_spec: _apis_model_pb2.ModelSpec | None = ...,
        result: RegressionResult | None = ...,
    ) -> None: ...
    def HasField(self, field_name: Literal["model_spec", "result"]) -> builtins.bool: ...
    def ClearField(self, field_name: Literal["model_spec", "result"]) -> None: ...
