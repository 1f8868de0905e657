"""Messages of tensorflow/core/grappler/optimizers/inference/batch_op_rewriter.proto. Written by protos/build.py; do not edit."""

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

DESCRIPTOR: FileDescriptor

class BatchOpRewriteConfig(Message):
    """How the batch operations inside a graph are changed when it is loaded."""
    DESCRIPTOR: Descriptor

    class AdaptiveBatchSchedulerOption(Message):
        """Bounds of the adaptive shared batch scheduler."""
        DESCRIPTOR: Descriptor
        MIN_INFLIGHT_BATCHES_LIMIT_FIELD_NUMBER: Literal[1]
        INITIAL_INFLIGHT_BATCHES_LIMIT_FIELD_NUMBER: Literal[2]
        MAX_INFLIGHT_BATCHES_LIMIT_FIELD_NUMBER: Literal[3]
        BATCHES_TO_AVERAGE_OVER_FIELD_NUMBER: Literal[4]
        @builtins.property
        def min_inflight_batches_limit(self) -> _protobuf_wrappers_pb2.UInt32Value: ...
        @builtins.property
        def initial_inflight_batches_limit(self) -> _protobuf_wrappers_pb2.UInt32Value: ...
        @builtins.property
        def max_inflight_batches_limit(self) -> _protobuf_wrappers_pb2.UInt32Value: ...
        @builtins.property
        def batches_to_average_over(self) -> _protobuf_wrappers_pb2.UInt32Value: ...
        def __init__(
            self,
            *,
            min_inflight_batches_limit: _protobuf_wrappers_pb2.UInt32Value | None = ...,
            initial_inflight_batches_limit: _protobuf_wrappers_pb2.UInt32Value | None = ...,
            max_inflight_batches_limit: _protobuf_wrappers_pb2.UInt32Value | None = ...,
            batches_to_average_over: _protobuf_wrappers_pb2.UInt32Value | None = ...,
        ) -> None: ...
        def HasField(self, field_name: Literal["min_inflight_batches_limit", "initial_inflight_batches_limit", "max_inflight_batches_limit", "batches_to_average_over"]) -> builtins.bool: ...
        def ClearField(self, field_name: Literal["min_inflight_batches_limit", "initial_inflight_batches_limit", "max_inflight_batches_limit", "batches_to_average_over"]) -> None: ...

    class BatchOptions(Message):
        """Batching options of one model."""
        DESCRIPTOR: Descriptor
        NUM_BATCH_THREADS_FIELD_NUMBER: Literal[1]
        MAX_BATCH_SIZE_FIELD_NUMBER: Literal[2]
        BATCH_TIMEOUT_MICROS_FIELD_NUMBER: Literal[3]
        ALLOWED_BATCH_SIZES_FIELD_NUMBER: Literal[4]
        MAX_ENQUEUED_BATCHES_FIELD_NUMBER: Literal[5]
        DISABLE_LARGE_BATCH_SPLITTING_FIELD_NUMBER: Literal[6]
        ADAPTIVE_BATCH_SCHEDULER_OPTION_FIELD_NUMBER: Literal[7]
        num_batch_threads: builtins.int
        max_batch_size: builtins.int
        batch_timeout_micros: builtins.int
        @builtins.property
        def allowed_batch_sizes(self) -> RepeatedScalarFieldContainer[builtins.int]: ...
        max_enqueued_batches: builtins.int
        disable_large_batch_splitting: builtins.bool
        @builtins.property
        def adaptive_batch_scheduler_option(self) -> BatchOpRewriteConfig.AdaptiveBatchSchedulerOption: ...
        def __init__(
            self,
            *,
            num_batch_threads: builtins.int | None = ...,
            max_batch_size: builtins.int | None = ...,
            batch_timeout_micros: builtins.int | None = ...,
            allowed_batch_sizes: Iterable[builtins.int] | None = ...,
            max_enqueued_batches: builtins.int | None = ...,
            disable_large_batch_splitting: builtins.bool | None = ...,
            adaptive_batch_scheduler_option: BatchOpRewriteConfig.AdaptiveBatchSchedulerOption | None = ...,
        ) -> None: ...
        def HasField(self, field_name: Literal["num_batch_threads", "max_batch_size", "batch_timeout_micros", "max_enqueued_batches", "disable_large_batch_splitting", "adaptive_batch_scheduler_option"]) -> builtins.bool: ...
        def ClearField(self, field_name: Literal["num_batch_threads", "max_batch_size", "batch_timeout_micros", "allowed_batch_sizes", "max_enqueued_batches", "disable_large_batch_splitting", "adaptive_batch_scheduler_option"]) -> None: ...

    ENABLE_ADAPTIVE_SHARED_BATCHING_THREAD_POOL_FIELD_NUMBER: Literal[4]
    MODEL_SCHEDULER_OPTIONS_FIELD_NUMBER: Literal[1]
    BATCH_OPTIONS_FIELD_NUMBER: Literal[2]
    enable_adaptive_shared_batching_thread_pool: builtins.bool
    @builtins.property
    def model_scheduler_options(self) -> MessageMap[builtins.str, BatchOpRewriteConfig.AdaptiveBatchSchedulerOption]: ...
    @builtins.property
    def batch_options(self) -> MessageMap[builtins.str, BatchOpRewriteConfig.BatchOptions]: ...
    def __init__(
        self,
        *,
        enable_adaptive_shared_batching_thread_pool: builtins.bool | None = ...,
        model_scheduler_options: Mapping[builtins.str, BatchOpRewriteConfig.AdaptiveBatchSchedulerOption] | None = ...,
        batch_options: Mapping[builtins.str, BatchOpRewriteConfig.BatchOptions] | None = ...,
    ) -> None: ...
    def ClearField(self, field_name: Literal["enable_adaptive_shared_batching_thread_pool", "model_scheduler_options", "batch_options"]) -> None: ...
