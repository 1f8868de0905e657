"""Messages of tensorflow/core/framework/tensor_shape.proto. Written by protos/build.py; do not edit."""

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

class TensorShapeProto(Message):
    """Sizes of the dimensions; none means a scalar unless the rank is unknown."""
    DESCRIPTOR: Descriptor

    class Dim(Message):
        """One dimension: its size, -1 where it is unknown, and an optional name."""
        DESCRIPTOR: Descriptor
        SIZE_FIELD_NUMBER: Literal[1]
        NAME_FIELD_NUMBER: Literal[2]
        size: builtins.int
        name: builtins.str
        def __init__(
            self,
            *,
            size: builtins.int | None = ...,
            name: builtins.str | None = ...,
        ) -> None: ...
        def ClearField(self, field_name: Literal["size", "name"]) -> None: ...

    DIM_FIELD_NUMBER: Literal[2]
    UNKNOWN_RANK_FIELD_NUMBER: Literal[3]
    @builtins.property
    def dim(self) -> RepeatedCompositeFieldContainer[TensorShapeProto.Dim]: ...
    unknown_rank: builtins.bool
    def __init__(
        self,
        *,
        dim: Iterable[TensorShapeProto.Dim] | None = ...,
        unknown_rank: builtins.bool | None = ...,
    ) -> None: ...
    def ClearField(self, field_name: Literal["dim", "unknown_rank"]) -> None: ...
