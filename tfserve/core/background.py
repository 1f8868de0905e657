"""Work that somebody waits for and that yields to everybody else's."""

from __future__ import annotations

import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from typing import Protocol, TypeVar

from tfserve.core.executor import ThreadExecutor

__all__ = ["Background", "Foreground", "YieldingThreads"]

T = TypeVar("T")

_INTERVAL_S = 0.0005
_NICENESS = 10  # of 19: a tenth of a CPU that others want, all of one that nobody does


class Background(Protocol):
    """Where the long parts of loads run."""

    def run(self, call: Callable[[], T]) -> T:
        """What `call` returns or raises; the caller waits for it."""
        ...

    def yielding(self) -> AbstractContextManager[None]:
        """Within it the calling thread, too, soon gives way to those that answer requests."""
        ...


class Foreground:
    """Runs calls at once in the thread that asks, and yields to nobody. Thread-safe."""

    def run(self, call: Callable[[], T]) -> T:
        """What `call` returns or raises."""
        return call()

    def yielding(self) -> AbstractContextManager[None]:
        """Nothing changes."""
        return nullcontext()


class YieldingThreads:
    """A few threads of low priority, and calls that run in them. Thread-safe.

    For work in native code: what holds Python's lock must not yield, or whoever wants the lock
    waits for a thread that gets no CPU. A thread cannot take its niceness back, hence threads for
    nothing else. They stay the same, since each has a heap of its own: a new one for every load
    left behind in ever more heaps what a load leaves, 200 MB after a few loads of 20 MB.

    Args:
        name: thread names are `<name>-0`, ...
        threads: how many; further calls run in the thread that asks, without yielding, so that a
            call that never ends holds up none. So do those after `close`.
    """

    def __init__(self, name: str, threads: int) -> None:
        self._executor = ThreadExecutor(name, threads, niceness=_NICENESS)
        self._free = threading.Semaphore(threads)
        self._lock = threading.Lock()
        self._yielding = 0  # how many are within `yielding`; guarded by _lock
        self._interval_s = 0.0  # the interpreter's own, while some are; guarded by _lock

    @contextmanager
    def yielding(self) -> Iterator[None]:
        """Python code within it lets others have the interpreter after half a millisecond instead
        of five: those that answer requests want it for less than that, thousands of times a load.
        """
        with self._lock:
            self._yielding += 1
            if self._yielding == 1:
                self._interval_s = sys.getswitchinterval()
                sys.setswitchinterval(min(_INTERVAL_S, self._interval_s))
        try:
            yield
        finally:
            with self._lock:
                self._yielding -= 1
                if not self._yielding:
                    sys.setswitchinterval(self._interval_s)

    def run(self, call: Callable[[], T]) -> T:
        """What `call` returns or raises, whatever that is."""
        if not self._free.acquire(blocking=False):
            return call()
        results: list[T] = []
        errors: list[BaseException] = []
        is_over = threading.Event()

        def task() -> None:
            try:
                results.append(call())
            except BaseException as error:  # noqa: BLE001 - raised again in the thread that waits
                errors.append(error)
            finally:
                is_over.set()

        try:
            try:
                self._executor.submit(task)
            except RuntimeError:  # closed, or no thread can be started
                return call()
            is_over.wait()
        finally:
            self._free.release()
        if errors:
            raise errors.pop()
        return results.pop()

    def close(self, timeout_s: float | None = None) -> bool:
        """End the threads; False when one is still at work after `timeout_s` seconds."""
        return self._executor.close(timeout_s)
