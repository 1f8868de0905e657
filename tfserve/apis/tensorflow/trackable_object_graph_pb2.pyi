"""Messages of tensorflow/core/protobuf/trackable_object_graph.proto. Written by protos/build.py; do not edit."""

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

class TrackableObjectGraph(Message):
    """The objects of a checkpoint and how they hold each other."""
    DESCRIPTOR: Descriptor

    class TrackableObject(Message):
        """One object: its children, values and optimizer slots."""
        DESCRIPTOR: Descriptor

        class ObjectReference(Message):
            """A child by index, and the name it is held by."""
            DESCRIPTOR: Descriptor
            NODE_ID_FIELD_NUMBER: Literal[1]
            LOCAL_NAME_FIELD_NUMBER: Literal[2]
            node_id: builtins.int
            local_name: builtins.str
            def __init__(
                self,
                *,
                node_id: builtins.int | None = ...,
                local_name: builtins.str | None = ...,
            ) -> None: ...
            def ClearField(self, field_name: Literal["node_id", "local_name"]) -> None: ...

        class SerializedTensor(Message):
            """A value and its key in the checkpoint."""
            DESCRIPTOR: Descriptor
            NAME_FIELD_NUMBER: Literal[1]
            FULL_NAME_FIELD_NUMBER: Literal[2]
            CHECKPOINT_KEY_FIELD_NUMBER: Literal[3]
            name: builtins.str
            full_name: builtins.str
            checkpoint_key: builtins.str
            def __init__(
                self,
                *,
                name: builtins.str | None = ...,
                full_name: builtins.str | None = ...,
                checkpoint_key: builtins.str | None = ...,
            ) -> None: ...
            def ClearField(self, field_name: Literal["name", "full_name", "checkpoint_key"]) -> None: ...

        class SlotVariableReference(Message):
            """An optimizer's slot for a variable."""
            DESCRIPTOR: Descriptor
            ORIGINAL_VARIABLE_NODE_ID_FIELD_NUMBER: Literal[1]
            SLOT_NAME_FIELD_NUMBER: Literal[2]
            SLOT_VARIABLE_NODE_ID_FIELD_NUMBER: Literal[3]
            original_variable_node_id: builtins.int
            slot_name: builtins.str
            slot_variable_node_id: builtins.int
            def __init__(
                self,
                *,
                original_variable_node_id: builtins.int | None = ...,
                slot_name: builtins.str | None = ...,
                slot_variable_node_id: builtins.int | None = ...,
            ) -> None: ...
            def ClearField(self, field_name: Literal["original_variable_node_id", "slot_name", "slot_variable_node_id"]) -> None: ...

        CHILDREN_FIELD_NUMBER: Literal[1]
        ATTRIBUTES_FIELD_NUMBER: Literal[2]
        SLOT_VARIABLES_FIELD_NUMBER: Literal[3]
        REGISTERED_SAVER_FIELD_NUMBER: Literal[4]
        HAS_CHECKPOINT_VALUES_FIELD_NUMBER: Literal[5]
        @builtins.property
        def children(self) -> RepeatedCompositeFieldContainer[TrackableObjectGraph.TrackableObject.ObjectReference]: ...
        @builtins.property
        def attributes(self) -> RepeatedCompositeFieldContainer[TrackableObjectGraph.TrackableObject.SerializedTensor]: ...
        @builtins.property
        def slot_variables(self) -> RepeatedCompositeFieldContainer[TrackableObjectGraph.TrackableObject.SlotVariableReference]: ...
        @builtins.property
        def registered_saver(self) -> RegisteredSaver: ...
        @builtins.property
        def has_checkpoint_values(self) -> _protobuf_wrappers_pb2.BoolValue: ...
        def __init__(
            self,
            *,
            children: Iterable[TrackableObjectGraph.TrackableObject.ObjectReference] | None = ...,
            attributes: Iterable[TrackableObjectGraph.TrackableObject.SerializedTensor] | None = ...,
            slot_variables: Iterable[TrackableObjectGraph.TrackableObject.SlotVariableReference] | None = ...,
            registered_saver: RegisteredSaver | None = ...,
            has_checkpoint_values: _protobuf_wrappers_pb2.BoolValue | None = ...,
        ) -> None: ...
        def HasField(self, field_name: Literal["registered_saver", "has_checkpoint_values"]) -> builtins.bool: ...
        def ClearField(self, field_name: Literal["children", "attributes", "slot_variables", "registered_saver", "has_checkpoint_values"]) -> None: ...

    NODES_FIELD_NUMBER: Literal[1]
    @builtins.property
    def nodes(self) -> RepeatedCompositeFieldContainer[TrackableObjectGraph.TrackableObject]: ...
    def __init__(
        self,
        *,
        nodes: Iterable[TrackableObjectGraph.TrackableObject] | None = ...,
    ) -> None: ...
    def ClearField(self, field_name: Literal["nodes"]) -> None: ...

class RegisteredSaver(Message):
    """A saver of the user's own, by name."""
    DESCRIPTOR: Descriptor
    NAME_FIELD_NUMBER: Literal[1]
    OBJECT_NAME_FIELD_NUMBER: Literal[2]
    name: builtins.str
    object_name: builtins.str
    def __init__(
        self,
        *,
        name: builtins.str | None = ...,
        object_name: builtins.str | None = ...,
    ) -> None: ...
    def ClearField(self, field_name: Literal["name", "object_name"]) -> None: ...
