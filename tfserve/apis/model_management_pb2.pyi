"""Messages of tensorflow_serving/apis/model_management.proto. Written by protos/build.py; do not edit."""

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

from tfserve.apis import status_pb2 as _apis_status_pb2
from tfserve.apis.config import model_server_config_pb2 as _config_model_server_config_pb2

DESCRIPTOR: FileDescriptor

class ReloadConfigRequest(Message):
    """The complete config to serve from now on, and counters to report about it."""
    DESCRIPTOR: Descriptor
    CONFIG_FIELD_NUMBER: Literal[1]
    METRIC_NAMES_FIELD_NUMBER: Literal[2]
    @builtins.property
    def config(self) -> _config_model_server_config_pb2.ModelServerConfig: ...
    @builtins.property
    def metric_names(self) -> RepeatedScalarFieldContainer[builtins.str]: ...
    def __init__(
        self,
        *,
        config: _config_model_server_config_pb2.ModelServerConfig | None = ...,
        metric_names: Iterable[builtins.str] | None = ...,
    ) -> None: ...
    def HasField(self, field_name: Literal["config"]) -> builtins.bool: ...
    def ClearField(self, field_name: Literal["config", "metric_names"]) -> None: ...

class ReloadConfigResponse(Message):
    """How it went."""
    DESCRIPTOR: Descriptor
    STATUS_FIELD_NUMBER: Literal[1]
    METRIC_FIELD_NUMBER: Literal[2]
    @builtins.property
    def status(self) -> _apis_status_pb2.StatusProto: ...
    @builtins.property
    def metric(self) -> RepeatedCompositeFieldContainer[Metric]: ...
    def __init__(
        self,
        *,
        status: _apis_status_pb2.StatusProto | None = ...,
        metric: Iterable[Metric] | None = ...,
    ) -> None: ...
    def HasField(self, field_name: Literal["status"]) -> builtins.bool: ...
    def ClearField(self, field_name: Literal["status", "metric"]) -> None: ...

class Metric(Message):
    """By how much a counter has grown."""
    DESCRIPTOR: Descriptor
    NAME_FIELD_NUMBER: Literal[1]
    INT64_VALUE_INCREASE_FIELD_NUMBER: Literal[2]
    name: builtins.str
    int64_value_increase: builtins.int
    def __init__(
        self,
        *,
        name: builtins.str | None = ...,
        int64_value_increase: builtins.int | None = ...,
    ) -> None: ...
    def HasField(self, field_name: Literal["int64_value_increase", "value_increase"]) -> builtins.bool: ...
    def ClearField(self, field_name: Literal["name", "int64_value_increase", "value_increase"]) -> None: ...
    def WhichOneof(
        self, oneof_group: Literal["value_increase"]
    ) -> Literal["int64_value_increase"] | None: ...
