"""Logging sampled requests and their answers, model by model."""

from __future__ import annotations

import random
import threading
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from tfserve.apis import prediction_log_pb2
from tfserve.config.models import ModelConfig
from tfserve.config.request_log import (
    Collector,
    LogFiles,
    RequestLogConfig,
    request_log_config,
)
from tfserve.core.clock import Clock
from tfserve.core.executor import Executor, ThreadExecutor
from tfserve.core.ids import ServableId
from tfserve.core.servable import Call, Outputs
from tfserve.telemetry.metrics import Kind, Reading
from tfserve.telemetry.queued_writer import QueueBounds, QueuedWriter
from tfserve.telemetry.request_log.entry import (
    Exchange,
    exchange_of_arrays,
    exchange_of_messages,
    json_line,
    tf_record,
)
from tfserve.telemetry.request_log.rotating_files import RotatingFiles

__all__ = ["RequestLog"]

_CLOSE_S = 2.0
_BOUNDS = QueueBounds(things=1000, size_bytes=64 << 20, together=1)
_FORMS: Mapping[Collector, tuple[str, Callable[[prediction_log_pb2.PredictionLog], bytes]]] = {
    Collector.FILE: (".tfrecord", tf_record),
    Collector.JSON: (".jsonl", json_line),
}

CountLogged = Callable[[str, str], None]
"""Told of each sampled request: model, and the name of the code with which it was logged or not."""


@dataclass(frozen=True, slots=True)
class _Entry:
    """One sampled request on its way into the log."""

    model: str
    at_s: float  # since the epoch
    size_bytes: int
    exchange: Exchange


class RequestLog:
    """The logs of all models that have one. A `ConfigFollower`; thread-safe, never waits.

    A request that is not sampled costs a look-up and a random number; one of a model without a log,
    the look-up.

    Args:
        files: where, and how large.
        clock: time.
        count: told of each sampled request.
        draw: a number from 0 to below 1.
        make_executor: name and number of threads -> executor, owned.
    """

    def __init__(
        self,
        files: LogFiles,
        *,
        clock: Clock,
        count: CountLogged,
        draw: Callable[[], float] = random.random,
        make_executor: Callable[[str, int], Executor] = ThreadExecutor,
    ) -> None:
        self._files = files
        self._clock = clock
        self._count = count
        self._draw = draw
        self._make_executor = make_executor
        self._lock = threading.Lock()
        self._writers: dict[RequestLogConfig, QueuedWriter[_Entry]] = {}  # guarded by _lock
        self._results = {"dropped": 0, "written": 0}  # guarded by _lock
        # Replaced whole, under _lock.
        self._logs: Mapping[str, tuple[RequestLogConfig, QueuedWriter[_Entry]]] = {}

    # ConfigFollower

    def check(self, models: Sequence[ModelConfig]) -> None:
        """Refuse what cannot be.

        Raises:
            ServingError: as `request_log_config`.
        """
        for model in models:
            request_log_config(model, self._files)

    def follow(self, models: Sequence[ModelConfig]) -> None:
        """Log what `models`, which were checked, ask for; logs that none asks for end."""
        wanted = {model.name: request_log_config(model, self._files) for model in models}
        configs = {name: each for name, each in wanted.items() if each is not None}
        with self._lock:
            for config in configs.values():
                if config not in self._writers:
                    self._writers[config] = self._make_writer(config)
            self._logs = {name: (each, self._writers[each]) for name, each in configs.items()}
            ended = [each for each in self._writers if each not in configs.values()]
            writers = [self._writers.pop(each) for each in ended]
        for writer in writers:
            writer.end()

    def _make_writer(self, config: RequestLogConfig) -> QueuedWriter[_Entry]:
        suffix, encode = _FORMS[config.collector]
        files = RotatingFiles(
            config.prefix,
            suffix,
            max_file_bytes=self._files.max_file_bytes,
            max_file_s=self._files.max_file_s,
            max_total_bytes=self._files.max_total_bytes,
            clock=self._clock,
        )
        return QueuedWriter(
            files,
            partial(_encoded, config, encode),
            self._make_executor("tfserve-request-log", 1),
            bounds=_BOUNDS,
            size_of=_size_of,
            ended=self._count_ended,
        )

    # On a request's way

    def samples(self, model: str) -> bool:
        """Whether a request for `model` that has just come is to be logged."""
        log = self._logs.get(model)
        return log is not None and self._draw() < log[0].rate

    def put_messages(self, model: str, request: Any, response: Any) -> None:
        """Log a sampled request, one of the four inference calls, and its response."""
        size_bytes = request.ByteSize() + response.ByteSize()
        self._put(model, size_bytes, exchange_of_messages(request, response))

    def put_arrays(self, servable_id: ServableId, call: Call, outputs: Outputs) -> None:
        """Log a sampled request that was no message."""
        arrays = (*call.inputs.values(), *(array for part in outputs for array in part))
        size_bytes = sum(array.nbytes for array in arrays)
        self._put(servable_id.name, size_bytes, exchange_of_arrays(servable_id, call, outputs))

    def _put(self, model: str, size_bytes: int, exchange: Exchange) -> None:
        log = self._logs.get(model)
        if log is not None:
            log[1].put(_Entry(model, self._clock.wall(), size_bytes, exchange))

    def _count_ended(self, entry: _Entry, is_written: bool) -> None:  # noqa: FBT001 - a callback
        with self._lock:
            self._results["written" if is_written else "dropped"] += 1
        self._count(entry.model, "OK" if is_written else "RESOURCE_EXHAUSTED")

    # The rest

    def read(self) -> Iterable[Reading]:
        """How many requests were written, and not."""
        with self._lock:
            samples = [((result,), float(count)) for result, count in self._results.items()]
        text = "Sampled requests that were logged, and that could not be"
        yield Reading("tfserve_request_log_records", text, Kind.COUNTER, ("result",), samples)

    def close(self) -> None:
        """Write what waits, as far as that takes a moment. Idempotent."""
        with self._lock:
            self._logs = {}
            writers, self._writers = tuple(self._writers.values()), {}
        for writer in writers:
            writer.close(_CLOSE_S)

    def __repr__(self) -> str:
        """`<RequestLog models=2>`."""
        return f"<RequestLog models={len(self._logs)}>"


def _size_of(entry: _Entry) -> int:
    return entry.size_bytes


def _encoded(
    config: RequestLogConfig,
    encode: Callable[[prediction_log_pb2.PredictionLog], bytes],
    entry: _Entry,
) -> bytes:
    log = entry.exchange(config.redact)
    log.log_metadata.timestamp_secs = int(entry.at_s)
    log.log_metadata.sampling_config.sampling_rate = config.rate
    return encode(log)
