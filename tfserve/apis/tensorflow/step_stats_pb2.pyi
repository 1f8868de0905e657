"""Messages of tensorflow/core/framework/step_stats.proto. Written by protos/build.py; do not edit."""

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

from tfserve.apis.tensorflow import allocation_description_pb2 as _tensorflow_allocation_description_pb2
from tfserve.apis.tensorflow import tensor_description_pb2 as _tensorflow_tensor_description_pb2

DESCRIPTOR: FileDescriptor

class AllocationRecord(Message):
    """One allocation or release in time."""
    DESCRIPTOR: Descriptor
    ALLOC_MICROS_FIELD_NUMBER: Literal[1]
    ALLOC_BYTES_FIELD_NUMBER: Literal[2]
    alloc_micros: builtins.int
    alloc_bytes: builtins.int
    def __init__(
        self,
        *,
        alloc_micros: builtins.int | None = ...,
        alloc_bytes: builtins.int | None = ...,
    ) -> None: ...
    def ClearField(self, field_name: Literal["alloc_micros", "alloc_bytes"]) -> None: ...

class AllocatorMemoryUsed(Message):
    """What one allocator gave to a node."""
    DESCRIPTOR: Descriptor
    ALLOCATOR_NAME_FIELD_NUMBER: Literal[1]
    TOTAL_BYTES_FIELD_NUMBER: Literal[2]
    PEAK_BYTES_FIELD_NUMBER: Literal[3]
    LIVE_BYTES_FIELD_NUMBER: Literal[4]
    ALLOCATION_RECORDS_FIELD_NUMBER: Literal[6]
    ALLOCATOR_BYTES_IN_USE_FIELD_NUMBER: Literal[5]
    allocator_name: builtins.str
    total_bytes: builtins.int
    peak_bytes: builtins.int
    live_bytes: builtins.int
    @builtins.property
    def allocation_records(self) -> RepeatedCompositeFieldContainer[AllocationRecord]: ...
    allocator_bytes_in_use: builtins.int
    def __init__(
        self,
        *,
        allocator_name: builtins.str | None = ...,
        total_bytes: builtins.int | None = ...,
        peak_bytes: builtins.int | None = ...,
        live_bytes: builtins.int | None = ...,
        allocation_records: Iterable[AllocationRecord] | None = ...,
        allocator_bytes_in_use: builtins.int | None = ...,
    ) -> None: ...
    def ClearField(self, field_name: Literal["allocator_name", "total_bytes", "peak_bytes", "live_bytes", "allocation_records", "allocator_bytes_in_use"]) -> None: ...

class NodeOutput(Message):
    """One output of a node in a trace."""
    DESCRIPTOR: Descriptor
    SLOT_FIELD_NUMBER: Literal[1]
    TENSOR_DESCRIPTION_FIELD_NUMBER: Literal[3]
    slot: builtins.int
    @builtins.property
    def tensor_description(self) -> _tensorflow_tensor_description_pb2.TensorDescription: ...
    def __init__(
        self,
        *,
        slot: builtins.int | None = ...,
        tensor_description: _tensorflow_tensor_description_pb2.TensorDescription | None = ...,
    ) -> None: ...
    def HasField(self, field_name: Literal["tensor_description"]) -> builtins.bool: ...
    def ClearField(self, field_name: Literal["slot", "tensor_description"]) -> None: ...

class MemoryStats(Message):
    """Memory that a node used and keeps."""
    DESCRIPTOR: Descriptor
    TEMP_MEMORY_SIZE_FIELD_NUMBER: Literal[1]
    PERSISTENT_MEMORY_SIZE_FIELD_NUMBER: Literal[3]
    PERSISTENT_TENSOR_ALLOC_IDS_FIELD_NUMBER: Literal[5]
    DEVICE_TEMP_MEMORY_SIZE_FIELD_NUMBER: Literal[2]
    DEVICE_PERSISTENT_MEMORY_SIZE_FIELD_NUMBER: Literal[4]
    DEVICE_PERSISTENT_TENSOR_ALLOC_IDS_FIELD_NUMBER: Literal[6]
    temp_memory_size: builtins.int
    persistent_memory_size: builtins.int
    @builtins.property
    def persistent_tensor_alloc_ids(self) -> RepeatedScalarFieldContainer[builtins.int]: ...
    device_temp_memory_size: builtins.int
    device_persistent_memory_size: builtins.int
    @builtins.property
    def device_persistent_tensor_alloc_ids(self) -> RepeatedScalarFieldContainer[builtins.int]: ...
    def __init__(
        self,
        *,
        temp_memory_size: builtins.int | None = ...,
        persistent_memory_size: builtins.int | None = ...,
        persistent_tensor_alloc_ids: Iterable[builtins.int] | None = ...,
        device_temp_memory_size: builtins.int | None = ...,
        device_persistent_memory_size: builtins.int | None = ...,
        device_persistent_tensor_alloc_ids: Iterable[builtins.int] | None = ...,
    ) -> None: ...
    def ClearField(self, field_name: Literal["temp_memory_size", "persistent_memory_size", "persistent_tensor_alloc_ids", "device_temp_memory_size", "device_persistent_memory_size", "device_persistent_tensor_alloc_ids"]) -> None: ...

