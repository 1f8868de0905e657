"""What the whole server is told at its start, as one frozen value.

Every field is filled from exactly one flag (`flags/table.py` names the field; the defaults stand
there and nowhere else). Seconds and bytes throughout; nothing below `main` reads flags or the
environment.
"""

from __future__ import annotations

import enum
from dataclasses import dataclass

from tfserve.config.batching import BatchingConfig
from tfserve.config.models import ModelServerConfig
from tfserve.config.request_log import REDACT
from tfserve.config.security import SecurityConfig
from tfserve.config.telemetry import TelemetryConfig
from tfserve.config.tensorflow import TENSORFLOW_OPTIONS, TensorFlowConfig

__all__ = [
    "MODEL_OPTIONS",
    "GrpcConfig",
    "HandlersConfig",
    "HttpConfig",
    "LifecycleConfig",
    "LimitsConfig",
    "LoadingConfig",
    "ModelsConfig",
    "ProfilerConfig",
    "ReadyPolicy",
    "RestConfig",
    "ServerConfig",
    "WarmUpConfig",
]


MODEL_OPTIONS: frozenset[str] = TENSORFLOW_OPTIONS | {"aspired_version_policy", REDACT}
"""What `--model_options_file` may say of a model."""


class ReadyPolicy(enum.Enum):
    """When the server calls itself ready."""

    ALL = "all"
    """Every configured model has an available version."""
    ANY = "any"
    """At least one has, or none is configured."""


@dataclass(frozen=True, slots=True)
class ModelsConfig:
    """Which models to serve.

    Args:
        initial: the first config: the content of `config_file`, or the one model of `name` and
            `base_path`.
        config_file: path, "" without one.
        config_file_poll_interval_s: how often it is read again; 0 or less: never.
        name: the one model's name, without a config file.
        base_path: its base path.
        root: each folder of this is a model; "" without one.
        options_file: JSON with settings by model name; "" without one.
        allowed_roots: base paths must lie below one of these; empty allows any.
        allow_labels_for_unavailable: a new label may name a version that is not available.
    """

    initial: ModelServerConfig
    config_file: str
    config_file_poll_interval_s: float
    name: str
    base_path: str
    root: str
    options_file: str
    allowed_roots: tuple[str, ...]
    allow_labels_for_unavailable: bool


@dataclass(frozen=True, slots=True)
class LoadingConfig:
    """How versions are found, loaded and unloaded.

    Args:
        load_threads: after the start; 0 counts as 1.
        unload_threads: 0 counts as 1.
        max_retries: further tries after a failed load.
        retry_interval_s: between two tries; negative is none.
        poll_interval_s: of the file system; 0 once per config change, negative never.
        remote_poll_interval_s: the same for base paths that are URIs, where the other is above 0.
        cache_dir: where versions of such base paths are fetched to.
        cache_max_bytes: of what is kept there and not in use.
        load_timeout_s: an attempt to load is given up after this long; 0 is never.
        reload_timeout_s: how long a reload waits for its new models.
        aspired_version_policy: `availability`, `resource` or `auto`, unless a model says
            otherwise.
        total_memory_limit_bytes: of all loaded versions; 0 is none.
        keep_last_version: when its storage vanishes or is empty.
        fail_if_zero_versions_at_startup: end the start then.
    """

    load_threads: int
    unload_threads: int
    max_retries: int
    retry_interval_s: float
    poll_interval_s: float
    remote_poll_interval_s: float
    cache_dir: str
    cache_max_bytes: int
    load_timeout_s: float
    reload_timeout_s: float
    aspired_version_policy: str
    total_memory_limit_bytes: int
    keep_last_version: bool
    fail_if_zero_versions_at_startup: bool


@dataclass(frozen=True, slots=True)
class WarmUpConfig:
    """What is done with a loaded version before it serves.

    Args:
        enable: replay its recorded requests.
        iterations: how often each; 0 or less counts as 1.
        admission_tests: run its requests with known answers.
    """

    enable: bool
    iterations: int
    admission_tests: bool


