"""Messages of tensorflow_serving/apis/model_service.proto. Written by protos/build.py; do not edit."""

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

from tfserve.apis import get_model_status_pb2 as _apis_get_model_status_pb2
from tfserve.apis import model_management_pb2 as _apis_model_management_pb2

DESCRIPTOR: FileDescriptor

def beta_create_ModelService_stub(
    channel: Any,
    host: str | None = None,
    metadata_transformer: Any = None,
    pool: Any = None,
    pool_size: int | None = None,
) -> Any: ...
