"""Messages of tensorflow_serving/apis/predict.proto. Written by protos/build.py; do not edit."""

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

from tfserve.apis.tensorflow import tensor_pb2 as _tensorflow_tensor_pb2
from tfserve.apis import model_pb2 as _apis_model_pb2

DESCRIPTOR: FileDescriptor

class PredictRequest(Message):
    """Tensors in. Inputs go by the aliases of the signature; an empty output_filter asks for all
    outputs.
    """
    DESCRIPTOR: Descriptor

    class RequestOptions(Message):
        """Hints for servers of large sequence models; others ignore them."""
        DESCRIPTOR: Descriptor

        class _DeterministicMode(EnumTypeWrapper):
            """How far equal requests must give equal answers."""
            DETERMINISTIC_MODE_UNSPECIFIED: Literal[0]
            FIXED_DECODER_SLOT: Literal[1]

        DeterministicMode: _DeterministicMode
        DETERMINISTIC_MODE_UNSPECIFIED: Literal[0]
        FIXED_DECODER_SLOT: Literal[1]

        class Handshake(Message):
            """What a client knows of its payload beforehand."""
            DESCRIPTOR: Descriptor
            ESTIMATED_PAYLOAD_BYTES_FIELD_NUMBER: Literal[1]
            estimated_payload_bytes: builtins.int
            def __init__(
                self,
                *,
                estimated_payload_bytes: builtins.int | None = ...,
            ) -> None: ...
            def ClearField(self, field_name: Literal["estimated_payload_bytes"]) -> None: ...

        CLIENT_ID_FIELD_NUMBER: Literal[1]
        DETERMINISTIC_MODE_FIELD_NUMBER: Literal[2]
        RETURN_ADDITIONAL_ARRAYS_FROM_PREFILL_FIELD_NUMBER: Literal[3]
        RETURN_STOPTOKENS_FIELD_NUMBER: Literal[4]
        RETURN_ALL_STOPTOKENS_FIELD_NUMBER: Literal[9]
        MAX_CACHE_LENGTH_FIELD_NUMBER: Literal[6]
        HANDSHAKE_FIELD_NUMBER: Literal[13]
        client_id: builtins.bytes
        deterministic_mode: builtins.int
        return_additional_arrays_from_prefill: builtins.bool
        @builtins.property
        def return_stoptokens(self) -> RepeatedScalarFieldContainer[builtins.int]: ...
        return_all_stoptokens: builtins.bool
        max_cache_length: builtins.int
        @builtins.property
        def handshake(self) -> PredictRequest.RequestOptions.Handshake: ...
        def __init__(
            self,
            *,
            client_id: builtins.bytes | None = ...,
            deterministic_mode: builtins.int | None = ...,
            return_additional_arrays_from_prefill: builtins.bool | None = ...,
            return_stoptokens: Iterable[builtins.int] | None = ...,
            return_all_stoptokens: builtins.bool | None = ...,
            max_cache_length: builtins.int | None = ...,
            handshake: PredictRequest.RequestOptions.Handshake | None = ...,
        ) -> None: ...
        def HasField(self, field_name: Literal["client_id", "deterministic_mode", "return_additional_arrays_from_prefill", "return_all_stoptokens", "max_cache_length", "handshake"]) -> builtins.bool: ...
        def ClearField(self, field_name: Literal["client_id", "deterministic_mode", "return_additional_arrays_from_prefill", "return_stoptokens", "return_all_stoptokens", "max_cache_length", "handshake"]) -> None: ...

    MODEL_SPEC_FIELD_NUMBER: Literal[1]
    INPUTS_FIELD_NUMBER: Literal[2]
    OUTPUT_FILTER_FIELD_NUMBER: Literal[3]
    PREDICT_STREAMED_OPTIONS_FIELD_NUMBER: Literal[5]
    CLIENT_ID_FIELD_NUMBER: Literal[6]
    REQUEST_OPTIONS_FIELD_NUMBER: Literal[7]
    @builtins.property
    def model_spec(self) -> _apis_model_pb2.ModelSpec: ...
    @builtins.property
    def inputs(self) -> MessageMap[builtins.str, _tensorflow_tensor_pb2.TensorProto]: ...
    @builtins.property
    def output_filter(self) -> RepeatedScalarFieldContainer[builtins.str]: ...
    @builtins.property
    def predict_streamed_options(self) -> PredictStreamedOptions: ...
    client_id: builtins.bytes
    @builtins.property
    def request_options(self) -> PredictRequest.RequestOptions: ...
    def __init__(
        self,
        *,
        model_spec: _apis_model_pb2.ModelSpec | None = ...,
        inputs: Mapping[builtins.str, _tensorflow_tensor_pb2.TensorProto] | None = ...,
        output_filter: Iterable[builtins.str] | None = ...,
        predict_streamed_options: PredictStreamedOptions | None = ...,
        client_id: builtins.bytes | None = ...,
        request_options: PredictRequest.RequestOptions | None = ...,
    ) -> None: ...
    def HasField(self, field_name: Literal["model_spec", "predict_streamed_options", "client_id", "request_options"]) -> builtins.bool: ...
    def ClearField(self, field_name: Literal["model_spec", "inputs", "output_filter", "predict_streamed_options", "client_id", "request_options"]) -> None: ...

class PredictStreamedOptions(Message):
    """How a request is a part of a stream of requests."""
    DESCRIPTOR: Descriptor

    class _RequestState(EnumTypeWrapper):
        """Where in the stream it stands."""
        NONE: Literal[0]
        SPLIT: Literal[1]
        END_SPLIT: Literal[2]
        CANCEL: Literal[3]

    RequestState: _RequestState
    NONE: Literal[0]
    SPLIT: Literal[1]
    END_SPLIT: Literal[2]
    CANCEL: Literal[3]

    REQUEST_STATE_FIELD_NUMBER: Literal[1]
    SPLIT_DIMENSIONS_FIELD_NUMBER: Literal[2]
    RETURN_SINGLE_RESPONSE_FIELD_NUMBER: Literal[3]
    request_state: builtins.int
    @builtins.property
    def split_dimensions(self) -> ScalarMap[builtins.str, builtins.int]: ...
    return_single_response: builtins.bool
    def __init__(
        self,
        *,
        request_state: builtins.int | None = ...,
        split_dimensions: Mapping[builtins.str, builtins.int] | None = ...,
        return_single_response: builtins.bool | None = ...,
    ) -> None: ...
    def ClearField(self, field_name: Literal["request_state", "split_dimensions", "return_single_response"]) -> None: ...

class PredictResponse(Message):
    """Tensors out, by the aliases of the signature."""
    DESCRIPTOR: Descriptor

    MODEL_SPEC_FIELD_NUMBER: Literal[2]
    OUTPUTS_FIELD_NUMBER: Literal[1]
    @builtins.property
    def model_spec(self) -> _apis_model_pb2.ModelSpec: ...
    @builtins.property
    def outputs(self) -> MessageMap[builtins.str, _tensorflow_tensor_pb2.TensorProto]: ...
    def __init__(
        self,
        *,
        model_spec: _apis_model_pb2.ModelSpec | None = ...,
        outputs: Mapping[builtins.str, _tensorflow_tensor_pb2.TensorProto] | None = ...,
    ) -> None: ...
    def HasField(self, field_name: Literal["model_spec"]) -> builtins.bool: ...
    def ClearField(self, field_name: Literal["model_spec", "outputs"]) -> None: ...
