"""Messages of tensorflow_serving/config/logging_config.proto. Written by protos/build.py; do not edit."""

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

from google.protobuf import any_pb2 as _protobuf_any_pb2
from tfserve.apis.config import log_collector_config_pb2 as _config_log_collector_config_pb2

DESCRIPTOR: FileDescriptor

class PerTaskSamplingConfig(Message):
    """A rate for one task of one data centre."""
    DESCRIPTOR: Descriptor
    DC_FIELD_NUMBER: Literal[1]
    TASK_INDEX_FIELD_NUMBER: Literal[2]
    SAMPLING_RATE_FIELD_NUMBER: Literal[3]
    dc: builtins.str
    task_index: builtins.int
    sampling_rate: builtins.float
    def __init__(
        self,
        *,
        dc: builtins.str | None = ...,
        task_index: builtins.int | None = ...,
        sampling_rate: builtins.float | None = ...,
    ) -> None: ...
    def HasField(self, field_name: Literal["task_index"]) -> builtins.bool: ...
    def ClearField(self, field_name: Literal["dc", "task_index", "sampling_rate"]) -> None: ...

class SamplingConfig(Message):
    """Which share of requests is logged, 0 to 1."""
    DESCRIPTOR: Descriptor

    class _Attributes(EnumTypeWrapper):
        """By what sampling may be refined: bits."""
        ATTR_DEFAULT: Literal[0]
        ATTR_REQUEST_ORIGIN: Literal[1]
        ATTR_REQUEST_CRITICALITY: Literal[2]

    Attributes: _Attributes
    ATTR_DEFAULT: Literal[0]
    ATTR_REQUEST_ORIGIN: Literal[1]
    ATTR_REQUEST_CRITICALITY: Literal[2]

    SAMPLING_RATE_FIELD_NUMBER: Literal[1]
    PER_TASK_SAMPLING_CONFIGS_FIELD_NUMBER: Literal[3]
    ATTRIBUTES_FIELD_NUMBER: Literal[2]
    sampling_rate: builtins.float
    @builtins.property
    def per_task_sampling_configs(self) -> RepeatedCompositeFieldContainer[PerTaskSamplingConfig]: ...
    attributes: builtins.int
    def __init__(
        self,
        *,
        sampling_rate: builtins.float | None = ...,
        per_task_sampling_configs: Iterable[PerTaskSamplingConfig] | None = ...,
        attributes: builtins.int | None = ...,
    ) -> None: ...
    def ClearField(self, field_name: Literal["sampling_rate", "per_task_sampling_configs", "attributes"]) -> None: ...

class LoggingConfig(Message):
    """Logging of one model's requests."""
    DESCRIPTOR: Descriptor
    LOG_COLLECTOR_CONFIG_FIELD_NUMBER: Literal[1]
    SAMPLING_CONFIG_FIELD_NUMBER: Literal[2]
    CUSTOM_LOGGING_CONFIG_FIELD_NUMBER: Literal[3]
    @builtins.property
    def log_collector_config(self) -> _config_log_collector_config_pb2.LogCollectorConfig: ...
    @builtins.property
    def sampling_config(self) -> SamplingConfig: ...
    @builtins.property
    def custom_logging_config(self) -> _protobuf_any_pb2.Any: ...
    def __init__(
        self,
        *,
        log_collector_config: _config_log_collector_config_pb2.LogCollectorConfig | None = ...,
        sampling_config: SamplingConfig | None = ...,
        custom_logging_config: _protobuf_any_pb2.Any | None = ...,
    ) -> None: ...
    def HasField(self, field_name: Literal["log_collector_config", "sampling_config", "custom_logging_config"]) -> builtins.bool: ...
    def ClearField(self, field_name: Literal["log_collector_config", "sampling_config", "custom_logging_config"]) -> None: ...
