"""Messages of tensorflow_serving/apis/get_model_metadata.proto. Written by protos/build.py; do not edit."""

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
from tfserve.apis.tensorflow import meta_graph_pb2 as _tensorflow_meta_graph_pb2
from tfserve.apis import model_pb2 as _apis_model_pb2

DESCRIPTOR: FileDescriptor

class SignatureDefMap(Message):
    """Signatures by key: the metadata field "signature_def"."""
    DESCRIPTOR: Descriptor

    SIGNATURE_DEF_FIELD_NUMBER: Literal[1]
    @builtins.property
    def signature_def(self) -> MessageMap[builtins.str, _tensorflow_meta_graph_pb2.SignatureDef]: ...
    def __init__(
        self,
        *,
        signature_def: Mapping[builtins.str, _tensorflow_meta_graph_pb2.SignatureDef] | None = ...,
    ) -> None: ...
    def ClearField(self, field_name: Literal["signature_def"]) -> None: ...

class GetModelMetadataRequest(Message):
    """Which model, and which fields; "signature_def" is the only one there is."""
    DESCRIPTOR: Descriptor
    MODEL_SPEC_FIELD_NUMBER: Literal[1]
    METADATA_FIELD_FIELD_NUMBER: Literal[2]
    @builtins.property
    def model_spec(self) -> _apis_model_pb2.ModelSpec: ...
    @builtins.property
    def metadata_field(self) -> RepeatedScalarFieldContainer[builtins.str]: ...
    def __init__(
        self,
        *,
        model_spec: _apis_model_pb2.ModelSpec | None = ...,
        metadata_field: Iterable[builtins.str] | None = ...,
    ) -> None: ...
    def HasField(self, field_name: Literal["model_spec"]) -> builtins.bool: ...
    def ClearField(self, field_name: Literal["model_spec", "metadata_field"]) -> None: ...

class GetModelMetadataResponse(Message):
    """The fields by name, each a packed message."""
    DESCRIPTOR: Descriptor

    MODEL_SPEC_FIELD_NUMBER: Literal[1]
    METADATA_FIELD_NUMBER: Literal[2]
    @builtins.property
    def model_spec(self) -> _apis_model_pb2.ModelSpec: ...
    @builtins.property
    def metadata(self) -> MessageMap[builtins.str, _protobuf_any_pb2.Any]: ...
    def __init__(
        self,
        *,
        model_spec: _apis_model_pb2.ModelSpec | None = ...,
        metadata: Mapping[builtins.str, _protobuf_any_pb2.Any] | None = ...,
    ) -> None: ...
    def HasField(self, field_name: Literal["model_spec"]) -> builtins.bool: ...
    def ClearField(self, field_name: Literal["model_spec", "metadata"]) -> None: ...
