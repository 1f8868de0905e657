"""Messages of tensorflow/core/protobuf/saved_model.proto. Written by protos/build.py; do not edit."""

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

from tfserve.apis.tensorflow import meta_graph_pb2 as _tensorflow_meta_graph_pb2

DESCRIPTOR: FileDescriptor

class SavedModel(Message):
    """The content of saved_model.pb: one graph per set of tags."""
    DESCRIPTOR: Descriptor
    SAVED_MODEL_SCHEMA_VERSION_FIELD_NUMBER: Literal[1]
    META_GRAPHS_FIELD_NUMBER: Literal[2]
    saved_model_schema_version: builtins.int
    @builtins.property
    def meta_graphs(self) -> RepeatedCompositeFieldContainer[_tensorflow_meta_graph_pb2.MetaGraphDef]: ...
    def __init__(
        self,
        *,
        saved_model_schema_version: builtins.int | None = ...,
        meta_graphs: Iterable[_tensorflow_meta_graph_pb2.MetaGraphDef] | None = ...,
    ) -> None: ...
    def ClearField(self, field_name: Literal["saved_model_schema_version", "meta_graphs"]) -> None: ...
