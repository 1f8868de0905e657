"""Messages of tensorflow/core/protobuf/debug.proto. Written by protos/build.py; do not edit."""

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

class DebugTensorWatch(Message):
    """A tensor to look at while debugging."""
    DESCRIPTOR: Descriptor
    NODE_NAME_FIELD_NUMBER: Literal[1]
    OUTPUT_SLOT_FIELD_NUMBER: Literal[2]
    DEBUG_OPS_FIELD_NUMBER: Literal[3]
    DEBUG_URLS_FIELD_NUMBER: Literal[4]
    TOLERATE_DEBUG_OP_CREATION_FAILURES_FIELD_NUMBER: Literal[5]
    node_name: builtins.str
    output_slot: builtins.int
    @builtins.property
    def debug_ops(self) -> RepeatedScalarFieldContainer[builtins.str]: ...
    @builtins.property
    def debug_urls(self) -> RepeatedScalarFieldContainer[builtins.str]: ...
    tolerate_debug_op_creation_failures: builtins.bool
    def __init__(
        self,
        *,
        node_name: builtins.str | None = ...,
        output_slot: builtins.int | None = ...,
        debug_ops: Iterable[builtins.str] | None = ...,
        debug_urls: Iterable[builtins.str] | None = ...,
        tolerate_debug_op_creation_failures: builtins.bool | None = ...,
    ) -> None: ...
    def ClearField(self, field_name: Literal["node_name", "output_slot", "debug_ops", "debug_urls", "tolerate_debug_op_creation_failures"]) -> None: ...

class DebugOptions(Message):
    """What to look at while debugging."""
    DESCRIPTOR: Descriptor
    DEBUG_TENSOR_WATCH_OPTS_FIELD_NUMBER: Literal[4]
    GLOBAL_STEP_FIELD_NUMBER: Literal[10]
    RESET_DISK_BYTE_USAGE_FIELD_NUMBER: Literal[11]
    @builtins.property
    def debug_tensor_watch_opts(self) -> RepeatedCompositeFieldContainer[DebugTensorWatch]: ...
    global_step: builtins.int
    reset_disk_byte_usage: builtins.bool
    def __init__(
        self,
        *,
        debug_tensor_watch_opts: Iterable[DebugTensorWatch] | None = ...,
        global_step: builtins.int | None = ...,
        reset_disk_byte_usage: builtins.bool | None = ...,
    ) -> None: ...
    def ClearField(self, field_name: Literal["debug_tensor_watch_opts", "global_step", "reset_disk_byte_usage"]) -> None: ...

class DebuggedSourceFile(Message):
    """A source file of a debugged program."""
    DESCRIPTOR: Descriptor
    HOST_FIELD_NUMBER: Literal[1]
    FILE_PATH_FIELD_NUMBER: Literal[2]
    LAST_MODIFIED_FIELD_NUMBER: Literal[3]
    BYTES_FIELD_NUMBER: Literal[4]
    LINES_FIELD_NUMBER: Literal[5]
    host: builtins.str
    file_path: builtins.str
    last_modified: builtins.int
    bytes: builtins.int
    @builtins.property
    def lines(self) -> RepeatedScalarFieldContainer[builtins.str]: ...
    def __init__(
        self,
        *,
        host: builtins.str | None = ...,
        file_path: builtins.str | None = ...,
        last_modified: builtins.int | None = ...,
        bytes: builtins.int | None = ...,
        lines: Iterable[builtins.str] | None = ...,
    ) -> None: ...
    def ClearField(self, field_name: Literal["host", "file_path", "last_modified", "bytes", "lines"]) -> None: ...

class DebuggedSourceFiles(Message):
    """Several source files."""
    DESCRIPTOR: Descriptor
    SOURCE_FILES_FIELD_NUMBER: Literal[1]
    @builtins.property
    def source_files(self) -> RepeatedCompositeFieldContainer[DebuggedSourceFile]: ...
    def __init__(
        self,
        *,
        source_files: Iterable[DebuggedSourceFile] | None = ...,
    ) -> None: ...
    def ClearField(self, field_name: Literal["source_files"]) -> None: ...
