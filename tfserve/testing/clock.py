"""Time that stands still until a test moves it."""

from __future__ import annotations

import threading

__all__ = ["FakeClock"]


class FakeClock:
    """A Clock whose time only `advance` moves; who waits on it is woken by that. Thread-safe.

    Args:
        now: the monotonic time to begin with, in seconds.
        wall: seconds since the epoch to begin with.
    """

    def __init__(self, now: float = 1000.0, wall: float = 1_700_000_000.0) -> None:
        self._changed = threading.Condition()
        self._now = now  # guarded by _changed
        self._wall = wall  # guarded by _changed
        # guarded by _changed: a key per waiting thread -> its condition and when its time is over
        self._waiting: dict[object, tuple[threading.Condition, float]] = {}

    def now(self) -> float:
        """Seconds on the fake monotonic scale."""
        with self._changed:
            return self._now

    def wall(self) -> float:
        """Fake seconds since the epoch."""
        with self._changed:
            return self._wall

    def set_wall(self, wall: float) -> None:
        """Set the wall clock, as an operator or NTP does; timers must not notice."""
        with self._changed:
            self._wall = wall

    def wait(self, condition: threading.Condition, timeout_s: float | None) -> bool:
        """Wait on `condition` (held) until it is notified, or until `advance` has moved time by
        `timeout_s`; False on timeout.
        """
        key = object()
        with self._changed:
            ends_at = float("inf") if timeout_s is None else self._now + timeout_s
            if ends_at <= self._now:
                return False
            self._waiting[key] = (condition, ends_at)
            self._changed.notify_all()
        condition.wait()
        with self._changed:
            del self._waiting[key]
            return self._now < ends_at

    def advance(self, seconds: float) -> None:
        """Move time on and wake every thread whose wait is over by then.

        Returns when they are notified; what they do then is theirs.
        """
        with self._changed:
            self._now += seconds
            self._wall += seconds
            due = [each for each, ends_at in self._waiting.values() if ends_at <= self._now]
        for condition in due:
            with condition:
                condition.notify_all()

    def wait_for_waiters(self, count: int = 1) -> None:
        """Return when at least `count` threads wait on this clock: then `advance` reaches them."""
        with self._changed:
            self._changed.wait_for(lambda: len(self._waiting) >= count)

    def __repr__(self) -> str:
        """`<FakeClock now=1000.0 waiting=0>`."""
        with self._changed:
            return f"<FakeClock now={self._now} waiting={len(self._waiting)}>"
