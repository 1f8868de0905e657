"""Messages of tensorflow/core/protobuf/config.proto. Written by protos/build.py; do not edit."""

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

from tfserve.apis.tensorflow.tsl import coordination_config_pb2 as _tsl_coordination_config_pb2
from tfserve.apis.tensorflow import cost_graph_pb2 as _tensorflow_cost_graph_pb2
from tfserve.apis.tensorflow import graph_pb2 as _tensorflow_graph_pb2
from tfserve.apis.tensorflow import step_stats_pb2 as _tensorflow_step_stats_pb2
from tfserve.apis.tensorflow import cluster_pb2 as _tensorflow_cluster_pb2
from tfserve.apis.tensorflow import debug_pb2 as _tensorflow_debug_pb2
from tfserve.apis.tensorflow import rewriter_config_pb2 as _tensorflow_rewriter_config_pb2
from tfserve.apis.tensorflow import rpc_options_pb2 as _tensorflow_rpc_options_pb2
from tfserve.apis.tensorflow.tsl import rpc_options_pb2 as _tsl_rpc_options_pb2

DESCRIPTOR: FileDescriptor

class GPUOptions(Message):
    """How a process uses its GPUs."""
    DESCRIPTOR: Descriptor

    class Experimental(Message):
        """GPU settings that may change."""
        DESCRIPTOR: Descriptor

        class VirtualDevices(Message):
            """One real GPU seen as several."""
            DESCRIPTOR: Descriptor
            MEMORY_LIMIT_MB_FIELD_NUMBER: Literal[1]
            PRIORITY_FIELD_NUMBER: Literal[2]
            DEVICE_ORDINAL_FIELD_NUMBER: Literal[3]
            @builtins.property
            def memory_limit_mb(self) -> RepeatedScalarFieldContainer[builtins.float]: ...
            @builtins.property
            def priority(self) -> RepeatedScalarFieldContainer[builtins.int]: ...
            @builtins.property
            def device_ordinal(self) -> RepeatedScalarFieldContainer[builtins.int]: ...
            def __init__(
                self,
                *,
                memory_limit_mb: Iterable[builtins.float] | None = ...,
                priority: Iterable[builtins.int] | None = ...,
                device_ordinal: Iterable[builtins.int] | None = ...,
            ) -> None: ...
            def ClearField(self, field_name: Literal["memory_limit_mb", "priority", "device_ordinal"]) -> None: ...

        class StreamMergeOptions(Message):
            """Which copies share the stream of the computation."""
            DESCRIPTOR: Descriptor
            MERGE_HOST_TO_DEVICE_STREAM_FIELD_NUMBER: Literal[1]
            MERGE_DEVICE_TO_HOST_STREAM_FIELD_NUMBER: Literal[2]
            MERGE_DEVICE_TO_DEVICE_STREAM_FIELD_NUMBER: Literal[3]
            merge_host_to_device_stream: builtins.bool
            merge_device_to_host_stream: builtins.bool
            merge_device_to_device_stream: builtins.bool
            def __init__(
                self,
                *,
                merge_host_to_device_stream: builtins.bool | None = ...,
                merge_device_to_host_stream: builtins.bool | None = ...,
                merge_device_to_device_stream: builtins.bool | None = ...,
            ) -> None: ...
            def ClearField(self, field_name: Literal["merge_host_to_device_stream", "merge_device_to_host_stream", "merge_device_to_device_stream"]) -> None: ...

        VIRTUAL_DEVICES_FIELD_NUMBER: Literal[1]
        NUM_VIRTUAL_DEVICES_PER_GPU_FIELD_NUMBER: Literal[15]
        USE_UNIFIED_MEMORY_FIELD_NUMBER: Literal[2]
        NUM_DEV_TO_DEV_COPY_STREAMS_FIELD_NUMBER: Literal[3]
        COLLECTIVE_RING_ORDER_FIELD_NUMBER: Literal[4]
        TIMESTAMPED_ALLOCATOR_FIELD_NUMBER: Literal[5]
        KERNEL_TRACKER_MAX_INTERVAL_FIELD_NUMBER: Literal[7]
        KERNEL_TRACKER_MAX_BYTES_FIELD_NUMBER: Literal[8]
        KERNEL_TRACKER_MAX_PENDING_FIELD_NUMBER: Literal[9]
        INTERNAL_FRAGMENTATION_FRACTION_FIELD_NUMBER: Literal[10]
        USE_CUDA_MALLOC_ASYNC_FIELD_NUMBER: Literal[11]
        DISALLOW_RETRY_ON_ALLOCATION_FAILURE_FIELD_NUMBER: Literal[12]
        GPU_HOST_MEM_LIMIT_IN_MB_FIELD_NUMBER: Literal[13]
        GPU_HOST_MEM_DISALLOW_GROWTH_FIELD_NUMBER: Literal[14]
        GPU_SYSTEM_MEMORY_SIZE_IN_MB_FIELD_NUMBER: Literal[16]
        POPULATE_PJRT_GPU_CLIENT_CREATION_INFO_FIELD_NUMBER: Literal[17]
        NODE_ID_FIELD_NUMBER: Literal[18]
        STREAM_MERGE_OPTIONS_FIELD_NUMBER: Literal[19]
        @builtins.property
        def virtual_devices(self) -> RepeatedCompositeFieldContainer[GPUOptions.Experimental.VirtualDevices]: ...
        num_virtual_devices_per_gpu: builtins.int
        use_unified_memory: builtins.bool
        num_dev_to_dev_copy_streams: builtins.int
        collective_ring_order: builtins.str
        timestamped_allocator: builtins.bool
        kernel_tracker_max_interval: builtins.int
        kernel_tracker_max_bytes: builtins.int
        kernel_tracker_max_pending: builtins.int
        internal_fragmentation_fraction: builtins.float
        use_cuda_malloc_async: builtins.bool
        disallow_retry_on_allocation_failure: builtins.bool
        gpu_host_mem_limit_in_mb: builtins.float
        gpu_host_mem_disallow_growth: builtins.bool
        gpu_system_memory_size_in_mb: builtins.int
        populate_pjrt_gpu_client_creation_info: builtins.bool
        node_id: builtins.int
        @builtins.property
        def stream_merge_options(self) -> GPUOptions.Experimental.StreamMergeOptions: ...
        def __init__(
            self,
            *,
            virtual_devices: Iterable[GPUOptions.Experimental.VirtualDevices] | None = ...,
            num_virtual_devices_per_gpu: builtins.int | None = ...,
            use_unified_memory: builtins.bool | None = ...,
            num_dev_to_dev_copy_streams: builtins.int | None = ...,
            collective_ring_order: builtins.str | None = ...,
            timestamped_allocator: builtins.bool | None = ...,
            kernel_tracker_max_interval: builtins.int | None = ...,
            kernel_tracker_max_bytes: builtins.int | None = ...,
            kernel_tracker_max_pending: builtins.int | None = ...,
            internal_fragmentation_fraction: builtins.float | None = ...,
            use_cuda_malloc_async: builtins.bool | None = ...,
            disallow_retry_on_allocation_failure: builtins.bool | None = ...,
            gpu_host_mem_limit_in_mb: builtins.float | None = ...,
            gpu_host_mem_disallow_growth: builtins.bool | None = ...,
            gpu_system_memory_size_in_mb: builtins.int | None = ...,
            populate_pjrt_gpu_client_creation_info: builtins.bool | None = ...,
            node_id: builtins.int | None = ...,
            stream_merge_options: GPUOptions.Experimental.StreamMergeOptions | None = ...,
        ) -> None: ...
        def HasField(self, field_name: Literal["stream_merge_options"]) -> builtins.bool: ...
        def ClearField(self, field_name: Literal["virtual_devices", "num_virtual_devices_per_gpu", "use_unified_memory", "num_dev_to_dev_copy_streams", "collective_ring_order", "timestamped_allocator", "kernel_tracker_max_interval", "kernel_tracker_max_bytes", "kernel_tracker_max_pending", "internal_fragmentation_fraction", "use_cuda_malloc_async", "disallow_retry_on_allocation_failure", "gpu_host_mem_limit_in_mb", "gpu_host_mem_disallow_growth", "gpu_system_memory_size_in_mb", "populate_pjrt_gpu_client_creation_info", "node_id", "stream_merge_options"]) -> None: ...

    PER_PROCESS_GPU_MEMORY_FRACTION_FIELD_NUMBER: Literal[1]
    ALLOW_GROWTH_FIELD_NUMBER: Literal[4]
    ALLOCATOR_TYPE_FIELD_NUMBER: Literal[2]
    DEFERRED_DELETION_BYTES_FIELD_NUMBER: Literal[3]
    VISIBLE_DEVICE_LIST_FIELD_NUMBER: Literal[5]
    POLLING_ACTIVE_DELAY_USECS_FIELD_NUMBER: Literal[6]
    POLLING_INACTIVE_DELAY_MSECS_FIELD_NUMBER: Literal[7]
    FORCE_GPU_COMPATIBLE_FIELD_NUMBER: Literal[8]
    EXPERIMENTAL_FIELD_NUMBER: Literal[9]
    per_process_gpu_memory_fraction: builtins.float
    allow_growth: builtins.bool
    allocator_type: builtins.str
    deferred_deletion_bytes: builtins.int
    visible_device_list: builtins.str
    polling_active_delay_usecs: builtins.int
    polling_inactive_delay_msecs: builtins.int
    force_gpu_compatible: builtins.bool
    @builtins.property
    def experimental(self) -> GPUOptions.Experimental: ...
    def __init__(
        self,
        *,
        per_process_gpu_memory_fraction: builtins.float | None = ...,
        allow_growth: builtins.bool | None = ...,
        allocator_type: builtins.str | None = ...,
        deferred_deletion_bytes: builtins.int | None = ...,
        visible_device_list: builtins.str | None = ...,
        polling_active_delay_usecs: builtins.int | None = ...,
        polling_inactive_delay_msecs: builtins.int | None = ...,
        force_gpu_compatible: builtins.bool | None = ...,
        experimental: GPUOptions.Experimental | None = ...,
    ) -> None: ...
    def HasField(self, field_name: Literal["experimental"]) -> builtins.bool: ...
    def ClearField(self, field_name: Literal["per_process_gpu_memory_fraction", "allow_growth", "allocator_type", "deferred_deletion_bytes", "visible_device_list", "polling_active_delay_usecs", "polling_inactive_delay_msecs", "force_gpu_compatible", "experimental"]) -> None: ...

