"""Who wants to know about state changes, and telling them in order."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Generic, TypeVar

if TYPE_CHECKING:
    from typing_extensions import Self

__all__ = ["EventBus", "Subscription"]

_log = logging.getLogger(__name__)

E = TypeVar("E")


class Subscription:
    """Ends a subscription: `close()`, or leave the `with` block. Idempotent."""

    def __init__(self, close: Callable[[], None]) -> None:
        self._close = close

    def close(self) -> None:
        """Deliver no further events; an event being delivered may still finish."""
        self._close()

    def __enter__(self) -> Self:
        """Itself."""
        return self

    def __exit__(self, *_: object) -> None:
        """End the subscription."""
        self.close()


class EventBus(Generic[E]):
    """Publishes events to subscribers, synchronously and in the publisher's thread. Thread-safe.

    Publications are serialised, so that every subscriber sees one order of events. Subscribers must
    be quick and must not publish. A subscriber that raises is logged and harms neither the
    publisher nor the others.
    Matches: util/event_bus.h.
    """

    def __init__(self) -> None:
        self._lock = threading.RLock()
        # guarded by _lock; replaced whole. Keyed, so that one function may subscribe twice.
        self._subscribers: Mapping[object, Callable[[E], None]] = {}

    def subscribe(self, subscriber: Callable[[E], None]) -> Subscription:
        """Call `subscriber` with every event published from now on."""
        key = object()

        def close() -> None:
            with self._lock:
                self._subscribers = {k: each for k, each in self._subscribers.items() if k != key}

        with self._lock:
            self._subscribers = {**self._subscribers, key: subscriber}
        return Subscription(close)

    def publish(self, event: E) -> None:
        """Tell every subscriber."""
        with self._lock:
            for subscriber in self._subscribers.values():
                try:
                    subscriber(event)
                except Exception:  # noqa: BLE001 - logged, and nothing else may be harmed
                    _log.exception("A subscriber failed on %r", event)
