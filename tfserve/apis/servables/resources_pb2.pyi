"""Messages of tensorflow_serving/resources/resources.proto. Written by protos/build.py; do not edit."""

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

class Resource(Message):
    """A kind of thing on a device, such as main memory."""
    DESCRIPTOR: Descriptor
    DEVICE_FIELD_NUMBER: Literal[1]
    DEVICE_INSTANCE_FIELD_NUMBER: Literal[2]
    KIND_FIELD_NUMBER: Literal[3]
    device: builtins.str
    @builtins.property
    def device_instance(self) -> _protobuf_wrappers_pb2.UInt32Value: ...
    kind: builtins.str
    def __init__(
        self,
        *,
        device: builtins.str | None = ...,
        device_instance: _protobuf_wrappers_pb2.UInt32Value | None = ...,
        kind: builtins.str | None = ...,
    ) -> None: ...
    def HasField(self, field_name: Literal["device_instance"]) -> builtins.bool: ...
    def ClearField(self, field_name: Literal["device", "device_instance", "kind"]) -> None: ...

class ResourceAllocation(Message):
    """How much of which resources."""
    DESCRIPTOR: Descriptor

    class Entry(Message):
        """A quantity of one resource."""
        DESCRIPTOR: Descriptor
        RESOURCE_FIELD_NUMBER: Literal[1]
        QUANTITY_FIELD_NUMBER: Literal[2]
        @builtins.property
        def resource(self) -> Resource: ...
        quantity: builtins.int
        def __init__(
            self,
            *,
            resource: Resource | None = ...,
            quantity: builtins.int | None = ...,
        ) -> None: ...
        def HasField(self, field_name: Literal["resource"]) -> builtins.bool: ...
        def ClearField(self, field_name: Literal["resource", "quantity"]) -> None: ...

    RESOURCE_QUANTITIES_FIELD_NUMBER: Literal[1]
    @builtins.property
    def resource_quantities(self) -> RepeatedCompositeFieldContainer[ResourceAllocation.Entry]: ...
    def __init__(
        self,
        *,
        resource_quantities: Iterable[ResourceAllocation.Entry] | None = ...,
    ) -> None: ...
    def ClearField(self, field_name: Literal["resource_quantities"]) -> None: ...
