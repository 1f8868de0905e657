"""Call a function again and again in a thread of its own; tests call the function instead."""

from __future__ import annotations

import math
import threading
from collections.abc import Callable

from tfserve.core.clock import Clock
from tfserve.core.executor import run_logged

__all__ = ["PeriodicTask"]


class PeriodicTask:
    """Calls `step` every `interval_s` seconds, counted from the start of one call to the start of
    the next.

    Calls never overlap; a step that overruns its interval is followed by the next at once. An
    exception is logged and the next round comes as planned. Thread-safe; `close()` is idempotent
    and waits for a running step.

    Args:
        name: the thread's name.
        step: one round of work.
        interval_s: seconds between the starts of two rounds; 0 or less runs `step` only when `wake`
            or `wake_after` is called.
        clock: time.
    """

    def __init__(
        self, name: str, step: Callable[[], object], *, interval_s: float, clock: Clock
    ) -> None:
        self._name = name
        self._step = step
        self._interval_s = interval_s
        self._clock = clock
        self._condition = threading.Condition()
        self._is_closed = False  # guarded by _condition
        self._is_woken = False  # guarded by _condition
        self._next_at = math.inf  # guarded by _condition; when the interval is over
        self._thread: threading.Thread | None = None  # guarded by _condition

    def start(self, *, at_once: bool = True) -> None:
        """Start the thread; the first round runs at once, or after one interval."""
        with self._condition:
            if self._thread is None and not self._is_closed:
                self._is_woken = self._is_woken or at_once
                self._next_at = self._end_of_interval()
                self._thread = threading.Thread(target=self._run, name=self._name, daemon=True)
                self._thread.start()

    def wake(self) -> None:
        """Ask for a round now, ahead of the interval; several calls before it starts make one
        round.
        """
        with self._condition:
            self._is_woken = True
            self._condition.notify_all()

    def wake_after(self, delay_s: float) -> None:
        """Ask for a round in `delay_s` seconds at the latest."""
        next_at = self._clock.now() + delay_s
        with self._condition:
            if next_at < self._next_at:  # else the thread, which may be asked often, sleeps on
                self._next_at = next_at
                self._condition.notify_all()

    def _run(self) -> None:
        while self._wait_for_round():
            run_logged(self._step)

    def _wait_for_round(self) -> bool:
        """Wait until a round is due or asked for; False when the task is closed."""
        with self._condition:
            while not self._is_woken and not self._is_closed:
                timeout_s = self._next_at - self._clock.now()
                if timeout_s <= 0:
                    break
                self._clock.wait(self._condition, None if timeout_s == math.inf else timeout_s)
            self._is_woken = False
            # From now, not from the moment that was planned: after a pause (a suspended process)
            # one round makes up for all that were missed.
            self._next_at = self._end_of_interval()
            return not self._is_closed

    def _end_of_interval(self) -> float:
        return self._clock.now() + self._interval_s if self._interval_s > 0 else math.inf

    def close(self, timeout_s: float | None = None) -> bool:
        """Let a running round end and stop the thread; False when it still runs after `timeout_s`
        seconds.
        """
        with self._condition:
            self._is_closed = True
            self._condition.notify_all()
            thread = self._thread
        if thread is None or thread is threading.current_thread():
            return True
        thread.join(timeout_s)
        return not thread.is_alive()
