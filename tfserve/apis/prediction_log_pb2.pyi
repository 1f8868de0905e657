"""Messages of tensorflow_serving/apis/prediction_log.proto. Written by protos/build.py; do not edit."""

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
from tfserve.apis import inference_pb2 as _apis_inference_pb2
from tfserve.apis import logging_pb2 as _apis_logging_pb2
from tfserve.apis import predict_pb2 as _apis_predict_pb2
from tfserve.apis import regression_pb2 as _apis_regression_pb2
from tfserve.apis import session_service_pb2 as _apis_session_service_pb2

DESCRIPTOR: FileDescriptor

class ClassifyLog(Message):
    """A logged Classify call."""
    DESCRIPTOR: Descriptor
    REQUEST_FIELD_NUMBER: Literal[1]
    RESPONSE_FIELD_NUMBER: Literal[2]
    @builtins.property
    def request(self) -> _apis_classification_pb2.ClassificationRequest: ...
    @builtins.property
    def response(self) -> _apis_classification_pb2.ClassificationResponse: ...
    def __init__(
        self,
        *,
        request: _apis_classification_pb2.ClassificationRequest | None = ...,
        response: _apis_classification_pb2.ClassificationResponse | None = ...,
    ) -> None: ...
    def HasField(self, field_name: Literal["request", "response"]) -> builtins.bool: ...
    def ClearField(self, field_name: Literal["request", "response"]) -> None: ...

class RegressLog(Message):
    """A logged Regress call."""
    DESCRIPTOR: Descriptor
    REQUEST_FIELD_NUMBER: Literal[1]
    RESPONSE_FIELD_NUMBER: Literal[2]
    @builtins.property
    def request(self) -> _apis_regression_pb2.RegressionRequest: ...
    @builtins.property
    def response(self) -> _apis_regression_pb2.RegressionResponse: ...
    def __init__(
        self,
        *,
        request: _apis_regression_pb2.RegressionRequest | None = ...,
        response: _apis_regression_pb2.RegressionResponse | None = ...,
    ) -> None: ...
    def HasField(self, field_name: Literal["request", "response"]) -> builtins.bool: ...
    def ClearField(self, field_name: Literal["request", "response"]) -> None: ...

class PredictLog(Message):
    """A logged Predict call."""
    DESCRIPTOR: Descriptor
    REQUEST_FIELD_NUMBER: Literal[1]
    RESPONSE_FIELD_NUMBER: Literal[2]
    @builtins.property
    def request(self) -> _apis_predict_pb2.PredictRequest: ...
    @builtins.property
    def response(self) -> _apis_predict_pb2.PredictResponse: ...
    def __init__(
        self,
        *,
        request: _apis_predict_pb2.PredictRequest | None = ...,
        response: _apis_predict_pb2.PredictResponse | None = ...,
    ) -> None: ...
    def HasField(self, field_name: Literal["request", "response"]) -> builtins.bool: ...
    def ClearField(self, field_name: Literal["request", "response"]) -> None: ...

class PredictStreamedLog(Message):
    """A logged stream of predict calls."""
    DESCRIPTOR: Descriptor
    REQUEST_FIELD_NUMBER: Literal[1]
    RESPONSE_FIELD_NUMBER: Literal[2]
    @builtins.property
    def request(self) -> RepeatedCompositeFieldContainer[_apis_predict_pb2.PredictRequest]: ...
    @builtins.property
    def response(self) -> RepeatedCompositeFieldContainer[_apis_predict_pb2.PredictResponse]: ...
    def __init__(
        self,
        *,
        request: Iterable[_apis_predict_pb2.PredictRequest] | None = ...,
        response: Iterable[_apis_predict_pb2.PredictResponse] | None = ...,
    ) -> None: ...
    def ClearField(self, field_name: Literal["request", "response"]) -> None: ...

