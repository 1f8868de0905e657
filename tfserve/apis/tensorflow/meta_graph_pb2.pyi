"""Messages of tensorflow/core/protobuf/meta_graph.proto. Written by protos/build.py; do not edit."""

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

from google.protobuf import any_pb2 as _protobuf_any_pb2
from tfserve.apis.tensorflow import graph_pb2 as _tensorflow_graph_pb2
from tfserve.apis.tensorflow import op_def_pb2 as _tensorflow_op_def_pb2
from tfserve.apis.tensorflow import tensor_pb2 as _tensorflow_tensor_pb2
from tfserve.apis.tensorflow import tensor_shape_pb2 as _tensorflow_tensor_shape_pb2
from tfserve.apis.tensorflow import types_pb2 as _tensorflow_types_pb2
from tfserve.apis.tensorflow import saved_object_graph_pb2 as _tensorflow_saved_object_graph_pb2
from tfserve.apis.tensorflow import saver_pb2 as _tensorflow_saver_pb2
from tfserve.apis.tensorflow import struct_pb2 as _tensorflow_struct_pb2

DESCRIPTOR: FileDescriptor

class MetaGraphDef(Message):
    """A graph with everything that is needed to run it: signatures, variables, assets."""
    DESCRIPTOR: Descriptor

    class MetaInfoDef(Message):
        """What the graph was made with, its tags and its operations."""
        DESCRIPTOR: Descriptor

        META_GRAPH_VERSION_FIELD_NUMBER: Literal[1]
        STRIPPED_OP_LIST_FIELD_NUMBER: Literal[2]
        ANY_INFO_FIELD_NUMBER: Literal[3]
        TAGS_FIELD_NUMBER: Literal[4]
        TENSORFLOW_VERSION_FIELD_NUMBER: Literal[5]
        TENSORFLOW_GIT_VERSION_FIELD_NUMBER: Literal[6]
        STRIPPED_DEFAULT_ATTRS_FIELD_NUMBER: Literal[7]
        FUNCTION_ALIASES_FIELD_NUMBER: Literal[8]
        meta_graph_version: builtins.str
        @builtins.property
        def stripped_op_list(self) -> _tensorflow_op_def_pb2.OpList: ...
        @builtins.property
        def any_info(self) -> _protobuf_any_pb2.Any: ...
        @builtins.property
        def tags(self) -> RepeatedScalarFieldContainer[builtins.str]: ...
        tensorflow_version: builtins.str
        tensorflow_git_version: builtins.str
        stripped_default_attrs: builtins.bool
        @builtins.property
        def function_aliases(self) -> ScalarMap[builtins.str, builtins.str]: ...
        def __init__(
            self,
            *,
            meta_graph_version: builtins.str | None = ...,
            stripped_op_list: _tensorflow_op_def_pb2.OpList | None = ...,
            any_info: _protobuf_any_pb2.Any | None = ...,
            tags: Iterable[builtins.str] | None = ...,
            tensorflow_version: builtins.str | None = ...,
            tensorflow_git_version: builtins.str | None = ...,
            stripped_default_attrs: builtins.bool | None = ...,
            function_aliases: Mapping[builtins.str, builtins.str] | None = ...,
        ) -> None: ...
        def HasField(self, field_name: Literal["stripped_op_list", "any_info"]) -> builtins.bool: ...
        def ClearField(self, field_name: Literal["meta_graph_version", "stripped_op_list", "any_info", "tags", "tensorflow_version", "tensorflow_git_version", "stripped_default_attrs", "function_aliases"]) -> None: ...

    META_INFO_DEF_FIELD_NUMBER: Literal[1]
    GRAPH_DEF_FIELD_NUMBER: Literal[2]
    SAVER_DEF_FIELD_NUMBER: Literal[3]
    COLLECTION_DEF_FIELD_NUMBER: Literal[4]
    SIGNATURE_DEF_FIELD_NUMBER: Literal[5]
    ASSET_FILE_DEF_FIELD_NUMBER: Literal[6]
    OBJECT_GRAPH_DEF_FIELD_NUMBER: Literal[7]
    @builtins.property
    def meta_info_def(self) -> MetaGraphDef.MetaInfoDef: ...
    @builtins.property
    def graph_def(self) -> _tensorflow_graph_pb2.GraphDef: ...
    @builtins.property
    def saver_def(self) -> _tensorflow_saver_pb2.SaverDef: ...
    @builtins.property
    def collection_def(self) -> MessageMap[builtins.str, CollectionDef]: ...
    @builtins.property
    def signature_def(self) -> MessageMap[builtins.str, SignatureDef]: ...
    @builtins.property
    def asset_file_def(self) -> RepeatedCompositeFieldContainer[AssetFileDef]: ...
    @builtins.property
    def object_graph_def(self) -> _tensorflow_saved_object_graph_pb2.SavedObjectGraph: ...
    def __init__(
        self,
        *,
        meta_info_def: MetaGraphDef.MetaInfoDef | None = ...,
        graph_def: _tensorflow_graph_pb2.GraphDef | None = ...,
        saver_def: _tensorflow_saver_pb2.SaverDef | None = ...,
        collection_def: Mapping[builtins.str, CollectionDef] | None = ...,
        signature_def: Mapping[builtins.str, SignatureDef] | None = ...,
        asset_file_def: Iterable[AssetFileDef] | None = ...,
        object_graph_def: _tensorflow_saved_object_graph_pb2.SavedObjectGraph | None = ...,
    ) -> None: ...
    def HasField(self, field_name: Literal["meta_info_def", "graph_def", "saver_def", "object_graph_def"]) -> builtins.bool: ...
    def ClearField(self, field_name: Literal["meta_info_def", "graph_def", "saver_def", "collection_def", "signature_def", "asset_file_def", "object_graph_def"]) -> None: ...

