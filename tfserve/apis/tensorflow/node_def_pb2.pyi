"""Messages of tensorflow/core/framework/node_def.proto. Written by protos/build.py; do not edit."""

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

from tfserve.apis.tensorflow import attr_value_pb2 as _tensorflow_attr_value_pb2
from tfserve.apis.tensorflow import full_type_pb2 as _tensorflow_full_type_pb2

DESCRIPTOR: FileDescriptor

class NodeDef(Message):
    """One operation of a graph: its kind, inputs as "node:output" or "^node" (control), and
    attributes.
    """
    DESCRIPTOR: Descriptor

    class ExperimentalDebugInfo(Message):
        """From which nodes an optimizer made this one."""
        DESCRIPTOR: Descriptor
        ORIGINAL_NODE_NAMES_FIELD_NUMBER: Literal[1]
        ORIGINAL_FUNC_NAMES_FIELD_NUMBER: Literal[2]
        @builtins.property
        def original_node_names(self) -> RepeatedScalarFieldContainer[builtins.str]: ...
        @builtins.property
        def original_func_names(self) -> RepeatedScalarFieldContainer[builtins.str]: ...
        def __init__(
            self,
            *,
            original_node_names: Iterable[builtins.str] | None = ...,
            original_func_names: Iterable[builtins.str] | None = ...,
        ) -> None: ...
        def ClearField(self, field_name: Literal["original_node_names", "original_func_names"]) -> None: ...

    NAME_FIELD_NUMBER: Literal[1]
    OP_FIELD_NUMBER: Literal[2]
    INPUT_FIELD_NUMBER: Literal[3]
    DEVICE_FIELD_NUMBER: Literal[4]
    ATTR_FIELD_NUMBER: Literal[5]
    EXPERIMENTAL_DEBUG_INFO_FIELD_NUMBER: Literal[6]
    EXPERIMENTAL_TYPE_FIELD_NUMBER: Literal[7]
    name: builtins.str
    op: builtins.str
    @builtins.property
    def input(self) -> RepeatedScalarFieldContainer[builtins.str]: ...
    device: builtins.str
    @builtins.property
    def attr(self) -> MessageMap[builtins.str, _tensorflow_attr_value_pb2.AttrValue]: ...
    @builtins.property
    def experimental_debug_info(self) -> NodeDef.ExperimentalDebugInfo: ...
    @builtins.property
    def experimental_type(self) -> _tensorflow_full_type_pb2.FullTypeDef: ...
    def __init__(
        self,
        *,
        name: builtins.str | None = ...,
        op: builtins.str | None = ...,
        input: Iterable[builtins.str] | None = ...,
        device: builtins.str | None = ...,
        attr: Mapping[builtins.str, _tensorflow_attr_value_pb2.AttrValue] | None = ...,
        experimental_debug_info: NodeDef.ExperimentalDebugInfo | None = ...,
        experimental_type: _tensorflow_full_type_pb2.FullTypeDef | None = ...,
    ) -> None: ...
    def HasField(self, field_name: Literal["experimental_debug_info", "experimental_type"]) -> builtins.bool: ...
    def ClearField(self, field_name: Literal["name", "op", "input", "device", "attr", "experimental_debug_info", "experimental_type"]) -> None: ...
