"""The MonitoringConfig file: where the page of metrics is."""

from __future__ import annotations

from tfserve.apis.config import monitoring_config_pb2
from tfserve.config.text_proto import read_text_proto
from tfserve.errors import InvalidArgument

__all__ = ["metrics_path"]

_DEFAULT = "/monitoring/prometheus/metrics"


def metrics_path(file: str) -> str:
    """The path of the page that a MonitoringConfig text asks for; "" when it asks for none.

    Args:
        file: "" asks for none.

    Raises:
        ServingError: it cannot be read, or the path is none.
    """
    if not file:
        return ""
    message = read_text_proto(file, monitoring_config_pb2.MonitoringConfig())
    if not message.prometheus_config.enable:
        return ""
    path = message.prometheus_config.path or _DEFAULT
    if not path.startswith("/") or "?" in path or "#" in path:
        raise InvalidArgument(
            f"--monitoring_config_file={file}: prometheus_config.path must begin with / and have "
            f"no query; got {path}"
        )
    return path
