"""Calling functions at moments on a clock: one thread for all of them."""

from __future__ import annotations

import heapq
import itertools
import threading
from collections.abc import Callable

from tfserve.core.clock import Clock
from tfserve.core.executor import run_logged

__all__ = ["Timer", "Timers"]

_MIN_COMPACTION = 64  # entries below which dropping cancelled ones is not worth a pass


class Timer:
    """One function to be called at a moment, unless cancelled before. Thread-safe.

    `action` is None once it was called or cancelled; guarded by the service's condition.
    """

    __slots__ = ("_timers", "action")

    def __init__(self, timers: Timers, action: Callable[[], object]) -> None:
        self._timers = timers
        self.action: Callable[[], object] | None = action

    def cancel(self) -> None:
        """Do not call, if it has not been called yet; what the function holds on to is let go."""
        self._timers._cancel(self)  # noqa: SLF001 - a timer is a part of its service


class Timers:
    """A timer service: functions are called in the order of their moments, by one thread of its
    own, which starts with the first timer. Thread-safe.

    Functions must be quick; one that raises is logged. `close` is idempotent; timers still waiting
    are dropped.

    Args:
        name: the thread's name.
        clock: time.
    """

    def __init__(self, *, name: str, clock: Clock) -> None:
        self._name = name
        self._clock = clock
        self._condition = threading.Condition()
        self._order = itertools.count()  # equal moments are called first come, first served
        self._heap: list[tuple[float, int, Timer]] = []  # guarded by _condition
        self._cancelled = 0  # entries of the heap that are cancelled; guarded by _condition
        self._thread: threading.Thread | None = None  # guarded by _condition
        self._is_closed = False  # guarded by _condition

    def call_at(self, at: float, action: Callable[[], object]) -> Timer:
        """Call `action` once at the moment `at`, in seconds on `clock.now()`'s scale; at once when
        that has passed.
        """
        timer = Timer(self, action)
        with self._condition:
            if self._is_closed:
                return timer
            heapq.heappush(self._heap, (at, next(self._order), timer))
            if self._thread is None:
                thread = threading.Thread(target=self._run, name=self._name, daemon=True)
                thread.start()  # may fail where threads are limited; the next timer tries again
                self._thread = thread
            elif self._heap[0][2] is timer:
                self._condition.notify_all()
        return timer

    def fire_due(self) -> None:
        """Call every function whose moment has come; the thread's single step."""
        while True:
            with self._condition:
                if not self._heap or self._heap[0][0] > self._clock.now():
                    return
                timer = heapq.heappop(self._heap)[2]
                action, timer.action = timer.action, None
                if action is None:
                    self._cancelled -= 1
            if action is not None:
                run_logged(action)

    def _run(self) -> None:
        while True:
            with self._condition:
                while not self._is_closed:
                    due_in_s = self._heap[0][0] - self._clock.now() if self._heap else None
                    if due_in_s is not None and due_in_s <= 0:
                        break
                    self._clock.wait(self._condition, due_in_s)
                if self._is_closed:
                    return
            self.fire_due()

    def _cancel(self, timer: Timer) -> None:
        with self._condition:
            if timer.action is None or self._is_closed:
                return
            timer.action = None
            self._cancelled += 1
            # Most timers are cancelled long before their moment: without this pass the heap would
            # grow to as many entries as requests come within the longest deadline.
            if self._cancelled > max(_MIN_COMPACTION, len(self._heap) // 2):
                self._heap = [entry for entry in self._heap if entry[2].action is not None]
                heapq.heapify(self._heap)
                self._cancelled = 0

    def waiting(self) -> int:
        """How many timers are neither called nor cancelled."""
        with self._condition:
            return len(self._heap) - self._cancelled

    def close(self, timeout_s: float | None = None) -> bool:
        """Drop all timers and end the thread; False when a function still runs after `timeout_s`
        seconds.
        """
        with self._condition:
            self._is_closed = True
            self._heap.clear()
            self._cancelled = 0
            self._condition.notify_all()
            thread = self._thread
        if thread is None or thread is threading.current_thread():
            return True
        thread.join(timeout_s)
        return not thread.is_alive()

    def __repr__(self) -> str:
        """`<Timers deadlines waiting=3>`."""
        return f"<Timers {self._name} waiting={self.waiting()}>"
