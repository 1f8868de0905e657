"""Messages of inference/open_inference_grpc.proto. Written by protos/build.py; do not edit."""

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

class ServerLiveRequest(Message):
    DESCRIPTOR: Descriptor
    def __init__(self) -> None: ...

class ServerLiveResponse(Message):
    DESCRIPTOR: Descriptor
    LIVE_FIELD_NUMBER: Literal[1]
    live: builtins.bool
    def __init__(
        self,
        *,
        live: builtins.bool | None = ...,
    ) -> None: ...
    def ClearField(self, field_name: Literal["live"]) -> None: ...

class ServerReadyRequest(Message):
    DESCRIPTOR: Descriptor
    def __init__(self) -> None: ...

class ServerReadyResponse(Message):
    DESCRIPTOR: Descriptor
    READY_FIELD_NUMBER: Literal[1]
    ready: builtins.bool
    def __init__(
        self,
        *,
        ready: builtins.bool | None = ...,
    ) -> None: ...
    def ClearField(self, field_name: Literal["ready"]) -> None: ...

class ModelReadyRequest(Message):
    DESCRIPTOR: Descriptor
    NAME_FIELD_NUMBER: Literal[1]
    VERSION_FIELD_NUMBER: Literal[2]
    name: builtins.str
    version: builtins.str
    def __init__(
        self,
        *,
        name: builtins.str | None = ...,
        version: builtins.str | None = ...,
    ) -> None: ...
    def ClearField(self, field_name: Literal["name", "version"]) -> None: ...

class ModelReadyResponse(Message):
    DESCRIPTOR: Descriptor
    READY_FIELD_NUMBER: Literal[1]
    ready: builtins.bool
    def __init__(
        self,
        *,
        ready: builtins.bool | None = ...,
    ) -> None: ...
    def ClearField(self, field_name: Literal["ready"]) -> None: ...

class ServerMetadataRequest(Message):
    DESCRIPTOR: Descriptor
    def __init__(self) -> None: ...

class ServerMetadataResponse(Message):
    DESCRIPTOR: Descriptor
    NAME_FIELD_NUMBER: Literal[1]
    VERSION_FIELD_NUMBER: Literal[2]
    EXTENSIONS_FIELD_NUMBER: Literal[3]
    name: builtins.str
    version: builtins.str
    @builtins.property
    def extensions(self) -> RepeatedScalarFieldContainer[builtins.str]: ...
    def __init__(
        self,
        *,
        name: builtins.str | None = ...,
        version: builtins.str | None = ...,
        extensions: Iterable[builtins.str] | None = ...,
    ) -> None: ...
    def ClearField(self, field_name: Literal["name", "version", "extensions"]) -> None: ...

class ModelMetadataRequest(Message):
    DESCRIPTOR: Descriptor
    NAME_FIELD_NUMBER: Literal[1]
    VERSION_FIELD_NUMBER: Literal[2]
    name: builtins.str
    version: builtins.str
    def __init__(
        self,
        *,
        name: builtins.str | None = ...,
        version: builtins.str | None = ...,
    ) -> None: ...
    def ClearField(self, field_name: Literal["name", "version"]) -> None: ...

class ModelMetadataResponse(Message):
    DESCRIPTOR: Descriptor

    class TensorMetadata(Message):
        """An input or output."""
        DESCRIPTOR: Descriptor
        NAME_FIELD_NUMBER: Literal[1]
        DATATYPE_FIELD_NUMBER: Literal[2]
        SHAPE_FIELD_NUMBER: Literal[3]
        name: builtins.str
        datatype: builtins.str
        @builtins.property
        def shape(self) -> RepeatedScalarFieldContainer[builtins.int]: ...
        def __init__(
            self,
            *,
            name: builtins.str | None = ...,
            datatype: builtins.str | None = ...,
            shape: Iterable[builtins.int] | None = ...,
        ) -> None: ...
        def ClearField(self, field_name: Literal["name", "datatype", "shape"]) -> None: ...

    NAME_FIELD_NUMBER: Literal[1]
    VERSIONS_FIELD_NUMBER: Literal[2]
    PLATFORM_FIELD_NUMBER: Literal[3]
    INPUTS_FIELD_NUMBER: Literal[4]
    OUTPUTS_FIELD_NUMBER: Literal[5]
    name: builtins.str
    @builtins.property
    def versions(self) -> RepeatedScalarFieldContainer[builtins.str]: ...
    platform: builtins.str
    @builtins.property
    def inputs(self) -> RepeatedCompositeFieldContainer[ModelMetadataResponse.TensorMetadata]: ...
    @builtins.property
    def outputs(self) -> RepeatedCompositeFieldContainer[ModelMetadataResponse.TensorMetadata]: ...
    def __init__(
        self,
        *,
        name: builtins.str | None = ...,
        versions: Iterable[builtins.str] | None = ...,
        platform: builtins.str | None = ...,
        inputs: Iterable[ModelMetadataResponse.TensorMetadata] | None = ...,
        outputs: Iterable[ModelMetadataResponse.TensorMetadata] | None = ...,
    ) -> None: ...
    def ClearField(self, field_name: Literal["name", "versions", "platform", "inputs", "outputs"]) -> None: ...

