"""Messages of tensorflow_serving/apis/inference.proto. Written by protos/build.py; do not edit."""

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

from tfserve.apis import classification_pb2 as _apis_classification_pb2
from tfserve.apis import input_pb2 as _apis_input_pb2
from tfserve.apis import model_pb2 as _apis_model_pb2
from tfserve.apis import regression_pb2 as _apis_regression_pb2

DESCRIPTOR: FileDescriptor

class InferenceTask(Message):
    """One signature to run, and how: "tensorflow/serving/classify" or ".../regress"."""
    DESCRIPTOR: Descriptor
    MODEL_SPEC_FIELD_NUMBER: Literal[1]
    METHOD_NAME_FIELD_NUMBER: Literal[2]
    @builtins.property
    def model_spec(self) -> _apis_model_pb2.ModelSpec: ...
    method_name: builtins.str
    def __init__(
        self,
        *,
        model_spec: _apis_model_pb2.ModelSpec | None = ...,
        method_name: builtins.str | None = ...,
    ) -> None: ...
    def HasField(self, field_name: Literal["model_spec"]) -> builtins.bool: ...
    def ClearField(self, field_name: Literal["model_spec", "method_name"]) -> None: ...

class InferenceResult(Message):
    """The answer to one task."""
    DESCRIPTOR: Descriptor
    MODEL_SPEC_FIELD_NUMBER: Literal[1]
    CLASSIFICATION_RESULT_FIELD_NUMBER: Literal[2]
    REGRESSION_RESULT_FIELD_NUMBER: Literal[3]
    @builtins.property
    def model_spec(self) -> _apis_model_pb2.ModelSpec: ...
    @builtins.property
    def classification_result(self) -> _apis_classification_pb2.ClassificationResult: ...
    @builtins.property
    def regression_result(self) -> _apis_regression_pb2.RegressionResult: ...
    def __init__(
        self,
        *,
        model_spec: _apis_model_pb2.ModelSpec | None = ...,
        classification_result: _apis_classification_pb2.ClassificationResult | None = ...,
        regression_result: _apis_regression_pb2.RegressionResult | None = ...,
    ) -> None: ...
    def HasField(self, field_name: Literal["model_spec", "classification_result", "regression_result", "result"]) -> builtins.bool: ...
    def ClearField(self, field_name: Literal["model_spec", "classification_result", "regression_result", "result"]) -> None: ...
    def WhichOneof(
        self, oneof_group: Literal["result"]
    ) -> Literal["classification_result", "regression_result"] | None: ...

class MultiInferenceRequest(Message):
    """Several signatures of one model on the same examples."""
    DESCRIPTOR: Descriptor
    TASKS_FIELD_NUMBER: Literal[1]
    INPUT_FIELD_NUMBER: Literal[2]
    @builtins.property
    def tasks(self) -> RepeatedCompositeFieldContainer[InferenceTask]: ...
    @builtins.property
    def input(self) -> _apis_input_pb2.Input: ...
    def __init__(
        self,
        *,
        tasks: Iterable[InferenceTask] | None = ...,
        input: _apis_input_pb2.Input | None = ...,
    ) -> None: ...
    def HasField(self, field_name: Literal["input"]) -> builtins.bool: ...
    def ClearField(self, field_name: Literal["tasks", "input"]) -> None: ...

class MultiInferenceResponse(Message):
    """One result per task, in their order."""
    DESCRIPTOR: Descriptor
    RESULTS_FIELD_NUMBER: Literal[1]
    @builtins.property
    def results(self) -> RepeatedCompositeFieldContainer[InferenceResult]: ...
    def __init__(
        self,
        *,
        results: Iterable[InferenceResult] | None = ...,
    ) -> None: ...
    def ClearField(self, field_name: Literal["results"]) -> None: ...
