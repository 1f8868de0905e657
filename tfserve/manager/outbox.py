"""State changes on their way to the event bus, in the order in which they happened."""

from __future__ import annotations

import threading
from collections import deque
from typing import Generic, TypeVar

from tfserve.core.event_bus import EventBus

__all__ = ["Outbox"]

E = TypeVar("E")


class Outbox(Generic[E]):
    """Lets a class decide under its lock and publish after it, in order. Thread-safe.

    `put` under the lock that guards what the event tells; `flush` after releasing it. When `flush`
    returns, every event that this thread put has been published, by it or by another thread.
    """

    def __init__(self, event_bus: EventBus[E]) -> None:
        self._event_bus = event_bus
        self._events: deque[E] = deque()
        self._publishing = threading.RLock()
        self._is_flushing = False  # guarded by _publishing; only the thread that flushes sees True

    def put(self, event: E) -> None:
        """Note `event`, to be published by the next flush."""
        self._events.append(event)

    def flush(self) -> None:
        """Publish what is noted. Within a subscriber's call it leaves that to the flush under
        way.
        """
        with self._publishing:
            if self._is_flushing:
                return
            self._is_flushing = True
            try:
                while self._events:
                    self._event_bus.publish(self._events.popleft())
            finally:
                self._is_flushing = False
