"""Messages of tensorflow_serving/servables/tensorflow/remote_op_config_rewriter.proto. Written by protos/build.py; do not edit."""

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

class RemoteOpRemapConfig(Message):
    """Other names and addresses for the models that remote operations call."""
    DESCRIPTOR: Descriptor

    MODEL_NAME_REMAP_FIELD_NUMBER: Literal[1]
    TARGET_ADDRESS_REMAP_FIELD_NUMBER: Literal[2]
    BACKEND_MODEL_NAME_TO_TARGET_ADDRESS_REMAP_FIELD_NUMBER: Literal[6]
    PROPAGATE_VERSION_FIELD_NUMBER: Literal[4]
    PROPAGATE_MODEL_NAME_FIELD_NUMBER: Literal[5]
    @builtins.property
    def model_name_remap(self) -> ScalarMap[builtins.str, builtins.str]: ...
    @builtins.property
    def target_address_remap(self) -> ScalarMap[builtins.str, builtins.str]: ...
    @builtins.property
    def backend_model_name_to_target_address_remap(self) -> ScalarMap[builtins.str, builtins.str]: ...
    propagate_version: builtins.bool
    propagate_model_name: builtins.bool
    def __init__(
        self,
        *,
        model_name_remap: Mapping[builtins.str, builtins.str] | None = ...,
        target_address_remap: Mapping[builtins.str, builtins.str] | None = ...,
        backend_model_name_to_target_address_remap: Mapping[builtins.str, builtins.str] | None = ...,
        propagate_version: builtins.bool | None = ...,
        propagate_model_name: builtins.bool | None = ...,
    ) -> None: ...
    def ClearField(self, field_name: Literal["model_name_remap", "target_address_remap", "backend_model_name_to_target_address_remap", "propagate_version", "propagate_model_name"]) -> None: ...
