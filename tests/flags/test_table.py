"""The table against TensorFlow Serving's list, and against the configuration it fills."""

from __future__ import annotations

from dataclasses import fields, is_dataclass
from typing import get_type_hints

import pytest

from tfserve.config.server import ServerConfig
from tfserve.flags import FLAGS, FlagType, Support, parse

# Name, type and default of every flag of `tensorflow_model_server`; None where the number of CPUs
# decides the default.
TENSORFLOW_SERVING = """
port int32 8500
grpc_socket_path string ""
rest_api_port int32 0
rest_api_num_threads int32 None
rest_api_timeout_in_ms int32 30000
rest_api_enable_cors_support bool false
enable_batching bool false
allow_version_labels_for_unavailable_models bool false
batching_parameters_file string ""
enable_per_model_batching_parameters bool false
model_config_file string ""
model_config_file_poll_wait_seconds int32 0
model_name string "default"
model_base_path string ""
num_load_threads int32 0
num_unload_threads int32 0
max_num_load_retries int32 5
load_retry_interval_micros int64 60000000
file_system_poll_wait_seconds int32 1
flush_filesystem_caches bool true
tensorflow_session_parallelism int64 0
tensorflow_intra_op_parallelism int64 0
tensorflow_inter_op_parallelism int64 0
tensorflow_session_config_file string ""
use_alts_credentials bool false
ssl_config_file string ""
platform_config_file string ""
per_process_gpu_memory_fraction float 0.000000
saved_model_tags string "serve"
grpc_channel_arguments string ""
grpc_max_threads int32 None
enable_model_warmup bool true
num_request_iterations_for_warmup int32 0
version bool false
monitoring_config_file string ""
remove_unused_fields_from_bundle_metagraph bool true
prefer_tflite_model bool false
num_tflite_pools int32 None
num_tflite_interpreters_per_pool int32 1
enable_signature_method_name_check bool false
xla_cpu_compilation_enabled bool false
xla_gpu_compilation_enabled bool false
enable_profiler bool true
thread_pool_factory_config_file string ""
mixed_precision string ""
skip_initialize_tpu bool false
enable_grpc_healthcheck_service bool false
enable_serialization_as_tensor_content bool false
"""
THEIRS = [line.split(" ", 2) for line in TENSORFLOW_SERVING.strip().splitlines()]
NO_FIELD = {
    "batching_parameters_file",
    "monitoring_config_file",
    "tensorflow_session_config_file",
    "version",
}
FRACTIONS_ALLOWED = {"model_config_file_poll_wait_seconds", "file_system_poll_wait_seconds"}


@pytest.mark.parametrize(("name", "kind", "default"), THEIRS)
def test_every_flag_of_tensorflow_serving_is_there_with_type_and_default(name, kind, default):
    (flag,) = [flag for flag in FLAGS if flag.name == name]
    if name in FRACTIONS_ALLOWED:
        assert (flag.type, flag.default) == (FlagType.FLOAT, float(default))
        return
    assert flag.type.value == kind
    if default != "None":
        assert flag.spelled(flag.default) == default


def test_their_flags_come_first_in_their_order():
    names = [flag.name for flag in FLAGS]
    assert names[: len(THEIRS)] == [name for name, _, _ in THEIRS]


def test_no_flag_is_listed_twice():
    names = [flag.name for flag in FLAGS]
    assert len(names) == len(set(names))


def test_no_boolean_flags_name_begins_another_flags_name():
    # The syntax could not tell them apart: --quietly is --quiet with a wrong value.
    booleans = [flag.name for flag in FLAGS if flag.type is FlagType.BOOL]
    for boolean in booleans:
        assert [flag.name for flag in FLAGS if flag.name.startswith(boolean)] == [boolean]


@pytest.mark.parametrize("flag", FLAGS, ids=lambda flag: flag.name)
def test_the_default_has_the_flags_type_and_is_allowed(flag):
    assert parse([f"--{flag.name}={flag.spelled(flag.default).strip(chr(34))}"], [flag]).values == {
        flag.name: pytest.approx(flag.default)
    }
    flag.configured(flag.default)


@pytest.mark.parametrize("flag", FLAGS, ids=lambda flag: flag.name)
def test_help_is_one_line_without_a_period(flag):
    assert flag.help
    assert "\n" not in flag.help
    assert not flag.help.endswith(".")


@pytest.mark.parametrize("flag", FLAGS, ids=lambda flag: flag.name)
def test_a_flag_reaches_the_configuration_or_says_why_not(flag):
    if flag.support is Support.FULL and flag.name not in NO_FIELD:
        assert flag.field in config_fields(ServerConfig)
    else:
        assert flag.field == ""


def test_every_field_of_the_configuration_has_a_flag():
    filled = {flag.field for flag in FLAGS if flag.field}
    read_from_files = {
        "batching.parameters",
        "models.initial",
        "telemetry.metrics_path",
        "tensorflow.session_config",
    }
    assert config_fields(ServerConfig) == filled | read_from_files


def config_fields(kind: type, prefix: str = "") -> set[str]:
    """Dotted paths of all leaves of the configuration."""
    hints = get_type_hints(kind)
    paths: set[str] = set()
    for field in fields(kind):
        path = f"{prefix}{field.name}"
        if is_dataclass(hints[field.name]) and field.name != "initial":
            paths |= config_fields(hints[field.name], f"{path}.")
        else:
            paths.add(path)
    return paths