class OptimizerOptions(Message):
    """How a graph is optimized before it runs."""
    DESCRIPTOR: Descriptor

    class _Level(EnumTypeWrapper):
        """How much is optimized."""
        L1: Literal[0]
        L0: Literal[-1]

    Level: _Level
    L1: Literal[0]
    L0: Literal[-1]

    class _GlobalJitLevel(EnumTypeWrapper):
        """Whether XLA compiles what nobody has asked it to."""
        DEFAULT: Literal[0]
        OFF: Literal[-1]
        ON_1: Literal[1]
        ON_2: Literal[2]

    GlobalJitLevel: _GlobalJitLevel
    DEFAULT: Literal[0]
    OFF: Literal[-1]
    ON_1: Literal[1]
    ON_2: Literal[2]

    DO_COMMON_SUBEXPRESSION_ELIMINATION_FIELD_NUMBER: Literal[1]
    DO_CONSTANT_FOLDING_FIELD_NUMBER: Literal[2]
    MAX_FOLDED_CONSTANT_IN_BYTES_FIELD_NUMBER: Literal[6]
    DO_FUNCTION_INLINING_FIELD_NUMBER: Literal[4]
    OPT_LEVEL_FIELD_NUMBER: Literal[3]
    GLOBAL_JIT_LEVEL_FIELD_NUMBER: Literal[5]
    CPU_GLOBAL_JIT_FIELD_NUMBER: Literal[7]
    do_common_subexpression_elimination: builtins.bool
    do_constant_folding: builtins.bool
    max_folded_constant_in_bytes: builtins.int
    do_function_inlining: builtins.bool
    opt_level: builtins.int
    global_jit_level: builtins.int
    cpu_global_jit: builtins.bool
    def __init__(
        self,
        *,
        do_common_subexpression_elimination: builtins.bool | None = ...,
        do_constant_folding: builtins.bool | None = ...,
        max_folded_constant_in_bytes: builtins.int | None = ...,
        do_function_inlining: builtins.bool | None = ...,
        opt_level: builtins.int | None = ...,
        global_jit_level: builtins.int | None = ...,
        cpu_global_jit: builtins.bool | None = ...,
    ) -> None: ...
    def ClearField(self, field_name: Literal["do_common_subexpression_elimination", "do_constant_folding", "max_folded_constant_in_bytes", "do_function_inlining", "opt_level", "global_jit_level", "cpu_global_jit"]) -> None: ...

