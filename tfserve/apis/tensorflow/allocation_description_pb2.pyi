"""Messages of tensorflow/core/framework/allocation_description.proto. Written by protos/build.py; do not edit."""

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

class AllocationDescription(Message):
    """One piece of memory as its allocator sees it."""
    DESCRIPTOR: Descriptor
    REQUESTED_BYTES_FIELD_NUMBER: Literal[1]
    ALLOCATED_BYTES_FIELD_NUMBER: Literal[2]
    ALLOCATOR_NAME_FIELD_NUMBER: Literal[3]
    ALLOCATION_ID_FIELD_NUMBER: Literal[4]
    HAS_SINGLE_REFERENCE_FIELD_NUMBER: Literal[5]
    PTR_FIELD_NUMBER: Literal[6]
    requested_bytes: builtins.int
    allocated_bytes: builtins.int
    allocator_name: builtins.str
    allocation_id: builtins.int
    has_single_reference: builtins.bool
    ptr: builtins.int
    def __init__(
        self,
        *,
        requested_bytes: builtins.int | None = ...,
        allocated_bytes: builtins.int | None = ...,
        allocator_name: builtins.str | None = ...,
        allocation_id: builtins.int | None = ...,
        has_single_reference: builtins.bool | None = ...,
        ptr: builtins.int | None = ...,
    ) -> None: ...
    def ClearField(self, field_name: Literal["requested_bytes", "allocated_bytes", "allocator_name", "allocation_id", "has_single_reference", "ptr"]) -> None: ...
