"""What is told about the server and its calls, and where to."""

from __future__ import annotations

from dataclasses import dataclass

from tfserve.config.request_log import LogFiles

__all__ = ["TelemetryConfig"]


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
    """

    log_level: str
    log_format: str
    access_log: str
    request_log_dir: str
    request_log_max_file_bytes: int
    request_log_max_file_s: float
    request_log_max_total_bytes: int
    request_log_redact: tuple[str, ...]

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
