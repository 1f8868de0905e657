"""Messages of tensorflow/core/framework/cost_graph.proto. Written by protos/build.py; do not edit."""

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

from tfserve.apis.tensorflow import tensor_shape_pb2 as _tensorflow_tensor_shape_pb2
from tfserve.apis.tensorflow import types_pb2 as _tensorflow_types_pb2

DESCRIPTOR: FileDescriptor

class CostGraphDef(Message):
    """What the nodes of a run have cost."""
    DESCRIPTOR: Descriptor

    class Node(Message):
        """The costs of one node."""
        DESCRIPTOR: Descriptor

        class InputInfo(Message):
            """Where an input came from."""
            DESCRIPTOR: Descriptor
            PRECEDING_NODE_FIELD_NUMBER: Literal[1]
            PRECEDING_PORT_FIELD_NUMBER: Literal[2]
            preceding_node: builtins.int
            preceding_port: builtins.int
            def __init__(
                self,
                *,
                preceding_node: builtins.int | None = ...,
                preceding_port: builtins.int | None = ...,
            ) -> None: ...
            def ClearField(self, field_name: Literal["preceding_node", "preceding_port"]) -> None: ...

        class OutputInfo(Message):
            """Size, shape and memory of an output."""
            DESCRIPTOR: Descriptor
            SIZE_FIELD_NUMBER: Literal[1]
            ALIAS_INPUT_PORT_FIELD_NUMBER: Literal[2]
            SHAPE_FIELD_NUMBER: Literal[3]
            DTYPE_FIELD_NUMBER: Literal[4]
            size: builtins.int
            alias_input_port: builtins.int
            @builtins.property
            def shape(self) -> _tensorflow_tensor_shape_pb2.TensorShapeProto: ...
            dtype: builtins.int
            def __init__(
                self,
                *,
                size: builtins.int | None = ...,
                alias_input_port: builtins.int | None = ...,
                shape: _tensorflow_tensor_shape_pb2.TensorShapeProto | None = ...,
                dtype: builtins.int | None = ...,
            ) -> None: ...
            def HasField(self, field_name: Literal["shape"]) -> builtins.bool: ...
            def ClearField(self, field_name: Literal["size", "alias_input_port", "shape", "dtype"]) -> None: ...

        NAME_FIELD_NUMBER: Literal[1]
        DEVICE_FIELD_NUMBER: Literal[2]
        ID_FIELD_NUMBER: Literal[3]
        INPUT_INFO_FIELD_NUMBER: Literal[4]
        OUTPUT_INFO_FIELD_NUMBER: Literal[5]
        TEMPORARY_MEMORY_SIZE_FIELD_NUMBER: Literal[6]
        PERSISTENT_MEMORY_SIZE_FIELD_NUMBER: Literal[12]
        HOST_TEMP_MEMORY_SIZE_FIELD_NUMBER: Literal[10]
        DEVICE_TEMP_MEMORY_SIZE_FIELD_NUMBER: Literal[11]
        DEVICE_PERSISTENT_MEMORY_SIZE_FIELD_NUMBER: Literal[16]
        COMPUTE_COST_FIELD_NUMBER: Literal[9]
        COMPUTE_TIME_FIELD_NUMBER: Literal[14]
        MEMORY_TIME_FIELD_NUMBER: Literal[15]
        IS_FINAL_FIELD_NUMBER: Literal[7]
        CONTROL_INPUT_FIELD_NUMBER: Literal[8]
        INACCURATE_FIELD_NUMBER: Literal[17]
        name: builtins.str
        device: builtins.str
        id: builtins.int
        @builtins.property
        def input_info(self) -> RepeatedCompositeFieldContainer[CostGraphDef.Node.InputInfo]: ...
        @builtins.property
        def output_info(self) -> RepeatedCompositeFieldContainer[CostGraphDef.Node.OutputInfo]: ...
        temporary_memory_size: builtins.int
        persistent_memory_size: builtins.int
        host_temp_memory_size: builtins.int
        device_temp_memory_size: builtins.int
        device_persistent_memory_size: builtins.int
        compute_cost: builtins.int
        compute_time: builtins.int
        memory_time: builtins.int
        is_final: builtins.bool
        @builtins.property
        def control_input(self) -> RepeatedScalarFieldContainer[builtins.int]: ...
        inaccurate: builtins.bool
        def __init__(
            self,
            *,
            name: builtins.str | None = ...,
            device: builtins.str | None = ...,
            id: builtins.int | None = ...,
            input_info: Iterable[CostGraphDef.Node.InputInfo] | None = ...,
            output_info: Iterable[CostGraphDef.Node.OutputInfo] | None = ...,
            temporary_memory_size: builtins.int | None = ...,
            persistent_memory_size: builtins.int | None = ...,
            host_temp_memory_size: builtins.int | None = ...,
            device_temp_memory_size: builtins.int | None = ...,
            device_persistent_memory_size: builtins.int | None = ...,
            compute_cost: builtins.int | None = ...,
            compute_time: builtins.int | None = ...,
            memory_time: builtins.int | None = ...,
            is_final: builtins.bool | None = ...,
            control_input: Iterable[builtins.int] | None = ...,
            inaccurate: builtins.bool | None = ...,
        ) -> None: ...
        def ClearField(self, field_name: Literal["name", "device", "id", "input_info", "output_info", "temporary_memory_size", "persistent_memory_size", "host_temp_memory_size", "device_temp_memory_size", "device_persistent_memory_size", "compute_cost", "compute_time", "memory_time", "is_final", "control_input", "inaccurate"]) -> None: ...

    class AggregatedCost(Message):
        """A sum over all nodes in one dimension of cost."""
        DESCRIPTOR: Descriptor
        COST_FIELD_NUMBER: Literal[1]
        DIMENSION_FIELD_NUMBER: Literal[2]
        cost: builtins.float
        dimension: builtins.str
        def __init__(
            self,
            *,
            cost: builtins.float | None = ...,
            dimension: builtins.str | None = ...,
        ) -> None: ...
        def ClearField(self, field_name: Literal["cost", "dimension"]) -> None: ...

    NODE_FIELD_NUMBER: Literal[1]
    COST_FIELD_NUMBER: Literal[2]
    @builtins.property
    def node(self) -> RepeatedCompositeFieldContainer[CostGraphDef.Node]: ...
    @builtins.property
    def cost(self) -> RepeatedCompositeFieldContainer[CostGraphDef.AggregatedCost]: ...
    def __init__(
        self,
        *,
        node: Iterable[CostGraphDef.Node] | None = ...,
        cost: Iterable[CostGraphDef.AggregatedCost] | None = ...,
    ) -> None: ...
    def ClearField(self, field_name: Literal["node", "cost"]) -> None: ...
