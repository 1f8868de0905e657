"""Messages of tensorflow_serving/servables/tensorflow/session_bundle_config.proto. Written by protos/build.py; do not edit."""

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

from google.protobuf import wrappers_pb2 as _protobuf_wrappers_pb2
from tfserve.apis.tensorflow import config_pb2 as _tensorflow_config_pb2
from tfserve.apis.tensorflow import named_tensor_pb2 as _tensorflow_named_tensor_pb2

DESCRIPTOR: FileDescriptor

class ModelWarmupOptions(Message):
    """How a model is warmed up before it serves."""
    DESCRIPTOR: Descriptor
    NUM_REQUEST_ITERATIONS_FIELD_NUMBER: Literal[1]
    NUM_MODEL_WARMUP_THREADS_FIELD_NUMBER: Literal[2]
    MODEL_NAME_FIELD_NUMBER: Literal[3]
    MODEL_VERSION_FIELD_NUMBER: Literal[4]
    ENABLE_ALL_BATCH_SIZES_WARMUP_FIELD_NUMBER: Literal[5]
    @builtins.property
    def num_request_iterations(self) -> _protobuf_wrappers_pb2.Int32Value: ...
    @builtins.property
    def num_model_warmup_threads(self) -> _protobuf_wrappers_pb2.Int32Value: ...
    model_name: builtins.str
    model_version: builtins.int
    enable_all_batch_sizes_warmup: builtins.bool
    def __init__(
        self,
        *,
        num_request_iterations: _protobuf_wrappers_pb2.Int32Value | None = ...,
        num_model_warmup_threads: _protobuf_wrappers_pb2.Int32Value | None = ...,
        model_name: builtins.str | None = ...,
        model_version: builtins.int | None = ...,
        enable_all_batch_sizes_warmup: builtins.bool | None = ...,
    ) -> None: ...
    def HasField(self, field_name: Literal["num_request_iterations", "num_model_warmup_threads"]) -> builtins.bool: ...
    def ClearField(self, field_name: Literal["num_request_iterations", "num_model_warmup_threads", "model_name", "model_version", "enable_all_batch_sizes_warmup"]) -> None: ...

