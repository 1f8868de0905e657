"""Messages of tensorflow/core/protobuf/struct.proto. Written by protos/build.py; do not edit."""

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

class StructuredValue(Message):
    """A value of nested Python structures: inputs and outputs of saved functions."""
    DESCRIPTOR: Descriptor
    NONE_VALUE_FIELD_NUMBER: Literal[1]
    FLOAT64_VALUE_FIELD_NUMBER: Literal[11]
    INT64_VALUE_FIELD_NUMBER: Literal[12]
    STRING_VALUE_FIELD_NUMBER: Literal[13]
    BOOL_VALUE_FIELD_NUMBER: Literal[14]
    TENSOR_SHAPE_VALUE_FIELD_NUMBER: Literal[31]
    TENSOR_DTYPE_VALUE_FIELD_NUMBER: Literal[32]
    TENSOR_SPEC_VALUE_FIELD_NUMBER: Literal[33]
    TYPE_SPEC_VALUE_FIELD_NUMBER: Literal[34]
    BOUNDED_TENSOR_SPEC_VALUE_FIELD_NUMBER: Literal[35]
    LIST_VALUE_FIELD_NUMBER: Literal[51]
    TUPLE_VALUE_FIELD_NUMBER: Literal[52]
    DICT_VALUE_FIELD_NUMBER: Literal[53]
    NAMED_TUPLE_VALUE_FIELD_NUMBER: Literal[54]
    TENSOR_VALUE_FIELD_NUMBER: Literal[55]
    NUMPY_VALUE_FIELD_NUMBER: Literal[56]
    @builtins.property
    def none_value(self) -> NoneValue: ...
    float64_value: builtins.float
    int64_value: builtins.int
    string_value: builtins.str
    bool_value: builtins.bool
    @builtins.property
    def tensor_shape_value(self) -> _tensorflow_tensor_shape_pb2.TensorShapeProto: ...
    tensor_dtype_value: builtins.int
    @builtins.property
    def tensor_spec_value(self) -> TensorSpecProto: ...
    @builtins.property
    def type_spec_value(self) -> TypeSpecProto: ...
    @builtins.property
    def bounded_tensor_spec_value(self) -> BoundedTensorSpecProto: ...
    @builtins.property
    def list_value(self) -> ListValue: ...
    @builtins.property
    def tuple_value(self) -> TupleValue: ...
    @builtins.property
    def dict_value(self) -> DictValue: ...
    @builtins.property
    def named_tuple_value(self) -> NamedTupleValue: ...
    @builtins.property
    def tensor_value(self) -> _tensorflow_tensor_pb2.TensorProto: ...
    @builtins.property
    def numpy_value(self) -> _tensorflow_tensor_pb2.TensorProto: ...
    def __init__(
        self,
        *,
        none_value: NoneValue | None = ...,
        float64_value: builtins.float | None = ...,
        int64_value: builtins.int | None = ...,
        string_value: builtins.str | None = ...,
        bool_value: builtins.bool | None = ...,
        tensor_shape_value: _tensorflow_tensor_shape_pb2.TensorShapeProto | None = ...,
        tensor_dtype_value: builtins.int | None = ...,
        tensor_spec_value: TensorSpecProto | None = ...,
        type_spec_value: TypeSpecProto | None = ...,
        bounded_tensor_spec_value: BoundedTensorSpecProto | None = ...,
        list_value: ListValue | None = ...,
        tuple_value: TupleValue | None = ...,
        dict_value: DictValue | None = ...,
        named_tuple_value: NamedTupleValue | None = ...,
        tensor_value: _tensorflow_tensor_pb2.TensorProto | None = ...,
        numpy_value: _tensorflow_tensor_pb2.TensorProto | None = ...,
    ) -> None: ...
    def HasField(self, field_name: Literal["none_value", "float64_value", "int64_value", "string_value", "bool_value", "tensor_shape_value", "tensor_dtype_value", "tensor_spec_value", "type_spec_value", "bounded_tensor_spec_value", "list_value", "tuple_value", "dict_value", "named_tuple_value", "tensor_value", "numpy_value", "kind"]) -> builtins.bool: ...
    def ClearField(self, field_name: Literal["none_value", "float64_value", "int64_value", "string_value", "bool_value", "tensor_shape_value", "tensor_dtype_value", "tensor_spec_value", "type_spec_value", "bounded_tensor_spec_value", "list_value", "tuple_value", "dict_value", "named_tuple_value", "tensor_value", "numpy_value", "kind"]) -> None: ...
    def WhichOneof(
        self, oneof_group: Literal["kind"]
    ) -> Literal["none_value", "float64_value", "int64_value", "string_value", "bool_value", "tensor_shape_value", "tensor_dtype_value", "tensor_spec_value", "type_spec_value", "bounded_tensor_spec_value", "list_value", "tuple_value", "dict_value", "named_tuple_value", "tensor_value", "numpy_value"] | None: ...

