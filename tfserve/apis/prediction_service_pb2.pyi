"""Messages of tensorflow_serving/apis/prediction_service.proto. Written by protos/build.py; do not edit."""

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

from tfserve.apis import classification_pb2 as _apis_classification_pb2
from tfserve.apis import get_model_metadata_pb2 as _apis_get_model_metadata_pb2
from tfserve.apis import inference_pb2 as _apis_inference_pb2
from tfserve.apis import predict_pb2 as _apis_predict_pb2
from tfserve.apis import regression_pb2 as _apis_regression_pb2

DESCRIPTOR: FileDescriptor

def beta_create_PredictionService_stub(
    channel: Any,
    host: str | None = None,
    metadata_transformer: Any = None,
    pool: Any = None,
    pool_size: int | None = None,
) -> Any: ...