class SessionBundleConfig(Message):
    """How SavedModels are loaded and run."""
    DESCRIPTOR: Descriptor
    SESSION_TARGET_FIELD_NUMBER: Literal[1]
    SESSION_CONFIG_FIELD_NUMBER: Literal[2]
    BATCHING_PARAMETERS_FIELD_NUMBER: Literal[3]
    IN_GRAPH_BATCHING_PARAMETERS_FIELD_NUMBER: Literal[7]
    SESSION_RUN_LOAD_THREADPOOL_INDEX_FIELD_NUMBER: Literal[4]
    EXPERIMENTAL_TRANSIENT_RAM_BYTES_DURING_LOAD_FIELD_NUMBER: Literal[5]
    SAVED_MODEL_TAGS_FIELD_NUMBER: Literal[6]
    EXPERIMENTAL_FIXED_INPUT_TENSORS_FIELD_NUMBER: Literal[778]
    ENABLE_MODEL_WARMUP_FIELD_NUMBER: Literal[779]
    MODEL_WARMUP_OPTIONS_FIELD_NUMBER: Literal[780]
    ENABLE_SESSION_METADATA_FIELD_NUMBER: Literal[781]
    REMOVE_UNUSED_FIELDS_FROM_BUNDLE_METAGRAPH_FIELD_NUMBER: Literal[782]
    PREFER_TFLITE_MODEL_FIELD_NUMBER: Literal[783]
    RESOURCE_ESTIMATION_USES_VALIDATION_RESULT_FIELD_NUMBER: Literal[784]
    NUM_TFLITE_INTERPRETERS_FIELD_NUMBER: Literal[785]
    NUM_TFLITE_INTERPRETERS_PER_POOL_FIELD_NUMBER: Literal[786]
    NUM_TFLITE_POOLS_FIELD_NUMBER: Literal[787]
    WRAP_SESSION_WITH_NO_THREADING_PARAMS_FIELD_NUMBER: Literal[788]
    ENABLE_PER_MODEL_BATCHING_PARAMS_FIELD_NUMBER: Literal[789]
    ENABLE_SAVED_MODEL_CONFIG_FIELD_NUMBER: Literal[790]
    MIXED_PRECISION_FIELD_NUMBER: Literal[791]
    session_target: builtins.str
    @builtins.property
    def session_config(self) -> _tensorflow_config_pb2.ConfigProto: ...
    @builtins.property
    def batching_parameters(self) -> BatchingParameters: ...
    @builtins.property
    def in_graph_batching_parameters(self) -> _tensorflow_config_pb2.BatchingOptions: ...
    @builtins.property
    def session_run_load_threadpool_index(self) -> _protobuf_wrappers_pb2.Int32Value: ...
    experimental_transient_ram_bytes_during_load: builtins.int
    @builtins.property
    def saved_model_tags(self) -> RepeatedScalarFieldContainer[builtins.str]: ...
    @builtins.property
    def experimental_fixed_input_tensors(self) -> RepeatedCompositeFieldContainer[_tensorflow_named_tensor_pb2.NamedTensorProto]: ...
    enable_model_warmup: builtins.bool
    @builtins.property
    def model_warmup_options(self) -> ModelWarmupOptions: ...
    enable_session_metadata: builtins.bool
    remove_unused_fields_from_bundle_metagraph: builtins.bool
    prefer_tflite_model: builtins.bool
    resource_estimation_uses_validation_result: builtins.bool
    num_tflite_interpreters: builtins.int
    num_tflite_interpreters_per_pool: builtins.int
    num_tflite_pools: builtins.int
    wrap_session_with_no_threading_params: builtins.bool
    enable_per_model_batching_params: builtins.bool
    enable_saved_model_config: builtins.bool
    mixed_precision: builtins.str
    def __init__(
        self,
        *,
        session_target: builtins.str | None = ...,
        session_config: _tensorflow_config_pb2.ConfigProto | None = ...,
        batching_parameters: BatchingParameters | None = ...,
        in_graph_batching_parameters: _tensorflow_config_pb2.BatchingOptions | None = ...,
        session_run_load_threadpool_index: _protobuf_wrappers_pb2.Int32Value | None = ...,
        experimental_transient_ram_bytes_during_load: builtins.int | None = ...,
        saved_model_tags: Iterable[builtins.str] | None = ...,
        experimental_fixed_input_tensors: Iterable[_tensorflow_named_tensor_pb2.NamedTensorProto] | None = ...,
        enable_model_warmup: builtins.bool | None = ...,
        model_warmup_options: ModelWarmupOptions | None = ...,
        enable_session_metadata: builtins.bool | None = ...,
        remove_unused_fields_from_bundle_metagraph: builtins.bool | None = ...,
        prefer_tflite_model: builtins.bool | None = ...,
        resource_estimation_uses_validation_result: builtins.bool | None = ...,
        num_tflite_interpreters: builtins.int | None = ...,
        num_tflite_interpreters_per_pool: builtins.int | None = ...,
        num_tflite_pools: builtins.int | None = ...,
        wrap_session_with_no_threading_params: builtins.bool | None = ...,
        enable_per_model_batching_params: builtins.bool | None = ...,
        enable_saved_model_config: builtins.bool | None = ...,
        mixed_precision: builtins.str | None = ...,
    ) -> None: ...
    def HasField(self, field_name: Literal["session_config", "batching_parameters", "in_graph_batching_parameters", "session_run_load_threadpool_index", "model_warmup_options"]) -> builtins.bool: ...
    def ClearField(self, field_name: Literal["session_target", "session_config", "batching_parameters", "in_graph_batching_parameters", "session_run_load_threadpool_index", "experimental_transient_ram_bytes_during_load", "saved_model_tags", "experimental_fixed_input_tensors", "enable_model_warmup", "model_warmup_options", "enable_session_metadata", "remove_unused_fields_from_bundle_metagraph", "prefer_tflite_model", "resource_estimation_uses_validation_result", "num_tflite_interpreters", "num_tflite_interpreters_per_pool", "num_tflite_pools", "wrap_session_with_no_threading_params", "enable_per_model_batching_params", "enable_saved_model_config", "mixed_precision"]) -> None: ...

