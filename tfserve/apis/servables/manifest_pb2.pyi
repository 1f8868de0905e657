"""Messages of tensorflow_serving/session_bundle/oss/manifest.proto. Written by protos/build.py; do not edit."""

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

class Signatures(Message):
    """The signatures of a SessionBundle, the export format before SavedModel."""
    DESCRIPTOR: Descriptor

    DEFAULT_SIGNATURE_FIELD_NUMBER: Literal[1]
    NAMED_SIGNATURES_FIELD_NUMBER: Literal[2]
    @builtins.property
    def default_signature(self) -> Signature: ...
    @builtins.property
    def named_signatures(self) -> MessageMap[builtins.str, Signature]: ...
    def __init__(
        self,
        *,
        default_signature: Signature | None = ...,
        named_signatures: Mapping[builtins.str, Signature] | None = ...,
    ) -> None: ...
    def HasField(self, field_name: Literal["default_signature"]) -> builtins.bool: ...
    def ClearField(self, field_name: Literal["default_signature", "named_signatures"]) -> None: ...

class TensorBinding(Message):
    """A tensor by its name in the graph."""
    DESCRIPTOR: Descriptor
    TENSOR_NAME_FIELD_NUMBER: Literal[1]
    tensor_name: builtins.str
    def __init__(
        self,
        *,
        tensor_name: builtins.str | None = ...,
    ) -> None: ...
    def ClearField(self, field_name: Literal["tensor_name"]) -> None: ...

class AssetFile(Message):
    """An asset file and the tensor that takes its path."""
    DESCRIPTOR: Descriptor
    TENSOR_BINDING_FIELD_NUMBER: Literal[1]
    FILENAME_FIELD_NUMBER: Literal[2]
    @builtins.property
    def tensor_binding(self) -> TensorBinding: ...
    filename: builtins.str
    def __init__(
        self,
        *,
        tensor_binding: TensorBinding | None = ...,
        filename: builtins.str | None = ...,
    ) -> None: ...
    def HasField(self, field_name: Literal["tensor_binding"]) -> builtins.bool: ...
    def ClearField(self, field_name: Literal["tensor_binding", "filename"]) -> None: ...

class Signature(Message):
    """One signature of a SessionBundle."""
    DESCRIPTOR: Descriptor
    REGRESSION_SIGNATURE_FIELD_NUMBER: Literal[1]
    CLASSIFICATION_SIGNATURE_FIELD_NUMBER: Literal[2]
    GENERIC_SIGNATURE_FIELD_NUMBER: Literal[3]
    @builtins.property
    def regression_signature(self) -> RegressionSignature: ...
    @builtins.property
    def classification_signature(self) -> ClassificationSignature: ...
    @builtins.property
    def generic_signature(self) -> GenericSignature: ...
    def __init__(
        self,
        *,
        regression_signature: RegressionSignature | None = ...,
        classification_signature: ClassificationSignature | None = ...,
        generic_signature: GenericSignature | None = ...,
    ) -> None: ...
    def HasField(self, field_name: Literal["regression_signature", "classification_signature", "generic_signature", "type"]) -> builtins.bool: ...
    def ClearField(self, field_name: Literal["regression_signature", "classification_signature", "generic_signature", "type"]) -> None: ...
    def WhichOneof(
        self, oneof_group: Literal["type"]
    ) -> Literal["regression_signature", "classification_signature", "generic_signature"] | None: ...

class RegressionSignature(Message):
    """Examples in, values out."""
    DESCRIPTOR: Descriptor
    INPUT_FIELD_NUMBER: Literal[1]
    OUTPUT_FIELD_NUMBER: Literal[2]
    @builtins.property
    def input(self) -> TensorBinding: ...
    @builtins.property
    def output(self) -> TensorBinding: ...
    def __init__(
        self,
        *,
        input: TensorBinding | None = ...,
        output: TensorBinding | None = ...,
    ) -> None: ...
    def HasField(self, field_name: Literal["input", "output"]) -> builtins.bool: ...
    def ClearField(self, field_name: Literal["input", "output"]) -> None: ...

class ClassificationSignature(Message):
    """Examples in, classes and scores out."""
    DESCRIPTOR: Descriptor
    INPUT_FIELD_NUMBER: Literal[1]
    CLASSES_FIELD_NUMBER: Literal[2]
    SCORES_FIELD_NUMBER: Literal[3]
    @builtins.property
    def input(self) -> TensorBinding: ...
    @builtins.property
    def classes(self) -> TensorBinding: ...
    @builtins.property
    def scores(self) -> TensorBinding: ...
    def __init__(
        self,
        *,
        input: TensorBinding | None = ...,
        classes: TensorBinding | None = ...,
        scores: TensorBinding | None = ...,
    ) -> None: ...
    def HasField(self, field_name: Literal["input", "classes", "scores"]) -> builtins.bool: ...
    def ClearField(self, field_name: Literal["input", "classes", "scores"]) -> None: ...

class GenericSignature(Message):
    """Tensors by alias."""
    DESCRIPTOR: Descriptor

    MAP_FIELD_NUMBER: Literal[1]
    @builtins.property
    def map(self) -> MessageMap[builtins.str, TensorBinding]: ...
    def __init__(
        self,
        *,
        map: Mapping[builtins.str, TensorBinding] | None = ...,
    ) -> None: ...
    def ClearField(self, field_name: Literal["map"]) -> None: ...
