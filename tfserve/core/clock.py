"""Time as an object, so that tests decide what it is."""

from __future__ import annotations

import threading
import time
from typing import Protocol

__all__ = ["Clock", "SystemClock"]


class Clock(Protocol):
    """Monotonic time for every timer, and waiting on conditions; wall time is for logs only."""

    def now(self) -> float:
        """Seconds on a monotonic scale; never compared with wall time."""
        ...

    def wall(self) -> float:
        """Seconds since the epoch; for logs and metrics, never for timers."""
        ...

    def wait(self, condition: threading.Condition, timeout_s: float | None) -> bool:
        """Wait on `condition` (held by the caller) until notified or `timeout_s` passed; False on
        timeout.

        May return early (spuriously); callers loop over their own predicate.
        """
        ...


class SystemClock:
    """The real clock. Thread-safe."""

    # The function itself and not one that calls it: every request asks several times.
    now = staticmethod(time.monotonic)

    def wall(self) -> float:
        """Seconds since the epoch."""
        return time.time()  # noqa: TID251 - the one place

    def wait(self, condition: threading.Condition, timeout_s: float | None) -> bool:
        """`Condition.wait`; a timeout too long for the platform is cut to what it can do."""
        if timeout_s is not None:
            timeout_s = min(timeout_s, threading.TIMEOUT_MAX)
        return condition.wait(timeout_s)
