"""The access log: one line per call."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass

from tfserve.core.call_record import CallRecord
from tfserve.core.clock import Clock
from tfserve.core.executor import Executor
from tfserve.telemetry.queued_writer import QueuedWriter, Sink, WriterStatistics
from tfserve.telemetry.text import cut, one_line, utc_time

__all__ = ["AccessLog", "access_fields"]

_LONGEST = 256  # characters of a name that a client may have invented
_MS = 1e3
_PLAIN = re.compile(r"[!#-<>-~]+")  # needs no quotes: printable, no space, no quote, no `=`
_CLOSE_S = 1.0


@dataclass(frozen=True, slots=True)
class _Entry:
    record: CallRecord
    peer: str


class AccessLog:
    """Writes a line for every call. A `CallObserver`; thread-safe, never waits.

    Names that a client invented are escaped and cut; of a request's contents nothing is written.

    Args:
        sink: owned.
        form: `json`, or `console` for `key=value` pairs.
        clock: time.
        executor: one thread, owned.
    """

    def __init__(self, sink: Sink, *, form: str, clock: Clock, executor: Executor) -> None:
        self._clock = clock
        self._text = json.dumps if form == "json" else _pairs
        self._writer: QueuedWriter[_Entry] = QueuedWriter(sink, self._line, executor)

    def observe(self, record: CallRecord) -> None:
        """Have the call's line written."""
        origin = record.origin  # asked now: it may know nothing any more when the call is over
        self._writer.put(_Entry(record, "" if origin is None else origin.peer))

    def _line(self, entry: _Entry) -> bytes:
        record = entry.record
        wall_s = record.ended_at - self._clock.now() + self._clock.wall()
        return f"{self._text(access_fields(record, entry.peer, wall_s))}\n".encode()

    def close(self) -> None:
        """Write what waits, and close the sink. Idempotent."""
        self._writer.close(_CLOSE_S)

    def statistics(self) -> WriterStatistics:
        """Lines written, dropped and lost."""
        return self._writer.statistics()

    def __repr__(self) -> str:
        """`<AccessLog <QueuedWriter ...>>`."""
        return f"<AccessLog {self._writer!r}>"


def access_fields(
    record: CallRecord, peer: str, wall_s: float
) -> Mapping[str, str | int | float | None]:
    """What a line says of a call that was answered `wall_s` seconds after the epoch."""
    run_s = record.run_s
    return {
        "time": utc_time(wall_s),
        "request_id": record.request_id,
        "peer": cut(peer, _LONGEST),
        "principal": cut(record.principal, _LONGEST),
        "transport": record.entry.transport,
        "method": record.entry.method,
        "model": cut(record.model or record.asked, _LONGEST),
        "version": record.version,
        "signature": record.signature,
        "code": record.code.name,
        "request_bytes": record.request_bytes,
        "response_bytes": record.response_bytes,
        "batch_size": record.batch_size,
        "queue_ms": round(record.queue_s * _MS, 3),
        "run_ms": None if run_s is None else round(run_s * _MS, 3),
        "total_ms": round(record.total_s * _MS, 3),
    }


def _pairs(fields: Mapping[str, str | int | float | None]) -> str:
    return " ".join(f"{key}={_quoted(value)}" for key, value in fields.items())


def _quoted(value: str | float | None) -> str:
    if value is None or value == "":
        return "-"
    text = str(value)
    if _PLAIN.fullmatch(text):
        return text
    escaped = one_line(text.replace("\\", "\\\\").replace('"', '\\"'))
    return f'"{escaped.encode(errors="backslashreplace").decode()}"'