class CollectionDef(Message):
    """A named collection of a TF1 graph, such as its variables or initializers."""
    DESCRIPTOR: Descriptor

    class NodeList(Message):
        """Names of nodes."""
        DESCRIPTOR: Descriptor
        VALUE_FIELD_NUMBER: Literal[1]
        @builtins.property
        def value(self) -> RepeatedScalarFieldContainer[builtins.str]: ...
        def __init__(
            self,
            *,
            value: Iterable[builtins.str] | None = ...,
        ) -> None: ...
        def ClearField(self, field_name: Literal["value"]) -> None: ...

    class BytesList(Message):
        """Serialized messages."""
        DESCRIPTOR: Descriptor
        VALUE_FIELD_NUMBER: Literal[1]
        @builtins.property
        def value(self) -> RepeatedScalarFieldContainer[builtins.bytes]: ...
        def __init__(
            self,
            *,
            value: Iterable[builtins.bytes] | None = ...,
        ) -> None: ...
        def ClearField(self, field_name: Literal["value"]) -> None: ...

    class Int64List(Message):
        """Whole numbers."""
        DESCRIPTOR: Descriptor
        VALUE_FIELD_NUMBER: Literal[1]
        @builtins.property
        def value(self) -> RepeatedScalarFieldContainer[builtins.int]: ...
        def __init__(
            self,
            *,
            value: Iterable[builtins.int] | None = ...,
        ) -> None: ...
        def ClearField(self, field_name: Literal["value"]) -> None: ...

    class FloatList(Message):
        """Numbers."""
        DESCRIPTOR: Descriptor
        VALUE_FIELD_NUMBER: Literal[1]
        @builtins.property
        def value(self) -> RepeatedScalarFieldContainer[builtins.float]: ...
        def __init__(
            self,
            *,
            value: Iterable[builtins.float] | None = ...,
        ) -> None: ...
        def ClearField(self, field_name: Literal["value"]) -> None: ...

    class AnyList(Message):
        """Messages of any kind."""
        DESCRIPTOR: Descriptor
        VALUE_FIELD_NUMBER: Literal[1]
        @builtins.property
        def value(self) -> RepeatedCompositeFieldContainer[_protobuf_any_pb2.Any]: ...
        def __init__(
            self,
            *,
            value: Iterable[_protobuf_any_pb2.Any] | None = ...,
        ) -> None: ...
        def ClearField(self, field_name: Literal["value"]) -> None: ...

    NODE_LIST_FIELD_NUMBER: Literal[1]
    BYTES_LIST_FIELD_NUMBER: Literal[2]
    INT64_LIST_FIELD_NUMBER: Literal[3]
    FLOAT_LIST_FIELD_NUMBER: Literal[4]
    ANY_LIST_FIELD_NUMBER: Literal[5]
    @builtins.property
    def node_list(self) -> CollectionDef.NodeList: ...
    @builtins.property
    def bytes_list(self) -> CollectionDef.BytesList: ...
    @builtins.property
    def int64_list(self) -> CollectionDef.Int64List: ...
    @builtins.property
    def float_list(self) -> CollectionDef.FloatList: ...
    @builtins.property
    def any_list(self) -> CollectionDef.AnyList: ...
    def __init__(
        self,
        *,
        node_list: CollectionDef.NodeList | None = ...,
        bytes_list: CollectionDef.BytesList | None = ...,
        int64_list: CollectionDef.Int64List | None = ...,
        float_list: CollectionDef.FloatList | None = ...,
        any_list: CollectionDef.AnyList | None = ...,
    ) -> None: ...
    def HasField(self, field_name: Literal["node_list", "bytes_list", "int64_list", "float_list", "any_list", "kind"]) -> builtins.bool: ...
    def ClearField(self, field_name: Literal["node_list", "bytes_list", "int64_list", "float_list", "any_list", "kind"]) -> None: ...
    def WhichOneof(
        self, oneof_group: Literal["kind"]
    ) -> Literal["node_list", "bytes_list", "int64_list", "float_list", "any_list"] | None: ...

