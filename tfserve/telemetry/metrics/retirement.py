"""Letting the metrics of versions go that have gone."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence

from tfserve.core.clock import Clock
from tfserve.core.ids import ServableId
from tfserve.core.state import ManagerState, ServableState

__all__ = ["KEEP_S", "Retirement"]

KEEP_S = 900.0
"""How long the metrics of a version outlive it: some scrapes, and a look at what happened."""


class Retirement:
    """Notes when versions end, and forgets them when that is long ago. Thread-safe.

    Args:
        forgets: told of every version to forget.
        clock: time.
        keep_s: seconds between a version's end and its forgetting.
    """

    def __init__(
        self,
        forgets: Sequence[Callable[[ServableId], None]],
        clock: Clock,
        keep_s: float = KEEP_S,
    ) -> None:
        self._forgets = tuple(forgets)
        self._clock = clock
        self._keep_s = keep_s
        self._lock = threading.Lock()
        self._ended: dict[ServableId, float] = {}  # guarded by _lock; in the order of their ends

    def on_servable_state(self, state: ServableState) -> None:
        """Take note of a version's state."""
        with self._lock:
            self._ended.pop(state.id, None)
            if state.state is ManagerState.END:
                self._ended[state.id] = self._clock.now()
        self.sweep()

    def sweep(self) -> None:
        """Forget what ended long ago."""
        before = self._clock.now() - self._keep_s
        with self._lock:
            old = [id_ for id_, at in self._ended.items() if at <= before]
            for each in old:
                del self._ended[each]
        for each in old:
            for forget in self._forgets:
                forget(each)

    def __repr__(self) -> str:
        """`<Retirement ended=2>`."""
        return f"<Retirement ended={len(self._ended)}>"
