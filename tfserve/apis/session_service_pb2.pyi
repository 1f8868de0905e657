"""Messages of tensorflow_serving/apis/session_service.proto. Written by protos/build.py; do not edit."""

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

from tfserve.apis.tensorflow import config_pb2 as _tensorflow_config_pb2
from tfserve.apis.tensorflow import named_tensor_pb2 as _tensorflow_named_tensor_pb2
from tfserve.apis import model_pb2 as _apis_model_pb2

DESCRIPTOR: FileDescriptor

class SessionRunRequest(Message):
    """Tensors to feed and fetch by their names in the graph."""
    DESCRIPTOR: Descriptor
    MODEL_SPEC_FIELD_NUMBER: Literal[1]
    FEED_FIELD_NUMBER: Literal[2]
    FETCH_FIELD_NUMBER: Literal[3]
    TARGET_FIELD_NUMBER: Literal[4]
    TENSOR_NAME_IS_ALIAS_FIELD_NUMBER: Literal[6]
    OPTIONS_FIELD_NUMBER: Literal[5]
    @builtins.property
    def model_spec(self) -> _apis_model_pb2.ModelSpec: ...
    @builtins.property
    def feed(self) -> RepeatedCompositeFieldContainer[_tensorflow_named_tensor_pb2.NamedTensorProto]: ...
    @builtins.property
    def fetch(self) -> RepeatedScalarFieldContainer[builtins.str]: ...
    @builtins.property
    def target(self) -> RepeatedScalarFieldContainer[builtins.str]: ...
    tensor_name_is_alias: builtins.bool
    @builtins.property
    def options(self) -> _tensorflow_config_pb2.RunOptions: ...
    def __init__(
        self,
        *,
        model_spec: _apis_model_pb2.ModelSpec | None = ...,
        feed: Iterable[_tensorflow_named_tensor_pb2.NamedTensorProto] | None = ...,
        fetch: Iterable[builtins.str] | None = ...,
        target: Iterable[builtins.str] | None = ...,
        tensor_name_is_alias: builtins.bool | None = ...,
        options: _tensorflow_config_pb2.RunOptions | None = ...,
    ) -> None: ...
    def HasField(self, field_name: Literal["model_spec", "options"]) -> builtins.bool: ...
    def ClearField(self, field_name: Literal["model_spec", "feed", "fetch", "target", "tensor_name_is_alias", "options"]) -> None: ...

class SessionRunResponse(Message):
    """The fetched tensors."""
    DESCRIPTOR: Descriptor
    MODEL_SPEC_FIELD_NUMBER: Literal[3]
    TENSOR_FIELD_NUMBER: Literal[1]
    METADATA_FIELD_NUMBER: Literal[2]
    @builtins.property
    def model_spec(self) -> _apis_model_pb2.ModelSpec: ...
    @builtins.property
    def tensor(self) -> RepeatedCompositeFieldContainer[_tensorflow_named_tensor_pb2.NamedTensorProto]: ...
    @builtins.property
    def metadata(self) -> _tensorflow_config_pb2.RunMetadata: ...
    def __init__(
        self,
        *,
        model_spec: _apis_model_pb2.ModelSpec | None = ...,
        tensor: Iterable[_tensorflow_named_tensor_pb2.NamedTensorProto] | None = ...,
        metadata: _tensorflow_config_pb2.RunMetadata | None = ...,
    ) -> None: ...
    def HasField(self, field_name: Literal["model_spec", "metadata"]) -> builtins.bool: ...
    def ClearField(self, field_name: Literal["model_spec", "tensor", "metadata"]) -> None: ...

def beta_create_SessionService_stub(
    channel: Any,
    host: str | None = None,
    metadata_transformer: Any = None,
    pool: Any = None,
    pool_size: int | None = None,
) -> Any: ...
