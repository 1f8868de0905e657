"""Threads as objects: who owns them, how many, and how they end."""

from __future__ import annotations

import logging
import threading
import time
from collections import deque
from collections.abc import Callable
from typing import Protocol

from tfserve.core.priority import lower_priority

__all__ = ["Executor", "InlineExecutor", "ResizableExecutor", "ThreadExecutor"]

_log = logging.getLogger(__name__)

Task = Callable[[], object]


class Executor(Protocol):
    """Runs tasks, in order of submission where it has one thread."""

    def submit(self, task: Task) -> None:
        """Run `task` sometime; never blocks. A task that raises is logged, nothing else is
        harmed.
        """
        ...

    def close(self, timeout_s: float | None = None) -> bool:
        """Run what was submitted, then end the threads; True when all ended within `timeout_s`
        seconds.

        Idempotent. Tasks submitted afterwards raise RuntimeError.
        """
        ...


class ResizableExecutor(Executor, Protocol):
    """An executor whose number of threads may change while it works."""

    def resize(self, threads: int) -> None:
        """Use at most `threads` (at least 1) from now on; a surplus thread ends after its task."""
        ...


def run_logged(task: Task) -> None:
    """Run `task`; whatever it raises is logged with its traceback and goes no further.

    That includes SystemExit, which would end a pool's thread without a word. KeyboardInterrupt is
    let through: only the main thread gets it, and there it means the program, not the task.
    """
    try:
        task()
    except KeyboardInterrupt:
        raise
    except BaseException:  # noqa: BLE001 - logged, and nothing else may be harmed
        _log.exception("A background task failed")


class InlineExecutor:
    """Runs each task at once in the caller's thread. Thread-safe."""

    def submit(self, task: Task) -> None:
        """Run `task` now."""
        run_logged(task)

    def resize(self, threads: int) -> None:
        """Nothing to change."""

    def close(self, timeout_s: float | None = None) -> bool:  # noqa: ARG002 - part of the protocol
        """Nothing to end."""
        return True


class ThreadExecutor:
    """A pool of named daemon threads, started lazily with the first tasks. Thread-safe.

    Args:
        name: thread names are `<name>-0`, `<name>-1`, ...
        threads: how many at most; at least 1.
        niceness: how much the threads yield to others, 0 to 19, as `lower_priority` has it.
    """

    def __init__(self, name: str, threads: int, *, niceness: int = 0) -> None:
        self._name = name
        self._niceness = niceness
        self._limit = _checked(name, threads)  # guarded by _condition
        self._condition = threading.Condition()
        self._tasks: deque[Task] = deque()  # guarded by _condition
        self._threads: list[threading.Thread] = []  # guarded by _condition
        self._started = 0  # guarded by _condition; threads ever started, for their names
        self._idle = 0  # guarded by _condition
        self._is_closed = False  # guarded by _condition

    def submit(self, task: Task) -> None:
        """Queue `task` for the next free thread."""
        with self._condition:
            if self._is_closed:
                msg = f"executor {self._name} is closed"
                raise RuntimeError(msg)
            self._tasks.append(task)
            try:
                self._staff()
            except RuntimeError:  # no thread can be started; those there are go on
                if not self._threads:
                    self._tasks.pop()
                    raise

    def resize(self, threads: int) -> None:
        """Use at most `threads` from now on; a surplus thread ends after its task."""
        with self._condition:
            self._limit = _checked(self._name, threads)
            self._condition.notify_all()
            for _ in range(min(threads - len(self._threads), len(self._tasks))):
                self._start_thread()

    def _staff(self) -> None:  # under _condition; somebody will take the newest task
        if self._idle >= len(self._tasks):
            self._condition.notify()
        elif len(self._threads) < self._limit:
            self._start_thread()

    def _start_thread(self) -> None:  # under _condition
        name = f"{self._name}-{self._started}"
        thread = threading.Thread(target=self._work, name=name, daemon=True)
        thread.start()
        self._started += 1
        self._threads.append(thread)

    def _work(self) -> None:
        if self._niceness:
            lower_priority(self._niceness)
        while (task := self._next_task()) is not None:
            run_logged(task)
            del task  # an idle thread keeps no request, handle or model alive

    def _next_task(self) -> Task | None:
        """The next task; None when this thread is to end."""
        with self._condition:
            while True:
                if len(self._threads) > self._limit:
                    self._threads.remove(threading.current_thread())
                    self._condition.notify()  # a call meant for this thread goes to another
                    return None
                if self._tasks:
                    return self._tasks.popleft()
                if self._is_closed:
                    return None
                self._idle += 1
                self._condition.wait()
                self._idle -= 1

    def close(self, timeout_s: float | None = None) -> bool:
        """Finish queued tasks and join the threads; False when some still run after `timeout_s`
        seconds in all.
        """
        with self._condition:
            self._is_closed = True
            self._condition.notify_all()
            threads = tuple(self._threads)
        others = [thread for thread in threads if thread is not threading.current_thread()]
        ends_at = None if timeout_s is None else time.monotonic() + timeout_s
        for thread in others:
            thread.join(None if ends_at is None else max(0.0, ends_at - time.monotonic()))
        return not any(thread.is_alive() for thread in others)

    def __repr__(self) -> str:
        """`<ThreadExecutor load threads=2/4 queued=0>`."""
        with self._condition:
            threads = f"{len(self._threads)}/{self._limit}"
            return f"<ThreadExecutor {self._name} threads={threads} queued={len(self._tasks)}>"


def _checked(name: str, threads: int) -> int:
    if threads < 1:
        msg = f"an executor needs at least one thread; {name} was given {threads}"
        raise ValueError(msg)
    return threads
