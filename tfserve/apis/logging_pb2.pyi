"""Messages of tensorflow_serving/apis/logging.proto. Written by protos/build.py; do not edit."""

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

from tfserve.apis import model_pb2 as _apis_model_pb2
from tfserve.apis.config import logging_config_pb2 as _config_logging_config_pb2

DESCRIPTOR: FileDescriptor

class LogMetadata(Message):
    """What is known about a logged request beside its content."""
    DESCRIPTOR: Descriptor
    MODEL_SPEC_FIELD_NUMBER: Literal[1]
    SAMPLING_CONFIG_FIELD_NUMBER: Literal[2]
    SAVED_MODEL_TAGS_FIELD_NUMBER: Literal[3]
    TIMESTAMP_SECS_FIELD_NUMBER: Literal[4]
    DC_FIELD_NUMBER: Literal[5]
    REQUEST_ORIGIN_FIELD_NUMBER: Literal[6]
    REQUEST_CRITICALITY_FIELD_NUMBER: Literal[7]
    SAFE_AGGREGATION_PRIVACY_KEY_FIELD_NUMBER: Literal[8]
    @builtins.property
    def model_spec(self) -> _apis_model_pb2.ModelSpec: ...
    @builtins.property
    def sampling_config(self) -> _config_logging_config_pb2.SamplingConfig: ...
    @builtins.property
    def saved_model_tags(self) -> RepeatedScalarFieldContainer[builtins.str]: ...
    timestamp_secs: builtins.int
    dc: builtins.str
    request_origin: builtins.str
    request_criticality: builtins.str
    safe_aggregation_privacy_key: builtins.int
    def __init__(
        self,
        *,
        model_spec: _apis_model_pb2.ModelSpec | None = ...,
        sampling_config: _config_logging_config_pb2.SamplingConfig | None = ...,
        saved_model_tags: Iterable[builtins.str] | None = ...,
        timestamp_secs: builtins.int | None = ...,
        dc: builtins.str | None = ...,
        request_origin: builtins.str | None = ...,
        request_criticality: builtins.str | None = ...,
        safe_aggregation_privacy_key: builtins.int | None = ...,
    ) -> None: ...
    def HasField(self, field_name: Literal["model_spec", "sampling_config"]) -> builtins.bool: ...
    def ClearField(self, field_name: Literal["model_spec", "sampling_config", "saved_model_tags", "timestamp_secs", "dc", "request_origin", "request_criticality", "safe_aggregation_privacy_key"]) -> None: ...