class GraphOptions(Message):
    """How a session treats its graph."""
    DESCRIPTOR: Descriptor
    ENABLE_RECV_SCHEDULING_FIELD_NUMBER: Literal[2]
    OPTIMIZER_OPTIONS_FIELD_NUMBER: Literal[3]
    BUILD_COST_MODEL_FIELD_NUMBER: Literal[4]
    BUILD_COST_MODEL_AFTER_FIELD_NUMBER: Literal[9]
    INFER_SHAPES_FIELD_NUMBER: Literal[5]
    PLACE_PRUNED_GRAPH_FIELD_NUMBER: Literal[6]
    ENABLE_BFLOAT16_SENDRECV_FIELD_NUMBER: Literal[7]
    TIMELINE_STEP_FIELD_NUMBER: Literal[8]
    REWRITE_OPTIONS_FIELD_NUMBER: Literal[10]
    enable_recv_scheduling: builtins.bool
    @builtins.property
    def optimizer_options(self) -> OptimizerOptions: ...
    build_cost_model: builtins.int
    build_cost_model_after: builtins.int
    infer_shapes: builtins.bool
    place_pruned_graph: builtins.bool
    enable_bfloat16_sendrecv: builtins.bool
    timeline_step: builtins.int
    @builtins.property
    def rewrite_options(self) -> _tensorflow_rewriter_config_pb2.RewriterConfig: ...
    def __init__(
        self,
        *,
        enable_recv_scheduling: builtins.bool | None = ...,
        optimizer_options: OptimizerOptions | None = ...,
        build_cost_model: builtins.int | None = ...,
        build_cost_model_after: builtins.int | None = ...,
        infer_shapes: builtins.bool | None = ...,
        place_pruned_graph: builtins.bool | None = ...,
        enable_bfloat16_sendrecv: builtins.bool | None = ...,
        timeline_step: builtins.int | None = ...,
        rewrite_options: _tensorflow_rewriter_config_pb2.RewriterConfig | None = ...,
    ) -> None: ...
    def HasField(self, field_name: Literal["optimizer_options", "rewrite_options"]) -> builtins.bool: ...
    def ClearField(self, field_name: Literal["enable_recv_scheduling", "optimizer_options", "build_cost_model", "build_cost_model_after", "infer_shapes", "place_pruned_graph", "enable_bfloat16_sendrecv", "timeline_step", "rewrite_options"]) -> None: ...

