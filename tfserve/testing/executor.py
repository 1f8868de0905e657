"""An executor whose tasks run when a test says so."""

from __future__ import annotations

import threading

from tfserve.core.executor import Task, run_logged

__all__ = ["ManualExecutor"]


class ManualExecutor:
    """Keeps tasks until a test runs them, in the test's thread and order. Thread-safe.

    May stand in for ThreadExecutor wherever one is made.

    Args:
        name: as ThreadExecutor's; only shown.
        threads: as ThreadExecutor's; only remembered.
    """

    def __init__(self, name: str = "manual", threads: int = 1) -> None:
        self.name = name
        self.threads = threads
        self.is_closed = False
        self._lock = threading.Lock()
        self._tasks: list[Task] = []  # guarded by _lock

    def submit(self, task: Task) -> None:
        """Keep `task`."""
        with self._lock:
            if self.is_closed:
                msg = f"executor {self.name} is closed"
                raise RuntimeError(msg)
            self._tasks.append(task)

    def resize(self, threads: int) -> None:
        """Remember `threads`."""
        self.threads = threads

    @property
    def pending(self) -> int:
        """How many tasks wait."""
        with self._lock:
            return len(self._tasks)

    def run_next(self, index: int = 0) -> bool:
        """Run one task, by default the oldest; False when there is none at `index`.

        What a task raises is logged, as with threads.
        """
        with self._lock:
            if index >= len(self._tasks):
                return False
            task = self._tasks.pop(index)
        run_logged(task)
        return True

    def run_all(self) -> int:
        """Run tasks, those that tasks submit too, until none is left; how many it was."""
        count = 0
        while self.run_next():
            count += 1
        return count

    def close(self, timeout_s: float | None = None) -> bool:  # noqa: ARG002 - part of the protocol
        """Run what is left, and take nothing more."""
        self.run_all()
        self.is_closed = True
        return True

    def __repr__(self) -> str:
        """`<ManualExecutor load pending=2>`."""
        return f"<ManualExecutor {self.name} pending={self.pending}>"
