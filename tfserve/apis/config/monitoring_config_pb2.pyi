"""Messages of tensorflow_serving/config/monitoring_config.proto. Written by protos/build.py; do not edit."""

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

class PrometheusConfig(Message):
    """Whether metrics are served for Prometheus, and at which path."""
    DESCRIPTOR: Descriptor
    ENABLE_FIELD_NUMBER: Literal[1]
    PATH_FIELD_NUMBER: Literal[2]
    enable: builtins.bool
    path: builtins.str
    def __init__(
        self,
        *,
        enable: builtins.bool | None = ...,
        path: builtins.str | None = ...,
    ) -> None: ...
    def ClearField(self, field_name: Literal["enable", "path"]) -> None: ...

class MonitoringConfig(Message):
    """The content of --monitoring_config_file."""
    DESCRIPTOR: Descriptor
    PROMETHEUS_CONFIG_FIELD_NUMBER: Literal[1]
    @builtins.property
    def prometheus_config(self) -> PrometheusConfig: ...
    def __init__(
        self,
        *,
        prometheus_config: PrometheusConfig | None = ...,
    ) -> None: ...
    def HasField(self, field_name: Literal["prometheus_config"]) -> builtins.bool: ...
    def ClearField(self, field_name: Literal["prometheus_config"]) -> None: ...
