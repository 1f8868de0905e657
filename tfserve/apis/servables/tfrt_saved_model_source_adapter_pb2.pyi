"""Messages of tensorflow_serving/servables/tensorflow/tfrt_saved_model_source_adapter.proto. Written by protos/build.py; do not edit."""

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
from tfserve.apis.servables import session_bundle_config_pb2 as _servables_session_bundle_config_pb2

DESCRIPTOR: FileDescriptor

class TfrtSavedModelConfig(Message):
    """How the TFRT runtime loads and runs SavedModels."""
    DESCRIPTOR: Descriptor

    class _TpuUnpaddedBatchMode(EnumTypeWrapper):
        """Whether padding of batches is taken off again for a TPU."""
        UNPADDED_BATCH_DISABLED: Literal[0]
        UNPADDED_BATCH_AUTO: Literal[1]
        UNPADDED_BATCH_ENFORCED: Literal[2]

    TpuUnpaddedBatchMode: _TpuUnpaddedBatchMode
    UNPADDED_BATCH_DISABLED: Literal[0]
    UNPADDED_BATCH_AUTO: Literal[1]
    UNPADDED_BATCH_ENFORCED: Literal[2]

    class _PredictResponseTensorSerializationOption(EnumTypeWrapper):
        """How output tensors are written."""
        AS_PROTO_DEFAULT: Literal[0]
        AS_PROTO_FIELD: Literal[0]
        AS_PROTO_CONTENT: Literal[1]

    PredictResponseTensorSerializationOption: _PredictResponseTensorSerializationOption
    AS_PROTO_DEFAULT: Literal[0]
    AS_PROTO_FIELD: Literal[0]
    AS_PROTO_CONTENT: Literal[1]

    class _IfrtClientType(EnumTypeWrapper):
        """Through which client devices are reached."""
        IFRT_CLIENT_UNSPECIFIED: Literal[0]
        IFRT_CLIENT_PJRT: Literal[1]
        IFRT_CLIENT_PATHWAYS: Literal[2]
        IFRT_CLIENT_STAIRWAYS: Literal[3]

    IfrtClientType: _IfrtClientType
    IFRT_CLIENT_UNSPECIFIED: Literal[0]
    IFRT_CLIENT_PJRT: Literal[1]
    IFRT_CLIENT_PATHWAYS: Literal[2]
    IFRT_CLIENT_STAIRWAYS: Literal[3]

    LEGACY_CONFIG_FIELD_NUMBER: Literal[1000]
    ENABLE_NATIVE_OPS_FIELD_NUMBER: Literal[1001]
    USE_LITE_MLIR_IMPORTER_FIELD_NUMBER: Literal[1002]
    ENABLE_GRAPPLER_FIELD_NUMBER: Literal[1003]
    RUN_PLACER_GRAPPLER_ON_FUNCTIONS_FIELD_NUMBER: Literal[1020]
    ENABLE_GRAPPLER_FUNCTION_OPTIMIZER_FIELD_NUMBER: Literal[1022]
    ENABLE_ONLINE_COST_ANALYSIS_FIELD_NUMBER: Literal[1029]
    ENABLE_MLRT_FIELD_NUMBER: Literal[1030]
    ENABLE_TFRT_GPU_FIELD_NUMBER: Literal[1024]
    TARGET_TPU_FIELD_NUMBER: Literal[1004]
    HOIST_INVARIANT_OPS_FIELD_NUMBER: Literal[1005]
    SINK_IN_INVARIANT_OPS_FIELD_NUMBER: Literal[1028]
    STREAM_MERGE_THRESHOLD_FIELD_NUMBER: Literal[1011]
    STREAM_MERGE_UPPER_COST_THRESHOLD_FIELD_NUMBER: Literal[1015]
    MERGE_INTER_DEPENDENT_STREAMS_FIELD_NUMBER: Literal[1016]
    GRAPH_OPTIONS_FIELD_NUMBER: Literal[1006]
    BATCHING_PARAMETERS_FIELD_NUMBER: Literal[1007]
    SAVED_MODEL_TAGS_FIELD_NUMBER: Literal[1008]
    ENABLE_MODEL_WARMUP_FIELD_NUMBER: Literal[1009]
    MODEL_WARMUP_OPTIONS_FIELD_NUMBER: Literal[1010]
    RESOURCE_ESTIMATION_USES_VALIDATION_RESULT_FIELD_NUMBER: Literal[1012]
    LAZY_INIT_THRESHOLD_FIELD_NUMBER: Literal[1013]
    MAYBE_LOAD_FROM_MLA_FIELD_NUMBER: Literal[1025]
    USE_MIRA_FIELD_NUMBER: Literal[1027]
    SKIP_WARMUP_REQUESTS_IF_INITIALIZED_FIELD_NUMBER: Literal[1014]
    TPU_MOVE_RESOURCE_GATHER_TO_HOST_FIELD_NUMBER: Literal[1017]
    TPU_GATHER_TABLE_WIDTH_THRESHOLD_BYTES_FIELD_NUMBER: Literal[1021]
    USE_FUSED_TPU_OP_FIELD_NUMBER: Literal[1018]
    ENABLE_WHILE_PARALLEL_ITERATIONS_FIELD_NUMBER: Literal[1023]
    USE_TPU_HOST_ALLOCATOR_FOR_INPUTS_FIELD_NUMBER: Literal[1026]
    ENABLE_SAVED_MODEL_CONFIG_FIELD_NUMBER: Literal[1032]
    AUTO_FUSION_OP_FIELD_NUMBER: Literal[2006]
    AUTO_FUSION_MIN_CLUSTER_SIZE_FIELD_NUMBER: Literal[2007]
    ENABLE_PER_MODEL_BATCHING_PARAMS_FIELD_NUMBER: Literal[2008]
    LAZY_LOADING_USE_GRAPH_EXECUTOR_FIELD_NUMBER: Literal[2009]
    TPU_UNPADDED_BATCH_MODE_FIELD_NUMBER: Literal[2010]
    THREAD_POOL_FACTORY_CONFIG_FILEPATH_FIELD_NUMBER: Literal[2011]
    VALIDATE_INPUT_SPECS_FIELD_NUMBER: Literal[2012]
    VALIDATE_INPUT_SPECS_DRY_RUN_FIELD_NUMBER: Literal[2013]
    PREDICT_RESPONSE_TENSOR_SERIALIZATION_OPTION_FIELD_NUMBER: Literal[2014]
    GPU_SYSTEM_MEMORY_SIZE_IN_MB_FIELD_NUMBER: Literal[2015]
    FREEZE_AFTER_INIT_FIELD_NUMBER: Literal[2016]
    TFRT_GPU_PARALLELISM_FIELD_NUMBER: Literal[2017]
    TFRT_USE_FUSED_GPU_OP_FIELD_NUMBER: Literal[2018]
    TFRT_MIN_NUM_BATCH_THREADS_FIELD_NUMBER: Literal[2019]
    TFRT_USE_IFRT_FIELD_NUMBER: Literal[2020]
    ENABLE_TFRT_USE_IFRT_CORE_SELECTOR_FIELD_NUMBER: Literal[2021]
    ENABLE_PAGING_FIELD_NUMBER: Literal[2022]
    PAGING_HOST_MEMORY_KIND_FIELD_NUMBER: Literal[2023]
    IFRT_CLIENT_TYPE_FIELD_NUMBER: Literal[2024]
    TFRT_MIN_MAX_ENQUEUED_BATCHES_FIELD_NUMBER: Literal[2025]
    BATCH_PADDING_POLICY_FIELD_NUMBER: Literal[2026]
    DISABLE_OUTPUT_FILTER_FIELD_NUMBER: Literal[2027]
    IN_GRAPH_BATCHING_PARAMETERS_FIELD_NUMBER: Literal[2028]
    TFRT_BATCH_QUEUE_GLOBAL_PRIORITIZATION_NUM_THREADS_FIELD_NUMBER: Literal[2029]
    ALLOW_ORBAX_FIELD_NUMBER: Literal[2030]
    ALLOW_XLA_CPU_FIELD_NUMBER: Literal[2031]
    ASYNC_CHECKPOINT_LOADING_NUM_THREADS_FIELD_NUMBER: Literal[2032]
    ENABLE_PRIORITY_AWARE_BATCH_SCHEDULER_FIELD_NUMBER: Literal[2033]
    ENABLE_PRIORITY_AWARE_BATCH_SCHEDULER_RESPLIT_FIELD_NUMBER: Literal[2034]
    ENABLE_ASYNC_IFRT_FIELD_NUMBER: Literal[2035]
    ENABLE_BATCHING_TASK_LAZY_CANCELLATION_FIELD_NUMBER: Literal[2036]
    @builtins.property
    def legacy_config(self) -> _servables_session_bundle_config_pb2.SessionBundleConfig: ...
    enable_native_ops: builtins.bool
    use_lite_mlir_importer: builtins.bool
    enable_grappler: builtins.bool
    run_placer_grappler_on_functions: builtins.bool
    enable_grappler_function_optimizer: builtins.bool
    enable_online_cost_analysis: builtins.bool
    enable_mlrt: builtins.bool
    enable_tfrt_gpu: builtins.bool
    target_tpu: builtins.bool
    hoist_invariant_ops: builtins.bool
    sink_in_invariant_ops: builtins.bool
    stream_merge_threshold: builtins.int
    stream_merge_upper_cost_threshold: builtins.int
    merge_inter_dependent_streams: builtins.bool
    @builtins.property
    def graph_options(self) -> _tensorflow_config_pb2.GraphOptions: ...
    @builtins.property
    def batching_parameters(self) -> _servables_session_bundle_config_pb2.BatchingParameters: ...
    @builtins.property
    def saved_model_tags(self) -> RepeatedScalarFieldContainer[builtins.str]: ...
    enable_model_warmup: builtins.bool
    @builtins.property
    def model_warmup_options(self) -> _servables_session_bundle_config_pb2.ModelWarmupOptions: ...
    resource_estimation_uses_validation_result: builtins.bool
    lazy_init_threshold: builtins.int
    maybe_load_from_mla: builtins.bool
    use_mira: builtins.bool
    skip_warmup_requests_if_initialized: builtins.bool
    tpu_move_resource_gather_to_host: builtins.bool
    tpu_gather_table_width_threshold_bytes: builtins.int
    use_fused_tpu_op: builtins.bool
    enable_while_parallel_iterations: builtins.bool
    use_tpu_host_allocator_for_inputs: builtins.bool
    enable_saved_model_config: builtins.bool
    @builtins.property
    def auto_fusion_op(self) -> RepeatedScalarFieldContainer[builtins.str]: ...
    auto_fusion_min_cluster_size: builtins.int
    enable_per_model_batching_params: builtins.bool
    lazy_loading_use_graph_executor: builtins.bool
    tpu_unpadded_batch_mode: builtins.int
    thread_pool_factory_config_filepath: builtins.str
    validate_input_specs: builtins.bool
    validate_input_specs_dry_run: builtins.bool
    predict_response_tensor_serialization_option: builtins.int
    gpu_system_memory_size_in_mb: builtins.int
    freeze_after_init: builtins.bool
    tfrt_gpu_parallelism: builtins.int
    tfrt_use_fused_gpu_op: builtins.bool
    tfrt_min_num_batch_threads: builtins.int
    tfrt_use_ifrt: builtins.bool
    enable_tfrt_use_ifrt_core_selector: builtins.bool
    enable_paging: builtins.bool
    paging_host_memory_kind: builtins.str
    ifrt_client_type: builtins.int
    tfrt_min_max_enqueued_batches: builtins.int
    batch_padding_policy: builtins.str
    disable_output_filter: builtins.bool
    @builtins.property
    def in_graph_batching_parameters(self) -> _tensorflow_config_pb2.BatchingOptions: ...
    tfrt_batch_queue_global_prioritization_num_threads: builtins.int
    allow_orbax: builtins.bool
    allow_xla_cpu: builtins.bool
    async_checkpoint_loading_num_threads: builtins.int
    enable_priority_aware_batch_scheduler: builtins.bool
    enable_priority_aware_batch_scheduler_resplit: builtins.bool
    enable_async_ifrt: builtins.bool
    enable_batching_task_lazy_cancellation: builtins.bool
    def __init__(
        self,
        *,
        legacy_config: _servables_session_bundle_config_pb2.SessionBundleConfig | None = ...,
        enable_native_ops: builtins.bool | None = ...,
        use_lite_mlir_importer: builtins.bool | None = ...,
        enable_grappler: builtins.bool | None = ...,
        run_placer_grappler_on_functions: builtins.bool | None = ...,
        enable_grappler_function_optimizer: builtins.bool | None = ...,
        enable_online_cost_analysis: builtins.bool | None = ...,
        enable_mlrt: builtins.bool | None = ...,
        enable_tfrt_gpu: builtins.bool | None = ...,
        target_tpu: builtins.bool | None = ...,
        hoist_invariant_ops: builtins.bool | None = ...,
        sink_in_invariant_ops: builtins.bool | None = ...,
        stream_merge_threshold: builtins.int | None = ...,
        stream_merge_upper_cost_threshold: builtins.int | None = ...,
        merge_inter_dependent_streams: builtins.bool | None = ...,
        graph_options: _tensorflow_config_pb2.GraphOptions | None = ...,
        batching_parameters: _servables_session_bundle_config_pb2.BatchingParameters | None = ...,
        saved_model_tags: Iterable[builtins.str] | None = ...,
        enable_model_warmup: builtins.bool | None = ...,
        model_warmup_options: _servables_session_bundle_config_pb2.ModelWarmupOptions | None = ...,
        resource_estimation_uses_validation_result: builtins.bool | None = ...,
        lazy_init_threshold: builtins.int | None = ...,
        maybe_load_from_mla: builtins.bool | None = ...,
        use_mira: builtins.bool | None = ...,
        skip_warmup_requests_if_initialized: builtins.bool | None = ...,
        tpu_move_resource_gather_to_host: builtins.bool | None = ...,
        tpu_gather_table_width_threshold_bytes: builtins.int | None = ...,
        use_fused_tpu_op: builtins.bool | None = ...,
        enable_while_parallel_iterations: builtins.bool | None = ...,
        use_tpu_host_allocator_for_inputs: builtins.bool | None = ...,
        enable_saved_model_config: builtins.bool | None = ...,
        auto_fusion_op: Iterable[builtins.str] | None = ...,
        auto_fusion_min_cluster_size: builtins.int | None = ...,
        enable_per_model_batching_params: builtins.bool | None = ...,
        lazy_loading_use_graph_executor: builtins.bool | None = ...,
        tpu_unpadded_batch_mode: builtins.int | None = ...,
        thread_pool_factory_config_filepath: builtins.str | None = ...,
        validate_input_specs: builtins.bool | None = ...,
        validate_input_specs_dry_run: builtins.bool | None = ...,
        predict_response_tensor_serialization_option: builtins.int | None = ...,
        gpu_system_memory_size_in_mb: builtins.int | None = ...,
        freeze_after_init: builtins.bool | None = ...,
        tfrt_gpu_parallelism: builtins.int | None = ...,
        tfrt_use_fused_gpu_op: builtins.bool | None = ...,
        tfrt_min_num_batch_threads: builtins.int | None = ...,
        tfrt_use_ifrt: builtins.bool | None = ...,
        enable_tfrt_use_ifrt_core_selector: builtins.bool | None = ...,
        enable_paging: builtins.bool | None = ...,
        paging_host_memory_kind: builtins.str | None = ...,
        ifrt_client_type: builtins.int | None = ...,
        tfrt_min_max_enqueued_batches: builtins.int | None = ...,
        batch_padding_policy: builtins.str | None = ...,
        disable_output_filter: builtins.bool | None = ...,
        in_graph_batching_parameters: _tensorflow_config_pb2.BatchingOptions | None = ...,
        tfrt_batch_queue_global_prioritization_num_threads: builtins.int | None = ...,
        allow_orbax: builtins.bool | None = ...,
        allow_xla_cpu: builtins.bool | None = ...,
        async_checkpoint_loading_num_threads: builtins.int | None = ...,
        enable_priority_aware_batch_scheduler: builtins.bool | None = ...,
        enable_priority_aware_batch_scheduler_resplit: builtins.bool | None = ...,
        enable_async_ifrt: builtins.bool | None = ...,
        enable_batching_task_lazy_cancellation: builtins.bool | None = ...,
    ) -> None: ...
    def HasField(self, field_name: Literal["legacy_config", "graph_options", "batching_parameters", "model_warmup_options", "in_graph_batching_parameters"]) -> builtins.bool: ...
    def ClearField(self, field_name: Literal["legacy_config", "enable_native_ops", "use_lite_mlir_importer", "enable_grappler", "run_placer_grappler_on_functions", "enable_grappler_function_optimizer", "enable_online_cost_analysis", "enable_mlrt", "enable_tfrt_gpu", "target_tpu", "hoist_invariant_ops", "sink_in_invariant_ops", "stream_merge_threshold", "stream_merge_upper_cost_threshold", "merge_inter_dependent_streams", "graph_options", "batching_parameters", "saved_model_tags", "enable_model_warmup", "model_warmup_options", "resource_estimation_uses_validation_result", "lazy_init_threshold", "maybe_load_from_mla", "use_mira", "skip_warmup_requests_if_initialized", "tpu_move_resource_gather_to_host", "tpu_gather_table_width_threshold_bytes", "use_fused_tpu_op", "enable_while_parallel_iterations", "use_tpu_host_allocator_for_inputs", "enable_saved_model_config", "auto_fusion_op", "auto_fusion_min_cluster_size", "enable_per_model_batching_params", "lazy_loading_use_graph_executor", "tpu_unpadded_batch_mode", "thread_pool_factory_config_filepath", "validate_input_specs", "validate_input_specs_dry_run", "predict_response_tensor_serialization_option", "gpu_system_memory_size_in_mb", "freeze_after_init", "tfrt_gpu_parallelism", "tfrt_use_fused_gpu_op", "tfrt_min_num_batch_threads", "tfrt_use_ifrt", "enable_tfrt_use_ifrt_core_selector", "enable_paging", "paging_host_memory_kind", "ifrt_client_type", "tfrt_min_max_enqueued_batches", "batch_padding_policy", "disable_output_filter", "in_graph_batching_parameters", "tfrt_batch_queue_global_prioritization_num_threads", "allow_orbax", "allow_xla_cpu", "async_checkpoint_loading_num_threads", "enable_priority_aware_batch_scheduler", "enable_priority_aware_batch_scheduler_resplit", "enable_async_ifrt", "enable_batching_task_lazy_cancellation"]) -> None: ...

class TfrtSavedModelSourceAdapterConfig(Message):
    """Settings of the TFRT platform in a platform config."""
    DESCRIPTOR: Descriptor
    SAVED_MODEL_CONFIG_FIELD_NUMBER: Literal[1]
    @builtins.property
    def saved_model_config(self) -> TfrtSavedModelConfig: ...
    def __init__(
        self,
        *,
        saved_model_config: TfrtSavedModelConfig | None = ...,
    ) -> None: ...
    def HasField(self, field_name: Literal["saved_model_config"]) -> builtins.bool: ...
    def ClearField(self, field_name: Literal["saved_model_config"]) -> None: ...
