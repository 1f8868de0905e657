"""What became of each model's versions since it was configured, and waiting for more."""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping
from types import MappingProxyType

from tfserve.core.clock import Clock
from tfserve.core.deadline import Deadline
from tfserve.core.event_bus import EventBus
from tfserve.core.ids import ServableId
from tfserve.core.state import ManagerState, ServableState
from tfserve.core.waiting import wait_until
from tfserve.errors import ServingError

__all__ = ["LoadProgress"]


class LoadProgress:
    """Remembers states and failed attempts per model, and wakes those who wait. Thread-safe.

    Unlike the state monitor it forgets a model's past when the model is configured anew, so that an
    old failure is not taken for a new one.

    Args:
        clock: time, for waiting.
    """

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._condition = threading.Condition()
        self._changes = 0  # guarded by _condition
        # guarded by _condition: model -> version -> state, error; values replaced whole
        self._states: dict[str, Mapping[int, ServableState]] = {}
        self._failed: dict[str, Mapping[int, ServingError]] = {}
        self._bus: EventBus[None] = EventBus()

    @property
    def changed(self) -> EventBus[None]:
        """Published to after everything that this object is told."""
        return self._bus

    def restart(self, name: str) -> None:
        """Forget what was known of model `name`."""
        with self._condition:
            self._states.pop(name, None)
            self._failed.pop(name, None)

    def on_servable_state(self, state: ServableState) -> None:
        """Take note of a state; to be subscribed to the manager's event bus."""
        with self._condition:
            name, version = state.id.name, state.id.version
            self._states[name] = {**self._states.get(name, {}), version: state}
            if state.state is ManagerState.START:  # tried anew
                failed = self._failed.get(name, {})
                self._failed[name] = {k: each for k, each in failed.items() if k != version}
        self.notify()

    def on_attempt_failed(self, servable_id: ServableId, error: ServingError) -> None:
        """Take note of a failed attempt to load; the LoaderAdapter calls it."""
        with self._condition:
            failed = self._failed.get(servable_id.name, {})
            self._failed[servable_id.name] = {**failed, servable_id.version: error}
        self.notify()

    def notify(self) -> None:
        """Something else has changed that somebody may wait for."""
        with self._condition:
            self._changes += 1
            self._condition.notify_all()
        self._bus.publish(None)

    def states(self, name: str) -> Mapping[int, ServableState]:
        """Version -> newest state of model `name`."""
        with self._condition:
            return self._states.get(name, MappingProxyType({}))

    def failed_attempts(self, name: str) -> Mapping[int, ServingError]:
        """Version -> the error of its latest failed attempt."""
        with self._condition:
            return self._failed.get(name, MappingProxyType({}))

    def wait_until(self, predicate: Callable[[], bool], deadline: Deadline) -> bool:
        """Wait until `predicate()` holds, asking it after every change; False when `deadline`
        passed or its caller left first.
        """
        return wait_until(
            predicate,
            condition=self._condition,
            changes=lambda: self._changes,
            deadline=deadline,
            clock=self._clock,
        )