class ThreadPoolOptionProto(Message):
    """A thread pool between operations; one name may be shared by sessions."""
    DESCRIPTOR: Descriptor
    NUM_THREADS_FIELD_NUMBER: Literal[1]
    GLOBAL_NAME_FIELD_NUMBER: Literal[2]
    num_threads: builtins.int
    global_name: builtins.str
    def __init__(
        self,
        *,
        num_threads: builtins.int | None = ...,
        global_name: builtins.str | None = ...,
    ) -> None: ...
    def ClearField(self, field_name: Literal["num_threads", "global_name"]) -> None: ...

class SessionMetadata(Message):
    """Name and version of the model that a session runs, for metrics."""
    DESCRIPTOR: Descriptor
    NAME_FIELD_NUMBER: Literal[1]
    VERSION_FIELD_NUMBER: Literal[2]
    name: builtins.str
    version: builtins.int
    def __init__(
        self,
        *,
        name: builtins.str | None = ...,
        version: builtins.int | None = ...,
    ) -> None: ...
    def ClearField(self, field_name: Literal["name", "version"]) -> None: ...

class ConfigProto(Message):
    """Settings of a session."""
    DESCRIPTOR: Descriptor

    class Experimental(Message):
        """Session settings that may change."""
        DESCRIPTOR: Descriptor

        class _MlirBridgeRollout(EnumTypeWrapper):
            """Whether the newer compiler bridge is used."""
            MLIR_BRIDGE_ROLLOUT_UNSPECIFIED: Literal[0]
            MLIR_BRIDGE_ROLLOUT_ENABLED: Literal[1]
            MLIR_BRIDGE_ROLLOUT_DISABLED: Literal[2]

        MlirBridgeRollout: _MlirBridgeRollout
        MLIR_BRIDGE_ROLLOUT_UNSPECIFIED: Literal[0]
        MLIR_BRIDGE_ROLLOUT_ENABLED: Literal[1]
        MLIR_BRIDGE_ROLLOUT_DISABLED: Literal[2]

        COLLECTIVE_GROUP_LEADER_FIELD_NUMBER: Literal[1]
        EXECUTOR_TYPE_FIELD_NUMBER: Literal[3]
        RECV_BUF_MAX_CHUNK_FIELD_NUMBER: Literal[4]
        USE_NUMA_AFFINITY_FIELD_NUMBER: Literal[5]
        COLLECTIVE_DETERMINISTIC_SEQUENTIAL_EXECUTION_FIELD_NUMBER: Literal[6]
        COLLECTIVE_NCCL_FIELD_NUMBER: Literal[7]
        SHARE_SESSION_STATE_IN_CLUSTERSPEC_PROPAGATION_FIELD_NUMBER: Literal[8]
        DISABLE_THREAD_SPINNING_FIELD_NUMBER: Literal[9]
        SHARE_CLUSTER_DEVICES_IN_SESSION_FIELD_NUMBER: Literal[10]
        SESSION_METADATA_FIELD_NUMBER: Literal[11]
        OPTIMIZE_FOR_STATIC_GRAPH_FIELD_NUMBER: Literal[12]
        ENABLE_MLIR_BRIDGE_FIELD_NUMBER: Literal[13]
        MLIR_BRIDGE_ROLLOUT_FIELD_NUMBER: Literal[17]
        ENABLE_MLIR_GRAPH_OPTIMIZATION_FIELD_NUMBER: Literal[16]
        DISABLE_OUTPUT_PARTITION_GRAPHS_FIELD_NUMBER: Literal[14]
        XLA_FUSION_AUTOTUNER_THRESH_FIELD_NUMBER: Literal[15]
        USE_TFRT_FIELD_NUMBER: Literal[18]
        ENABLE_MULTI_HOST_FIELD_NUMBER: Literal[27]
        TFRT_USE_IFRT_FIELD_NUMBER: Literal[32]
        BACKEND_SERVER_PORT_FIELD_NUMBER: Literal[28]
        TARGET_TPU_FIELD_NUMBER: Literal[29]
        TARGET_GPU_FIELD_NUMBER: Literal[30]
        STREAM_MERGE_THRESHOLD_FIELD_NUMBER: Literal[31]
        DISABLE_FUNCTIONAL_OPS_LOWERING_FIELD_NUMBER: Literal[21]
        XLA_PREFER_SINGLE_GRAPH_CLUSTER_FIELD_NUMBER: Literal[22]
        COORDINATION_CONFIG_FIELD_NUMBER: Literal[23]
        DISABLE_OPTIMIZE_FOR_STATIC_GRAPH_FIELD_NUMBER: Literal[24]
        DISABLE_EAGER_EXECUTOR_STREAMING_ENQUEUE_FIELD_NUMBER: Literal[26]
        FINALIZE_FUNCTION_LIBRARY_RUNTIME_FIELD_NUMBER: Literal[33]
        FINALIZE_RESOURCE_MANAGER_FIELD_NUMBER: Literal[34]
        TF2XLA_DUMP_DIR_FIELD_NUMBER: Literal[35]
        ONLINE_COST_ANALYSIS_FIELD_NUMBER: Literal[36]
        collective_group_leader: builtins.str
        executor_type: builtins.str
        recv_buf_max_chunk: builtins.int
        use_numa_affinity: builtins.bool
        collective_deterministic_sequential_execution: builtins.bool
        collective_nccl: builtins.bool
        share_session_state_in_clusterspec_propagation: builtins.bool
        disable_thread_spinning: builtins.bool
        share_cluster_devices_in_session: builtins.bool
        @builtins.property
        def session_metadata(self) -> SessionMetadata: ...
        optimize_for_static_graph: builtins.bool
        enable_mlir_bridge: builtins.bool
        mlir_bridge_rollout: builtins.int
        enable_mlir_graph_optimization: builtins.bool
        disable_output_partition_graphs: builtins.bool
        xla_fusion_autotuner_thresh: builtins.int
        use_tfrt: builtins.bool
        enable_multi_host: builtins.bool
        tfrt_use_ifrt: builtins.bool
        backend_server_port: builtins.int
        target_tpu: builtins.bool
        target_gpu: builtins.bool
        stream_merge_threshold: builtins.int
        disable_functional_ops_lowering: builtins.bool
        xla_prefer_single_graph_cluster: builtins.bool
        @builtins.property
        def coordination_config(self) -> _tsl_coordination_config_pb2.CoordinationServiceConfig: ...
        disable_optimize_for_static_graph: builtins.bool
        disable_eager_executor_streaming_enqueue: builtins.bool
        finalize_function_library_runtime: builtins.bool
        finalize_resource_manager: builtins.bool
        tf2xla_dump_dir: builtins.str
        online_cost_analysis: builtins.bool
        def __init__(
            self,
            *,
            collective_group_leader: builtins.str | None = ...,
            executor_type: builtins.str | None = ...,
            recv_buf_max_chunk: builtins.int | None = ...,
            use_numa_affinity: builtins.bool | None = ...,
            collective_deterministic_sequential_execution: builtins.bool | None = ...,
            collective_nccl: builtins.bool | None = ...,
            share_session_state_in_clusterspec_propagation: builtins.bool | None = ...,
            disable_thread_spinning: builtins.bool | None = ...,
            share_cluster_devices_in_session: builtins.bool | None = ...,
            session_metadata: SessionMetadata | None = ...,
            optimize_for_static_graph: builtins.bool | None = ...,
            enable_mlir_bridge: builtins.bool | None = ...,
            mlir_bridge_rollout: builtins.int | None = ...,
            enable_mlir_graph_optimization: builtins.bool | None = ...,
            disable_output_partition_graphs: builtins.bool | None = ...,
            xla_fusion_autotuner_thresh: builtins.int | None = ...,
            use_tfrt: builtins.bool | None = ...,
            enable_multi_host: builtins.bool | None = ...,
            tfrt_use_ifrt: builtins.bool | None = ...,
            backend_server_port: builtins.int | None = ...,
            target_tpu: builtins.bool | None = ...,
            target_gpu: builtins.bool | None = ...,
            stream_merge_threshold: builtins.int | None = ...,
            disable_functional_ops_lowering: builtins.bool | None = ...,
            xla_prefer_single_graph_cluster: builtins.bool | None = ...,
            coordination_config: _tsl_coordination_config_pb2.CoordinationServiceConfig | None = ...,
            disable_optimize_for_static_graph: builtins.bool | None = ...,
            disable_eager_executor_streaming_enqueue: builtins.bool | None = ...,
            finalize_function_library_runtime: builtins.bool | None = ...,
            finalize_resource_manager: builtins.bool | None = ...,
            tf2xla_dump_dir: builtins.str | None = ...,
            online_cost_analysis: builtins.bool | None = ...,
        ) -> None: ...
        def HasField(self, field_name: Literal["session_metadata", "coordination_config"]) -> builtins.bool: ...
        def ClearField(self, field_name: Literal["collective_group_leader", "executor_type", "recv_buf_max_chunk", "use_numa_affinity", "collective_deterministic_sequential_execution", "collective_nccl", "share_session_state_in_clusterspec_propagation", "disable_thread_spinning", "share_cluster_devices_in_session", "session_metadata", "optimize_for_static_graph", "enable_mlir_bridge", "mlir_bridge_rollout", "enable_mlir_graph_optimization", "disable_output_partition_graphs", "xla_fusion_autotuner_thresh", "use_tfrt", "enable_multi_host", "tfrt_use_ifrt", "backend_server_port", "target_tpu", "target_gpu", "stream_merge_threshold", "disable_functional_ops_lowering", "xla_prefer_single_graph_cluster", "coordination_config", "disable_optimize_for_static_graph", "disable_eager_executor_streaming_enqueue", "finalize_function_library_runtime", "finalize_resource_manager", "tf2xla_dump_dir", "online_cost_analysis"]) -> None: ...

    DEVICE_COUNT_FIELD_NUMBER: Literal[1]
    INTRA_OP_PARALLELISM_THREADS_FIELD_NUMBER: Literal[2]
    INTER_OP_PARALLELISM_THREADS_FIELD_NUMBER: Literal[5]
    USE_PER_SESSION_THREADS_FIELD_NUMBER: Literal[9]
    SESSION_INTER_OP_THREAD_POOL_FIELD_NUMBER: Literal[12]
    PLACEMENT_PERIOD_FIELD_NUMBER: Literal[3]
    DEVICE_FILTERS_FIELD_NUMBER: Literal[4]
    GPU_OPTIONS_FIELD_NUMBER: Literal[6]
    PLUGGABLE_DEVICE_OPTIONS_FIELD_NUMBER: Literal[18]
    ALLOW_SOFT_PLACEMENT_FIELD_NUMBER: Literal[7]
    LOG_DEVICE_PLACEMENT_FIELD_NUMBER: Literal[8]
    GRAPH_OPTIONS_FIELD_NUMBER: Literal[10]
    OPERATION_TIMEOUT_IN_MS_FIELD_NUMBER: Literal[11]
    RPC_OPTIONS_FIELD_NUMBER: Literal[13]
    CLUSTER_DEF_FIELD_NUMBER: Literal[14]
    ISOLATE_SESSION_STATE_FIELD_NUMBER: Literal[15]
    SHARE_CLUSTER_DEVICES_IN_SESSION_FIELD_NUMBER: Literal[17]
    EXPERIMENTAL_FIELD_NUMBER: Literal[16]
    @builtins.property
    def device_count(self) -> ScalarMap[builtins.str, builtins.int]: ...
    intra_op_parallelism_threads: builtins.int
    inter_op_parallelism_threads: builtins.int
    use_per_session_threads: builtins.bool
    @builtins.property
    def session_inter_op_thread_pool(self) -> RepeatedCompositeFieldContainer[ThreadPoolOptionProto]: ...
    placement_period: builtins.int
    @builtins.property
    def device_filters(self) -> RepeatedScalarFieldContainer[builtins.str]: ...
    @builtins.property
    def gpu_options(self) -> GPUOptions: ...
    @builtins.property
    def pluggable_device_options(self) -> GPUOptions: ...
    allow_soft_placement: builtins.bool
    log_device_placement: builtins.bool
    @builtins.property
    def graph_options(self) -> GraphOptions: ...
    operation_timeout_in_ms: builtins.int
    @builtins.property
    def rpc_options(self) -> _tsl_rpc_options_pb2.RPCOptions: ...
    @builtins.property
    def cluster_def(self) -> _tensorflow_cluster_pb2.ClusterDef: ...
    isolate_session_state: builtins.bool
    share_cluster_devices_in_session: builtins.bool
    @builtins.property
    def experimental(self) -> ConfigProto.Experimental: ...
    def __init__(
        self,
        *,
        device_count: Mapping[builtins.str, builtins.int] | None = ...,
        intra_op_parallelism_threads: builtins.int | None = ...,
        inter_op_parallelism_threads: builtins.int | None = ...,
        use_per_session_threads: builtins.bool | None = ...,
        session_inter_op_thread_pool: Iterable[ThreadPoolOptionProto] | None = ...,
        placement_period: builtins.int | None = ...,
        device_filters: Iterable[builtins.str] | None = ...,
        gpu_options: GPUOptions | None = ...,
        pluggable_device_options: GPUOptions | None = ...,
        allow_soft_placement: builtins.bool | None = ...,
        log_device_placement: builtins.bool | None = ...,
        graph_options: GraphOptions | None = ...,
        operation_timeout_in_ms: builtins.int | None = ...,
        rpc_options: _tsl_rpc_options_pb2.RPCOptions | None = ...,
        cluster_def: _tensorflow_cluster_pb2.ClusterDef | None = ...,
        isolate_session_state: builtins.bool | None = ...,
        share_cluster_devices_in_session: builtins.bool | None = ...,
        experimental: ConfigProto.Experimental | None = ...,
    ) -> None: ...
    def HasField(self, field_name: Literal["gpu_options", "pluggable_device_options", "graph_options", "rpc_options", "cluster_def", "experimental"]) -> builtins.bool: ...
    def ClearField(self, field_name: Literal["device_count", "intra_op_parallelism_threads", "inter_op_parallelism_threads", "use_per_session_threads", "session_inter_op_thread_pool", "placement_period", "device_filters", "gpu_options", "pluggable_device_options", "allow_soft_placement", "log_device_placement", "graph_options", "operation_timeout_in_ms", "rpc_options", "cluster_def", "isolate_session_state", "share_cluster_devices_in_session", "experimental"]) -> None: ...

