"""Waiting until something holds that others bring about, a change at a time."""

from __future__ import annotations

import threading
from collections.abc import Callable

from tfserve.core.clock import Clock
from tfserve.core.deadline import Deadline

__all__ = ["wait_until"]


def wait_until(
    predicate: Callable[[], bool],
    *,
    condition: threading.Condition,
    changes: Callable[[], int],
    deadline: Deadline,
    clock: Clock,
) -> bool:
    """Wait until `predicate()` holds; False when `deadline` passed or its caller left first.

    The predicate is asked at once and after each change, in the calling thread and without
    `condition`. A caller's leaving is noticed at the next change.

    Args:
        predicate: what is waited for.
        condition: notified after each change.
        changes: how many there were; called while `condition` is held.
        deadline: how long to wait.
        clock: time.
    """
    while True:
        with condition:
            seen = changes()
        if predicate():
            return True
        with condition:
            while changes() == seen:
                now = clock.now()
                if deadline.has_passed(now) or deadline.is_cancelled():
                    return False
                clock.wait(condition, deadline.remaining_s(now))
