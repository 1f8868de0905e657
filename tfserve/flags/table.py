"""Every flag of `tensorflow_model_server` and `tfserve serve`: one row each, in the order in which
`--help` and the documentation list them.

The first part is TensorFlow Serving's own list (spec 2.2 names the same order), the second is ours.
"""

from __future__ import annotations

from collections.abc import Callable

from tfserve.config.batching import BatchingMode
from tfserve.config.machine import available_cpus
from tfserve.config.server import ReadyPolicy
from tfserve.flags.directories import cache_directory
from tfserve.flags.flag import Flag, FlagType, Support, Value

__all__ = ["BY_NAME", "FLAGS", "OURS", "TENSORFLOW_SERVING"]

_INT32, _INT64 = FlagType.INT32, FlagType.INT64
_BOOL, _STRING, _FLOAT = FlagType.BOOL, FlagType.STRING, FlagType.FLOAT
_LATER, _MOOT = Support.LATER, Support.MOOT
_PORTS = 65535
_INT32_MAX = (1 << 31) - 1
_CPUS = available_cpus()


def _names(value: Value) -> tuple[str, ...]:
    """A comma-separated list; empty items are dropped."""
    return tuple(item.strip() for item in str(value).split(",") if item.strip())


def _tags(value: Value) -> tuple[str, ...]:
    return _names(value) or ("serve",)  # an empty set falls back, as in TensorFlow Serving


def _cache_directory(value: Value) -> str:
    return str(value) or cache_directory()


def _seconds(per_second: float) -> Callable[[Value], float]:
    return lambda value: float(value) / per_second


def _batching_mode(value: Value) -> BatchingMode:
    return BatchingMode(value if isinstance(value, str) else str(value).lower())


def _channel_arguments(value: Value) -> tuple[tuple[str, int | str], ...]:
    """`k=v,k=v`; values that are int32 numbers are numbers."""
    arguments: list[tuple[str, int | str]] = []
    number = Flag("grpc_channel_arguments", _INT32, 0, "")
    for item in _names(value):
        key, sign, text = item.partition("=")
        if not sign:
            msg = f"{item} has no =value; write key=value,key=value"
            raise ValueError(msg)
        try:
            arguments.append((key, int(number.read(text))))
        except ValueError:
            arguments.append((key, text))
    return tuple(arguments)


