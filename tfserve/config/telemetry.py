"""What is told about the server and its calls, and where to."""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["TelemetryConfig"]


@dataclass(frozen=True, slots=True)
class TelemetryConfig:
    """Logs and what follows calls.

    Args:
        log_level: the least level that is logged: debug, info, warning or error.
        log_format: of the log and the access log: `console` or `json`.
        access_log: where a line per call goes: `stderr`, `stdout` or a file's path; "": nowhere.
    """

    log_level: str
    log_format: str
    access_log: str
