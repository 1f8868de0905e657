"""Threads as objects: who owns them, how many, and how they end."""

from __future__ import annotations

import logging
import threading
import time
from collections import deque
from collections.abc import Callable
from typing import Protocol

__all__ = ["Executor", "InlineExecutor", "ThreadExecutor"]

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


def run_logged(task: Task) -> None:
    """Run `task`; an exception is logged with its traceback and goes no further."""
    try:
        task()
    except Exception:  # noqa: BLE001 - logged, and nothing else may be harmed
        _log.exception("A background task failed")


class InlineExecutor:
    """Runs each task at once in the caller's thread: the meaning of "0 threads", and what tests
    use. Thread-safe.
    """

    def submit(self, task: Task) -> None:
        """Run `task` now."""
        run_logged(task)

    def close(self, timeout_s: float | None = None) -> bool:  # noqa: ARG002 - part of the protocol
        """Nothing to end."""
        return True


class ThreadExecutor:
    """A fixed pool of named daemon threads, started lazily with the first task. Thread-safe.

    Args:
        name: thread names are `<name>-0`, `<name>-1`, ...
        threads: how many at most; at least 1.
    """

    def __init__(self, name: str, threads: int) -> None:
        if threads < 1:
            msg = f"an executor needs at least one thread; {name} was given {threads}"
            raise ValueError(msg)
        self._name = name
        self._limit = threads
        self._condition = threading.Condition()
        self._tasks: deque[Task] = deque()  # guarded by _condition
        self._threads: list[threading.Thread] = []  # guarded by _condition
        self._idle = 0  # guarded by _condition
        self._is_closed = False  # guarded by _condition

    def submit(self, task: Task) -> None:
        """Queue `task` for the next free thread."""
        with self._condition:
            if self._is_closed:
                msg = f"executor {self._name} is closed"
                raise RuntimeError(msg)
            self._tasks.append(task)
            if self._idle >= len(self._tasks):
                self._condition.notify()
            elif len(self._threads) < self._limit:
                name = f"{self._name}-{len(self._threads)}"
                thread = threading.Thread(target=self._work, name=name, daemon=True)
                self._threads.append(thread)
                thread.start()

    def _work(self) -> None:
        while True:
            with self._condition:
                while not self._tasks:
                    if self._is_closed:
                        return
                    self._idle += 1
                    self._condition.wait()
                    self._idle -= 1
                task = self._tasks.popleft()
            run_logged(task)
            del task  # an idle thread keeps no request, handle or model alive

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