@dataclass(frozen=True, slots=True)
class GrpcConfig:
    """Where and how gRPC listens.

    Args:
        port: TCP port; 0 is none.
        socket_path: of a Unix socket; "" is none.
        bind_address: address of the TCP port.
        reuse_port: SO_REUSEPORT.
        channel_arguments: passed on to gRPC.
        threads: that take calls and hand them on; none waits for a model.
        max_concurrent_streams: calls that one connection may have open.
        max_metadata_bytes: all metadata of a call.
        max_connections: at a time, per address.
        keepalive_s: silence after which a connection is asked whether it is there; 0: gRPC's.
        enable_health: register grpc.health.v1.Health.
        enable_reflection: register server reflection.
    """

    port: int
    socket_path: str
    bind_address: str
    reuse_port: bool
    channel_arguments: tuple[tuple[str, int | str], ...]
    threads: int
    max_concurrent_streams: int
    max_metadata_bytes: int
    max_connections: int
    keepalive_s: float
    enable_health: bool
    enable_reflection: bool

    @property
    def addresses(self) -> tuple[str, ...]:
        """In gRPC's form: `0.0.0.0:8500`, `unix:/run/tfserve.sock`; at least one."""
        host = f"[{self.bind_address}]" if ":" in self.bind_address else self.bind_address
        tcp = (f"{host}:{self.port}",) if self.port else ()
        return (*tcp, f"unix:{self.socket_path}") if self.socket_path else tcp


@dataclass(frozen=True, slots=True)
class RestConfig:
    """Where and how the REST API is served; its port is opened on the address of gRPC's.

    Args:
        port: TCP port; 0 is none.
        threads: that parse large bodies.
        timeout_s: of a request; 0 or less is none.
        enable_cors: scripts of any page may read the answers.
        error_details: errors tell everybody all they know.
        gzip_from_bytes: answers at least this large are compressed for who accepts it; 0 is never.
        max_json_depth: of arrays and objects in each other.
        enable_management: anybody may change the config, where nobody has to say who they are.
    """

    port: int
    threads: int
    timeout_s: float
    enable_cors: bool
    error_details: bool
    gzip_from_bytes: int
    max_json_depth: int
    enable_management: bool


@dataclass(frozen=True, slots=True)
class HttpConfig:
    """What one HTTP connection may cost.

    Args:
        max_header_bytes: request line and headers together; also of trailers.
        max_headers: how many.
        max_target_bytes: path and query.
        max_chunks: of a chunked body.
        header_timeout_s: to the end of a request's headers, from its first byte or from a new
            connection.
        body_timeout_s: within it a body must bring 1 KiB, or its end, again and again.
        keep_alive_timeout_s: an idle connection is closed after this.
        write_timeout_s: within it a client must take 1 KiB, or all that is left, again and again.
        max_connections: open at a time.
    """

    max_header_bytes: int
    max_headers: int
    max_target_bytes: int
    max_chunks: int
    header_timeout_s: float
    body_timeout_s: float
    keep_alive_timeout_s: float
    write_timeout_s: float
    max_connections: int


@dataclass(frozen=True, slots=True)
class LimitsConfig:
    """Bounds that requests are refused at.

    Args:
        max_request_bytes: one request as received.
        max_tensor_bytes: the decoded inputs of one request.
        max_inflight_bytes: all requests at a time; 0 chooses by the machine's memory.
        max_inflight_requests: 0 is none.
    """

    max_request_bytes: int
    max_tensor_bytes: int
    max_inflight_bytes: int
    max_inflight_requests: int


@dataclass(frozen=True, slots=True)
class HandlersConfig:
    """How calls are answered.

    Args:
        check_method_names: a signature's method_name must be the call's.
        as_tensor_content: numbers of Predict answers go into `tensor_content`.
        enable_session_run: SessionRun is allowed.
    """

    check_method_names: bool
    as_tensor_content: bool
    enable_session_run: bool


@dataclass(frozen=True, slots=True)
class ProfilerConfig:
    """TensorBoard's capturing of profiles over gRPC.

    Args:
        is_enabled: register tensorflow.ProfilerService.
        max_duration_s: longest recording.
        roots: what recordings may be written below; empty: anywhere.
    """

    is_enabled: bool
    max_duration_s: float
    roots: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class LifecycleConfig:
    """Becoming ready and ending.

    Args:
        ready_policy: see there.
        require_all_models: a model that cannot be loaded ends the start.
        drain_delay_s: how long to go on serving, not ready, once asked to end.
        shutdown_grace_s: how long requests in flight then have.
    """

    ready_policy: ReadyPolicy
    require_all_models: bool
    drain_delay_s: float
    shutdown_grace_s: float


@dataclass(frozen=True, slots=True)
class ServerConfig:
    """Everything; see the groups. `data_plane` is auto, native or python."""

    models: ModelsConfig
    loading: LoadingConfig
    warm_up: WarmUpConfig
    grpc: GrpcConfig
    rest: RestConfig
    http: HttpConfig
    limits: LimitsConfig
    handlers: HandlersConfig
    lifecycle: LifecycleConfig
    batching: BatchingConfig
    tensorflow: TensorFlowConfig
    security: SecurityConfig
    telemetry: TelemetryConfig
    profiler: ProfilerConfig
    data_plane: str
