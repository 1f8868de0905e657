"""Messages of tensorflow_serving/apis/model.proto. Written by protos/build.py; do not edit."""

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

from google.protobuf import wrappers_pb2 as _protobuf_wrappers_pb2

DESCRIPTOR: FileDescriptor

class ModelSpec(Message):
    """Which model, which version (none: the latest) and which signature (none: serving_default)."""
    DESCRIPTOR: Descriptor
    NAME_FIELD_NUMBER: Literal[1]
    VERSION_FIELD_NUMBER: Literal[2]
    VERSION_LABEL_FIELD_NUMBER: Literal[4]
    SIGNATURE_NAME_FIELD_NUMBER: Literal[3]
    name: builtins.str
    @builtins.property
    def version(self) -> _protobuf_wrappers_pb2.Int64Value: ...
    version_label: builtins.str
    signature_name: builtins.str
    def __init__(
        self,
        *,
        name: builtins.str | None = ...,
        version: _protobuf_wrappers_pb2.Int64Value | None = ...,
        version_label: builtins.str | None = ...,
        signature_name: builtins.str | None = ...,
    ) -> None: ...
    def HasField(self, field_name: Literal["version", "version_label", "version_choice"]) -> builtins.bool: ...
    def ClearField(self, field_name: Literal["name", "version", "version_label", "signature_name", "version_choice"]) -> None: ...
    def WhichOneof(
        self, oneof_group: Literal["version_choice"]
    ) -> Literal["version", "version_label"] | None: ...
