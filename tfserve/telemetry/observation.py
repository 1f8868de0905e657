"""Everything that watches the server, put together from its configuration."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING

from tfserve.config.telemetry import TelemetryConfig, TracingConfig
from tfserve.core.call_record import CallObserver, CallObservers
from tfserve.core.clock import Clock
from tfserve.core.executor import Executor, ThreadExecutor
from tfserve.core.request_id import RequestIds
from tfserve.telemetry.access_log import AccessLog
from tfserve.telemetry.logs import log_statistics
from tfserve.telemetry.metrics import Kind, Metrics, Reading, Readings
from tfserve.telemetry.queued_writer import WriterStatistics
from tfserve.telemetry.request_log import RequestLog
from tfserve.telemetry.sinks import FileSink, StreamSink
from tfserve.telemetry.tracing import Tracing, otlp_exporter, provider_of

if TYPE_CHECKING:
    from opentelemetry.sdk.trace import TracerProvider
    from typing_extensions import Self

__all__ = ["Observation"]

_CLOSE_S = 1.0


class Observation:
    """Metrics, and what the flags ask for besides. Thread-safe; a context manager, within which the
    server may serve.

    Attributes:
        metrics: everything that is counted.
        observer: shown every call.
        request_ids: names calls.
        request_log: logs sampled requests of models that ask for it; follows the config.
        pages: makes the page of metrics; its thread has nothing else to do.

    Args:
        config: what is asked for.
        clock: time.
        readings: what the server's parts tell about themselves.
    """

    def __init__(
        self, config: TelemetryConfig, *, clock: Clock, readings: Sequence[Readings] = ()
    ) -> None:
        self.request_log = RequestLog(config.request_log, clock=clock, count=self._count_logged)
        self.metrics = Metrics(clock=clock, readings=(*readings, self._read))
        self.pages: Executor = ThreadExecutor("tfserve-metrics", 1)
        self._file = _file_of(config.access_log)
        self._access_log = _access_log(config, self._file, clock)
        self._tracing = _tracing(config.tracing, clock)
        is_watched = self._access_log is not None or self._tracing is not None
        self.request_ids = RequestIds(makes=is_watched)
        self.observer = self._make_observer()

    def _make_observer(self) -> CallObserver:
        others = [each for each in (self._access_log, self._tracing) if each is not None]
        return CallObservers((self.metrics, *others))

    def open(self) -> None:
        """Open files and what else is needed, before anything slow is begun.

        Raises:
            ServingError: a file cannot be opened, or what is asked for is not installed.
        """
        if self._tracing is not None:
            self._tracing.open()
        if self._file is not None:
            self._file.open()

    def close(self) -> None:
        """Write what waits, as far as that can be done in a moment. Idempotent."""
        if self._access_log is not None:
            self._access_log.close()
        self.request_log.close()
        self.pages.close(_CLOSE_S)
        if self._tracing is not None:
            self._tracing.close()

    def _count_logged(self, model: str, status: str) -> None:
        self.metrics.serving.count_logged(model, status)

    def __enter__(self) -> Self:
        """Opened."""
        self.open()
        return self

    def __exit__(self, *_: object) -> None:
        """Closed."""
        self.close()

    def _read(self) -> Iterable[Reading]:
        """How the logs do."""
        yield from self.request_log.read()
        if self._tracing is not None:
            yield from self._tracing.read()
        logs: dict[str, WriterStatistics] = {}
        if (server := log_statistics()) is not None:
            logs["server"] = server
        if self._access_log is not None:
            logs["access"] = self._access_log.statistics()
        yield _lines("written", "Lines written to a log", logs, lambda now: now.written)
        text = "Lines not written, because their log did not keep up or could not be written to"
        yield _lines("dropped", text, logs, lambda now: now.dropped + now.lost)

    def __repr__(self) -> str:
        """`<Observation <Metrics ...> None>`."""
        return f"<Observation {self.metrics!r} {self._access_log!r}>"


def _lines(
    what: str,
    text: str,
    logs: Mapping[str, WriterStatistics],
    count: Callable[[WriterStatistics], int],
) -> Reading:
    samples = [((name,), float(count(now))) for name, now in sorted(logs.items())]
    return Reading(f"tfserve_log_lines_{what}", text, Kind.COUNTER, ("log",), samples)


def _file_of(access_log: str) -> FileSink | None:
    is_file = access_log not in ("", "stderr", "stdout")
    return FileSink(access_log, flag="access_log") if is_file else None


def _tracing(config: TracingConfig | None, clock: Clock) -> Tracing | None:
    if config is None:
        return None

    def make_provider() -> TracerProvider:
        return provider_of(config, otlp_exporter(config.endpoint))

    return Tracing(make_provider, clock=clock, executor=ThreadExecutor("tfserve-tracing", 1))


def _access_log(config: TelemetryConfig, file: FileSink | None, clock: Clock) -> AccessLog | None:
    if not config.access_log:
        return None
    stream = sys.stdout if config.access_log == "stdout" else sys.stderr
    sink = StreamSink(stream) if file is None else file
    executor = ThreadExecutor("tfserve-access-log", 1)
    return AccessLog(sink, form=config.log_format, clock=clock, executor=executor)
