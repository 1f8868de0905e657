"""Messages of tensorflow/core/framework/function.proto. Written by protos/build.py; do not edit."""

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
from tfserve.apis.tensorflow import node_def_pb2 as _tensorflow_node_def_pb2
from tfserve.apis.tensorflow import op_def_pb2 as _tensorflow_op_def_pb2

DESCRIPTOR: FileDescriptor

class FunctionDefLibrary(Message):
    """The functions of a graph, and which are gradients of which."""
    DESCRIPTOR: Descriptor
    FUNCTION_FIELD_NUMBER: Literal[1]
    GRADIENT_FIELD_NUMBER: Literal[2]
    REGISTERED_GRADIENTS_FIELD_NUMBER: Literal[3]
    @builtins.property
    def function(self) -> RepeatedCompositeFieldContainer[FunctionDef]: ...
    @builtins.property
    def gradient(self) -> RepeatedCompositeFieldContainer[GradientDef]: ...
    @builtins.property
    def registered_gradients(self) -> RepeatedCompositeFieldContainer[RegisteredGradient]: ...
    def __init__(
        self,
        *,
        function: Iterable[FunctionDef] | None = ...,
        gradient: Iterable[GradientDef] | None = ...,
        registered_gradients: Iterable[RegisteredGradient] | None = ...,
    ) -> None: ...
    def ClearField(self, field_name: Literal["function", "gradient", "registered_gradients"]) -> None: ...

class FunctionDef(Message):
    """A function: its signature, the nodes of its body, and where its outputs come from."""
    DESCRIPTOR: Descriptor

    class ArgAttrs(Message):
        """Attributes of one argument."""
        DESCRIPTOR: Descriptor

        ATTR_FIELD_NUMBER: Literal[1]
        @builtins.property
        def attr(self) -> MessageMap[builtins.str, _tensorflow_attr_value_pb2.AttrValue]: ...
        def __init__(
            self,
            *,
            attr: Mapping[builtins.str, _tensorflow_attr_value_pb2.AttrValue] | None = ...,
        ) -> None: ...
        def ClearField(self, field_name: Literal["attr"]) -> None: ...

    SIGNATURE_FIELD_NUMBER: Literal[1]
    ATTR_FIELD_NUMBER: Literal[5]
    ARG_ATTR_FIELD_NUMBER: Literal[7]
    RESOURCE_ARG_UNIQUE_ID_FIELD_NUMBER: Literal[8]
    NODE_DEF_FIELD_NUMBER: Literal[3]
    RET_FIELD_NUMBER: Literal[4]
    CONTROL_RET_FIELD_NUMBER: Literal[6]
    @builtins.property
    def signature(self) -> _tensorflow_op_def_pb2.OpDef: ...
    @builtins.property
    def attr(self) -> MessageMap[builtins.str, _tensorflow_attr_value_pb2.AttrValue]: ...
    @builtins.property
    def arg_attr(self) -> MessageMap[builtins.int, FunctionDef.ArgAttrs]: ...
    @builtins.property
    def resource_arg_unique_id(self) -> ScalarMap[builtins.int, builtins.int]: ...
    @builtins.property
    def node_def(self) -> RepeatedCompositeFieldContainer[_tensorflow_node_def_pb2.NodeDef]: ...
    @builtins.property
    def ret(self) -> ScalarMap[builtins.str, builtins.str]: ...
    @builtins.property
    def control_ret(self) -> ScalarMap[builtins.str, builtins.str]: ...
    def __init__(
        self,
        *,
        signature: _tensorflow_op_def_pb2.OpDef | None = ...,
        attr: Mapping[builtins.str, _tensorflow_attr_value_pb2.AttrValue] | None = ...,
        arg_attr: Mapping[builtins.int, FunctionDef.ArgAttrs] | None = ...,
        resource_arg_unique_id: Mapping[builtins.int, builtins.int] | None = ...,
        node_def: Iterable[_tensorflow_node_def_pb2.NodeDef] | None = ...,
        ret: Mapping[builtins.str, builtins.str] | None = ...,
        control_ret: Mapping[builtins.str, builtins.str] | None = ...,
    ) -> None: ...
    def HasField(self, field_name: Literal["signature"]) -> builtins.bool: ...
    def ClearField(self, field_name: Literal["signature", "attr", "arg_attr", "resource_arg_unique_id", "node_def", "ret", "control_ret"]) -> None: ...

class GradientDef(Message):
    """The gradient function of a function."""
    DESCRIPTOR: Descriptor
    FUNCTION_NAME_FIELD_NUMBER: Literal[1]
    GRADIENT_FUNC_FIELD_NUMBER: Literal[2]
    function_name: builtins.str
    gradient_func: builtins.str
    def __init__(
        self,
        *,
        function_name: builtins.str | None = ...,
        gradient_func: builtins.str | None = ...,
    ) -> None: ...
    def ClearField(self, field_name: Literal["function_name", "gradient_func"]) -> None: ...

class RegisteredGradient(Message):
    """The gradient function of an operation."""
    DESCRIPTOR: Descriptor
    GRADIENT_FUNC_FIELD_NUMBER: Literal[1]
    REGISTERED_OP_TYPE_FIELD_NUMBER: Literal[2]
    gradient_func: builtins.str
    registered_op_type: builtins.str
    def __init__(
        self,
        *,
        gradient_func: builtins.str | None = ...,
        registered_op_type: builtins.str | None = ...,
    ) -> None: ...
    def ClearField(self, field_name: Literal["gradient_func", "registered_op_type"]) -> None: ...