class RunOptions(Message):
    """Settings of one run."""
    DESCRIPTOR: Descriptor

    class _TraceLevel(EnumTypeWrapper):
        """How much is traced."""
        NO_TRACE: Literal[0]
        SOFTWARE_TRACE: Literal[1]
        HARDWARE_TRACE: Literal[2]
        FULL_TRACE: Literal[3]

    TraceLevel: _TraceLevel
    NO_TRACE: Literal[0]
    SOFTWARE_TRACE: Literal[1]
    HARDWARE_TRACE: Literal[2]
    FULL_TRACE: Literal[3]

    class Experimental(Message):
        """Run settings that may change."""
        DESCRIPTOR: Descriptor

        class RunHandlerPoolOptions(Message):
            """Priority in the pool that runs share."""
            DESCRIPTOR: Descriptor
            PRIORITY_FIELD_NUMBER: Literal[1]
            priority: builtins.int
            def __init__(
                self,
                *,
                priority: builtins.int | None = ...,
            ) -> None: ...
            def ClearField(self, field_name: Literal["priority"]) -> None: ...

        COLLECTIVE_GRAPH_KEY_FIELD_NUMBER: Literal[1]
        USE_RUN_HANDLER_POOL_FIELD_NUMBER: Literal[2]
        RUN_HANDLER_POOL_OPTIONS_FIELD_NUMBER: Literal[3]
        collective_graph_key: builtins.int
        use_run_handler_pool: builtins.bool
        @builtins.property
        def run_handler_pool_options(self) -> RunOptions.Experimental.RunHandlerPoolOptions: ...
        def __init__(
            self,
            *,
            collective_graph_key: builtins.int | None = ...,
            use_run_handler_pool: builtins.bool | None = ...,
            run_handler_pool_options: RunOptions.Experimental.RunHandlerPoolOptions | None = ...,
        ) -> None: ...
        def HasField(self, field_name: Literal["run_handler_pool_options"]) -> builtins.bool: ...
        def ClearField(self, field_name: Literal["collective_graph_key", "use_run_handler_pool", "run_handler_pool_options"]) -> None: ...

    TRACE_LEVEL_FIELD_NUMBER: Literal[1]
    TIMEOUT_IN_MS_FIELD_NUMBER: Literal[2]
    INTER_OP_THREAD_POOL_FIELD_NUMBER: Literal[3]
    OUTPUT_PARTITION_GRAPHS_FIELD_NUMBER: Literal[5]
    DEBUG_OPTIONS_FIELD_NUMBER: Literal[6]
    REPORT_TENSOR_ALLOCATIONS_UPON_OOM_FIELD_NUMBER: Literal[7]
    EXPERIMENTAL_FIELD_NUMBER: Literal[8]
    trace_level: builtins.int
    timeout_in_ms: builtins.int
    inter_op_thread_pool: builtins.int
    output_partition_graphs: builtins.bool
    @builtins.property
    def debug_options(self) -> _tensorflow_debug_pb2.DebugOptions: ...
    report_tensor_allocations_upon_oom: builtins.bool
    @builtins.property
    def experimental(self) -> RunOptions.Experimental: ...
    def __init__(
        self,
        *,
        trace_level: builtins.int | None = ...,
        timeout_in_ms: builtins.int | None = ...,
        inter_op_thread_pool: builtins.int | None = ...,
        output_partition_graphs: builtins.bool | None = ...,
        debug_options: _tensorflow_debug_pb2.DebugOptions | None = ...,
        report_tensor_allocations_upon_oom: builtins.bool | None = ...,
        experimental: RunOptions.Experimental | None = ...,
    ) -> None: ...
    def HasField(self, field_name: Literal["debug_options", "experimental"]) -> builtins.bool: ...
    def ClearField(self, field_name: Literal["trace_level", "timeout_in_ms", "inter_op_thread_pool", "output_partition_graphs", "debug_options", "report_tensor_allocations_upon_oom", "experimental"]) -> None: ...

