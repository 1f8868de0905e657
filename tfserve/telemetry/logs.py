"""The log: one line per event on standard error, safe to read whatever a client sent."""

from __future__ import annotations

import json
import logging
from collections.abc import Callable
from typing import TextIO

from tfserve.core.executor import Executor, ThreadExecutor
from tfserve.telemetry.queued_writer import QueuedWriter, WriterStatistics
from tfserve.telemetry.sinks import StreamSink
from tfserve.telemetry.text import cut, local_time, one_line, utc_time

__all__ = ["JsonFormatter", "LineFormatter", "QueuedHandler", "log_statistics", "log_to"]

_LONGEST = 4096  # characters of a message; clients can put a megabyte into a model's name
_FLUSH_S = 1.0  # at the end, for a reader that is slow; one that is gone holds up nothing
_OURS = "tfserve."


class LineFormatter(logging.Formatter):
    """`2026-01-31 14:05:09.123 INFO server: Running gRPC ModelServer at ...`, in local time.

    Control characters and direction marks are written as escapes and long messages are cut, so that
    nothing from outside can forge a line. A traceback follows its line as it is.
    """

    def formatMessage(self, record: logging.LogRecord) -> str:  # noqa: N802 - logging's name
        """The one line."""
        text = one_line(cut(record.message, _LONGEST))
        name = record.name.removeprefix(_OURS)
        return f"{local_time(record.created)} {record.levelname} {name}: {text}"


class JsonFormatter(logging.Formatter):
    """One JSON object per record: time (UTC), level, logger, thread, message, and where there is
    one, the traceback as `exception`. Long messages are cut.
    """

    def format(self, record: logging.LogRecord) -> str:
        """The one line."""
        fields = {
            "time": utc_time(record.created),
            "level": record.levelname,
            "logger": record.name.removeprefix(_OURS),
            "thread": record.threadName,
            "message": cut(record.getMessage(), _LONGEST),
        }
        if record.exc_info:
            fields["exception"] = self.formatException(record.exc_info)
        return json.dumps(fields)


class QueuedHandler(logging.Handler):
    """Formats records where they come up and writes them elsewhere: no thread ever waits for who
    reads the log. Thread-safe.

    Args:
        stream: written to; None when there is none.
        executor: one thread, owned.
    """

    def __init__(self, stream: TextIO | None, executor: Executor) -> None:
        super().__init__()
        self._writer: QueuedWriter[str] = QueuedWriter(StreamSink(stream), _encoded, executor)

    def emit(self, record: logging.LogRecord) -> None:
        """Queue the record's line."""
        try:
            self._writer.put(self.format(record))
        except Exception:  # noqa: BLE001 - as logging's own handlers do
            self.handleError(record)

    def flush(self) -> None:
        """Wait a moment for what is queued."""
        self._writer.flush(_FLUSH_S)

    def close(self) -> None:
        """Write what is queued, as far as it can be written within a moment."""
        self._writer.close(_FLUSH_S)
        super().close()

    def statistics(self) -> WriterStatistics:
        """Lines written, dropped and lost."""
        return self._writer.statistics()


def _encoded(line: str) -> bytes:
    return f"{line}\n".encode(errors="backslashreplace")


def log_statistics() -> WriterStatistics | None:
    """How the log does that `log_to` has set up; None where nothing was set up."""
    for handler in logging.getLogger().handlers:
        if isinstance(handler, QueuedHandler):
            return handler.statistics()
    return None


def log_to(
    stream: TextIO | None,
    level: str,
    *,
    form: str = "console",
    make_executor: Callable[[str, int], Executor] = ThreadExecutor,
) -> QueuedHandler:
    """Send every log record of at least `level` (debug, info, warning, error) to `stream`, as
    `console` lines or `json`.

    Replaces whatever handled the root logger's records before. A stream that cannot be written to
    harms nobody: the record is lost.
    """
    logging.raiseExceptions = False  # a closed stderr must not become an error of its own
    handler = QueuedHandler(stream, make_executor("tfserve-log", 1))
    handler.setFormatter(JsonFormatter() if form == "json" else LineFormatter())
    root = logging.getLogger()
    before, root.handlers[:] = root.handlers[:], [handler]
    for old in before:
        if isinstance(old, QueuedHandler):
            old.close()
    root.setLevel(level.upper())
    return handler
