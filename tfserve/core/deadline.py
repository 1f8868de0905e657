"""What travels with a request: how long it may take, whether anybody still wants the answer, and
what is noted about it.
"""

from __future__ import annotations

from collections.abc import Callable

from tfserve.core.call_record import CallRecord
from tfserve.core.clock import Clock

__all__ = ["Deadline"]


def _never() -> bool:
    return False


class Deadline:
    """A moment on a clock, and whether the caller is gone. Travels with a request. Thread-safe.

    Args:
        expires_at: moment on `clock.now()`'s scale, in seconds; None means no limit.
        is_cancelled: asked before work is begun; True when the caller has left.
        record: where the handler and the servable note what they do for the request; None when
            nobody looks, as for warm-up.
    """

    __slots__ = ("expires_at", "is_cancelled", "record")

    NONE: Deadline

    def __init__(
        self,
        expires_at: float | None = None,
        is_cancelled: Callable[[], bool] = _never,
        record: CallRecord | None = None,
    ) -> None:
        self.expires_at = expires_at
        self.is_cancelled = is_cancelled
        self.record = record

    @classmethod
    def after(cls, timeout_s: float | None, clock: Clock) -> Deadline:
        """The deadline `timeout_s` seconds from now; None means none."""
        return cls(None if timeout_s is None else clock.now() + timeout_s)

    def has_passed(self, now: float) -> bool:
        """Whether the moment lies at or before `now`."""
        return self.expires_at is not None and self.expires_at <= now

    def remaining_s(self, now: float) -> float | None:
        """Seconds left at `now`, never negative; None when there is no limit."""
        return None if self.expires_at is None else max(0.0, self.expires_at - now)

    def __repr__(self) -> str:
        """`<Deadline 12.5 cancelled>`."""
        gone = " cancelled" if self.is_cancelled() else ""
        return f"<Deadline {self.expires_at}{gone}>"


Deadline.NONE = Deadline()
