"""Writing without ever waiting: a bounded queue in front of what may be slow, full or gone."""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Generic, Protocol, TypeVar

from tfserve.core.executor import Executor

__all__ = ["QueuedWriter", "Sink", "WriterStatistics"]

T = TypeVar("T")

_QUEUE = 10_000  # a second of lines at the highest rate; some MB


class Sink(Protocol):
    """Where things are written; used by one thread at a time."""

    def write(self, data: bytes) -> None:
        """Write all of it; raises whatever goes wrong."""
        ...

    def close(self) -> None:
        """Nothing more will be written. Idempotent."""
        ...


@dataclass(frozen=True, slots=True)
class WriterStatistics:
    """Things written, dropped because the queue was full, and lost because writing failed."""

    written: int
    dropped: int
    lost: int


class QueuedWriter(Generic[T]):
    """Takes things at once, and encodes and writes them in the executor's thread. Thread-safe.

    `put` never waits and never raises: when the sink does not keep up, or cannot be written to,
    things are dropped and counted. Those that wait together are written together.

    Args:
        sink: owned; closed at the end.
        encode: one thing as it is written, called in the writing thread; what it cannot encode is
            lost.
        executor: one thread, owned.
        capacity: how many things may wait.
    """

    def __init__(
        self,
        sink: Sink,
        encode: Callable[[T], bytes],
        executor: Executor,
        *,
        capacity: int = _QUEUE,
    ) -> None:
        self._sink = sink
        self._encode = encode
        self._executor = executor
        self._capacity = capacity
        self._changed = threading.Condition()
        self._queue: deque[T] = deque()  # guarded by _changed
        self._is_writing = False  # guarded by _changed; somebody will look at the queue
        self._is_closed = False  # guarded by _changed
        self._dropped = 0  # guarded by _changed
        self._written = 0  # guarded by _changed
        self._lost = 0  # guarded by _changed

    def put(self, thing: T) -> None:
        """Have `thing` written soon."""
        with self._changed:
            if self._is_closed or len(self._queue) >= self._capacity:
                self._dropped += 1
                return
            self._queue.append(thing)
            if self._is_writing:
                return
            self._is_writing = True
        try:
            self._executor.submit(self._write)
        except RuntimeError:  # no thread can be started; the next one tries again
            with self._changed:
                self._is_writing = False

    def _write(self) -> None:
        while (batch := self._take()) is not None:
            written = self._write_batch(batch)
            with self._changed:
                self._written += written
                self._lost += len(batch) - written

    def _take(self) -> Sequence[T] | None:
        """What waits; None, and somebody is waiting for it, when nothing does."""
        with self._changed:
            if not self._queue:
                self._is_writing = False
                self._changed.notify_all()
                return None
            batch, self._queue = self._queue, deque()
            return batch

    def _write_batch(self, batch: Sequence[T]) -> int:
        """How many of them were written."""
        encoded = []
        for thing in batch:
            try:
                encoded.append(self._encode(thing))
            except Exception:  # noqa: BLE001, S112 - counted; a log about the log could go on for ever
                continue
        try:
            self._sink.write(b"".join(encoded))
        except Exception:  # noqa: BLE001 - a full disk, a closed pipe: counted, nobody is harmed
            return 0
        return len(encoded)

    def flush(self, timeout_s: float) -> bool:
        """Wait until nothing waits any more; False when that takes longer."""
        with self._changed:
            return self._changed.wait_for(lambda: not self._is_writing, timeout_s)

    def close(self, timeout_s: float) -> bool:
        """Write what waits, take no more, and close the sink; False when that takes longer than
        `timeout_s` seconds: then the sink is left to its thread. Idempotent.
        """
        with self._changed:
            self._is_closed = True
        is_over = self.flush(timeout_s) and self._executor.close(timeout_s)
        if is_over:
            self._sink.close()
        return is_over

    def statistics(self) -> WriterStatistics:
        """A snapshot."""
        with self._changed:
            return WriterStatistics(self._written, self._dropped, self._lost)

    def __repr__(self) -> str:
        """`<QueuedWriter written=12 dropped=0 lost=0>`."""
        now = self.statistics()
        return f"<QueuedWriter written={now.written} dropped={now.dropped} lost={now.lost}>"
