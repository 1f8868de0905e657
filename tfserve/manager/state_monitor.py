"""The last known state of every version ever seen, and waiting for states to come."""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from tfserve.core.clock import Clock
from tfserve.core.deadline import Deadline
from tfserve.core.event_bus import EventBus, Subscription
from tfserve.core.ids import ServableId
from tfserve.core.state import ServableState
from tfserve.core.waiting import wait_until

if TYPE_CHECKING:
    from typing_extensions import Self

__all__ = ["ServableStateMonitor"]


class ServableStateMonitor:
    """Listens to the event bus and answers what state versions are in. Thread-safe.

    Nothing is ever forgotten: unloaded versions stay, as END. Who wants to see only what happens
    from now on makes a new monitor (and closes it). Matches: core/servable_state_monitor.h.
    """

    def __init__(self, event_bus: EventBus[ServableState]) -> None:
        self._condition = threading.Condition()
        self._states: dict[str, dict[int, ServableState]] = {}  # guarded by _condition
        self._events = 0  # guarded by _condition; how many were seen
        self._changes: EventBus[None] = EventBus()
        self._subscription = event_bus.subscribe(self._on_event)

    def _on_event(self, state: ServableState) -> None:
        with self._condition:
            self._states.setdefault(state.id.name, {})[state.id.version] = state
            self._events += 1
            self._condition.notify_all()
        self._changes.publish(None)

    def version_states(self, name: str) -> tuple[ServableState, ...]:
        """All versions of a model ever seen, highest first; empty when there is none."""
        with self._condition:
            return _highest_first(self._states.get(name, {}))

    def state(self, servable_id: ServableId) -> ServableState | None:
        """One version's state; None when it was never seen."""
        with self._condition:
            return self._states.get(servable_id.name, {}).get(servable_id.version)

    def states(self) -> Mapping[str, tuple[ServableState, ...]]:
        """Every model's versions, highest first; a snapshot."""
        with self._condition:
            return {name: _highest_first(each) for name, each in sorted(self._states.items())}

    def subscribe(self, changed: Callable[[], None]) -> Subscription:
        """Call `changed` after every event, when the answers know of it already; it must be
        quick.
        """
        return self._changes.subscribe(lambda _: changed())

    def wait_until(
        self, predicate: Callable[[ServableStateMonitor], bool], deadline: Deadline, clock: Clock
    ) -> bool:
        """Wait until `predicate(self)` holds; False when `deadline` passed or its caller left
        first.

        The predicate is asked at once and after each event, in the calling thread. A caller's
        leaving is noticed at the next event.
        """
        return wait_until(
            lambda: predicate(self),
            condition=self._condition,
            changes=lambda: self._events,
            deadline=deadline,
            clock=clock,
        )

    def close(self) -> None:
        """Listen no more; what is known stays. Idempotent."""
        self._subscription.close()

    def __enter__(self) -> Self:
        """Itself."""
        return self

    def __exit__(self, *_: object) -> None:
        """Close."""
        self.close()

    def __repr__(self) -> str:
        """`<ServableStateMonitor models=2 events=9>`."""
        with self._condition:
            return f"<ServableStateMonitor models={len(self._states)} events={self._events}>"


def _highest_first(states: Mapping[int, ServableState]) -> tuple[ServableState, ...]:
    return tuple(states[version] for version in sorted(states, reverse=True))
