"""From flags to the server's configuration: the checks of the start, in TensorFlow Serving's order,
and the files that the flags name.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from tfserve.config.batching import (
    BatchingConfig,
    BatchingParameters,
    read_batching_parameters,
)
from tfserve.config.json_config import read_options_file
from tfserve.config.model_file import read_model_config_file
from tfserve.config.models import ModelConfig, ModelServerConfig
from tfserve.config.monitoring import metrics_path
from tfserve.config.security import SecurityConfig
from tfserve.config.server import (
    MODEL_OPTIONS,
    GrpcConfig,
    HandlersConfig,
    HttpConfig,
    LifecycleConfig,
    LimitsConfig,
    LoadingConfig,
    ModelsConfig,
    ProfilerConfig,
    RestConfig,
    ServerConfig,
    WarmUpConfig,
)
from tfserve.config.telemetry import TelemetryConfig
from tfserve.config.tensorflow import TensorFlowConfig
from tfserve.config.text_proto import read_text_proto
from tfserve.errors import InvalidArgument, Unimplemented
from tfserve.flags.flag import Value
from tfserve.flags.parse import ParsedFlags
from tfserve.flags.table import BY_NAME, FLAGS

__all__ = ["server_config"]


def server_config(parsed: ParsedFlags) -> ServerConfig:
    """The configuration that a command line asks for; reads the files it names.

    Raises:
        ServingError: the first thing that is wrong, in TensorFlow Serving's order and words where
            it has them; then what contradicts itself; at last what is not supported yet.
    """
    flags = parsed.values
    _check_endpoints(flags)
    initial = _initial_models(flags)
    _check_batching(flags)
    batching_parameters = _batching_parameters(flags)
    session_config = _session_config(flags)
    path = metrics_path(str(flags["monitoring_config_file"]))
    groups = _groups(parsed)
    tensorflow = TensorFlowConfig(session_config=session_config, **groups["tensorflow"])
    _check_contradictions(parsed)
    _check_support(parsed)
    return ServerConfig(
        models=ModelsConfig(initial=initial, **groups["models"]),
        loading=LoadingConfig(**groups["loading"]),
        warm_up=WarmUpConfig(**groups["warm_up"]),
        grpc=GrpcConfig(**groups["grpc"]),
        rest=RestConfig(**groups["rest"]),
        http=HttpConfig(**groups["http"]),
        limits=LimitsConfig(**groups["limits"]),
        handlers=HandlersConfig(**groups["handlers"]),
        lifecycle=LifecycleConfig(**groups["lifecycle"]),
        batching=BatchingConfig(parameters=batching_parameters, **groups["batching"]),
        tensorflow=tensorflow,
        security=SecurityConfig(**groups["security"]),
        telemetry=TelemetryConfig(metrics_path=path, **groups["telemetry"]),
        profiler=ProfilerConfig(**groups["profiler"]),
        data_plane=groups[""]["data_plane"],
    )


def _check_endpoints(flags: Mapping[str, Value]) -> None:
    if not flags["port"] and not flags["grpc_socket_path"]:
        raise InvalidArgument(
            "At least one of server_options.grpc_port or server_options.grpc_socket_path "
            "must be set."
        )
    if flags["use_alts_credentials"] and flags["ssl_config_file"]:
        raise InvalidArgument(
            "Either use_alts_credentials must be false or ssl_config_file must be empty."
        )
    if flags["model_root"]:
        _check_model_root(flags)
    elif not flags["model_base_path"] and not flags["model_config_file"]:
        raise InvalidArgument(
            "Both server_options.model_base_path and server_options.model_config_file are empty!"
        )


def _check_model_root(flags: Mapping[str, Value]) -> None:
    for other in ("model_base_path", "model_config_file"):
        if flags[other]:
            raise InvalidArgument(
                f"--model_root={flags['model_root']} and --{other}={flags[other]} exclude each "
                "other: both say which models there are"
            )


def _initial_models(flags: Mapping[str, Value]) -> ModelServerConfig:
    options_path = str(flags["model_options_file"])
    if flags["model_config_file"]:
        path = str(flags["model_config_file"])
        return read_model_config_file(path, options_path, MODEL_OPTIONS)
    if flags["model_root"]:
        return ModelServerConfig()  # its folders, once storage is there to be asked
    name = str(flags["model_name"])
    options = read_options_file(options_path, MODEL_OPTIONS).get(name, {})
    model = ModelConfig(name=name, base_path=str(flags["model_base_path"]), options=options)
    return ModelServerConfig((model,))


def _check_batching(flags: Mapping[str, Value]) -> None:
    if flags["platform_config_file"]:
        return  # the platforms then bring their own settings
    if flags["batching_parameters_file"] and not flags["enable_batching"]:
        raise InvalidArgument(
            "server_options.batching_parameters_file is set without setting "
            "server_options.enable_batching to true."
        )


def _batching_parameters(flags: Mapping[str, Value]) -> BatchingParameters | None:
    path = str(flags["batching_parameters_file"])
    if not path or flags["platform_config_file"]:
        return None
    return read_batching_parameters(path)


def _session_config(flags: Mapping[str, Value]) -> bytes:
    """The serialized ConfigProto that sessions start from; empty without a file."""
    path = str(flags["tensorflow_session_config_file"])
    if not path or flags["platform_config_file"]:
        return b""
    from tfserve.apis.tensorflow.config_pb2 import ConfigProto

    return read_text_proto(path, ConfigProto()).SerializeToString()


def _groups(parsed: ParsedFlags) -> Mapping[str, Mapping[str, Any]]:
    """Group of `ServerConfig` -> field -> value, from the table's dotted paths; "" is no group."""
    groups: dict[str, dict[str, Any]] = {}
    for flag in FLAGS:
        is_left_out = flag.is_optional and flag.name not in parsed.given
        value = None if is_left_out else flag.configured(parsed.values[flag.name])
        group, _, field = flag.field.rpartition(".")
        groups.setdefault(group, {})[field] = value
    return groups


