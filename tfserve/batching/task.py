"""A request that waits for a batch, and a large one that was cut into several."""

from __future__ import annotations

import threading
from collections.abc import Sequence

from tfserve.batching.merge import Inputs, join, slice_rows
from tfserve.core.deadline import Deadline
from tfserve.core.servable import Done, Outputs
from tfserve.core.timer import Timer
from tfserve.errors import ServingError

__all__ = ["Task", "cut"]


class Task:
    """One request, or one piece of it, on its way through a queue. `done` is called once, by
    whoever took it out of the queue.

    Args:
        inputs: what it feeds, at least one row.
        rows: how many.
        deadline: when nobody waits for it any more, and whether already.
        done: takes the answer.
        queued_at: when it came, in seconds on the clock's scale.

    Attributes:
        is_waiting: whether it is in a queue; written by the queue only.
        timer: takes it out of the queue at its deadline.
    """

    __slots__ = ("deadline", "done", "inputs", "is_waiting", "queued_at", "rows", "timer")

    def __init__(
        self, inputs: Inputs, rows: int, deadline: Deadline, done: Done, queued_at: float
    ) -> None:
        self.inputs = inputs
        self.rows = rows
        self.deadline = deadline
        self.done = done
        self.queued_at = queued_at
        self.is_waiting = False
        self.timer: Timer | None = None

    def __repr__(self) -> str:
        """`<Task rows=3 waiting>`."""
        return f"<Task rows={self.rows}{' waiting' if self.is_waiting else ''}>"


def cut(task: Task, sizes: Sequence[int]) -> list[Task]:
    """The pieces of `task`, with so many rows each, in order; `task.done` gets the outputs put
    together again when the last piece is done, or the first error of a piece.
    """
    if len(sizes) == 1:
        return [task]
    whole = _Whole(task.done, len(sizes))
    pieces = []
    begin = 0
    for place, size in enumerate(sizes):
        inputs = slice_rows(task.inputs, begin, begin + size)
        pieces.append(Task(inputs, size, task.deadline, whole.piece(place), task.queued_at))
        begin += size
    return pieces


class _Whole:
    """Collects what pieces answer. Thread-safe."""

    def __init__(self, done: Done, count: int) -> None:
        self._done = done
        self._lock = threading.Lock()
        self._missing = count  # guarded by _lock
        self._outputs: list[Outputs] = [()] * count  # guarded by _lock
        self._error: ServingError | None = None  # guarded by _lock

    def piece(self, place: int) -> Done:
        def done(outputs: Outputs | None, error: ServingError | None) -> None:
            self._answered(place, outputs, error)

        return done

    def _answered(self, place: int, outputs: Outputs | None, error: ServingError | None) -> None:
        with self._lock:
            if outputs is not None:
                self._outputs[place] = outputs
            elif self._error is None:
                self._error = error
            self._missing -= 1
            if self._missing:
                return
            error = self._error
        self._done(*_joined(self._outputs, error))


def _joined(
    pieces: Sequence[Outputs], error: ServingError | None
) -> tuple[Outputs | None, ServingError | None]:
    if error is not None:
        return None, error
    try:
        return join(pieces), None
    except ServingError as failure:
        return None, failure