class RunMetadata(Message):
    """What a run can tell afterwards."""
    DESCRIPTOR: Descriptor

    class FunctionGraphs(Message):
        """The graphs that one function became."""
        DESCRIPTOR: Descriptor
        PARTITION_GRAPHS_FIELD_NUMBER: Literal[1]
        PRE_OPTIMIZATION_GRAPH_FIELD_NUMBER: Literal[2]
        POST_OPTIMIZATION_GRAPH_FIELD_NUMBER: Literal[3]
        @builtins.property
        def partition_graphs(self) -> RepeatedCompositeFieldContainer[_tensorflow_graph_pb2.GraphDef]: ...
        @builtins.property
        def pre_optimization_graph(self) -> _tensorflow_graph_pb2.GraphDef: ...
        @builtins.property
        def post_optimization_graph(self) -> _tensorflow_graph_pb2.GraphDef: ...
        def __init__(
            self,
            *,
            partition_graphs: Iterable[_tensorflow_graph_pb2.GraphDef] | None = ...,
            pre_optimization_graph: _tensorflow_graph_pb2.GraphDef | None = ...,
            post_optimization_graph: _tensorflow_graph_pb2.GraphDef | None = ...,
        ) -> None: ...
        def HasField(self, field_name: Literal["pre_optimization_graph", "post_optimization_graph"]) -> builtins.bool: ...
        def ClearField(self, field_name: Literal["partition_graphs", "pre_optimization_graph", "post_optimization_graph"]) -> None: ...

    STEP_STATS_FIELD_NUMBER: Literal[1]
    COST_GRAPH_FIELD_NUMBER: Literal[2]
    PARTITION_GRAPHS_FIELD_NUMBER: Literal[3]
    FUNCTION_GRAPHS_FIELD_NUMBER: Literal[4]
    SESSION_METADATA_FIELD_NUMBER: Literal[5]
    @builtins.property
    def step_stats(self) -> _tensorflow_step_stats_pb2.StepStats: ...
    @builtins.property
    def cost_graph(self) -> _tensorflow_cost_graph_pb2.CostGraphDef: ...
    @builtins.property
    def partition_graphs(self) -> RepeatedCompositeFieldContainer[_tensorflow_graph_pb2.GraphDef]: ...
    @builtins.property
    def function_graphs(self) -> RepeatedCompositeFieldContainer[RunMetadata.FunctionGraphs]: ...
    @builtins.property
    def session_metadata(self) -> SessionMetadata: ...
    def __init__(
        self,
        *,
        step_stats: _tensorflow_step_stats_pb2.StepStats | None = ...,
        cost_graph: _tensorflow_cost_graph_pb2.CostGraphDef | None = ...,
        partition_graphs: Iterable[_tensorflow_graph_pb2.GraphDef] | None = ...,
        function_graphs: Iterable[RunMetadata.FunctionGraphs] | None = ...,
        session_metadata: SessionMetadata | None = ...,
    ) -> None: ...
    def HasField(self, field_name: Literal["step_stats", "cost_graph", "session_metadata"]) -> builtins.bool: ...
    def ClearField(self, field_name: Literal["step_stats", "cost_graph", "partition_graphs", "function_graphs", "session_metadata"]) -> None: ...

