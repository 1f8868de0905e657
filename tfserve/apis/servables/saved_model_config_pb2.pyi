"""Messages of tensorflow_serving/servables/tensorflow/saved_model_config.proto. Written by protos/build.py; do not edit."""

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

from tfserve.apis.servables import batch_op_rewriter_pb2 as _servables_batch_op_rewriter_pb2
from tfserve.apis.servables import config_pb2 as _servables_config_pb2
from tfserve.apis.servables import remote_op_config_rewriter_pb2 as _servables_remote_op_config_rewriter_pb2

DESCRIPTOR: FileDescriptor

class SessionOverrides(Message):
    """Session settings that a model brings itself."""
    DESCRIPTOR: Descriptor
    REMOTE_OP_REMAP_CONFIG_FIELD_NUMBER: Literal[1]
    BATCH_OP_REWRITER_CONFIG_FIELD_NUMBER: Literal[2]
    DISABLE_META_OPTIMIZER_FIELD_NUMBER: Literal[3]
    @builtins.property
    def remote_op_remap_config(self) -> _servables_remote_op_config_rewriter_pb2.RemoteOpRemapConfig: ...
    @builtins.property
    def batch_op_rewriter_config(self) -> _servables_batch_op_rewriter_pb2.BatchOpRewriteConfig: ...
    disable_meta_optimizer: builtins.bool
    def __init__(
        self,
        *,
        remote_op_remap_config: _servables_remote_op_config_rewriter_pb2.RemoteOpRemapConfig | None = ...,
        batch_op_rewriter_config: _servables_batch_op_rewriter_pb2.BatchOpRewriteConfig | None = ...,
        disable_meta_optimizer: builtins.bool | None = ...,
    ) -> None: ...
    def HasField(self, field_name: Literal["remote_op_remap_config", "batch_op_rewriter_config", "disable_meta_optimizer"]) -> builtins.bool: ...
    def ClearField(self, field_name: Literal["remote_op_remap_config", "batch_op_rewriter_config", "disable_meta_optimizer"]) -> None: ...

class SavedModelConfig(Message):
    """The config file that a SavedModel may have beside its assets."""
    DESCRIPTOR: Descriptor
    SESSION_OVERRIDES_FIELD_NUMBER: Literal[1]
    TFRT_RUNTIME_CONFIG_FIELD_NUMBER: Literal[2]
    CRITICAL_FIELD_NUMBER: Literal[3]
    @builtins.property
    def session_overrides(self) -> SessionOverrides: ...
    @builtins.property
    def tfrt_runtime_config(self) -> _servables_config_pb2.RuntimeConfigProto: ...
    critical: builtins.bool
    def __init__(
        self,
        *,
        session_overrides: SessionOverrides | None = ...,
        tfrt_runtime_config: _servables_config_pb2.RuntimeConfigProto | None = ...,
        critical: builtins.bool | None = ...,
    ) -> None: ...
    def HasField(self, field_name: Literal["session_overrides", "tfrt_runtime_config"]) -> builtins.bool: ...
    def ClearField(self, field_name: Literal["session_overrides", "tfrt_runtime_config", "critical"]) -> None: ...