class NodeExecStats(Message):
    """When a node ran, and what it used."""
    DESCRIPTOR: Descriptor
    NODE_NAME_FIELD_NUMBER: Literal[1]
    ALL_START_MICROS_FIELD_NUMBER: Literal[2]
    OP_START_REL_MICROS_FIELD_NUMBER: Literal[3]
    OP_END_REL_MICROS_FIELD_NUMBER: Literal[4]
    ALL_END_REL_MICROS_FIELD_NUMBER: Literal[5]
    MEMORY_FIELD_NUMBER: Literal[6]
    OUTPUT_FIELD_NUMBER: Literal[7]
    TIMELINE_LABEL_FIELD_NUMBER: Literal[8]
    SCHEDULED_MICROS_FIELD_NUMBER: Literal[9]
    THREAD_ID_FIELD_NUMBER: Literal[10]
    REFERENCED_TENSOR_FIELD_NUMBER: Literal[11]
    MEMORY_STATS_FIELD_NUMBER: Literal[12]
    ALL_START_NANOS_FIELD_NUMBER: Literal[13]
    OP_START_REL_NANOS_FIELD_NUMBER: Literal[14]
    OP_END_REL_NANOS_FIELD_NUMBER: Literal[15]
    ALL_END_REL_NANOS_FIELD_NUMBER: Literal[16]
    SCHEDULED_NANOS_FIELD_NUMBER: Literal[17]
    node_name: builtins.str
    all_start_micros: builtins.int
    op_start_rel_micros: builtins.int
    op_end_rel_micros: builtins.int
    all_end_rel_micros: builtins.int
    @builtins.property
    def memory(self) -> RepeatedCompositeFieldContainer[AllocatorMemoryUsed]: ...
    @builtins.property
    def output(self) -> RepeatedCompositeFieldContainer[NodeOutput]: ...
    timeline_label: builtins.str
    scheduled_micros: builtins.int
    thread_id: builtins.int
    @builtins.property
    def referenced_tensor(self) -> RepeatedCompositeFieldContainer[_tensorflow_allocation_description_pb2.AllocationDescription]: ...
    @builtins.property
    def memory_stats(self) -> MemoryStats: ...
    all_start_nanos: builtins.int
    op_start_rel_nanos: builtins.int
    op_end_rel_nanos: builtins.int
    all_end_rel_nanos: builtins.int
    scheduled_nanos: builtins.int
    def __init__(
        self,
        *,
        node_name: builtins.str | None = ...,
        all_start_micros: builtins.int | None = ...,
        op_start_rel_micros: builtins.int | None = ...,
        op_end_rel_micros: builtins.int | None = ...,
        all_end_rel_micros: builtins.int | None = ...,
        memory: Iterable[AllocatorMemoryUsed] | None = ...,
        output: Iterable[NodeOutput] | None = ...,
        timeline_label: builtins.str | None = ...,
        scheduled_micros: builtins.int | None = ...,
        thread_id: builtins.int | None = ...,
        referenced_tensor: Iterable[_tensorflow_allocation_description_pb2.AllocationDescription] | None = ...,
        memory_stats: MemoryStats | None = ...,
        all_start_nanos: builtins.int | None = ...,
        op_start_rel_nanos: builtins.int | None = ...,
        op_end_rel_nanos: builtins.int | None = ...,
        all_end_rel_nanos: builtins.int | None = ...,
        scheduled_nanos: builtins.int | None = ...,
    ) -> None: ...
    def HasField(self, field_name: Literal["memory_stats"]) -> builtins.bool: ...
    def ClearField(self, field_name: Literal["node_name", "all_start_micros", "op_start_rel_micros", "op_end_rel_micros", "all_end_rel_micros", "memory", "output", "timeline_label", "scheduled_micros", "thread_id", "referenced_tensor", "memory_stats", "all_start_nanos", "op_start_rel_nanos", "op_end_rel_nanos", "all_end_rel_nanos", "scheduled_nanos"]) -> None: ...

class DeviceStepStats(Message):
    """The nodes that ran on one device."""
    DESCRIPTOR: Descriptor

    DEVICE_FIELD_NUMBER: Literal[1]
    NODE_STATS_FIELD_NUMBER: Literal[2]
    THREAD_NAMES_FIELD_NUMBER: Literal[3]
    device: builtins.str
    @builtins.property
    def node_stats(self) -> RepeatedCompositeFieldContainer[NodeExecStats]: ...
    @builtins.property
    def thread_names(self) -> ScalarMap[builtins.int, builtins.str]: ...
    def __init__(
        self,
        *,
        device: builtins.str | None = ...,
        node_stats: Iterable[NodeExecStats] | None = ...,
        thread_names: Mapping[builtins.int, builtins.str] | None = ...,
    ) -> None: ...
    def ClearField(self, field_name: Literal["device", "node_stats", "thread_names"]) -> None: ...

class StepStats(Message):
    """A trace of one step."""
    DESCRIPTOR: Descriptor
    DEV_STATS_FIELD_NUMBER: Literal[1]
    @builtins.property
    def dev_stats(self) -> RepeatedCompositeFieldContainer[DeviceStepStats]: ...
    def __init__(
        self,
        *,
        dev_stats: Iterable[DeviceStepStats] | None = ...,
    ) -> None: ...
    def ClearField(self, field_name: Literal["dev_stats"]) -> None: ...