class TensorConnection(Message):
    """Feeds one tensor from another."""
    DESCRIPTOR: Descriptor
    FROM_TENSOR_FIELD_NUMBER: Literal[1]
    TO_TENSOR_FIELD_NUMBER: Literal[2]
    from_tensor: builtins.str
    to_tensor: builtins.str
    def __init__(
        self,
        *,
        from_tensor: builtins.str | None = ...,
        to_tensor: builtins.str | None = ...,
    ) -> None: ...
    def ClearField(self, field_name: Literal["from_tensor", "to_tensor"]) -> None: ...

class CallableOptions(Message):
    """A prepared call of a session: what is fed, fetched and run."""
    DESCRIPTOR: Descriptor

    FEED_FIELD_NUMBER: Literal[1]
    FETCH_FIELD_NUMBER: Literal[2]
    TARGET_FIELD_NUMBER: Literal[3]
    RUN_OPTIONS_FIELD_NUMBER: Literal[4]
    TENSOR_CONNECTION_FIELD_NUMBER: Literal[5]
    FEED_DEVICES_FIELD_NUMBER: Literal[6]
    FETCH_DEVICES_FIELD_NUMBER: Literal[7]
    FETCH_SKIP_SYNC_FIELD_NUMBER: Literal[8]
    @builtins.property
    def feed(self) -> RepeatedScalarFieldContainer[builtins.str]: ...
    @builtins.property
    def fetch(self) -> RepeatedScalarFieldContainer[builtins.str]: ...
    @builtins.property
    def target(self) -> RepeatedScalarFieldContainer[builtins.str]: ...
    @builtins.property
    def run_options(self) -> RunOptions: ...
    @builtins.property
    def tensor_connection(self) -> RepeatedCompositeFieldContainer[TensorConnection]: ...
    @builtins.property
    def feed_devices(self) -> ScalarMap[builtins.str, builtins.str]: ...
    @builtins.property
    def fetch_devices(self) -> ScalarMap[builtins.str, builtins.str]: ...
    fetch_skip_sync: builtins.bool
    def __init__(
        self,
        *,
        feed: Iterable[builtins.str] | None = ...,
        fetch: Iterable[builtins.str] | None = ...,
        target: Iterable[builtins.str] | None = ...,
        run_options: RunOptions | None = ...,
        tensor_connection: Iterable[TensorConnection] | None = ...,
        feed_devices: Mapping[builtins.str, builtins.str] | None = ...,
        fetch_devices: Mapping[builtins.str, builtins.str] | None = ...,
        fetch_skip_sync: builtins.bool | None = ...,
    ) -> None: ...
    def HasField(self, field_name: Literal["run_options"]) -> builtins.bool: ...
    def ClearField(self, field_name: Literal["feed", "fetch", "target", "run_options", "tensor_connection", "feed_devices", "fetch_devices", "fetch_skip_sync"]) -> None: ...

