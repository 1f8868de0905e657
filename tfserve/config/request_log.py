"""What a model's LoggingConfig asks for."""

from __future__ import annotations

import enum
import posixpath
from collections.abc import Sequence
from dataclasses import dataclass

from tfserve.apis.config import logging_config_pb2
from tfserve.config.models import ModelConfig
from tfserve.errors import InvalidArgument, NotFound

__all__ = ["REDACT", "Collector", "LogFiles", "RequestLogConfig", "request_log_config"]

REDACT = "request_log_redact"
"""The model option that lists inputs whose values are not logged."""


class Collector(enum.Enum):
    """What `log_collector_config.type` may be."""

    FILE = "file"
    """TFRecord files of PredictionLog messages, usable as warm-up files."""
    JSON = "json"
    """JSON lines, one PredictionLog in each."""


@dataclass(frozen=True, slots=True)
class LogFiles:
    """Where request logs may be, and how large they get.

    Args:
        directory: what filename prefixes are below; "": no model may log requests.
        max_file_bytes: a new file is begun before one is larger.
        max_file_s: a new file is begun when one is older.
        max_total_bytes: of one log; then its oldest files go.
        redact: inputs whose values are not logged, of all models.
    """

    directory: str
    max_file_bytes: int
    max_file_s: float
    max_total_bytes: int
    redact: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class RequestLogConfig:
    """How the requests of one model are logged; models with equal values share a log.

    Args:
        collector: in what form.
        prefix: absolute path that the names of files begin with.
        rate: which part of the requests, 0 to 1.
        redact: inputs whose values are left out.
    """

    collector: Collector
    prefix: str
    rate: float
    redact: frozenset[str]


def request_log_config(model: ModelConfig, files: LogFiles) -> RequestLogConfig | None:
    """What `model` asks for; None when it asks for no log.

    Raises:
        InvalidArgument: `No request-logger-creator provided.` where logging is not allowed; a
            prefix that is empty or leads elsewhere.
        NotFound: `Cannot find LogCollector::Factory for type: ...`.
    """
    if model.logging_config is None:
        return None
    if not files.directory:
        raise InvalidArgument(
            "No request-logger-creator provided.",
            details={"model": model.name, "flag": "request_log_dir"},
        )
    message = logging_config_pb2.LoggingConfig.FromString(model.logging_config)
    kind = message.log_collector_config.type
    try:
        collector = Collector(kind)
    except ValueError as error:
        raise NotFound(
            f"Cannot find LogCollector::Factory for type: {kind}",
            details={"model": model.name, "types": ", ".join(each.value for each in Collector)},
        ) from error
    return RequestLogConfig(
        collector=collector,
        prefix=_prefix(message.log_collector_config.filename_prefix, model.name, files.directory),
        rate=_rate(message.sampling_config),
        redact=frozenset((*files.redact, *_redacted(model))),
    )


def _prefix(name: str, model: str, directory: str) -> str:
    path = posixpath.normpath(posixpath.join(directory, name))
    root = posixpath.normpath(directory)
    if not name or name.endswith("/") or not path.startswith(f"{root.rstrip('/')}/"):
        raise InvalidArgument(
            f"Model {model} must have its log_collector_config.filename_prefix below {directory}; "
            f"got filename_prefix={name}",
            details={"flag": "request_log_dir"},
        )
    return path


def _rate(sampling: logging_config_pb2.SamplingConfig) -> float:
    """The first entry for this task, which has neither a `dc` nor an index, replaces the rate."""
    for each in getattr(sampling, "per_task_sampling_configs", ()):  # stubs before 2.20 lack it
        if not each.dc and not each.HasField("task_index"):
            return float(each.sampling_rate)
    return float(sampling.sampling_rate)


def _redacted(model: ModelConfig) -> Sequence[str]:
    names = model.options.get(REDACT, ())
    if not isinstance(names, list | tuple) or not all(isinstance(each, str) for each in names):
        raise InvalidArgument(f"Model {model.name}: option {REDACT} must be a list of input names")
    return tuple(names)
