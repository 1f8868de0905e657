"""Writing without ever waiting: a bounded queue in front of what may be slow, full or gone."""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable, Collection, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Generic, Protocol, TypeVar

from tfserve.core.executor import Executor

__all__ = ["QueueBounds", "QueuedWriter", "Sink", "WriterStatistics"]

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class QueueBounds:
    """How much may wait, and is written at a time.

    Args:
        things: that wait; 10,000 lines are a second's at the highest rate, and some MB.
        size_bytes: of all that wait, as the writer's `size_of` says; 0 is no limit.
        together: how many are written in one go.
    """

    things: int = 10_000
    size_bytes: int = 0
    together: int = 1000


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


def _nothing(_: object) -> int:
    return 0


def _forget(_: object, _is_written: bool) -> None:  # noqa: FBT001 - a callback
    """For writers whose things nobody asks after."""


class QueuedWriter(Generic[T]):
    """Takes things at once, and encodes and writes them in the executor's thread. Thread-safe.

    `put` never waits and never raises: when the sink does not keep up, or cannot be written to,
    things are dropped and counted. Those that wait together are written together.

    Args:
        sink: owned; closed at the end.
        encode: one thing as it is written, called in the writing thread; what it cannot encode is
            lost.
        executor: one thread, owned.
        bounds: what may wait.
        size_of: bytes of memory that a thing takes while it waits.
        ended: told of each thing, and whether it was written.
    """

    def __init__(
        self,
        sink: Sink,
        encode: Callable[[T], bytes],
        executor: Executor,
        *,
        bounds: QueueBounds = QueueBounds(),
        size_of: Callable[[T], int] = _nothing,
        ended: Callable[[T, bool], None] = _forget,
    ) -> None:
        self._sink = sink
        self._encode = encode
        self._executor = executor
        self._bounds = bounds
        self._size_of = size_of
        self._ended = ended
        self._changed = threading.Condition()
        self._queue: deque[T] = deque()  # guarded by _changed
        self._size_bytes = 0  # guarded by _changed; of what is in the queue
        self._is_writing = False  # guarded by _changed; somebody will look at the queue
        self._is_closed = False  # guarded by _changed
        self._dropped = 0  # guarded by _changed
        self._written = 0  # guarded by _changed
        self._lost = 0  # guarded by _changed

    def put(self, thing: T) -> None:
        """Have `thing` written soon."""
        size_bytes = self._size_of(thing)
        with self._changed:
            is_taken = not self._is_closed and self._has_room(size_bytes)
            if is_taken:
                self._queue.append(thing)
                self._size_bytes += size_bytes
            else:
                self._dropped += 1
            is_first = is_taken and not self._is_writing
            self._is_writing = self._is_writing or is_first
        if not is_taken:
            self._ended(thing, False)
        if is_first:
            self._begin()

    def _has_room(self, size_bytes: int) -> bool:  # under _changed
        bounds = self._bounds
        fits = not bounds.size_bytes or self._size_bytes + size_bytes <= bounds.size_bytes
        return fits and len(self._queue) < bounds.things

    def _begin(self) -> None:
        try:
            self._executor.submit(self._write)
        except RuntimeError:  # no thread can be started; the next one tries again
            with self._changed:
                self._is_writing = False

    def _write(self) -> None:
        while (batch := self._take()) is not None:
            written = self._write_batch(batch)
            with self._changed:
                self._written += len(written)
                self._lost += len(batch) - len(written)
            for index, thing in enumerate(batch):
                self._ended(thing, index in written)

    def _take(self) -> Sequence[T] | None:
        """What waits; None, and somebody is waiting for it, when nothing does."""
        with self._changed:
            if not self._queue:
                self._is_writing = False
                self._changed.notify_all()
                return None
            count = min(self._bounds.together, len(self._queue))
            batch = [self._queue.popleft() for _ in range(count)]
            self._size_bytes -= sum(map(self._size_of, batch))
            return batch

    def _write_batch(self, batch: Sequence[T]) -> Collection[int]:
        """Which of them were written."""
        encoded = {}
        for index, thing in enumerate(batch):
            try:
                encoded[index] = self._encode(thing)
            except Exception:  # noqa: BLE001, S112 - counted; a log about the log could go on for ever
                continue
        try:
            self._sink.write(b"".join(encoded.values()))
        except Exception:  # noqa: BLE001 - a full disk, a closed pipe: counted, nobody is harmed
            return ()
        return encoded.keys()

    def flush(self, timeout_s: float) -> bool:
        """Wait until nothing waits any more; False when that takes longer."""
        with self._changed:
            return self._changed.wait_for(lambda: not self._is_writing, timeout_s)

    def end(self) -> None:
        """As `close`, but without waiting: what waits is written and the sink closed behind."""
        with self._changed:
            is_first, self._is_closed = not self._is_closed, True
        if is_first:
            with suppress(RuntimeError):  # closed, or no thread can be started
                self._executor.submit(self._sink.close)
            self._executor.close(0.0)

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
