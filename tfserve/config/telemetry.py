"""What is told about the server and its calls, and where to."""

from __future__ import annotations

from dataclasses import dataclass

from tfserve.config.request_log import LogFiles

__all__ = ["TelemetryConfig", "TracingConfig"]


@dataclass(frozen=True, slots=True)
class TracingConfig:
    """How calls are traced.

    Args:
        endpoint: of the OpenTelemetry collector that takes the spans.
        service_name: what the server is called in traces.
        sample_ratio: which part of the calls is traced that bring no trace of their own, 0 to 1.
    """

    endpoint: str
    service_name: str
    sample_ratio: float


@dataclass(frozen=True, slots=True)
class TelemetryConfig:
    """Logs and what follows calls.

    Args:
        log_level: the least level that is logged: debug, info, warning or error.
        log_format: of the log and the access log: `console` or `json`.
        access_log: where a line per call goes: `stderr`, `stdout` or a file's path; "": nowhere.
        request_log_dir: what the files of request logs are below; "": no model has one.
        request_log_max_file_bytes: see `LogFiles`, as the rest.
        request_log_max_file_s: the same.
        request_log_max_total_bytes: the same.
        request_log_redact: the same.
        otel_endpoint: see `TracingConfig`, as the rest.
        otel_service_name: the same.
        otel_sample_ratio: the same.
        metrics_path: of the page of metrics, from the MonitoringConfig file; "": there is none.
    """

    log_level: str
    log_format: str
    access_log: str
    request_log_dir: str
    request_log_max_file_bytes: int
    request_log_max_file_s: float
    request_log_max_total_bytes: int
    request_log_redact: tuple[str, ...]
    otel_endpoint: str
    otel_service_name: str
    otel_sample_ratio: float
    metrics_path: str

    @property
    def tracing(self) -> TracingConfig | None:
        """How calls are traced; None: not at all."""
        if not self.otel_endpoint:
            return None
        return TracingConfig(self.otel_endpoint, self.otel_service_name, self.otel_sample_ratio)

    @property
    def request_log(self) -> LogFiles:
        """The files of request logs."""
        return LogFiles(
            directory=self.request_log_dir,
            max_file_bytes=self.request_log_max_file_bytes,
            max_file_s=self.request_log_max_file_s,
            max_total_bytes=self.request_log_max_total_bytes,
            redact=self.request_log_redact,
        )