class BatchingOptions(Message):
    """Batching inside the graph."""
    DESCRIPTOR: Descriptor
    NUM_BATCH_THREADS_FIELD_NUMBER: Literal[1]
    MAX_BATCH_SIZE_FIELD_NUMBER: Literal[2]
    BATCH_TIMEOUT_MICROS_FIELD_NUMBER: Literal[3]
    ALLOWED_BATCH_SIZES_FIELD_NUMBER: Literal[4]
    MAX_ENQUEUED_BATCHES_FIELD_NUMBER: Literal[5]
    num_batch_threads: builtins.int
    max_batch_size: builtins.int
    batch_timeout_micros: builtins.int
    @builtins.property
    def allowed_batch_sizes(self) -> RepeatedScalarFieldContainer[builtins.int]: ...
    max_enqueued_batches: builtins.int
    def __init__(
        self,
        *,
        num_batch_threads: builtins.int | None = ...,
        max_batch_size: builtins.int | None = ...,
        batch_timeout_micros: builtins.int | None = ...,
        allowed_batch_sizes: Iterable[builtins.int] | None = ...,
        max_enqueued_batches: builtins.int | None = ...,
    ) -> None: ...
    def ClearField(self, field_name: Literal["num_batch_threads", "max_batch_size", "batch_timeout_micros", "allowed_batch_sizes", "max_enqueued_batches"]) -> None: ...