# fmt: off
TENSORFLOW_SERVING = (
    Flag("port", _INT32, 8500, "TCP port for gRPC; 0 opens none, grpc_socket_path is needed then",
         "grpc.port", least=0, most=_PORTS),
    Flag("grpc_socket_path", _STRING, "", "Unix socket for gRPC besides the port; relative or absolute path",
         "grpc.socket_path"),
    Flag("rest_api_port", _INT32, 0, "TCP port for the REST API; 0 opens none",
         "rest.port", least=0, most=_PORTS),
    Flag("rest_api_num_threads", _INT32, 4 * _CPUS, "Threads that compress REST answers; at most two parse bodies of more than 16 KiB, or all where run_in_caller=always; smaller ones need none",
         "rest.threads", default_means="4 x CPUs", least=1),
    Flag("rest_api_timeout_in_ms", _INT32, 30000, "Time limit of a REST request in milliseconds, from its last byte; 0 is none",
         "rest.timeout_s", convert=_seconds(1e3)),
    Flag("rest_api_enable_cors_support", _BOOL, False, "CORS headers on the REST API",
         "rest.enable_cors"),
    Flag("enable_batching", _BOOL, False, "Merge requests that wait into batches: true by parameters, auto by what is learnt from the requests",
         "batching.mode", words=("auto",), convert=_batching_mode),
    Flag("allow_version_labels_for_unavailable_models", _BOOL, False,
         "A new version label may name a version that is not available yet; labels in the config of the start always may",
         "models.allow_labels_for_unavailable"),
    Flag("batching_parameters_file", _STRING, "", "Text file with a BatchingParameters message; needs enable_batching"),
    Flag("enable_per_model_batching_parameters", _BOOL, False,
         "A version is batched by its file batching_params.pbtxt; without one not at all, or with enable_batching=auto by learning",
         "batching.per_model"),
    Flag("model_config_file", _STRING, "", "Text file with a ModelServerConfig message; model_name and model_base_path are ignored with it",
         "models.config_file"),
    Flag("model_config_file_poll_wait_seconds", _FLOAT, 0.0,
         "Read model_config_file again this often and apply it, fractions allowed; 0 reads it once",
         "models.config_file_poll_interval_s"),
    Flag("model_name", _STRING, "default", "Name of the one model, without model_config_file",
         "models.name"),
    Flag("model_base_path", _STRING, "", "Absolute path or URI of the directory that holds the model's version directories",
         "models.base_path"),
    Flag("num_load_threads", _INT32, 0,
         "Threads that load versions after the start, which has 4 times the CPUs; 0 counts as 1",
         "loading.load_threads", least=0),
    Flag("num_unload_threads", _INT32, 0, "Threads that unload versions; 0 counts as 1",
         "loading.unload_threads", least=0),
    Flag("max_num_load_retries", _INT32, 5, "Further tries after a failed load",
         "loading.max_retries", least=0),
    Flag("load_retry_interval_micros", _INT64, 60_000_000, "Microseconds between two tries of a load; negative means none",
         "loading.retry_interval_s", convert=_seconds(1e6)),
    Flag("file_system_poll_wait_seconds", _FLOAT, 1.0,
         "Look for new versions this often, fractions allowed; 0 looks once after each change of the config, negative never",
         "loading.poll_interval_s"),
    Flag("flush_filesystem_caches", _BOOL, True, "Accepted; local files need no flushing, no difference can be seen",
         support=_MOOT),
    Flag("tensorflow_session_parallelism", _INT64, 0, "Threads inside and between operations of a run; 0 is automatic",
         "tensorflow.session_parallelism"),
    Flag("tensorflow_intra_op_parallelism", _INT64, 0, "Threads inside one operation; 0 is automatic",
         "tensorflow.intra_op"),
    Flag("tensorflow_inter_op_parallelism", _INT64, 0, "Threads between operations; 0 is automatic",
         "tensorflow.inter_op"),
    Flag("tensorflow_session_config_file", _STRING, "", "Text file with a tensorflow.ConfigProto message that every session starts from"),
    Flag("use_alts_credentials", _BOOL, False, "Google ALTS; excludes ssl_config_file",
         support=_LATER),
    Flag("ssl_config_file", _STRING, "", "Text file with an SSLConfig message: key and certificates of the server, for TLS on both ports",
         "security.ssl_config_file"),
    Flag("platform_config_file", _STRING, "", "Text file with a PlatformConfigMap message that replaces the platforms",
         support=_LATER),
    Flag("per_process_gpu_memory_fraction", _FLOAT, 0.0, "Part of a GPU's memory for this process, 0 to 1; 0 is TensorFlow's choice",
         "tensorflow.per_process_gpu_memory_fraction", least=0),
    Flag("saved_model_tags", _STRING, "serve", "Comma-separated tags of the graph to load from a SavedModel",
         "tensorflow.tags", convert=_tags),
    Flag("grpc_channel_arguments", _STRING, "", "Comma-separated key=value for the gRPC server, such as grpc.max_connection_age_ms=2000",
         "grpc.channel_arguments", convert=_channel_arguments),
    Flag("grpc_max_threads", _INT32, 2, "Threads that take gRPC calls and hand them on; more than 2 help little, none waits for a model",
         "grpc.threads", least=1),
    Flag("enable_model_warmup", _BOOL, True, "Replay assets.extra/tf_serving_warmup_requests of a version before it serves",
         "warm_up.enable"),
    Flag("num_request_iterations_for_warmup", _INT32, 0, "How often each warm-up request is replayed; 0 counts as 1",
         "warm_up.iterations"),
    Flag("version", _BOOL, False, "Print the versions of the server and of TensorFlow, and end"),
    Flag("monitoring_config_file", _STRING, "", "Text file with a MonitoringConfig message: whether and where the REST port has the page of metrics"),
    Flag("remove_unused_fields_from_bundle_metagraph", _BOOL, True, "Accepted; only signatures are kept of a loaded graph either way",
         support=_MOOT),
    Flag("prefer_tflite_model", _BOOL, False, "Take model.tflite where a version has one",
         support=_LATER),
    Flag("num_tflite_pools", _INT32, _CPUS, "TFLite interpreters",
         support=_LATER, default_means="CPUs"),
    Flag("num_tflite_interpreters_per_pool", _INT32, 1, "TFLite interpreters in each pool",
         support=_LATER),
    Flag("enable_signature_method_name_check", _BOOL, False, "Refuse a signature for a call other than the one its method_name says",
         "handlers.check_method_names"),
    Flag("xla_cpu_compilation_enabled", _BOOL, False, "XLA just-in-time compilation on CPUs",
         "tensorflow.xla_cpu"),
    Flag("xla_gpu_compilation_enabled", _BOOL, False, "XLA just-in-time compilation on GPUs",
         "tensorflow.xla_gpu"),
    Flag("enable_profiler", _BOOL, True, "tensorflow.ProfilerService, by which TensorBoard captures profiles",
         "profiler.is_enabled"),
    Flag("thread_pool_factory_config_file", _STRING, "", "Text file with a ThreadPoolFactoryConfig message",
         support=_LATER),
    Flag("mixed_precision", _STRING, "", "bfloat16 lets TensorFlow compute parts of a graph in that type",
         "tensorflow.mixed_precision"),
    Flag("skip_initialize_tpu", _BOOL, False, "Accepted; TPUs are never initialized",
         support=_MOOT),
    Flag("enable_grpc_healthcheck_service", _BOOL, False, "The grpc.health.v1.Health service",
         "grpc.enable_health"),
    Flag("enable_serialization_as_tensor_content", _BOOL, False, "Predict answers carry numbers as tensor_content",
         "handlers.as_tensor_content"),
)

