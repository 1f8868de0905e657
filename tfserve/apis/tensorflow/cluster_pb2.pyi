"""Messages of tensorflow/core/protobuf/cluster.proto. Written by protos/build.py; do not edit."""

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

class JobDef(Message):
    """The tasks of a job and their addresses."""
    DESCRIPTOR: Descriptor

    NAME_FIELD_NUMBER: Literal[1]
    TASKS_FIELD_NUMBER: Literal[2]
    name: builtins.str
    @builtins.property
    def tasks(self) -> ScalarMap[builtins.int, builtins.str]: ...
    def __init__(
        self,
        *,
        name: builtins.str | None = ...,
        tasks: Mapping[builtins.int, builtins.str] | None = ...,
    ) -> None: ...
    def ClearField(self, field_name: Literal["name", "tasks"]) -> None: ...

class ClusterDef(Message):
    """The jobs of a cluster."""
    DESCRIPTOR: Descriptor
    JOB_FIELD_NUMBER: Literal[1]
    @builtins.property
    def job(self) -> RepeatedCompositeFieldContainer[JobDef]: ...
    def __init__(
        self,
        *,
        job: Iterable[JobDef] | None = ...,
    ) -> None: ...
    def ClearField(self, field_name: Literal["job"]) -> None: ...
