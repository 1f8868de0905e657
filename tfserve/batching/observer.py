"""What batching tells those who measure it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from tfserve.core.ids import ServableId

__all__ = ["BatchObserver", "BatchRun", "NoObserver"]


@dataclass(frozen=True, slots=True)
class BatchRun:
    """One run of a batch.

    Args:
        servable: whose.
        signature: by whose queue; several parts are joined by `+`.
        request_rows: of each request that shared it.
        inputs: how many tensors each request brought.
        padding: rows that nobody asked for.
        run_s: with merging and splitting, in seconds.
    """

    servable: ServableId
    signature: str
    request_rows: Sequence[int]
    inputs: int
    padding: int
    run_s: float

    @property
    def rows(self) -> int:
        """Of the run, padding included."""
        return sum(self.request_rows) + self.padding


class BatchObserver(Protocol):
    """Told of what batching does; must be quick. Thread-safe."""

    def on_taken(self, queued_s: float) -> None:
        """A request, or a piece of one, leaves its queue after so many seconds."""
        ...

    def on_run(self, run: BatchRun) -> None:
        """A batch has run, well or not."""
        ...


class NoObserver:
    """Nobody measures."""

    def on_taken(self, queued_s: float) -> None:
        """Nothing."""

    def on_run(self, run: BatchRun) -> None:
        """Nothing."""