def _check_contradictions(parsed: ParsedFlags) -> None:
    """Two flags that cannot both be meant; TensorFlow Serving logs these or does not notice."""
    flags = parsed.values
    if flags["rest_api_port"] and flags["rest_api_port"] == flags["port"]:
        raise InvalidArgument(
            f"--rest_api_port={flags['rest_api_port']} and --port={flags['port']} are the same port"
        )
    arguments = BY_NAME["grpc_channel_arguments"].configured(flags["grpc_channel_arguments"])
    passed_on = dict(arguments) if isinstance(arguments, tuple) else {}
    for name, argument in (
        ("reuse_port", "grpc.so_reuseport"),
        ("max_request_bytes", "grpc.max_receive_message_length"),
    ):
        if name in parsed.given and passed_on.get(argument, flags[name]) != flags[name]:
            value = BY_NAME[name].spelled(flags[name])
            raise InvalidArgument(
                f"--{name}={value} and {argument}={passed_on[argument]} in "
                "--grpc_channel_arguments say different things"
            )
    _check_tls(flags)
    _check_auth(flags)
    _check_batching_mode(flags)
    if flags["run_in_caller"] == "always" and flags["run_threads"]:
        raise InvalidArgument(
            f"--run_threads={flags['run_threads']} has no runs to take with --run_in_caller=always"
        )


def _check_tls(flags: Mapping[str, Value]) -> None:
    given = [
        name for name in ("tls_cert_file", "tls_key_file", "tls_client_ca_file") if flags[name]
    ]
    if given and flags["ssl_config_file"]:
        raise InvalidArgument(
            f"--{given[0]} and --ssl_config_file both name key and certificates; use one of them"
        )
    if given and not (flags["tls_cert_file"] and flags["tls_key_file"]):
        raise InvalidArgument(f"--{given[0]} needs --tls_cert_file and --tls_key_file")


def _check_auth(flags: Mapping[str, Value]) -> None:
    if flags["auth_protects_health"] and not flags["auth_config_file"]:
        raise InvalidArgument("--auth_protects_health needs --auth_config_file")


def _check_batching_mode(flags: Mapping[str, Value]) -> None:
    if flags["enable_batching"] == "auto" and flags["batching_parameters_file"]:
        raise InvalidArgument(
            "--enable_batching=auto learns what --batching_parameters_file says; give one of them "
            "(--enable_batching=true with the file)"
        )
    if flags["enable_per_model_batching_parameters"] and not flags["enable_batching"]:
        raise InvalidArgument(
            "--enable_per_model_batching_parameters has no effect with --enable_batching=false"
        )


def _check_support(parsed: ParsedFlags) -> None:
    """A feature that is asked for and not there is refused, never passed over in silence."""
    asked = [f"--{name}" for name in parsed.values if _asks(parsed, name)]
    if asked:
        raise Unimplemented(f"not supported yet: {', '.join(asked)}")


def _asks(parsed: ParsedFlags, name: str) -> bool:
    return name in parsed.given and BY_NAME[name].asks(parsed.values[name])
