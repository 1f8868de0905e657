"""Messages of tensorflow/core/framework/resource_handle.proto. Written by protos/build.py; do not edit."""

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

class ResourceHandleProto(Message):
    """Names a resource of a running graph: device, container and name."""
    DESCRIPTOR: Descriptor

    class DtypeAndShape(Message):
        """What a resource holds, as far as it is known."""
        DESCRIPTOR: Descriptor
        DTYPE_FIELD_NUMBER: Literal[1]
        SHAPE_FIELD_NUMBER: Literal[2]
        dtype: builtins.int
        @builtins.property
        def shape(self) -> _tensorflow_tensor_shape_pb2.TensorShapeProto: ...
        def __init__(
            self,
            *,
            dtype: builtins.int | None = ...,
            shape: _tensorflow_tensor_shape_pb2.TensorShapeProto | None = ...,
        ) -> None: ...
        def HasField(self, field_name: Literal["shape"]) -> builtins.bool: ...
        def ClearField(self, field_name: Literal["dtype", "shape"]) -> None: ...

    DEVICE_FIELD_NUMBER: Literal[1]
    CONTAINER_FIELD_NUMBER: Literal[2]
    NAME_FIELD_NUMBER: Literal[3]
    HASH_CODE_FIELD_NUMBER: Literal[4]
    MAYBE_TYPE_NAME_FIELD_NUMBER: Literal[5]
    DTYPES_AND_SHAPES_FIELD_NUMBER: Literal[6]
    device: builtins.str
    container: builtins.str
    name: builtins.str
    hash_code: builtins.int
    maybe_type_name: builtins.str
    @builtins.property
    def dtypes_and_shapes(self) -> RepeatedCompositeFieldContainer[ResourceHandleProto.DtypeAndShape]: ...
    def __init__(
        self,
        *,
        device: builtins.str | None = ...,
        container: builtins.str | None = ...,
        name: builtins.str | None = ...,
        hash_code: builtins.int | None = ...,
        maybe_type_name: builtins.str | None = ...,
        dtypes_and_shapes: Iterable[ResourceHandleProto.DtypeAndShape] | None = ...,
    ) -> None: ...
    def ClearField(self, field_name: Literal["device", "container", "name", "hash_code", "maybe_type_name", "dtypes_and_shapes"]) -> None: ...