class NoneValue(Message):
    """Python's None."""
    DESCRIPTOR: Descriptor
    def __init__(self) -> None: ...

class ListValue(Message):
    """A list."""
    DESCRIPTOR: Descriptor
    VALUES_FIELD_NUMBER: Literal[1]
    @builtins.property
    def values(self) -> RepeatedCompositeFieldContainer[StructuredValue]: ...
    def __init__(
        self,
        *,
        values: Iterable[StructuredValue] | None = ...,
    ) -> None: ...
    def ClearField(self, field_name: Literal["values"]) -> None: ...

class TupleValue(Message):
    """A tuple."""
    DESCRIPTOR: Descriptor
    VALUES_FIELD_NUMBER: Literal[1]
    @builtins.property
    def values(self) -> RepeatedCompositeFieldContainer[StructuredValue]: ...
    def __init__(
        self,
        *,
        values: Iterable[StructuredValue] | None = ...,
    ) -> None: ...
    def ClearField(self, field_name: Literal["values"]) -> None: ...

class DictValue(Message):
    """A dictionary with text keys."""
    DESCRIPTOR: Descriptor

    FIELDS_FIELD_NUMBER: Literal[1]
    @builtins.property
    def fields(self) -> MessageMap[builtins.str, StructuredValue]: ...
    def __init__(
        self,
        *,
        fields: Mapping[builtins.str, StructuredValue] | None = ...,
    ) -> None: ...
    def ClearField(self, field_name: Literal["fields"]) -> None: ...

class PairValue(Message):
    """A field of a named tuple."""
    DESCRIPTOR: Descriptor
    KEY_FIELD_NUMBER: Literal[1]
    VALUE_FIELD_NUMBER: Literal[2]
    key: builtins.str
    @builtins.property
    def value(self) -> StructuredValue: ...
    def __init__(
        self,
        *,
        key: builtins.str | None = ...,
        value: StructuredValue | None = ...,
    ) -> None: ...
    def HasField(self, field_name: Literal["value"]) -> builtins.bool: ...
    def ClearField(self, field_name: Literal["key", "value"]) -> None: ...

class NamedTupleValue(Message):
    """A named tuple and its type's name."""
    DESCRIPTOR: Descriptor
    NAME_FIELD_NUMBER: Literal[1]
    VALUES_FIELD_NUMBER: Literal[2]
    name: builtins.str
    @builtins.property
    def values(self) -> RepeatedCompositeFieldContainer[PairValue]: ...
    def __init__(
        self,
        *,
        name: builtins.str | None = ...,
        values: Iterable[PairValue] | None = ...,
    ) -> None: ...
    def ClearField(self, field_name: Literal["name", "values"]) -> None: ...

class TensorSpecProto(Message):
    """A tensor's name, shape and type."""
    DESCRIPTOR: Descriptor
    NAME_FIELD_NUMBER: Literal[1]
    SHAPE_FIELD_NUMBER: Literal[2]
    DTYPE_FIELD_NUMBER: Literal[3]
    name: builtins.str
    @builtins.property
    def shape(self) -> _tensorflow_tensor_shape_pb2.TensorShapeProto: ...
    dtype: builtins.int
    def __init__(
        self,
        *,
        name: builtins.str | None = ...,
        shape: _tensorflow_tensor_shape_pb2.TensorShapeProto | None = ...,
        dtype: builtins.int | None = ...,
    ) -> None: ...
    def HasField(self, field_name: Literal["shape"]) -> builtins.bool: ...
    def ClearField(self, field_name: Literal["name", "shape", "dtype"]) -> None: ...

