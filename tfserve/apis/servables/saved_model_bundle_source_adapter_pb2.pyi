"""Messages of tensorflow_serving/servables/tensorflow/saved_model_bundle_source_adapter.proto. Written by protos/build.py; do not edit."""

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

from tfserve.apis.servables import session_bundle_config_pb2 as _servables_session_bundle_config_pb2

DESCRIPTOR: FileDescriptor

class SavedModelBundleSourceAdapterConfig(Message):
    """Settings of the platform "tensorflow" in a platform config."""
    DESCRIPTOR: Descriptor
    LEGACY_CONFIG_FIELD_NUMBER: Literal[1000]
    @builtins.property
    def legacy_config(self) -> _servables_session_bundle_config_pb2.SessionBundleConfig: ...
    def __init__(
        self,
        *,
        legacy_config: _servables_session_bundle_config_pb2.SessionBundleConfig | None = ...,
    ) -> None: ...
    def HasField(self, field_name: Literal["legacy_config"]) -> builtins.bool: ...
    def ClearField(self, field_name: Literal["legacy_config"]) -> None: ...
