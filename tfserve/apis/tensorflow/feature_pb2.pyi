"""Messages of tensorflow/core/example/feature.proto. Written by protos/build.py; do not edit."""

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


DESCRIPTOR: FileDescriptor

class BytesList(Message):
    """Strings of a feature."""
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

class FloatList(Message):
    """Numbers of a feature."""
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

class Int64List(Message):
    """Whole numbers of a feature."""
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

class Feature(Message):
    """One feature of an example: a list of values of one kind, empty lists included."""
    DESCRIPTOR: Descriptor
    BYTES_LIST_FIELD_NUMBER: Literal[1]
    FLOAT_LIST_FIELD_NUMBER: Literal[2]
    INT64_LIST_FIELD_NUMBER: Literal[3]
    @builtins.property
    def bytes_list(self) -> BytesList: ...
    @builtins.property
    def float_list(self) -> FloatList: ...
    @builtins.property
    def int64_list(self) -> Int64List: ...
    def __init__(
        self,
        *,
        bytes_list: BytesList | None = ...,
        float_list: FloatList | None = ...,
        int64_list: Int64List | None = ...,
    ) -> None: ...
    def HasField(self, field_name: Literal["bytes_list", "float_list", "int64_list", "kind"]) -> builtins.bool: ...
    def ClearField(self, field_name: Literal["bytes_list", "float_list", "int64_list", "kind"]) -> None: ...
    def WhichOneof(
        self, oneof_group: Literal["kind"]
    ) -> Literal["bytes_list", "float_list", "int64_list"] | None: ...

class Features(Message):
    """Features by name."""
    DESCRIPTOR: Descriptor

    FEATURE_FIELD_NUMBER: Literal[1]
    @builtins.property
    def feature(self) -> MessageMap[builtins.str, Feature]: ...
    def __init__(
        self,
        *,
        feature: Mapping[builtins.str, Feature] | None = ...,
    ) -> None: ...
    def ClearField(self, field_name: Literal["feature"]) -> None: ...

class FeatureList(Message):
    """One feature of a sequence, step by step."""
    DESCRIPTOR: Descriptor
    FEATURE_FIELD_NUMBER: Literal[1]
    @builtins.property
    def feature(self) -> RepeatedCompositeFieldContainer[Feature]: ...
    def __init__(
        self,
        *,
        feature: Iterable[Feature] | None = ...,
    ) -> None: ...
    def ClearField(self, field_name: Literal["feature"]) -> None: ...

class FeatureLists(Message):
    """Sequence features by name."""
    DESCRIPTOR: Descriptor

    FEATURE_LIST_FIELD_NUMBER: Literal[1]
    @builtins.property
    def feature_list(self) -> MessageMap[builtins.str, FeatureList]: ...
    def __init__(
        self,
        *,
        feature_list: Mapping[builtins.str, FeatureList] | None = ...,
    ) -> None: ...
    def ClearField(self, field_name: Literal["feature_list"]) -> None: ...
