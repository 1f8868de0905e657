"""Messages of tensorflow/core/example/example.proto. Written by protos/build.py; do not edit."""

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

from tfserve.apis.tensorflow import feature_pb2 as _tensorflow_feature_pb2

DESCRIPTOR: FileDescriptor

class Example(Message):
    """One example for training or inference: what Classify and Regress take."""
    DESCRIPTOR: Descriptor
    FEATURES_FIELD_NUMBER: Literal[1]
    @builtins.property
    def features(self) -> _tensorflow_feature_pb2.Features: ...
    def __init__(
        self,
        *,
        features: _tensorflow_feature_pb2.Features | None = ...,
    ) -> None: ...
    def HasField(self, field_name: Literal["features"]) -> builtins.bool: ...
    def ClearField(self, field_name: Literal["features"]) -> None: ...

class SequenceExample(Message):
    """An example with features of its own (context) and features per step."""
    DESCRIPTOR: Descriptor
    CONTEXT_FIELD_NUMBER: Literal[1]
    FEATURE_LISTS_FIELD_NUMBER: Literal[2]
    @builtins.property
    def context(self) -> _tensorflow_feature_pb2.Features: ...
    @builtins.property
    def feature_lists(self) -> _tensorflow_feature_pb2.FeatureLists: ...
    def __init__(
        self,
        *,
        context: _tensorflow_feature_pb2.Features | None = ...,
        feature_lists: _tensorflow_feature_pb2.FeatureLists | None = ...,
    ) -> None: ...
    def HasField(self, field_name: Literal["context", "feature_lists"]) -> builtins.bool: ...
    def ClearField(self, field_name: Literal["context", "feature_lists"]) -> None: ...
