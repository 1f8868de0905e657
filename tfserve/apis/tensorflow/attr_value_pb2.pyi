"""Messages of tensorflow/core/framework/attr_value.proto. Written by protos/build.py; do not edit."""

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

from tfserve.apis.tensorflow import tensor_pb2 as _tensorflow_tensor_pb2
from tfserve.apis.tensorflow import tensor_shape_pb2 as _tensorflow_tensor_shape_pb2
from tfserve.apis.tensorflow import types_pb2 as _tensorflow_types_pb2

DESCRIPTOR: FileDescriptor

class AttrValue(Message):
    """The value of an attribute of a node or function."""
    DESCRIPTOR: Descriptor

    class ListValue(Message):
        """Several values of one kind."""
        DESCRIPTOR: Descriptor
        S_FIELD_NUMBER: Literal[2]
        I_FIELD_NUMBER: Literal[3]
        F_FIELD_NUMBER: Literal[4]
        B_FIELD_NUMBER: Literal[5]
        TYPE_FIELD_NUMBER: Literal[6]
        SHAPE_FIELD_NUMBER: Literal[7]
        TENSOR_FIELD_NUMBER: Literal[8]
        FUNC_FIELD_NUMBER: Literal[9]
        @builtins.property
        def s(self) -> RepeatedScalarFieldContainer[builtins.bytes]: ...
        @builtins.property
        def i(self) -> RepeatedScalarFieldContainer[builtins.int]: ...
        @builtins.property
        def f(self) -> RepeatedScalarFieldContainer[builtins.float]: ...
        @builtins.property
        def b(self) -> RepeatedScalarFieldContainer[builtins.bool]: ...
        @builtins.property
        def type(self) -> RepeatedScalarFieldContainer[builtins.int]: ...
        @builtins.property
        def shape(self) -> RepeatedCompositeFieldContainer[_tensorflow_tensor_shape_pb2.TensorShapeProto]: ...
        @builtins.property
        def tensor(self) -> RepeatedCompositeFieldContainer[_tensorflow_tensor_pb2.TensorProto]: ...
        @builtins.property
        def func(self) -> RepeatedCompositeFieldContainer[NameAttrList]: ...
        def __init__(
            self,
            *,
            s: Iterable[builtins.bytes] | None = ...,
            i: Iterable[builtins.int] | None = ...,
            f: Iterable[builtins.float] | None = ...,
            b: Iterable[builtins.bool] | None = ...,
            type: Iterable[builtins.int] | None = ...,
            shape: Iterable[_tensorflow_tensor_shape_pb2.TensorShapeProto] | None = ...,
            tensor: Iterable[_tensorflow_tensor_pb2.TensorProto] | None = ...,
            func: Iterable[NameAttrList] | None = ...,
        ) -> None: ...
        def ClearField(self, field_name: Literal["s", "i", "f", "b", "type", "shape", "tensor", "func"]) -> None: ...

    S_FIELD_NUMBER: Literal[2]
    I_FIELD_NUMBER: Literal[3]
    F_FIELD_NUMBER: Literal[4]
    B_FIELD_NUMBER: Literal[5]
    TYPE_FIELD_NUMBER: Literal[6]
    SHAPE_FIELD_NUMBER: Literal[7]
    TENSOR_FIELD_NUMBER: Literal[8]
    LIST_FIELD_NUMBER: Literal[1]
    FUNC_FIELD_NUMBER: Literal[10]
    PLACEHOLDER_FIELD_NUMBER: Literal[9]
    s: builtins.bytes
    i: builtins.int
    f: builtins.float
    b: builtins.bool
    type: builtins.int
    @builtins.property
    def shape(self) -> _tensorflow_tensor_shape_pb2.TensorShapeProto: ...
    @builtins.property
    def tensor(self) -> _tensorflow_tensor_pb2.TensorProto: ...
    @builtins.property
    def list(self) -> AttrValue.ListValue: ...
    @builtins.property
    def func(self) -> NameAttrList: ...
    placeholder: builtins.str
    def __init__(
        self,
        *,
        s: builtins.bytes | None = ...,
        i: builtins.int | None = ...,
        f: builtins.float | None = ...,
        b: builtins.bool | None = ...,
        type: builtins.int | None = ...,
        shape: _tensorflow_tensor_shape_pb2.TensorShapeProto | None = ...,
        tensor: _tensorflow_tensor_pb2.TensorProto | None = ...,
        list: AttrValue.ListValue | None = ...,
        func: NameAttrList | None = ...,
        placeholder: builtins.str | None = ...,
    ) -> None: ...
    def HasField(self, field_name: Literal["s", "i", "f", "b", "type", "shape", "tensor", "list", "func", "placeholder", "value"]) -> builtins.bool: ...
    def ClearField(self, field_name: Literal["s", "i", "f", "b", "type", "shape", "tensor", "list", "func", "placeholder", "value"]) -> None: ...
    def WhichOneof(
        self, oneof_group: Literal["value"]
    ) -> Literal["s", "i", "f", "b", "type", "shape", "tensor", "list", "func", "placeholder"] | None: ...

class NameAttrList(Message):
    """A function's name with values for its attributes."""
    DESCRIPTOR: Descriptor

    NAME_FIELD_NUMBER: Literal[1]
    ATTR_FIELD_NUMBER: Literal[2]
    name: builtins.str
    @builtins.property
    def attr(self) -> MessageMap[builtins.str, AttrValue]: ...
    def __init__(
        self,
        *,
        name: builtins.str | None = ...,
        attr: Mapping[builtins.str, AttrValue] | None = ...,
    ) -> None: ...
    def ClearField(self, field_name: Literal["name", "attr"]) -> None: ...
