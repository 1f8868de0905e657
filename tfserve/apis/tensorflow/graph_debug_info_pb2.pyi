"""Messages of tensorflow/core/framework/graph_debug_info.proto. Written by protos/build.py; do not edit."""

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

class GraphDebugInfo(Message):
    """From which lines of source the nodes came."""
    DESCRIPTOR: Descriptor

    class FileLineCol(Message):
        """A place in a source file."""
        DESCRIPTOR: Descriptor
        FILE_INDEX_FIELD_NUMBER: Literal[1]
        LINE_FIELD_NUMBER: Literal[2]
        COL_FIELD_NUMBER: Literal[3]
        FUNC_FIELD_NUMBER: Literal[4]
        CODE_FIELD_NUMBER: Literal[5]
        file_index: builtins.int
        line: builtins.int
        col: builtins.int
        func: builtins.str
        code: builtins.str
        def __init__(
            self,
            *,
            file_index: builtins.int | None = ...,
            line: builtins.int | None = ...,
            col: builtins.int | None = ...,
            func: builtins.str | None = ...,
            code: builtins.str | None = ...,
        ) -> None: ...
        def HasField(self, field_name: Literal["file_index", "line", "col", "func", "code"]) -> builtins.bool: ...
        def ClearField(self, field_name: Literal["file_index", "line", "col", "func", "code"]) -> None: ...

    class StackTrace(Message):
        """The frames that led to a node."""
        DESCRIPTOR: Descriptor
        FILE_LINE_COLS_FIELD_NUMBER: Literal[1]
        FRAME_ID_FIELD_NUMBER: Literal[2]
        @builtins.property
        def file_line_cols(self) -> RepeatedCompositeFieldContainer[GraphDebugInfo.FileLineCol]: ...
        @builtins.property
        def frame_id(self) -> RepeatedScalarFieldContainer[builtins.int]: ...
        def __init__(
            self,
            *,
            file_line_cols: Iterable[GraphDebugInfo.FileLineCol] | None = ...,
            frame_id: Iterable[builtins.int] | None = ...,
        ) -> None: ...
        def ClearField(self, field_name: Literal["file_line_cols", "frame_id"]) -> None: ...

    FILES_FIELD_NUMBER: Literal[1]
    FRAMES_BY_ID_FIELD_NUMBER: Literal[4]
    TRACES_BY_ID_FIELD_NUMBER: Literal[6]
    TRACES_FIELD_NUMBER: Literal[2]
    NAME_TO_TRACE_ID_FIELD_NUMBER: Literal[5]
    @builtins.property
    def files(self) -> RepeatedScalarFieldContainer[builtins.str]: ...
    @builtins.property
    def frames_by_id(self) -> MessageMap[builtins.int, GraphDebugInfo.FileLineCol]: ...
    @builtins.property
    def traces_by_id(self) -> MessageMap[builtins.int, GraphDebugInfo.StackTrace]: ...
    @builtins.property
    def traces(self) -> MessageMap[builtins.str, GraphDebugInfo.StackTrace]: ...
    @builtins.property
    def name_to_trace_id(self) -> ScalarMap[builtins.str, builtins.int]: ...
    def __init__(
        self,
        *,
        files: Iterable[builtins.str] | None = ...,
        frames_by_id: Mapping[builtins.int, GraphDebugInfo.FileLineCol] | None = ...,
        traces_by_id: Mapping[builtins.int, GraphDebugInfo.StackTrace] | None = ...,
        traces: Mapping[builtins.str, GraphDebugInfo.StackTrace] | None = ...,
        name_to_trace_id: Mapping[builtins.str, builtins.int] | None = ...,
    ) -> None: ...
    def ClearField(self, field_name: Literal["files", "frames_by_id", "traces_by_id", "traces", "name_to_trace_id"]) -> None: ...
