"""Messages of tensorflow/core/framework/graph.proto. Written by protos/build.py; do not edit."""

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

from tfserve.apis.tensorflow import function_pb2 as _tensorflow_function_pb2
from tfserve.apis.tensorflow import graph_debug_info_pb2 as _tensorflow_graph_debug_info_pb2
from tfserve.apis.tensorflow import node_def_pb2 as _tensorflow_node_def_pb2
from tfserve.apis.tensorflow import versions_pb2 as _tensorflow_versions_pb2

DESCRIPTOR: FileDescriptor

class GraphDef(Message):
    """A graph: nodes, functions and format version."""
    DESCRIPTOR: Descriptor
    NODE_FIELD_NUMBER: Literal[1]
    VERSIONS_FIELD_NUMBER: Literal[4]
    VERSION_FIELD_NUMBER: Literal[3]
    LIBRARY_FIELD_NUMBER: Literal[2]
    DEBUG_INFO_FIELD_NUMBER: Literal[5]
    @builtins.property
    def node(self) -> RepeatedCompositeFieldContainer[_tensorflow_node_def_pb2.NodeDef]: ...
    @builtins.property
    def versions(self) -> _tensorflow_versions_pb2.VersionDef: ...
    version: builtins.int
    @builtins.property
    def library(self) -> _tensorflow_function_pb2.FunctionDefLibrary: ...
    @builtins.property
    def debug_info(self) -> _tensorflow_graph_debug_info_pb2.GraphDebugInfo: ...
    def __init__(
        self,
        *,
        node: Iterable[_tensorflow_node_def_pb2.NodeDef] | None = ...,
        versions: _tensorflow_versions_pb2.VersionDef | None = ...,
        version: builtins.int | None = ...,
        library: _tensorflow_function_pb2.FunctionDefLibrary | None = ...,
        debug_info: _tensorflow_graph_debug_info_pb2.GraphDebugInfo | None = ...,
    ) -> None: ...
    def HasField(self, field_name: Literal["versions", "library", "debug_info"]) -> builtins.bool: ...
    def ClearField(self, field_name: Literal["node", "versions", "version", "library", "debug_info"]) -> None: ...
