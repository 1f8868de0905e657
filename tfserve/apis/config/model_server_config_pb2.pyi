"""Messages of tensorflow_serving/config/model_server_config.proto. Written by protos/build.py; do not edit."""

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
from tfserve.apis.config import file_system_storage_path_source_pb2 as _config_file_system_storage_path_source_pb2
from tfserve.apis.config import logging_config_pb2 as _config_logging_config_pb2

DESCRIPTOR: FileDescriptor

class _ModelType(EnumTypeWrapper):
    """Kinds of models before there were platforms."""
    MODEL_TYPE_UNSPECIFIED: Literal[0]
    TENSORFLOW: Literal[1]
    OTHER: Literal[2]

ModelType: _ModelType
MODEL_TYPE_UNSPECIFIED: Literal[0]
TENSORFLOW: Literal[1]
OTHER: Literal[2]

class ModelConfig(Message):
    """One model: name, directory of its versions, platform, version policy, labels."""
    DESCRIPTOR: Descriptor

    NAME_FIELD_NUMBER: Literal[1]
    BASE_PATH_FIELD_NUMBER: Literal[2]
    MODEL_TYPE_FIELD_NUMBER: Literal[3]
    MODEL_PLATFORM_FIELD_NUMBER: Literal[4]
    MODEL_VERSION_POLICY_FIELD_NUMBER: Literal[7]
    VERSION_LABELS_FIELD_NUMBER: Literal[8]
    LOGGING_CONFIG_FIELD_NUMBER: Literal[6]
    name: builtins.str
    base_path: builtins.str
    model_type: builtins.int
    model_platform: builtins.str
    @builtins.property
    def model_version_policy(self) -> _config_file_system_storage_path_source_pb2.FileSystemStoragePathSourceConfig.ServableVersionPolicy: ...
    @builtins.property
    def version_labels(self) -> ScalarMap[builtins.str, builtins.int]: ...
    @builtins.property
    def logging_config(self) -> _config_logging_config_pb2.LoggingConfig: ...
    def __init__(
        self,
        *,
        name: builtins.str | None = ...,
        base_path: builtins.str | None = ...,
        model_type: builtins.int | None = ...,
        model_platform: builtins.str | None = ...,
        model_version_policy: _config_file_system_storage_path_source_pb2.FileSystemStoragePathSourceConfig.ServableVersionPolicy | None = ...,
        version_labels: Mapping[builtins.str, builtins.int] | None = ...,
        logging_config: _config_logging_config_pb2.LoggingConfig | None = ...,
    ) -> None: ...
    def HasField(self, field_name: Literal["model_version_policy", "logging_config"]) -> builtins.bool: ...
    def ClearField(self, field_name: Literal["name", "base_path", "model_type", "model_platform", "model_version_policy", "version_labels", "logging_config"]) -> None: ...

class ModelConfigList(Message):
    """The models to serve."""
    DESCRIPTOR: Descriptor
    CONFIG_FIELD_NUMBER: Literal[1]
    @builtins.property
    def config(self) -> RepeatedCompositeFieldContainer[ModelConfig]: ...
    def __init__(
        self,
        *,
        config: Iterable[ModelConfig] | None = ...,
    ) -> None: ...
    def ClearField(self, field_name: Literal["config"]) -> None: ...

class ModelServerConfig(Message):
    """The content of --model_config_file."""
    DESCRIPTOR: Descriptor
    MODEL_CONFIG_LIST_FIELD_NUMBER: Literal[1]
    CUSTOM_MODEL_CONFIG_FIELD_NUMBER: Literal[2]
    @builtins.property
    def model_config_list(self) -> ModelConfigList: ...
    @builtins.property
    def custom_model_config(self) -> _protobuf_any_pb2.Any: ...
    def __init__(
        self,
        *,
        model_config_list: ModelConfigList | None = ...,
        custom_model_config: _protobuf_any_pb2.Any | None = ...,
    ) -> None: ...
    def HasField(self, field_name: Literal["model_config_list", "custom_model_config", "config"]) -> builtins.bool: ...
    def ClearField(self, field_name: Literal["model_config_list", "custom_model_config", "config"]) -> None: ...
    def WhichOneof(
        self, oneof_group: Literal["config"]
    ) -> Literal["model_config_list", "custom_model_config"] | None: ...
