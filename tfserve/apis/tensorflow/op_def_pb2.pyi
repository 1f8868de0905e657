"""Messages of tensorflow/core/framework/op_def.proto. Written by protos/build.py; do not edit."""

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
from tfserve.apis.tensorflow import resource_handle_pb2 as _tensorflow_resource_handle_pb2
from tfserve.apis.tensorflow import types_pb2 as _tensorflow_types_pb2

DESCRIPTOR: FileDescriptor

class OpDef(Message):
    """The signature of an operation."""
    DESCRIPTOR: Descriptor

    class ArgDef(Message):
        """One input or output: its type and how many tensors it stands for."""
        DESCRIPTOR: Descriptor
        NAME_FIELD_NUMBER: Literal[1]
        DESCRIPTION_FIELD_NUMBER: Literal[2]
        TYPE_FIELD_NUMBER: Literal[3]
        TYPE_ATTR_FIELD_NUMBER: Literal[4]
        NUMBER_ATTR_FIELD_NUMBER: Literal[5]
        TYPE_LIST_ATTR_FIELD_NUMBER: Literal[6]
        HANDLE_DATA_FIELD_NUMBER: Literal[7]
        IS_REF_FIELD_NUMBER: Literal[16]
        EXPERIMENTAL_FULL_TYPE_FIELD_NUMBER: Literal[17]
        name: builtins.str
        description: builtins.str
        type: builtins.int
        type_attr: builtins.str
        number_attr: builtins.str
        type_list_attr: builtins.str
        @builtins.property
        def handle_data(self) -> RepeatedCompositeFieldContainer[_tensorflow_resource_handle_pb2.ResourceHandleProto.DtypeAndShape]: ...
        is_ref: builtins.bool
        @builtins.property
        def experimental_full_type(self) -> _tensorflow_full_type_pb2.FullTypeDef: ...
        def __init__(
            self,
            *,
            name: builtins.str | None = ...,
            description: builtins.str | None = ...,
            type: builtins.int | None = ...,
            type_attr: builtins.str | None = ...,
            number_attr: builtins.str | None = ...,
            type_list_attr: builtins.str | None = ...,
            handle_data: Iterable[_tensorflow_resource_handle_pb2.ResourceHandleProto.DtypeAndShape] | None = ...,
            is_ref: builtins.bool | None = ...,
            experimental_full_type: _tensorflow_full_type_pb2.FullTypeDef | None = ...,
        ) -> None: ...
        def HasField(self, field_name: Literal["experimental_full_type"]) -> builtins.bool: ...
        def ClearField(self, field_name: Literal["name", "description", "type", "type_attr", "number_attr", "type_list_attr", "handle_data", "is_ref", "experimental_full_type"]) -> None: ...

    class AttrDef(Message):
        """One attribute: its kind, default and bounds."""
        DESCRIPTOR: Descriptor
        NAME_FIELD_NUMBER: Literal[1]
        TYPE_FIELD_NUMBER: Literal[2]
        DEFAULT_VALUE_FIELD_NUMBER: Literal[3]
        DESCRIPTION_FIELD_NUMBER: Literal[4]
        HAS_MINIMUM_FIELD_NUMBER: Literal[5]
        MINIMUM_FIELD_NUMBER: Literal[6]
        ALLOWED_VALUES_FIELD_NUMBER: Literal[7]
        name: builtins.str
        type: builtins.str
        @builtins.property
        def default_value(self) -> _tensorflow_attr_value_pb2.AttrValue: ...
        description: builtins.str
        has_minimum: builtins.bool
        minimum: builtins.int
        @builtins.property
        def allowed_values(self) -> _tensorflow_attr_value_pb2.AttrValue: ...
        def __init__(
            self,
            *,
            name: builtins.str | None = ...,
            type: builtins.str | None = ...,
            default_value: _tensorflow_attr_value_pb2.AttrValue | None = ...,
            description: builtins.str | None = ...,
            has_minimum: builtins.bool | None = ...,
            minimum: builtins.int | None = ...,
            allowed_values: _tensorflow_attr_value_pb2.AttrValue | None = ...,
        ) -> None: ...
        def HasField(self, field_name: Literal["default_value", "allowed_values"]) -> builtins.bool: ...
        def ClearField(self, field_name: Literal["name", "type", "default_value", "description", "has_minimum", "minimum", "allowed_values"]) -> None: ...

    NAME_FIELD_NUMBER: Literal[1]
    INPUT_ARG_FIELD_NUMBER: Literal[2]
    OUTPUT_ARG_FIELD_NUMBER: Literal[3]
    CONTROL_OUTPUT_FIELD_NUMBER: Literal[20]
    ATTR_FIELD_NUMBER: Literal[4]
    DEPRECATION_FIELD_NUMBER: Literal[8]
    SUMMARY_FIELD_NUMBER: Literal[5]
    DESCRIPTION_FIELD_NUMBER: Literal[6]
    IS_COMMUTATIVE_FIELD_NUMBER: Literal[18]
    IS_AGGREGATE_FIELD_NUMBER: Literal[16]
    IS_STATEFUL_FIELD_NUMBER: Literal[17]
    ALLOWS_UNINITIALIZED_INPUT_FIELD_NUMBER: Literal[19]
    IS_DISTRIBUTED_COMMUNICATION_FIELD_NUMBER: Literal[21]
    name: builtins.str
    @builtins.property
    def input_arg(self) -> RepeatedCompositeFieldContainer[OpDef.ArgDef]: ...
    @builtins.property
    def output_arg(self) -> RepeatedCompositeFieldContainer[OpDef.ArgDef]: ...
    @builtins.property
    def control_output(self) -> RepeatedScalarFieldContainer[builtins.str]: ...
    @builtins.property
    def attr(self) -> RepeatedCompositeFieldContainer[OpDef.AttrDef]: ...
    @builtins.property
    def deprecation(self) -> OpDeprecation: ...
    summary: builtins.str
    description: builtins.str
    is_commutative: builtins.bool
    is_aggregate: builtins.bool
    is_stateful: builtins.bool
    allows_uninitialized_input: builtins.bool
    is_distributed_communication: builtins.bool
    def __init__(
        self,
        *,
        name: builtins.str | None = ...,
        input_arg: Iterable[OpDef.ArgDef] | None = ...,
        output_arg: Iterable[OpDef.ArgDef] | None = ...,
        control_output: Iterable[builtins.str] | None = ...,
        attr: Iterable[OpDef.AttrDef] | None = ...,
        deprecation: OpDeprecation | None = ...,
        summary: builtins.str | None = ...,
        description: builtins.str | None = ...,
        is_commutative: builtins.bool | None = ...,
        is_aggregate: builtins.bool | None = ...,
        is_stateful: builtins.bool | None = ...,
        allows_uninitialized_input: builtins.bool | None = ...,
        is_distributed_communication: builtins.bool | None = ...,
    ) -> None: ...
    def HasField(self, field_name: Literal["deprecation"]) -> builtins.bool: ...
    def ClearField(self, field_name: Literal["name", "input_arg", "output_arg", "control_output", "attr", "deprecation", "summary", "description", "is_commutative", "is_aggregate", "is_stateful", "allows_uninitialized_input", "is_distributed_communication"]) -> None: ...

class OpDeprecation(Message):
    """Since which graph version an operation is out of use, and why."""
    DESCRIPTOR: Descriptor
    VERSION_FIELD_NUMBER: Literal[1]
    EXPLANATION_FIELD_NUMBER: Literal[2]
    version: builtins.int
    explanation: builtins.str
    def __init__(
        self,
        *,
        version: builtins.int | None = ...,
        explanation: builtins.str | None = ...,
    ) -> None: ...
    def ClearField(self, field_name: Literal["version", "explanation"]) -> None: ...

class OpList(Message):
    """Several operations."""
    DESCRIPTOR: Descriptor
    OP_FIELD_NUMBER: Literal[1]
    @builtins.property
    def op(self) -> RepeatedCompositeFieldContainer[OpDef]: ...
    def __init__(
        self,
        *,
        op: Iterable[OpDef] | None = ...,
    ) -> None: ...
    def ClearField(self, field_name: Literal["op"]) -> None: ...