class InferParameter(Message):
    DESCRIPTOR: Descriptor
    BOOL_PARAM_FIELD_NUMBER: Literal[1]
    INT64_PARAM_FIELD_NUMBER: Literal[2]
    STRING_PARAM_FIELD_NUMBER: Literal[3]
    DOUBLE_PARAM_FIELD_NUMBER: Literal[4]
    UINT64_PARAM_FIELD_NUMBER: Literal[5]
    bool_param: builtins.bool
    int64_param: builtins.int
    string_param: builtins.str
    double_param: builtins.float
    uint64_param: builtins.int
    def __init__(
        self,
        *,
        bool_param: builtins.bool | None = ...,
        int64_param: builtins.int | None = ...,
        string_param: builtins.str | None = ...,
        double_param: builtins.float | None = ...,
        uint64_param: builtins.int | None = ...,
    ) -> None: ...
    def HasField(self, field_name: Literal["bool_param", "int64_param", "string_param", "double_param", "uint64_param", "parameter_choice"]) -> builtins.bool: ...
    def ClearField(self, field_name: Literal["bool_param", "int64_param", "string_param", "double_param", "uint64_param", "parameter_choice"]) -> None: ...
    def WhichOneof(
        self, oneof_group: Literal["parameter_choice"]
    ) -> Literal["bool_param", "int64_param", "string_param", "double_param", "uint64_param"] | None: ...

class InferTensorContents(Message):
    """The elements of a tensor in row-major order, in the field of its datatype."""
    DESCRIPTOR: Descriptor
    BOOL_CONTENTS_FIELD_NUMBER: Literal[1]
    INT_CONTENTS_FIELD_NUMBER: Literal[2]
    INT64_CONTENTS_FIELD_NUMBER: Literal[3]
    UINT_CONTENTS_FIELD_NUMBER: Literal[4]
    UINT64_CONTENTS_FIELD_NUMBER: Literal[5]
    FP32_CONTENTS_FIELD_NUMBER: Literal[6]
    FP64_CONTENTS_FIELD_NUMBER: Literal[7]
    BYTES_CONTENTS_FIELD_NUMBER: Literal[8]
    @builtins.property
    def bool_contents(self) -> RepeatedScalarFieldContainer[builtins.bool]: ...
    @builtins.property
    def int_contents(self) -> RepeatedScalarFieldContainer[builtins.int]: ...
    @builtins.property
    def int64_contents(self) -> RepeatedScalarFieldContainer[builtins.int]: ...
    @builtins.property
    def uint_contents(self) -> RepeatedScalarFieldContainer[builtins.int]: ...
    @builtins.property
    def uint64_contents(self) -> RepeatedScalarFieldContainer[builtins.int]: ...
    @builtins.property
    def fp32_contents(self) -> RepeatedScalarFieldContainer[builtins.float]: ...
    @builtins.property
    def fp64_contents(self) -> RepeatedScalarFieldContainer[builtins.float]: ...
    @builtins.property
    def bytes_contents(self) -> RepeatedScalarFieldContainer[builtins.bytes]: ...
    def __init__(
        self,
        *,
        bool_contents: Iterable[builtins.bool] | None = ...,
        int_contents: Iterable[builtins.int] | None = ...,
        int64_contents: Iterable[builtins.int] | None = ...,
        uint_contents: Iterable[builtins.int] | None = ...,
        uint64_contents: Iterable[builtins.int] | None = ...,
        fp32_contents: Iterable[builtins.float] | None = ...,
        fp64_contents: Iterable[builtins.float] | None = ...,
        bytes_contents: Iterable[builtins.bytes] | None = ...,
    ) -> None: ...
    def ClearField(self, field_name: Literal["bool_contents", "int_contents", "int64_contents", "uint_contents", "uint64_contents", "fp32_contents", "fp64_contents", "bytes_contents"]) -> None: ...

