"""Options reach the ConfigProto of the real session."""

from __future__ import annotations

import pytest

from tfserve.errors import InvalidArgument

pytestmark = [pytest.mark.tensorflow, pytest.mark.timeout(120)]


def proto(**fields):
    from tensorflow.core.protobuf import config_pb2

    return config_pb2.ConfigProto(**fields)


@pytest.fixture
def real_config(open_model, exported_models, monkeypatch):
    """`real_config(**settings)`: what TensorFlow makes the session of a loaded model with."""
    from tfserve.servables.tensorflow.library import TensorFlowLibrary

    new_session, given = TensorFlowLibrary.new_session, []

    def recording(library, graph, config):
        given.append(config)
        return new_session(library, graph, config)

    monkeypatch.setattr(TensorFlowLibrary, "new_session", recording)

    def config_with(**settings):
        open_model(exported_models / "stateless/1", **settings)
        return type(proto()).FromString(given[-1])

    return config_with


@pytest.mark.parametrize(
    ("settings", "expected"),
    [
        ({}, (0, 0)),
        ({"session_parallelism": 3}, (3, 3)),
        ({"intra_op": 2}, (2, 0)),
        ({"inter_op": 2}, (0, 2)),
        ({"session_parallelism": 3, "inter_op": 2}, (0, 2)),
        ({"intra_op": 4, "inter_op": 5}, (4, 5)),
    ],
)
def test_parallelism_comes_from_the_flags_alone(real_config, settings, expected):
    base = proto(intra_op_parallelism_threads=7, inter_op_parallelism_threads=8)
    config = real_config(session_config=base.SerializeToString(), **settings)
    threads = (config.intra_op_parallelism_threads, config.inter_op_parallelism_threads)
    assert threads == expected


def test_gpu_options_reach_the_session(real_config):
    config = real_config(
        per_process_gpu_memory_fraction=0.5, allow_growth=True, visible_devices="1,0"
    )
    gpu = config.gpu_options
    assert gpu.per_process_gpu_memory_fraction == 0.5
    assert (gpu.allow_growth, gpu.visible_device_list) == (True, "1,0")


def test_the_memory_fraction_wins_over_the_file_even_as_zero(real_config):
    base = proto()
    base.gpu_options.per_process_gpu_memory_fraction = 0.9
    config = real_config(session_config=base.SerializeToString())
    assert config.gpu_options.per_process_gpu_memory_fraction == 0


def test_placement_options_reach_the_session(real_config):
    config = real_config(log_device_placement=True, allow_soft_placement=False)
    assert (config.log_device_placement, config.allow_soft_placement) == (True, False)


def test_soft_placement_is_on_unless_a_file_decides(real_config):
    assert real_config().allow_soft_placement
    base = proto(log_device_placement=True, operation_timeout_in_ms=5)
    config = real_config(session_config=base.SerializeToString())
    assert (config.allow_soft_placement, config.log_device_placement) == (False, True)
    assert config.operation_timeout_in_ms == 5


@pytest.mark.parametrize(
    ("settings", "level", "on_cpu"),
    [({}, "OFF", False), ({"xla_cpu": True}, "ON_1", True), ({"xla_gpu": True}, "ON_1", False)],
)
def test_xla_is_off_unless_asked_for(real_config, settings, level, on_cpu):
    optimizer = real_config(**settings).graph_options.optimizer_options
    assert optimizer.GlobalJitLevel.Name(optimizer.global_jit_level) == level
    assert optimizer.cpu_global_jit is on_cpu


def test_bfloat16_asks_onednn_to_rewrite_the_graph(real_config):
    rewriter = real_config(mixed_precision="bfloat16").graph_options.rewrite_options
    assert rewriter.auto_mixed_precision_onednn_bfloat16 == rewriter.ON


def test_other_precisions_are_warned_about_and_change_nothing(real_config, caplog):
    config = real_config(mixed_precision="float8")
    assert config.graph_options.rewrite_options.ByteSize() == 0
    assert "mixed_precision=float8" in caplog.text


def test_a_base_that_is_no_config_is_refused(real_config):
    with pytest.raises(InvalidArgument):
        real_config(session_config=b"\xff\xff")
