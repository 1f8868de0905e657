"""Messages of tensorflow/core/framework/variable.proto. Written by protos/build.py; do not edit."""

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

class _VariableSynchronization(EnumTypeWrapper):
    """When the copies of a distributed variable are made equal."""
    VARIABLE_SYNCHRONIZATION_AUTO: Literal[0]
    VARIABLE_SYNCHRONIZATION_NONE: Literal[1]
    VARIABLE_SYNCHRONIZATION_ON_WRITE: Literal[2]
    VARIABLE_SYNCHRONIZATION_ON_READ: Literal[3]

VariableSynchronization: _VariableSynchronization
VARIABLE_SYNCHRONIZATION_AUTO: Literal[0]
VARIABLE_SYNCHRONIZATION_NONE: Literal[1]
VARIABLE_SYNCHRONIZATION_ON_WRITE: Literal[2]
VARIABLE_SYNCHRONIZATION_ON_READ: Literal[3]

class _VariableAggregation(EnumTypeWrapper):
    """How updates of a distributed variable's copies are put together."""
    VARIABLE_AGGREGATION_NONE: Literal[0]
    VARIABLE_AGGREGATION_SUM: Literal[1]
    VARIABLE_AGGREGATION_MEAN: Literal[2]
    VARIABLE_AGGREGATION_ONLY_FIRST_REPLICA: Literal[3]

VariableAggregation: _VariableAggregation
VARIABLE_AGGREGATION_NONE: Literal[0]
VARIABLE_AGGREGATION_SUM: Literal[1]
VARIABLE_AGGREGATION_MEAN: Literal[2]
VARIABLE_AGGREGATION_ONLY_FIRST_REPLICA: Literal[3]

class VariableDef(Message):
    """A variable of a TF1 graph by the names of its parts."""
    DESCRIPTOR: Descriptor
    VARIABLE_NAME_FIELD_NUMBER: Literal[1]
    INITIAL_VALUE_NAME_FIELD_NUMBER: Literal[6]
    INITIALIZER_NAME_FIELD_NUMBER: Literal[2]
    SNAPSHOT_NAME_FIELD_NUMBER: Literal[3]
    SAVE_SLICE_INFO_DEF_FIELD_NUMBER: Literal[4]
    IS_RESOURCE_FIELD_NUMBER: Literal[5]
    TRAINABLE_FIELD_NUMBER: Literal[7]
    SYNCHRONIZATION_FIELD_NUMBER: Literal[8]
    AGGREGATION_FIELD_NUMBER: Literal[9]
    variable_name: builtins.str
    initial_value_name: builtins.str
    initializer_name: builtins.str
    snapshot_name: builtins.str
    @builtins.property
    def save_slice_info_def(self) -> SaveSliceInfoDef: ...
    is_resource: builtins.bool
    trainable: builtins.bool
    synchronization: builtins.int
    aggregation: builtins.int
    def __init__(
        self,
        *,
        variable_name: builtins.str | None = ...,
        initial_value_name: builtins.str | None = ...,
        initializer_name: builtins.str | None = ...,
        snapshot_name: builtins.str | None = ...,
        save_slice_info_def: SaveSliceInfoDef | None = ...,
        is_resource: builtins.bool | None = ...,
        trainable: builtins.bool | None = ...,
        synchronization: builtins.int | None = ...,
        aggregation: builtins.int | None = ...,
    ) -> None: ...
    def HasField(self, field_name: Literal["save_slice_info_def"]) -> builtins.bool: ...
    def ClearField(self, field_name: Literal["variable_name", "initial_value_name", "initializer_name", "snapshot_name", "save_slice_info_def", "is_resource", "trainable", "synchronization", "aggregation"]) -> None: ...

class SaveSliceInfoDef(Message):
    """Which slice of a partitioned variable this one is."""
    DESCRIPTOR: Descriptor
    FULL_NAME_FIELD_NUMBER: Literal[1]
    FULL_SHAPE_FIELD_NUMBER: Literal[2]
    VAR_OFFSET_FIELD_NUMBER: Literal[3]
    VAR_SHAPE_FIELD_NUMBER: Literal[4]
    full_name: builtins.str
    @builtins.property
    def full_shape(self) -> RepeatedScalarFieldContainer[builtins.int]: ...
    @builtins.property
    def var_offset(self) -> RepeatedScalarFieldContainer[builtins.int]: ...
    @builtins.property
    def var_shape(self) -> RepeatedScalarFieldContainer[builtins.int]: ...
    def __init__(
        self,
        *,
        full_name: builtins.str | None = ...,
        full_shape: Iterable[builtins.int] | None = ...,
        var_offset: Iterable[builtins.int] | None = ...,
        var_shape: Iterable[builtins.int] | None = ...,
    ) -> None: ...
    def ClearField(self, field_name: Literal["full_name", "full_shape", "var_offset", "var_shape"]) -> None: ...
