"""Request logging: sampled requests and their answers, in rotating files."""

from tfserve.telemetry.request_log.log import RequestLog

__all__ = ["RequestLog"]
