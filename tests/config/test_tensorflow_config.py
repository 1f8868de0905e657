"""Settings of the TensorFlow platform."""

from __future__ import annotations

import pytest

from tfserve.config.tensorflow import TensorFlowConfig
from tfserve.errors import InvalidArgument


def test_all_three_kinds_of_parallelism_contradict_each_other():
    with pytest.raises(InvalidArgument) as caught:
        TensorFlowConfig(session_parallelism=1, intra_op=1, inter_op=1)
    assert caught.value.message == (
        "Either configure server_options.tensorflow_session_parallelism or "
        "(server_options.tensorflow_intra_op_parallelism, "
        "server_options.tensorflow_inter_op_parallelism) separately. You cannot configure all."
    )


@pytest.mark.parametrize("wrong", [{"run_in_caller": "maybe"}, {"run_threads": -1}])
def test_values_out_of_range_are_refused_by_name(wrong):
    (name,) = wrong
    with pytest.raises(InvalidArgument, match=name):
        TensorFlowConfig(**wrong)


def test_a_models_own_options_go_over_the_servers():
    config = TensorFlowConfig(tags=("a",), allow_growth=False, inter_op=3)
    options = {
        "saved_model_tags": "serve, gpu",
        "custom_op_paths": ["/ops"],
        "run_in_caller": "never",
        "session_config": {
            "allow_growth": True,
            "log_device_placement": True,
            "allow_soft_placement": False,
            "per_process_gpu_memory_fraction": 1,
            "something": "else",
        },
        "resource_policy": "of somebody else",
    }
    assert config.for_model(options) == TensorFlowConfig(
        tags=("serve", "gpu"),
        custom_op_paths=("/ops",),
        run_in_caller="never",
        allow_growth=True,
        log_device_placement=True,
        allow_soft_placement=False,
        per_process_gpu_memory_fraction=1.0,
        inter_op=3,
    )


def test_without_options_of_ours_nothing_changes():
    config = TensorFlowConfig()
    assert config.for_model({"x": 1}) is config


@pytest.mark.parametrize(
    ("options", "key"),
    [
        ({"saved_model_tags": 3}, "saved_model_tags"),
        ({"custom_op_paths": [3]}, "custom_op_paths"),
        ({"run_in_caller": True}, "run_in_caller"),
        ({"run_in_caller": "maybe"}, "run_in_caller"),
        ({"session_config": "text"}, "session_config"),
        ({"session_config": {"allow_growth": "yes"}}, r"session_config\.allow_growth"),
        (
            {"session_config": {"per_process_gpu_memory_fraction": True}},
            "per_process_gpu_memory_fraction",
        ),
    ],
)
def test_options_of_the_wrong_type_are_refused_by_name(options, key):
    with pytest.raises(InvalidArgument, match=key):
        TensorFlowConfig().for_model(options)