OURS = (
    Flag("bind_address", _STRING, "0.0.0.0", "Address that the TCP ports are opened on",  # noqa: S104 - TensorFlow Serving's
         "grpc.bind_address"),
    Flag("reuse_port", _BOOL, False, "Let other processes listen on the same port (SO_REUSEPORT)",
         "grpc.reuse_port"),
    Flag("enable_reflection", _BOOL, True, "gRPC server reflection, for grpcurl and the like",
         "grpc.enable_reflection"),
    Flag("enable_session_run", _BOOL, False, "SessionService.SessionRun, by which a client may feed and fetch any tensor",
         "handlers.enable_session_run"),
    Flag("data_plane", _STRING, "auto", "Who owns sockets and runs: python; or native, an extension that answers Predict without the interpreter (still young: auto is python)",
         "data_plane", choices=("auto", "native", "python")),
    Flag("max_request_bytes", _INT64, 256 << 20, "Largest request in bytes",
         "limits.max_request_bytes", least=1, most=_INT32_MAX),
    Flag("max_tensor_bytes", _INT64, 1 << 30, "Largest decoded input of a request in bytes",
         "limits.max_tensor_bytes", least=1),
    Flag("max_inflight_bytes", _INT64, 0, "Memory for requests in flight in bytes; 0 is a quarter of the memory, at most 2 GiB",
         "limits.max_inflight_bytes", least=0),
    Flag("max_inflight_requests", _INT32, 0, "Requests in flight; 0 is no limit",
         "limits.max_inflight_requests", least=0),
    Flag("max_concurrent_streams", _INT32, 100, "Calls that one connection may have open; further ones wait at the client",
         "grpc.max_concurrent_streams", least=1),
    Flag("grpc_max_metadata_bytes", _INT32, 65536, "Most metadata of a gRPC call in bytes",
         "grpc.max_metadata_bytes", least=1024),
    Flag("grpc_max_connections", _INT32, 4096, "gRPC connections open at a time, per address; further ones are closed",
         "grpc.max_connections", least=1),
    Flag("grpc_keepalive_seconds", _FLOAT, 300.0, "A gRPC connection that has been silent this long is asked whether it is there, and closed if not; 0 waits two hours",
         "grpc.keepalive_s", least=0, most=86400),
    Flag("rest_error_details", _BOOL, False, "Errors of the REST API carry details for every client, not only for those who accept application/problem+json",
         "rest.error_details"),
    Flag("rest_gzip_from_bytes", _INT64, 65536, "REST answers at least this large are compressed for clients that accept gzip; 0 compresses none",
         "rest.gzip_from_bytes", least=0),
    Flag("enable_rest_management", _BOOL, False, "Anybody may change the config over REST (/v1/config); with auth_config_file those with the admin scope may anyhow",
         "rest.enable_management"),
    Flag("max_json_depth", _INT32, 256, "Deepest nesting of arrays and objects in a JSON body",
         "rest.max_json_depth", least=1),
    Flag("rest_max_connections", _INT32, 4096, "REST connections open at a time; further ones are answered 503 and closed. Where fewer files may be open, fewer",
         "http.max_connections", least=1),
    Flag("rest_max_header_bytes", _INT32, 65536, "Largest request line and headers of a REST request in bytes",
         "http.max_header_bytes", least=1024),
    Flag("rest_max_headers", _INT32, 100, "Most headers of a REST request",
         "http.max_headers", least=1),
    Flag("rest_max_target_bytes", _INT32, 65536, "Longest path and query of a REST request in bytes",
         "http.max_target_bytes", least=1),
    Flag("rest_max_chunks", _INT32, 65536, "Most chunks of a chunked REST body",
         "http.max_chunks", least=1),
    Flag("rest_header_timeout_seconds", _FLOAT, 10.0, "A REST connection that has not sent all headers of a request after this long is closed",
         "http.header_timeout_s", least=0.1),
    Flag("rest_body_timeout_seconds", _FLOAT, 30.0, "A REST request whose body brings less than 1 KiB within this long is given up",
         "http.body_timeout_s", least=0.1),
    Flag("rest_keep_alive_timeout_seconds", _FLOAT, 75.0, "A REST connection without a request for this long is closed",
         "http.keep_alive_timeout_s", least=0.1),
    Flag("rest_write_timeout_seconds", _FLOAT, 30.0, "A REST client that takes less than 1 KiB of an answer within this long is given up",
         "http.write_timeout_s", least=0.1),
    Flag("ready_policy", _STRING, "all", "Ready when all models are available, or any",
         "lifecycle.ready_policy", choices=("all", "any"), convert=ReadyPolicy),
    Flag("require_all_models", _BOOL, False, "End when a model of the first config cannot be loaded, as TensorFlow Serving does",
         "lifecycle.require_all_models"),
    Flag("drain_delay_seconds", _FLOAT, 0.0, "After SIGTERM go on serving this long, not ready, before new connections are refused",
         "lifecycle.drain_delay_s", least=0),
    Flag("shutdown_grace_seconds", _FLOAT, 30.0, "After SIGTERM wait this long for requests in flight",
         "lifecycle.shutdown_grace_s", least=0),
    Flag("reload_timeout_seconds", _FLOAT, 60.0, "A reload call waits this long for its new models; loading goes on",
         "loading.reload_timeout_s", least=0),
    Flag("load_timeout_seconds", _FLOAT, 0.0, "Give a load up after this long; 0 is never",
         "loading.load_timeout_s", least=0),
    Flag("aspired_version_policy", _STRING, "availability",
         "availability loads the new version before the old one goes, resource the other way round, auto as memory allows; models may differ (model_options_file)",
         "loading.aspired_version_policy", choices=("availability", "resource", "auto")),
    Flag("enable_admission_tests", _BOOL, True, "A version with assets.extra/golden.jsonl serves only when it answers those requests as they say",
         "warm_up.admission_tests"),
    Flag("total_model_memory_limit_bytes", _INT64, 0, "Refuse loads that would pass this much memory in all; 0 is no limit, with aspired_version_policy=auto 4/5 of the memory",
         "loading.total_memory_limit_bytes", least=0),
    Flag("servable_versions_always_present", _BOOL, True, "Keep the last version when storage vanishes or is empty (TensorFlow Serving: unloads it)",
         "loading.keep_last_version"),
    Flag("fail_if_zero_versions_at_startup", _BOOL, False, "End when a model has no version at the start",
         "loading.fail_if_zero_versions_at_startup"),
    Flag("model_root", _STRING, "", "Directory or URI each folder of which is a model of that name, as they come and go; excludes model_base_path and model_config_file",
         "models.root"),
    Flag("model_options_file", _STRING, "", "JSON file with settings by model name that ModelConfig has no field for",
         "models.options_file"),
    Flag("allowed_model_roots", _STRING, "", "Comma-separated directories or URIs; base paths elsewhere are refused; empty allows any",
         "models.allowed_roots", convert=_names),
    Flag("remote_poll_wait_seconds", _FLOAT, 60.0,
         "Look for new versions below base paths that are URIs this often, plus or minus a tenth; like file_system_poll_wait_seconds where that is 0 or less",
         "loading.remote_poll_interval_s", least=0.01),
    Flag("model_cache_dir", _STRING, "", "Directory that versions of remote base paths are fetched into; empty is tfserve in the user's cache directory",
         "loading.cache_dir", convert=_cache_directory),
    Flag("model_cache_max_bytes", _INT64, 20 << 30, "Beyond this size versions that are not in use leave model_cache_dir, least recently used first; those in use stay",
         "loading.cache_max_bytes", least=0),
    Flag("custom_op_paths", _STRING, "", "Comma-separated op libraries, or directories of them, loaded before the models",
         "tensorflow.custom_op_paths", convert=_names),
    Flag("custom_op_packages", _STRING, "", "Comma-separated Python packages whose op libraries are loaded, such as tensorflow_text",
         "tensorflow.custom_op_packages", convert=_names),
    Flag("visible_devices", _STRING, "", "Comma-separated numbers of the GPUs to use; empty is all",
         "tensorflow.visible_devices"),
    Flag("allow_growth", _BOOL, False, "Take GPU memory as it is needed",
         "tensorflow.allow_growth", is_optional=True),
    Flag("log_device_placement", _BOOL, False, "Log which device each operation runs on",
         "tensorflow.log_device_placement", is_optional=True),
    Flag("allow_soft_placement", _BOOL, True, "Run operations elsewhere when their device is missing, unless the session config file says otherwise",
         "tensorflow.allow_soft_placement", is_optional=True),
    Flag("run_in_caller", _STRING, "auto", "Run models in the calling thread: auto decides by measured requests, or always, or never",
         "tensorflow.run_in_caller", choices=("auto", "always", "never")),
    Flag("run_threads", _INT32, 0, "Threads that longer runs go to; 0 is 4 times the CPUs",
         "tensorflow.run_threads", least=0),
    Flag("profiler_max_seconds", _FLOAT, 60.0, "Longest profile that can be captured",
         "profiler.max_duration_s", least=0),
    Flag("profiler_roots", _STRING, "", "Comma-separated directories that captured profiles may be written below; empty allows any, as TensorFlow Serving",
         "profiler.roots", convert=_names),
    Flag("tls_cert_file", _STRING, "", "PEM file with the server's certificate chain, for TLS; instead of ssl_config_file, needs tls_key_file",
         "security.tls_cert_file"),
    Flag("tls_key_file", _STRING, "", "PEM file with the server's private key",
         "security.tls_key_file"),
    Flag("tls_client_ca_file", _STRING, "", "PEM file with the roots of clients' certificates, which are then required",
         "security.tls_client_ca_file"),
    Flag("rest_api_tls", _BOOL, True, "TLS on the REST port too, where it is on for gRPC; TensorFlow Serving has none there",
         "security.rest_tls"),
    Flag("auth_config_file", _STRING, "", "JSON file with those who may use the server, by API key or password; empty lets everybody in",
         "security.auth_config_file"),
    Flag("auth_protects_health", _BOOL, False, "Health and readiness ask for credentials, too, where auth_config_file is set",
         "security.auth_protects_health"),
    Flag("security_files_poll_wait_seconds", _FLOAT, 10.0, "Look for changed certificates and principals this often; 0 reads them once",
         "security.poll_interval_s", least=0),
    Flag("log_level", _STRING, "info", "Least level logged: debug, info, warning or error",
         "telemetry.log_level", choices=("debug", "info", "warning", "error")),
    Flag("log_format", _STRING, "console", "Form of the log and the access log: console lines, or json, one object per line",
         "telemetry.log_format", choices=("console", "json")),
    Flag("access_log", _STRING, "", "Where a line per call goes: a file's path, stderr or stdout; empty is nowhere",
         "telemetry.access_log"),
    Flag("otel_endpoint", _STRING, "", "OpenTelemetry collector that gets spans of calls, such as http://localhost:4317; needs pytfserve[otel]; empty traces nothing",
         "telemetry.otel_endpoint"),
    Flag("otel_service_name", _STRING, "tfserve", "What the server is called in traces",
         "telemetry.otel_service_name"),
    Flag("otel_sample_ratio", _FLOAT, 1.0, "Part of the calls that is traced, 0 to 1; where a client brings a trace, its own decision counts",
         "telemetry.otel_sample_ratio", least=0, most=1),
    Flag("request_log_dir", _STRING, "", "Directory of request logs, which models ask for by logging_config; empty allows none, as TensorFlow Serving does",
         "telemetry.request_log_dir"),
    Flag("request_log_max_file_bytes", _INT64, 64 << 20, "A request log begins a new file before one is larger",
         "telemetry.request_log_max_file_bytes", least=1),
    Flag("request_log_max_file_seconds", _FLOAT, 3600.0, "A request log begins a new file when one is older",
         "telemetry.request_log_max_file_s", least=1),
    Flag("request_log_max_total_bytes", _INT64, 1 << 30, "Files of one request log; the oldest go before there is more",
         "telemetry.request_log_max_total_bytes", least=1),
    Flag("request_log_redact", _STRING, "", "Comma-separated inputs, outputs and features whose values no request log gets; models may add theirs (model_options_file)",
         "telemetry.request_log_redact", convert=_names),
)
# fmt: on

FLAGS: tuple[Flag, ...] = (*TENSORFLOW_SERVING, *OURS)
"""All flags, TensorFlow Serving's first."""

BY_NAME = {flag.name: flag for flag in FLAGS}
"""Flag name -> flag."""
