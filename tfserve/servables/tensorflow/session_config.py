"""The ConfigProto of every session, put together from flags and files."""

from __future__ import annotations

import logging

from google.protobuf.message import DecodeError

from tfserve.apis.tensorflow import config_pb2, rewriter_config_pb2
from tfserve.config.tensorflow import TensorFlowConfig
from tfserve.errors import InvalidArgument
from tfserve.servables.tensorflow.process import has_gpu

__all__ = ["session_config"]

_log = logging.getLogger(__name__)


def session_config(settings: TensorFlowConfig) -> config_pb2.ConfigProto:
    """The config of a real session.

    Parallelism and the GPU memory fraction come from `settings` alone, zeros too, whatever the file
    says; other options of ours win over the file where they are given. Without a file, soft
    placement is on: a model exported on a GPU machine runs where there is none. Matches:
    model_servers/server.cc.

    Raises:
        InvalidArgument: `settings.session_config` is no ConfigProto.
    """
    try:
        config = config_pb2.ConfigProto.FromString(settings.session_config)
    except DecodeError as error:
        raise InvalidArgument("The session config is not a serialized ConfigProto") from error
    _set_parallelism(config, settings)
    _set_devices(config, settings)
    _set_compilation(config, settings)
    return config


def _set_parallelism(config: config_pb2.ConfigProto, settings: TensorFlowConfig) -> None:
    both = settings.session_parallelism
    is_separate = settings.intra_op > 0 or settings.inter_op > 0
    config.intra_op_parallelism_threads = settings.intra_op if is_separate else both
    config.inter_op_parallelism_threads = settings.inter_op if is_separate else both


def _set_devices(config: config_pb2.ConfigProto, settings: TensorFlowConfig) -> None:
    if "GPU" not in config.device_count and not has_gpu():
        config.device_count["GPU"] = 0  # or TensorFlow looks for one, and complains
    gpu = config.gpu_options
    gpu.per_process_gpu_memory_fraction = settings.per_process_gpu_memory_fraction
    if settings.allow_growth is not None:
        gpu.allow_growth = settings.allow_growth
    if settings.visible_devices:
        gpu.visible_device_list = settings.visible_devices
    if settings.log_device_placement is not None:
        config.log_device_placement = settings.log_device_placement
    if settings.allow_soft_placement is not None:
        config.allow_soft_placement = settings.allow_soft_placement
    elif not settings.session_config:
        config.allow_soft_placement = True


def _set_compilation(config: config_pb2.ConfigProto, settings: TensorFlowConfig) -> None:
    optimizer = config.graph_options.optimizer_options
    if settings.xla_cpu or settings.xla_gpu:
        optimizer.global_jit_level = config_pb2.OptimizerOptions.ON_1
        optimizer.cpu_global_jit = settings.xla_cpu
    else:
        optimizer.global_jit_level = config_pb2.OptimizerOptions.OFF
    if settings.mixed_precision == "bfloat16":
        rewriter = config.graph_options.rewrite_options
        rewriter.auto_mixed_precision_onednn_bfloat16 = rewriter_config_pb2.RewriterConfig.ON
    elif settings.mixed_precision:
        _log.warning(
            "mixed_precision=%s is not supported and changes nothing; bfloat16 is",
            settings.mixed_precision,
        )