class BoundedTensorSpecProto(Message):
    """The same with bounds of the values."""
    DESCRIPTOR: Descriptor
    NAME_FIELD_NUMBER: Literal[1]
    SHAPE_FIELD_NUMBER: Literal[2]
    DTYPE_FIELD_NUMBER: Literal[3]
    MINIMUM_FIELD_NUMBER: Literal[4]
    MAXIMUM_FIELD_NUMBER: Literal[5]
    name: builtins.str
    @builtins.property
    def shape(self) -> _tensorflow_tensor_shape_pb2.TensorShapeProto: ...
    dtype: builtins.int
    @builtins.property
    def minimum(self) -> _tensorflow_tensor_pb2.TensorProto: ...
    @builtins.property
    def maximum(self) -> _tensorflow_tensor_pb2.TensorProto: ...
    def __init__(
        self,
        *,
        name: builtins.str | None = ...,
        shape: _tensorflow_tensor_shape_pb2.TensorShapeProto | None = ...,
        dtype: builtins.int | None = ...,
        minimum: _tensorflow_tensor_pb2.TensorProto | None = ...,
        maximum: _tensorflow_tensor_pb2.TensorProto | None = ...,
    ) -> None: ...
    def HasField(self, field_name: Literal["shape", "minimum", "maximum"]) -> builtins.bool: ...
    def ClearField(self, field_name: Literal["name", "shape", "dtype", "minimum", "maximum"]) -> None: ...

class TypeSpecProto(Message):
    """The type of a composite value."""
    DESCRIPTOR: Descriptor

    class _TypeSpecClass(EnumTypeWrapper):
        """The kinds of composite values; the removed ones keep their numbers."""
        UNKNOWN: Literal[0]
        SPARSE_TENSOR_SPEC: Literal[1]
        INDEXED_SLICES_SPEC: Literal[2]
        RAGGED_TENSOR_SPEC: Literal[3]
        TENSOR_ARRAY_SPEC: Literal[4]
        DATA_DATASET_SPEC: Literal[5]
        DATA_ITERATOR_SPEC: Literal[6]
        OPTIONAL_SPEC: Literal[7]
        PER_REPLICA_SPEC: Literal[8]
        VARIABLE_SPEC: Literal[9]
        ROW_PARTITION_SPEC: Literal[10]
        REGISTERED_TYPE_SPEC: Literal[12]
        EXTENSION_TYPE_SPEC: Literal[13]

    TypeSpecClass: _TypeSpecClass
    UNKNOWN: Literal[0]
    SPARSE_TENSOR_SPEC: Literal[1]
    INDEXED_SLICES_SPEC: Literal[2]
    RAGGED_TENSOR_SPEC: Literal[3]
    TENSOR_ARRAY_SPEC: Literal[4]
    DATA_DATASET_SPEC: Literal[5]
    DATA_ITERATOR_SPEC: Literal[6]
    OPTIONAL_SPEC: Literal[7]
    PER_REPLICA_SPEC: Literal[8]
    VARIABLE_SPEC: Literal[9]
    ROW_PARTITION_SPEC: Literal[10]
    REGISTERED_TYPE_SPEC: Literal[12]
    EXTENSION_TYPE_SPEC: Literal[13]

    TYPE_SPEC_CLASS_FIELD_NUMBER: Literal[1]
    TYPE_STATE_FIELD_NUMBER: Literal[2]
    TYPE_SPEC_CLASS_NAME_FIELD_NUMBER: Literal[3]
    NUM_FLAT_COMPONENTS_FIELD_NUMBER: Literal[4]
    type_spec_class: builtins.int
    @builtins.property
    def type_state(self) -> StructuredValue: ...
    type_spec_class_name: builtins.str
    num_flat_components: builtins.int
    def __init__(
        self,
        *,
        type_spec_class: builtins.int | None = ...,
        type_state: StructuredValue | None = ...,
        type_spec_class_name: builtins.str | None = ...,
        num_flat_components: builtins.int | None = ...,
    ) -> None: ...
    def HasField(self, field_name: Literal["type_state"]) -> builtins.bool: ...
    def ClearField(self, field_name: Literal["type_spec_class", "type_state", "type_spec_class_name", "num_flat_components"]) -> None: ...