class TensorInfo(Message):
    """A tensor of a signature: how to feed or fetch it, its type and shape."""
    DESCRIPTOR: Descriptor

    class CooSparse(Message):
        """The three tensors that make a sparse one."""
        DESCRIPTOR: Descriptor
        VALUES_TENSOR_NAME_FIELD_NUMBER: Literal[1]
        INDICES_TENSOR_NAME_FIELD_NUMBER: Literal[2]
        DENSE_SHAPE_TENSOR_NAME_FIELD_NUMBER: Literal[3]
        values_tensor_name: builtins.str
        indices_tensor_name: builtins.str
        dense_shape_tensor_name: builtins.str
        def __init__(
            self,
            *,
            values_tensor_name: builtins.str | None = ...,
            indices_tensor_name: builtins.str | None = ...,
            dense_shape_tensor_name: builtins.str | None = ...,
        ) -> None: ...
        def ClearField(self, field_name: Literal["values_tensor_name", "indices_tensor_name", "dense_shape_tensor_name"]) -> None: ...

    class CompositeTensor(Message):
        """The tensors that make a composite one."""
        DESCRIPTOR: Descriptor
        TYPE_SPEC_FIELD_NUMBER: Literal[1]
        COMPONENTS_FIELD_NUMBER: Literal[2]
        @builtins.property
        def type_spec(self) -> _tensorflow_struct_pb2.TypeSpecProto: ...
        @builtins.property
        def components(self) -> RepeatedCompositeFieldContainer[TensorInfo]: ...
        def __init__(
            self,
            *,
            type_spec: _tensorflow_struct_pb2.TypeSpecProto | None = ...,
            components: Iterable[TensorInfo] | None = ...,
        ) -> None: ...
        def HasField(self, field_name: Literal["type_spec"]) -> builtins.bool: ...
        def ClearField(self, field_name: Literal["type_spec", "components"]) -> None: ...

    NAME_FIELD_NUMBER: Literal[1]
    COO_SPARSE_FIELD_NUMBER: Literal[4]
    COMPOSITE_TENSOR_FIELD_NUMBER: Literal[5]
    DTYPE_FIELD_NUMBER: Literal[2]
    TENSOR_SHAPE_FIELD_NUMBER: Literal[3]
    name: builtins.str
    @builtins.property
    def coo_sparse(self) -> TensorInfo.CooSparse: ...
    @builtins.property
    def composite_tensor(self) -> TensorInfo.CompositeTensor: ...
    dtype: builtins.int
    @builtins.property
    def tensor_shape(self) -> _tensorflow_tensor_shape_pb2.TensorShapeProto: ...
    def __init__(
        self,
        *,
        name: builtins.str | None = ...,
        coo_sparse: TensorInfo.CooSparse | None = ...,
        composite_tensor: TensorInfo.CompositeTensor | None = ...,
        dtype: builtins.int | None = ...,
        tensor_shape: _tensorflow_tensor_shape_pb2.TensorShapeProto | None = ...,
    ) -> None: ...
    def HasField(self, field_name: Literal["name", "coo_sparse", "composite_tensor", "tensor_shape", "encoding"]) -> builtins.bool: ...
    def ClearField(self, field_name: Literal["name", "coo_sparse", "composite_tensor", "dtype", "tensor_shape", "encoding"]) -> None: ...
    def WhichOneof(
        self, oneof_group: Literal["encoding"]
    ) -> Literal["name", "coo_sparse", "composite_tensor"] | None: ...

class SignatureDef(Message):
    """A callable of the model: inputs and outputs by alias, and the method it is meant for."""
    DESCRIPTOR: Descriptor

    INPUTS_FIELD_NUMBER: Literal[1]
    OUTPUTS_FIELD_NUMBER: Literal[2]
    METHOD_NAME_FIELD_NUMBER: Literal[3]
    DEFAULTS_FIELD_NUMBER: Literal[4]
    @builtins.property
    def inputs(self) -> MessageMap[builtins.str, TensorInfo]: ...
    @builtins.property
    def outputs(self) -> MessageMap[builtins.str, TensorInfo]: ...
    method_name: builtins.str
    @builtins.property
    def defaults(self) -> MessageMap[builtins.str, _tensorflow_tensor_pb2.TensorProto]: ...
    def __init__(
        self,
        *,
        inputs: Mapping[builtins.str, TensorInfo] | None = ...,
        outputs: Mapping[builtins.str, TensorInfo] | None = ...,
        method_name: builtins.str | None = ...,
        defaults: Mapping[builtins.str, _tensorflow_tensor_pb2.TensorProto] | None = ...,
    ) -> None: ...
    def ClearField(self, field_name: Literal["inputs", "outputs", "method_name", "defaults"]) -> None: ...

class AssetFileDef(Message):
    """An asset file and the tensor that takes its path."""
    DESCRIPTOR: Descriptor
    TENSOR_INFO_FIELD_NUMBER: Literal[1]
    FILENAME_FIELD_NUMBER: Literal[2]
    @builtins.property
    def tensor_info(self) -> TensorInfo: ...
    filename: builtins.str
    def __init__(
        self,
        *,
        tensor_info: TensorInfo | None = ...,
        filename: builtins.str | None = ...,
    ) -> None: ...
    def HasField(self, field_name: Literal["tensor_info"]) -> builtins.bool: ...
    def ClearField(self, field_name: Literal["tensor_info", "filename"]) -> None: ...