class BatchingParameters(Message):
    """The content of --batching_parameters_file."""
    DESCRIPTOR: Descriptor
    MAX_BATCH_SIZE_FIELD_NUMBER: Literal[1]
    BATCH_TIMEOUT_MICROS_FIELD_NUMBER: Literal[2]
    MAX_ENQUEUED_BATCHES_FIELD_NUMBER: Literal[3]
    NUM_BATCH_THREADS_FIELD_NUMBER: Literal[4]
    THREAD_POOL_NAME_FIELD_NUMBER: Literal[5]
    ENABLE_LARGE_BATCH_SPLITTING_FIELD_NUMBER: Literal[8]
    MAX_EXECUTION_BATCH_SIZE_FIELD_NUMBER: Literal[9]
    ALLOWED_BATCH_SIZES_FIELD_NUMBER: Literal[6]
    PAD_VARIABLE_LENGTH_INPUTS_FIELD_NUMBER: Literal[7]
    @builtins.property
    def max_batch_size(self) -> _protobuf_wrappers_pb2.Int64Value: ...
    @builtins.property
    def batch_timeout_micros(self) -> _protobuf_wrappers_pb2.Int64Value: ...
    @builtins.property
    def max_enqueued_batches(self) -> _protobuf_wrappers_pb2.Int64Value: ...
    @builtins.property
    def num_batch_threads(self) -> _protobuf_wrappers_pb2.Int64Value: ...
    @builtins.property
    def thread_pool_name(self) -> _protobuf_wrappers_pb2.StringValue: ...
    @builtins.property
    def enable_large_batch_splitting(self) -> _protobuf_wrappers_pb2.BoolValue: ...
    @builtins.property
    def max_execution_batch_size(self) -> _protobuf_wrappers_pb2.Int64Value: ...
    @builtins.property
    def allowed_batch_sizes(self) -> RepeatedScalarFieldContainer[builtins.int]: ...
    pad_variable_length_inputs: builtins.bool
    def __init__(
        self,
        *,
        max_batch_size: _protobuf_wrappers_pb2.Int64Value | None = ...,
        batch_timeout_micros: _protobuf_wrappers_pb2.Int64Value | None = ...,
        max_enqueued_batches: _protobuf_wrappers_pb2.Int64Value | None = ...,
        num_batch_threads: _protobuf_wrappers_pb2.Int64Value | None = ...,
        thread_pool_name: _protobuf_wrappers_pb2.StringValue | None = ...,
        enable_large_batch_splitting: _protobuf_wrappers_pb2.BoolValue | None = ...,
        max_execution_batch_size: _protobuf_wrappers_pb2.Int64Value | None = ...,
        allowed_batch_sizes: Iterable[builtins.int] | None = ...,
        pad_variable_length_inputs: builtins.bool | None = ...,
    ) -> None: ...
    def HasField(self, field_name: Literal["max_batch_size", "batch_timeout_micros", "max_enqueued_batches", "num_batch_threads", "thread_pool_name", "enable_large_batch_splitting", "max_execution_batch_size"]) -> builtins.bool: ...
    def ClearField(self, field_name: Literal["max_batch_size", "batch_timeout_micros", "max_enqueued_batches", "num_batch_threads", "thread_pool_name", "enable_large_batch_splitting", "max_execution_batch_size", "allowed_batch_sizes", "pad_variable_length_inputs"]) -> None: ...
