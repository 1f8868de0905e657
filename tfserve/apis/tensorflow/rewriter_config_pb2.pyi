"""Messages of tensorflow/core/protobuf/rewriter_config.proto. Written by protos/build.py; do not edit."""

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

from tfserve.apis.tensorflow import attr_value_pb2 as _tensorflow_attr_value_pb2
from tfserve.apis.tensorflow import verifier_config_pb2 as _tensorflow_verifier_config_pb2

DESCRIPTOR: FileDescriptor

class AutoParallelOptions(Message):
    """Replicating a graph automatically."""
    DESCRIPTOR: Descriptor
    ENABLE_FIELD_NUMBER: Literal[1]
    NUM_REPLICAS_FIELD_NUMBER: Literal[2]
    enable: builtins.bool
    num_replicas: builtins.int
    def __init__(
        self,
        *,
        enable: builtins.bool | None = ...,
        num_replicas: builtins.int | None = ...,
    ) -> None: ...
    def ClearField(self, field_name: Literal["enable", "num_replicas"]) -> None: ...

class ScopedAllocatorOptions(Message):
    """For which operations neighbouring outputs share one allocation."""
    DESCRIPTOR: Descriptor
    ENABLE_OP_FIELD_NUMBER: Literal[1]
    @builtins.property
    def enable_op(self) -> RepeatedScalarFieldContainer[builtins.str]: ...
    def __init__(
        self,
        *,
        enable_op: Iterable[builtins.str] | None = ...,
    ) -> None: ...
    def ClearField(self, field_name: Literal["enable_op"]) -> None: ...

