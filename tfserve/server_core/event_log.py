"""The latest events of all models, in memory."""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Sequence

from tfserve.core.clock import Clock
from tfserve.core.history import Event, EventKind
from tfserve.core.ids import ServableId
from tfserve.core.state import ServableState
from tfserve.errors import ServingError

__all__ = ["EventLog"]

_MOST = 10_000  # 4 MB; three events for each load of a thousand models with three versions


class EventLog:
    """Takes note of what happens; the oldest events make room for new ones. Thread-safe.

    Implements `core.history.EventHistory`.

    Args:
        clock: time.
        most: how many events are kept.
    """

    def __init__(self, clock: Clock, *, most: int = _MOST) -> None:
        self._clock = clock
        self._lock = threading.Lock()
        self._events: deque[Event] = deque(maxlen=most)  # guarded by _lock
        self._last = 0  # guarded by _lock; number of the newest event

    def on_servable_state(self, state: ServableState) -> None:
        """A version has come to another state; to be subscribed to the manager's event bus."""
        name, version = state.id.name, state.id.version
        with self._lock:
            number, at = self._next()
            self._events.append(
                Event(
                    number, at, EventKind.STATE, name, state.reason, version, state.state,
                    state.error,
                )
            )  # fmt: skip

    def on_attempt_failed(self, servable_id: ServableId, error: ServingError) -> None:
        """An attempt to load has failed; the LoaderAdapter calls it."""
        self.note(
            EventKind.ATTEMPT_FAILED,
            servable_id.name,
            "An attempt to load it has failed",
            version=servable_id.version,
            error=error,
        )

    def note(
        self,
        kind: EventKind,
        model: str,
        reason: str,
        *,
        version: int | None = None,
        error: ServingError | None = None,
        by: str = "",
    ) -> None:
        """Something else has happened, where `by` is known because somebody asked for it."""
        with self._lock:
            number, at = self._next()
            self._events.append(Event(number, at, kind, model, reason, version, error=error, by=by))

    def events(self) -> Sequence[Event]:
        """Those that are still known, oldest first."""
        with self._lock:
            return tuple(self._events)

    def _next(self) -> tuple[int, float]:  # under _lock
        self._last += 1
        return self._last, self._clock.wall()

    def __repr__(self) -> str:
        """`<EventLog events=12 last=12>`."""
        with self._lock:
            return f"<EventLog events={len(self._events)} last={self._last}>"