class MultiInferenceLog(Message):
    """A logged MultiInference call."""
    DESCRIPTOR: Descriptor
    REQUEST_FIELD_NUMBER: Literal[1]
    RESPONSE_FIELD_NUMBER: Literal[2]
    @builtins.property
    def request(self) -> _apis_inference_pb2.MultiInferenceRequest: ...
    @builtins.property
    def response(self) -> _apis_inference_pb2.MultiInferenceResponse: ...
    def __init__(
        self,
        *,
        request: _apis_inference_pb2.MultiInferenceRequest | None = ...,
        response: _apis_inference_pb2.MultiInferenceResponse | None = ...,
    ) -> None: ...
    def HasField(self, field_name: Literal["request", "response"]) -> builtins.bool: ...
    def ClearField(self, field_name: Literal["request", "response"]) -> None: ...

class SessionRunLog(Message):
    """A logged SessionRun call."""
    DESCRIPTOR: Descriptor
    REQUEST_FIELD_NUMBER: Literal[1]
    RESPONSE_FIELD_NUMBER: Literal[2]
    @builtins.property
    def request(self) -> _apis_session_service_pb2.SessionRunRequest: ...
    @builtins.property
    def response(self) -> _apis_session_service_pb2.SessionRunResponse: ...
    def __init__(
        self,
        *,
        request: _apis_session_service_pb2.SessionRunRequest | None = ...,
        response: _apis_session_service_pb2.SessionRunResponse | None = ...,
    ) -> None: ...
    def HasField(self, field_name: Literal["request", "response"]) -> builtins.bool: ...
    def ClearField(self, field_name: Literal["request", "response"]) -> None: ...

class PredictionLog(Message):
    """One logged call of any kind: a record of a request log or of a warm-up file."""
    DESCRIPTOR: Descriptor
    LOG_METADATA_FIELD_NUMBER: Literal[1]
    CLASSIFY_LOG_FIELD_NUMBER: Literal[2]
    REGRESS_LOG_FIELD_NUMBER: Literal[3]
    PREDICT_LOG_FIELD_NUMBER: Literal[6]
    PREDICT_STREAMED_LOG_FIELD_NUMBER: Literal[7]
    MULTI_INFERENCE_LOG_FIELD_NUMBER: Literal[4]
    SESSION_RUN_LOG_FIELD_NUMBER: Literal[5]
    @builtins.property
    def log_metadata(self) -> _apis_logging_pb2.LogMetadata: ...
    @builtins.property
    def classify_log(self) -> ClassifyLog: ...
    @builtins.property
    def regress_log(self) -> RegressLog: ...
    @builtins.property
    def predict_log(self) -> PredictLog: ...
    @builtins.property
    def predict_streamed_log(self) -> PredictStreamedLog: ...
    @builtins.property
    def multi_inference_log(self) -> MultiInferenceLog: ...
    @builtins.property
    def session_run_log(self) -> SessionRunLog: ...
    def __init__(
        self,
        *,
        log_metadata: _apis_logging_pb2.LogMetadata | None = ...,
        classify_log: ClassifyLog | None = ...,
        regress_log: RegressLog | None = ...,
        predict_log: PredictLog | None = ...,
        predict_streamed_log: PredictStreamedLog | None = ...,
        multi_inference_log: MultiInferenceLog | None = ...,
        session_run_log: SessionRunLog | None = ...,
    ) -> None: ...
    def HasField(self, field_name: Literal["log_metadata", "classify_log", "regress_log", "predict_log", "predict_streamed_log", "multi_inference_log", "session_run_log", "log_type"]) -> builtins.bool: ...
    def ClearField(self, field_name: Literal["log_metadata", "classify_log", "regress_log", "predict_log", "predict_streamed_log", "multi_inference_log", "session_run_log", "log_type"]) -> None: ...
    def WhichOneof(
        self, oneof_group: Literal["log_type"]
    ) -> Literal["classify_log", "regress_log", "predict_log", "predict_streamed_log", "multi_inference_log", "session_run_log"] | None: ...
