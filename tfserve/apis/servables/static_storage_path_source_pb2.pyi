"""Messages of tensorflow_serving/sources/storage_path/static_storage_path_source.proto. Written by protos/build.py; do not edit."""

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

class StaticStoragePathSourceConfig(Message):
    """One version at one path, never watched."""
    DESCRIPTOR: Descriptor
    SERVABLE_NAME_FIELD_NUMBER: Literal[1]
    VERSION_NUM_FIELD_NUMBER: Literal[2]
    VERSION_PATH_FIELD_NUMBER: Literal[3]
    servable_name: builtins.str
    version_num: builtins.int
    version_path: builtins.str
    def __init__(
        self,
        *,
        servable_name: builtins.str | None = ...,
        version_num: builtins.int | None = ...,
        version_path: builtins.str | None = ...,
    ) -> None: ...
    def ClearField(self, field_name: Literal["servable_name", "version_num", "version_path"]) -> None: ...