class RewriterConfig(Message):
    """Which graph optimizers run, and how."""
    DESCRIPTOR: Descriptor

    class _Toggle(EnumTypeWrapper):
        """On, off, or as TensorFlow thinks best."""
        DEFAULT: Literal[0]
        ON: Literal[1]
        OFF: Literal[2]
        AGGRESSIVE: Literal[3]
        EXPERIMENTAL_MLIR: Literal[4]
        EXPERIMENTAL_BOTH: Literal[5]

    Toggle: _Toggle
    DEFAULT: Literal[0]
    ON: Literal[1]
    OFF: Literal[2]
    AGGRESSIVE: Literal[3]
    EXPERIMENTAL_MLIR: Literal[4]
    EXPERIMENTAL_BOTH: Literal[5]

    class _CpuLayout(EnumTypeWrapper):
        """Which image layout is changed into which."""
        NO_CONVERSION_ON_CPU: Literal[0]
        NCHW_TO_NHWC: Literal[1]
        NHWC_TO_NCHW: Literal[2]

    CpuLayout: _CpuLayout
    NO_CONVERSION_ON_CPU: Literal[0]
    NCHW_TO_NHWC: Literal[1]
    NHWC_TO_NCHW: Literal[2]

    class _NumIterationsType(EnumTypeWrapper):
        """How often the optimizers run over a graph."""
        DEFAULT_NUM_ITERS: Literal[0]
        ONE: Literal[1]
        TWO: Literal[2]

    NumIterationsType: _NumIterationsType
    DEFAULT_NUM_ITERS: Literal[0]
    ONE: Literal[1]
    TWO: Literal[2]

    class _MemOptType(EnumTypeWrapper):
        """What is done to need less memory."""
        DEFAULT_MEM_OPT: Literal[0]
        NO_MEM_OPT: Literal[1]
        MANUAL: Literal[2]
        SWAPPING_HEURISTICS: Literal[4]
        RECOMPUTATION_HEURISTICS: Literal[5]
        SCHEDULING_HEURISTICS: Literal[6]
        HEURISTICS: Literal[3]

    MemOptType: _MemOptType
    DEFAULT_MEM_OPT: Literal[0]
    NO_MEM_OPT: Literal[1]
    MANUAL: Literal[2]
    SWAPPING_HEURISTICS: Literal[4]
    RECOMPUTATION_HEURISTICS: Literal[5]
    SCHEDULING_HEURISTICS: Literal[6]
    HEURISTICS: Literal[3]

    class CustomGraphOptimizer(Message):
        """A registered optimizer by name, with its parameters."""
        DESCRIPTOR: Descriptor

        NAME_FIELD_NUMBER: Literal[1]
        PARAMETER_MAP_FIELD_NUMBER: Literal[2]
        name: builtins.str
        @builtins.property
        def parameter_map(self) -> MessageMap[builtins.str, _tensorflow_attr_value_pb2.AttrValue]: ...
        def __init__(
            self,
            *,
            name: builtins.str | None = ...,
            parameter_map: Mapping[builtins.str, _tensorflow_attr_value_pb2.AttrValue] | None = ...,
        ) -> None: ...
        def ClearField(self, field_name: Literal["name", "parameter_map"]) -> None: ...

    CPU_LAYOUT_CONVERSION_FIELD_NUMBER: Literal[50]
    LAYOUT_OPTIMIZER_FIELD_NUMBER: Literal[1]
    CONSTANT_FOLDING_FIELD_NUMBER: Literal[3]
    SHAPE_OPTIMIZATION_FIELD_NUMBER: Literal[13]
    REMAPPING_FIELD_NUMBER: Literal[14]
    COMMON_SUBGRAPH_ELIMINATION_FIELD_NUMBER: Literal[24]
    ARITHMETIC_OPTIMIZATION_FIELD_NUMBER: Literal[7]
    DEPENDENCY_OPTIMIZATION_FIELD_NUMBER: Literal[8]
    LOOP_OPTIMIZATION_FIELD_NUMBER: Literal[9]
    FUNCTION_OPTIMIZATION_FIELD_NUMBER: Literal[10]
    DEBUG_STRIPPER_FIELD_NUMBER: Literal[11]
    DISABLE_MODEL_PRUNING_FIELD_NUMBER: Literal[2]
    SCOPED_ALLOCATOR_OPTIMIZATION_FIELD_NUMBER: Literal[15]
    PIN_TO_HOST_OPTIMIZATION_FIELD_NUMBER: Literal[18]
    IMPLEMENTATION_SELECTOR_FIELD_NUMBER: Literal[22]
    AUTO_MIXED_PRECISION_FIELD_NUMBER: Literal[23]
    AUTO_MIXED_PRECISION_MKL_FIELD_NUMBER: Literal[25]
    AUTO_MIXED_PRECISION_ONEDNN_BFLOAT16_FIELD_NUMBER: Literal[31]
    AUTO_MIXED_PRECISION_CPU_FIELD_NUMBER: Literal[29]
    DISABLE_META_OPTIMIZER_FIELD_NUMBER: Literal[19]
    DISABLE_TFG_OPTIMIZER_FIELD_NUMBER: Literal[32]
    USE_PLUGIN_OPTIMIZERS_FIELD_NUMBER: Literal[28]
    EXPERIMENTAL_CONDITIONAL_CODE_MOTION_FIELD_NUMBER: Literal[30]
    META_OPTIMIZER_ITERATIONS_FIELD_NUMBER: Literal[12]
    MIN_GRAPH_NODES_FIELD_NUMBER: Literal[17]
    EXPERIMENTAL_DISABLE_COMPRESSED_TENSOR_OPTIMIZATION_FIELD_NUMBER: Literal[26]
    EXPERIMENTAL_DISABLE_FOLDING_QUANTIZATION_EMULATION_FIELD_NUMBER: Literal[27]
    MEMORY_OPTIMIZATION_FIELD_NUMBER: Literal[4]
    MEMORY_OPTIMIZER_TARGET_NODE_NAME_SCOPE_FIELD_NUMBER: Literal[6]
    META_OPTIMIZER_TIMEOUT_MS_FIELD_NUMBER: Literal[20]
    AUTO_PARALLEL_FIELD_NUMBER: Literal[5]
    FAIL_ON_OPTIMIZER_ERRORS_FIELD_NUMBER: Literal[21]
    SCOPED_ALLOCATOR_OPTS_FIELD_NUMBER: Literal[16]
    OPTIMIZERS_FIELD_NUMBER: Literal[100]
    CUSTOM_OPTIMIZERS_FIELD_NUMBER: Literal[200]
    INTER_OPTIMIZER_VERIFIER_CONFIG_FIELD_NUMBER: Literal[300]
    POST_OPTIMIZATION_VERIFIER_CONFIG_FIELD_NUMBER: Literal[301]
    cpu_layout_conversion: builtins.int
    layout_optimizer: builtins.int
    constant_folding: builtins.int
    shape_optimization: builtins.int
    remapping: builtins.int
    common_subgraph_elimination: builtins.int
    arithmetic_optimization: builtins.int
    dependency_optimization: builtins.int
    loop_optimization: builtins.int
    function_optimization: builtins.int
    debug_stripper: builtins.int
    disable_model_pruning: builtins.bool
    scoped_allocator_optimization: builtins.int
    pin_to_host_optimization: builtins.int
    implementation_selector: builtins.int
    auto_mixed_precision: builtins.int
    auto_mixed_precision_mkl: builtins.int
    auto_mixed_precision_onednn_bfloat16: builtins.int
    auto_mixed_precision_cpu: builtins.int
    disable_meta_optimizer: builtins.bool
    disable_tfg_optimizer: builtins.bool
    use_plugin_optimizers: builtins.int
    experimental_conditional_code_motion: builtins.int
    meta_optimizer_iterations: builtins.int
    min_graph_nodes: builtins.int
    experimental_disable_compressed_tensor_optimization: builtins.bool
    experimental_disable_folding_quantization_emulation: builtins.bool
    memory_optimization: builtins.int
    memory_optimizer_target_node_name_scope: builtins.str
    meta_optimizer_timeout_ms: builtins.int
    @builtins.property
    def auto_parallel(self) -> AutoParallelOptions: ...
    fail_on_optimizer_errors: builtins.bool
    @builtins.property
    def scoped_allocator_opts(self) -> ScopedAllocatorOptions: ...
    @builtins.property
    def optimizers(self) -> RepeatedScalarFieldContainer[builtins.str]: ...
    @builtins.property
    def custom_optimizers(self) -> RepeatedCompositeFieldContainer[RewriterConfig.CustomGraphOptimizer]: ...
    @builtins.property
    def inter_optimizer_verifier_config(self) -> _tensorflow_verifier_config_pb2.VerifierConfig: ...
    @builtins.property
    def post_optimization_verifier_config(self) -> _tensorflow_verifier_config_pb2.VerifierConfig: ...
    def __init__(
        self,
        *,
        cpu_layout_conversion: builtins.int | None = ...,
        layout_optimizer: builtins.int | None = ...,
        constant_folding: builtins.int | None = ...,
        shape_optimization: builtins.int | None = ...,
        remapping: builtins.int | None = ...,
        common_subgraph_elimination: builtins.int | None = ...,
        arithmetic_optimization: builtins.int | None = ...,
        dependency_optimization: builtins.int | None = ...,
        loop_optimization: builtins.int | None = ...,
        function_optimization: builtins.int | None = ...,
        debug_stripper: builtins.int | None = ...,
        disable_model_pruning: builtins.bool | None = ...,
        scoped_allocator_optimization: builtins.int | None = ...,
        pin_to_host_optimization: builtins.int | None = ...,
        implementation_selector: builtins.int | None = ...,
        auto_mixed_precision: builtins.int | None = ...,
        auto_mixed_precision_mkl: builtins.int | None = ...,
        auto_mixed_precision_onednn_bfloat16: builtins.int | None = ...,
        auto_mixed_precision_cpu: builtins.int | None = ...,
        disable_meta_optimizer: builtins.bool | None = ...,
        disable_tfg_optimizer: builtins.bool | None = ...,
        use_plugin_optimizers: builtins.int | None = ...,
        experimental_conditional_code_motion: builtins.int | None = ...,
        meta_optimizer_iterations: builtins.int | None = ...,
        min_graph_nodes: builtins.int | None = ...,
        experimental_disable_compressed_tensor_optimization: builtins.bool | None = ...,
        experimental_disable_folding_quantization_emulation: builtins.bool | None = ...,
        memory_optimization: builtins.int | None = ...,
        memory_optimizer_target_node_name_scope: builtins.str | None = ...,
        meta_optimizer_timeout_ms: builtins.int | None = ...,
        auto_parallel: AutoParallelOptions | None = ...,
        fail_on_optimizer_errors: builtins.bool | None = ...,
        scoped_allocator_opts: ScopedAllocatorOptions | None = ...,
        optimizers: Iterable[builtins.str] | None = ...,
        custom_optimizers: Iterable[RewriterConfig.CustomGraphOptimizer] | None = ...,
        inter_optimizer_verifier_config: _tensorflow_verifier_config_pb2.VerifierConfig | None = ...,
        post_optimization_verifier_config: _tensorflow_verifier_config_pb2.VerifierConfig | None = ...,
    ) -> None: ...
    def HasField(self, field_name: Literal["auto_parallel", "scoped_allocator_opts", "inter_optimizer_verifier_config", "post_optimization_verifier_config"]) -> builtins.bool: ...
    def ClearField(self, field_name: Literal["cpu_layout_conversion", "layout_optimizer", "constant_folding", "shape_optimization", "remapping", "common_subgraph_elimination", "arithmetic_optimization", "dependency_optimization", "loop_optimization", "function_optimization", "debug_stripper", "disable_model_pruning", "scoped_allocator_optimization", "pin_to_host_optimization", "implementation_selector", "auto_mixed_precision", "auto_mixed_precision_mkl", "auto_mixed_precision_onednn_bfloat16", "auto_mixed_precision_cpu", "disable_meta_optimizer", "disable_tfg_optimizer", "use_plugin_optimizers", "experimental_conditional_code_motion", "meta_optimizer_iterations", "min_graph_nodes", "experimental_disable_compressed_tensor_optimization", "experimental_disable_folding_quantization_emulation", "memory_optimization", "memory_optimizer_target_node_name_scope", "meta_optimizer_timeout_ms", "auto_parallel", "fail_on_optimizer_errors", "scoped_allocator_opts", "optimizers", "custom_optimizers", "inter_optimizer_verifier_config", "post_optimization_verifier_config"]) -> None: ...