class ModelInferRequest(Message):
    DESCRIPTOR: Descriptor

    class InferInputTensor(Message):
        DESCRIPTOR: Descriptor

        NAME_FIELD_NUMBER: Literal[1]
        DATATYPE_FIELD_NUMBER: Literal[2]
        SHAPE_FIELD_NUMBER: Literal[3]
        PARAMETERS_FIELD_NUMBER: Literal[4]
        CONTENTS_FIELD_NUMBER: Literal[5]
        name: builtins.str
        datatype: builtins.str
        @builtins.property
        def shape(self) -> RepeatedScalarFieldContainer[builtins.int]: ...
        @builtins.property
        def parameters(self) -> MessageMap[builtins.str, InferParameter]: ...
        @builtins.property
        def contents(self) -> InferTensorContents: ...
        def __init__(
            self,
            *,
            name: builtins.str | None = ...,
            datatype: builtins.str | None = ...,
            shape: Iterable[builtins.int] | None = ...,
            parameters: Mapping[builtins.str, InferParameter] | None = ...,
            contents: InferTensorContents | None = ...,
        ) -> None: ...
        def HasField(self, field_name: Literal["contents"]) -> builtins.bool: ...
        def ClearField(self, field_name: Literal["name", "datatype", "shape", "parameters", "contents"]) -> None: ...

    class InferRequestedOutputTensor(Message):
        DESCRIPTOR: Descriptor

        NAME_FIELD_NUMBER: Literal[1]
        PARAMETERS_FIELD_NUMBER: Literal[2]
        name: builtins.str
        @builtins.property
        def parameters(self) -> MessageMap[builtins.str, InferParameter]: ...
        def __init__(
            self,
            *,
            name: builtins.str | None = ...,
            parameters: Mapping[builtins.str, InferParameter] | None = ...,
        ) -> None: ...
        def ClearField(self, field_name: Literal["name", "parameters"]) -> None: ...

    MODEL_NAME_FIELD_NUMBER: Literal[1]
    MODEL_VERSION_FIELD_NUMBER: Literal[2]
    ID_FIELD_NUMBER: Literal[3]
    PARAMETERS_FIELD_NUMBER: Literal[4]
    INPUTS_FIELD_NUMBER: Literal[5]
    OUTPUTS_FIELD_NUMBER: Literal[6]
    RAW_INPUT_CONTENTS_FIELD_NUMBER: Literal[7]
    model_name: builtins.str
    model_version: builtins.str
    id: builtins.str
    @builtins.property
    def parameters(self) -> MessageMap[builtins.str, InferParameter]: ...
    @builtins.property
    def inputs(self) -> RepeatedCompositeFieldContainer[ModelInferRequest.InferInputTensor]: ...
    @builtins.property
    def outputs(self) -> RepeatedCompositeFieldContainer[ModelInferRequest.InferRequestedOutputTensor]: ...
    @builtins.property
    def raw_input_contents(self) -> RepeatedScalarFieldContainer[builtins.bytes]: ...
    def __init__(
        self,
        *,
        model_name: builtins.str | None = ...,
        model_version: builtins.str | None = ...,
        id: builtins.str | None = ...,
        parameters: Mapping[builtins.str, InferParameter] | None = ...,
        inputs: Iterable[ModelInferRequest.InferInputTensor] | None = ...,
        outputs: Iterable[ModelInferRequest.InferRequestedOutputTensor] | None = ...,
        raw_input_contents: Iterable[builtins.bytes] | None = ...,
    ) -> None: ...
    def ClearField(self, field_name: Literal["model_name", "model_version", "id", "parameters", "inputs", "outputs", "raw_input_contents"]) -> None: ...

