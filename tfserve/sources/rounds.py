"""Doing something again and again for each of many, with few threads."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import TypeAlias

from tfserve.core.clock import Clock
from tfserve.core.executor import ResizableExecutor, ThreadExecutor, run_logged
from tfserve.core.timer import Timer, Timers

__all__ = ["Round", "Rounds", "Step"]

Step: TypeAlias = Callable[[], "float | None"]
"""One round of work; the seconds from its start to the start of the next one, None for never."""

_THREADS = 4
_AFTER_FAILURE_S = 1.0  # where no step has told an interval yet
_SLOW_S = 0.25  # a step that takes longer does not count against the number of threads


class Rounds:
    """Runs the rounds of many: a few threads and one timer do for thousands of quick ones.

    Slow ones hold up nobody: for each step that takes long there is a thread more, at most one for
    each of those that have rounds. Thread-safe; begins with the first round; `close` is idempotent.

    Args:
        name: of the threads.
        clock: time.
        threads: for steps that are quick.
    """

    def __init__(self, name: str, *, clock: Clock, threads: int = _THREADS) -> None:
        self._clock = clock
        self._threads = threads
        self._timers = Timers(name=f"{name}-timer", clock=clock)
        self._executor: ResizableExecutor = ThreadExecutor(name, threads)
        self._lock = threading.Lock()
        self._running: dict[Round, float] = {}  # guarded by _lock; since when
        self._is_watching = False  # guarded by _lock; a timer looks for slow steps

    def open(self, step: Step) -> Round:
        """Rounds of `step`, which have to be started."""
        return Round(self, step)

    # For rounds

    def queue(self, task: Callable[[], object]) -> None:
        """Run `task` as soon as a thread is free; does nothing once closed."""
        try:
            self._executor.submit(task)
        except RuntimeError:  # closed, between a round's own look and this
            return

    def call_after(self, delay_s: float, action: Callable[[], object]) -> Timer:
        """Call `action`, which must be quick, in `delay_s` seconds."""
        return self._timers.call_at(self._clock.now() + delay_s, action)

    def began(self, each: Round) -> float:
        """A round's step begins; the time."""
        now = self._clock.now()
        with self._lock:
            self._running[each] = now
            must_watch = not self._is_watching
            self._is_watching = True
        if must_watch:
            self.call_after(_SLOW_S, self._watch)
        return now

    def ended(self, each: Round, began_at: float) -> float:
        """A round's step has ended; how many seconds it took."""
        with self._lock:
            del self._running[each]
        return self._clock.now() - began_at

    def _watch(self) -> None:
        """Replace threads that are slow, and twice as many: more of the same kind may wait."""
        now = self._clock.now()
        with self._lock:
            slow = sum(now - since >= _SLOW_S for since in self._running.values())
            self._is_watching = bool(self._running)
        self._executor.resize(self._threads + 2 * slow)
        if self._is_watching:
            self.call_after(_SLOW_S, self._watch)

    def close(self, timeout_s: float) -> bool:
        """End the threads; False when a step still runs after `timeout_s` seconds, whose thread
        holds up nothing.
        """
        self._timers.close(timeout_s)
        return self._executor.close(timeout_s)


class Round:
    """The rounds of one: its steps never overlap. Thread-safe."""

    def __init__(self, rounds: Rounds, step: Step) -> None:
        self._rounds = rounds
        self._step = step
        self._condition = threading.Condition()
        self._is_started = False  # guarded by _condition, as all below
        self._is_closed = False
        self._is_busy = False  # queued or running
        self._is_woken = False  # while busy: once more
        self._timer: Timer | None = None
        self._interval_s: float | None = _AFTER_FAILURE_S  # touched by the step's thread only

    def start(self) -> None:
        """Run the first step at once."""
        with self._condition:
            self._is_started = True
        self.wake()

    def wake(self) -> None:
        """Run a step now, ahead of its time; several calls before it begins make one step."""
        with self._condition:
            if self._is_closed or not self._is_started:
                return
            if self._is_busy:
                self._is_woken = True
                return
            self._is_busy = True
            self._is_woken = False
            self._set_timer(None)
        self._rounds.queue(self._run)

    def _run(self) -> None:
        with self._condition:
            self._is_woken = False
            is_closed = self._is_closed
        took_s = 0.0
        if not is_closed:
            began_at = self._rounds.began(self)
            run_logged(self._take_step)  # one that raises comes again after the last interval
            took_s = self._rounds.ended(self, began_at)
        self._rest(took_s)

    def _take_step(self) -> None:
        self._interval_s = self._step()

    def _rest(self, took_s: float) -> None:
        with self._condition:
            self._is_busy = False
            self._condition.notify_all()
            is_woken, self._is_woken = self._is_woken, False
            if not is_woken and not self._is_closed and self._interval_s is not None:
                rest_s = max(0.0, self._interval_s - took_s)
                self._set_timer(self._rounds.call_after(rest_s, self.wake))
        if is_woken:
            self.wake()

    def _set_timer(self, timer: Timer | None) -> None:  # under _condition
        if self._timer is not None:
            self._timer.cancel()
        self._timer = timer

    def close(self, clock: Clock, timeout_s: float) -> bool:
        """Run no more; False when a step still runs after `timeout_s` seconds."""
        ends_at = clock.now() + timeout_s
        with self._condition:
            self._is_closed = True
            self._set_timer(None)
            while self._is_busy and (rest_s := ends_at - clock.now()) > 0:
                clock.wait(self._condition, rest_s)
            return not self._is_busy
