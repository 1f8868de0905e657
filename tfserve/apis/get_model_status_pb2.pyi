"""Messages of tensorflow_serving/apis/get_model_status.proto. Written by protos/build.py; do not edit."""

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

from tfserve.apis import model_pb2 as _apis_model_pb2
from tfserve.apis import status_pb2 as _apis_status_pb2

DESCRIPTOR: FileDescriptor

class GetModelStatusRequest(Message):
    """Which model; with a version only that one is answered."""
    DESCRIPTOR: Descriptor
    MODEL_SPEC_FIELD_NUMBER: Literal[1]
    @builtins.property
    def model_spec(self) -> _apis_model_pb2.ModelSpec: ...
    def __init__(
        self,
        *,
        model_spec: _apis_model_pb2.ModelSpec | None = ...,
    ) -> None: ...
    def HasField(self, field_name: Literal["model_spec"]) -> builtins.bool: ...
    def ClearField(self, field_name: Literal["model_spec"]) -> None: ...

class ModelVersionStatus(Message):
    """The state of one version, and why it failed if it did."""
    DESCRIPTOR: Descriptor

    class _State(EnumTypeWrapper):
        """The life of a version."""
        UNKNOWN: Literal[0]
        START: Literal[10]
        LOADING: Literal[20]
        AVAILABLE: Literal[30]
        UNLOADING: Literal[40]
        END: Literal[50]

    State: _State
    UNKNOWN: Literal[0]
    START: Literal[10]
    LOADING: Literal[20]
    AVAILABLE: Literal[30]
    UNLOADING: Literal[40]
    END: Literal[50]

    VERSION_FIELD_NUMBER: Literal[1]
    STATE_FIELD_NUMBER: Literal[2]
    STATUS_FIELD_NUMBER: Literal[3]
    version: builtins.int
    state: builtins.int
    @builtins.property
    def status(self) -> _apis_status_pb2.StatusProto: ...
    def __init__(
        self,
        *,
        version: builtins.int | None = ...,
        state: builtins.int | None = ...,
        status: _apis_status_pb2.StatusProto | None = ...,
    ) -> None: ...
    def HasField(self, field_name: Literal["status"]) -> builtins.bool: ...
    def ClearField(self, field_name: Literal["version", "state", "status"]) -> None: ...

class GetModelStatusResponse(Message):
    """The known versions of the model."""
    DESCRIPTOR: Descriptor
    MODEL_VERSION_STATUS_FIELD_NUMBER: Literal[1]
    @builtins.property
    def model_version_status(self) -> RepeatedCompositeFieldContainer[ModelVersionStatus]: ...
    def __init__(
        self,
        *,
        model_version_status: Iterable[ModelVersionStatus] | None = ...,
    ) -> None: ...
    def ClearField(self, field_name: Literal["model_version_status"]) -> None: ...