class ModelInferResponse(Message):
    DESCRIPTOR: Descriptor

    class InferOutputTensor(Message):
        DESCRIPTOR: Descriptor

        NAME_FIELD_NUMBER: Literal[1]
        DATATYPE_FIELD_NUMBER: Literal[2]
        SHAPE_FIELD_NUMBER: Literal[3]
        PARAMETERS_FIELD_NUMBER: Literal[4]
        CONTENTS_FIELD_NUMBER: Literal[5]
        name: builtins.str
        datatype: builtins.str
        @builtins.property
        def shape(self) -> RepeatedScalarFieldContainer[builtins.int]: ...
        @builtins.property
        def parameters(self) -> MessageMap[builtins.str, InferParameter]: ...
        @builtins.property
        def contents(self) -> InferTensorContents: ...
        def __init__(
            self,
            *,
            name: builtins.str | None = ...,
            datatype: builtins.str | None = ...,
            shape: Iterable[builtins.int] | None = ...,
            parameters: Mapping[builtins.str, InferParameter] | None = ...,
            contents: InferTensorContents | None = ...,
        ) -> None: ...
        def HasField(self, field_name: Literal["contents"]) -> builtins.bool: ...
        def ClearField(self, field_name: Literal["name", "datatype", "shape", "parameters", "contents"]) -> None: ...

    MODEL_NAME_FIELD_NUMBER: Literal[1]
    MODEL_VERSION_FIELD_NUMBER: Literal[2]
    ID_FIELD_NUMBER: Literal[3]
    PARAMETERS_FIELD_NUMBER: Literal[4]
    OUTPUTS_FIELD_NUMBER: Literal[5]
    RAW_OUTPUT_CONTENTS_FIELD_NUMBER: Literal[6]
    model_name: builtins.str
    model_version: builtins.str
    id: builtins.str
    @builtins.property
    def parameters(self) -> MessageMap[builtins.str, InferParameter]: ...
    @builtins.property
    def outputs(self) -> RepeatedCompositeFieldContainer[ModelInferResponse.InferOutputTensor]: ...
    @builtins.property
    def raw_output_contents(self) -> RepeatedScalarFieldContainer[builtins.bytes]: ...
    def __init__(
        self,
        *,
        model_name: builtins.str | None = ...,
        model_version: builtins.str | None = ...,
        id: builtins.str | None = ...,
        parameters: Mapping[builtins.str, InferParameter] | None = ...,
        outputs: Iterable[ModelInferResponse.InferOutputTensor] | None = ...,
        raw_output_contents: Iterable[builtins.bytes] | None = ...,
    ) -> None: ...
    def ClearField(self, field_name: Literal["model_name", "model_version", "id", "parameters", "outputs", "raw_output_contents"]) -> None: ...

class ModelStreamInferResponse(Message):
    DESCRIPTOR: Descriptor
    ERROR_MESSAGE_FIELD_NUMBER: Literal[1]
    INFER_RESPONSE_FIELD_NUMBER: Literal[2]
    error_message: builtins.str
    @builtins.property
    def infer_response(self) -> ModelInferResponse: ...
    def __init__(
        self,
        *,
        error_message: builtins.str | None = ...,
        infer_response: ModelInferResponse | None = ...,
    ) -> None: ...
    def HasField(self, field_name: Literal["infer_response"]) -> builtins.bool: ...
    def ClearField(self, field_name: Literal["error_message", "infer_response"]) -> None: ...

class RepositoryIndexRequest(Message):
    DESCRIPTOR: Descriptor
    REPOSITORY_NAME_FIELD_NUMBER: Literal[1]
    READY_FIELD_NUMBER: Literal[2]
    repository_name: builtins.str
    ready: builtins.bool
    def __init__(
        self,
        *,
        repository_name: builtins.str | None = ...,
        ready: builtins.bool | None = ...,
    ) -> None: ...
    def ClearField(self, field_name: Literal["repository_name", "ready"]) -> None: ...

class RepositoryIndexResponse(Message):
    DESCRIPTOR: Descriptor

    class ModelIndex(Message):
        """One version."""
        DESCRIPTOR: Descriptor
        NAME_FIELD_NUMBER: Literal[1]
        VERSION_FIELD_NUMBER: Literal[2]
        STATE_FIELD_NUMBER: Literal[3]
        REASON_FIELD_NUMBER: Literal[4]
        name: builtins.str
        version: builtins.str
        state: builtins.str
        reason: builtins.str
        def __init__(
            self,
            *,
            name: builtins.str | None = ...,
            version: builtins.str | None = ...,
            state: builtins.str | None = ...,
            reason: builtins.str | None = ...,
        ) -> None: ...
        def ClearField(self, field_name: Literal["name", "version", "state", "reason"]) -> None: ...

    MODELS_FIELD_NUMBER: Literal[1]
    @builtins.property
    def models(self) -> RepeatedCompositeFieldContainer[RepositoryIndexResponse.ModelIndex]: ...
    def __init__(
        self,
        *,
        models: Iterable[RepositoryIndexResponse.ModelIndex] | None = ...,
    ) -> None: ...
    def ClearField(self, field_name: Literal["models"]) -> None: ...

def beta_create_GRPCInferenceService_stub(
    channel: Any,
    host: str | None = None,
    metadata_transformer: Any = None,
    pool: Any = None,
    pool_size: int | None = None,
) -> Any: ...
