"""Threads that take batches from the queues of all models in turn."""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable, Iterable, Sequence
from functools import partial
from typing import Protocol

from tfserve.batching.merge import Lane
from tfserve.batching.queue import BatchQueue
from tfserve.batching.runner import unwanted
from tfserve.batching.task import Task
from tfserve.core.clock import Clock
from tfserve.core.executor import Executor, run_logged
from tfserve.core.timer import Timer, Timers
from tfserve.errors import ResourceExhausted, ServingError, Unavailable

__all__ = ["BatchScheduler", "Line", "Slots", "TaskRunner"]

_SWEEP_INTERVAL_S = 0.25  # how long a task whose caller has gone keeps its place in a queue
_NEVER = float("inf")


class TaskRunner(Protocol):
    """Answers tasks that have left their queue."""

    def run(self, tasks: Sequence[Task]) -> None:
        """Run them together, and answer."""
        ...

    def drop(self, task: Task, error: ServingError) -> None:
        """Answer with an error."""
        ...


class Slots:
    """How many runs may be under way, and are; guarded by the scheduler.

    Args:
        limit: at least 1.
        ended: told, when a run ends, of its rows and for how many seconds there was any run under
            way since ever; its answer is the limit from then on.
    """

    __slots__ = ("_busy_s", "_busy_since", "_ended", "limit", "taken")

    def __init__(self, limit: int, ended: Callable[[int, float], int] | None = None) -> None:
        self.limit = limit
        self.taken = 0
        self._ended = ended
        self._busy_s = 0.0
        self._busy_since = 0.0

    @property
    def is_free(self) -> bool:
        """Whether one more may begin."""
        return self.taken < self.limit

    def take(self, now: float) -> None:
        """One begins."""
        if not self.taken:
            self._busy_since = now
        self.taken += 1

    def give(self, rows: int, now: float) -> None:
        """One of so many rows has ended."""
        self.taken -= 1
        self._busy_s += now - self._busy_since
        self._busy_since = now
        if self._ended is not None:
            self.limit = self._ended(rows, self._busy_s)


def _no_limits() -> tuple[int | None, int | None]:
    return None, None


class Line:
    """The queue of one signature, and who runs what leaves it; guarded by the scheduler.

    Args:
        queue: of tasks.
        slots: of its servable.
        runner: takes what leaves the queue.
        limits: how many rows and tasks the batch may have that leaves now.
    """

    __slots__ = ("is_listed", "limits", "queue", "runner", "slots")

    def __init__(
        self,
        queue: BatchQueue,
        slots: Slots,
        runner: TaskRunner,
        limits: Callable[[], tuple[int | None, int | None]] = _no_limits,
    ) -> None:
        self.queue = queue
        self.slots = slots
        self.runner = runner
        self.limits = limits
        self.is_listed = False


class BatchScheduler:
    """Lets tasks wait in their queues and hands out batches. Thread-safe.

    Threads are busy with batches only: none waits for a request, none polls. They serve the queues
    in turn, so that a full queue delays another one by at most the batches that run. A task whose
    deadline passes while it waits is answered then; one whose caller has gone leaves soon after.

    Args:
        executor: where batches run; owned by the caller.
        threads: how many of its threads are used.
        timers: for batches that wait for company, and for tasks whose time is over.
        clock: time.
    """

    def __init__(self, *, executor: Executor, threads: int, timers: Timers, clock: Clock) -> None:
        self._executor = executor
        self._threads = threads
        self._timers = timers
        self._clock = clock
        self._lock = threading.Lock()
        self._turns: deque[Line] = deque()  # guarded by _lock; those with tasks, in turn
        self._workers = 0  # guarded by _lock
        self._starting = 0  # guarded by _lock; of them, those that have not looked for work yet
        self._wake_at = _NEVER  # guarded by _lock; when a timer looks again
        self._is_sweeping = False  # guarded by _lock
        self._is_closed = False  # guarded by _lock

    # Requests in

    def enter(self, line: Line) -> bool:
        """Take a slot for a run that its caller does itself, unless others wait or none is free;
        `leave` gives it back.
        """
        with self._lock:
            if len(line.queue) or not line.slots.is_free:
                return False
            line.slots.take(self._clock.now())
            return True

    def leave(self, line: Line, rows: int) -> None:
        """Give back what `enter` took, after a run of so many rows."""
        with self._lock:
            line.slots.give(rows, self._clock.now())
            follow_up = self._plan()
        self._do(follow_up)

    def submit(self, line: Line, lane: Lane, task: Task) -> None:
        """Let `task` wait in `line`; it is answered by the line's runner.

        Raises:
            Unavailable: the queue is full, or the server is shutting down.
            InvalidArgument: the task is too large.
        """
        with self._lock:
            if self._is_closed:
                raise Unavailable("The server is shutting down")
            pieces = line.queue.offer(lane, task)
            if not line.is_listed:
                line.is_listed = True
                self._turns.append(line)
            follow_up = self._plan()
            begins_sweeping = not self._is_sweeping
            self._is_sweeping = True
        self._do(follow_up)
        if begins_sweeping:
            self._timers.call_at(self._clock.now() + _SWEEP_INTERVAL_S, self.sweep)
        if task.deadline.expires_at is not None:
            for piece in pieces:
                self._expire_in_time(line, piece, task.deadline.expires_at)

    def _expire_in_time(self, line: Line, task: Task, expires_at: float) -> None:
        timer = task.timer = self._timers.call_at(expires_at, lambda: self._expire(line, task))
        if not task.is_waiting:  # it left before there was a timer
            timer.cancel()

    def _expire(self, line: Line, task: Task) -> None:
        self._drop(
            line,
            task,
            ResourceExhausted("Run() timeout exceeded while waiting in batching queue"),
        )

    def _drop(self, line: Line, task: Task, error: ServingError) -> None:
        with self._lock:
            is_dropped = line.queue.drop(task)
        if is_dropped:
            line.runner.drop(task, error)

    def sweep(self) -> None:
        """Drop tasks that nobody waits for any more; called again while there are any tasks."""
        with self._lock:
            waiting = [(line, task) for line in self._turns for task in line.queue.tasks()]
            self._is_sweeping = bool(waiting) and not self._is_closed
            is_to_go_on = self._is_sweeping
        now = self._clock.now()
        for line, task in waiting:
            error = unwanted(task.deadline, now)
            if error is not None:
                _cancel(task.timer)
                self._drop(line, task, error)
        if is_to_go_on:
            self._timers.call_at(now + _SWEEP_INTERVAL_S, self.sweep)

    # Batches out

    def _plan(self) -> tuple[int, float]:  # under _lock
        """How many workers to start now, and when to look again; see `_do`."""
        if not self._turns or self._is_closed:
            return 0, _NEVER
        now = self._clock.now()
        ready = 0
        next_at = _NEVER
        for line in self._turns:
            if not len(line.queue) or not line.slots.is_free:
                continue
            ready_at = line.queue.ready_at()
            if ready_at <= now:
                ready += 1
            else:
                next_at = min(next_at, ready_at)
        # One more is enough: it looks again before it runs its batch.
        started = int(ready > self._starting and self._workers < self._threads)
        self._workers += started
        self._starting += started
        if next_at >= self._wake_at:
            return started, _NEVER
        self._wake_at = next_at
        return started, next_at

    def _do(self, planned: tuple[int, float]) -> None:
        workers, wake_at = planned
        if workers:
            try:
                self._executor.submit(self._work)
            except RuntimeError:  # closed, or no thread can be started: `close` answers the tasks
                with self._lock:
                    self._workers -= 1
                    self._starting -= 1
        if wake_at != _NEVER:
            self._timers.call_at(wake_at, self._wake)

    def _wake(self) -> None:
        with self._lock:
            self._wake_at = _NEVER
            follow_up = self._plan()
        self._do(follow_up)

    def _work(self) -> None:
        """Run batches until none is ready."""
        line: Line | None = None
        rows = 0
        while True:
            with self._lock:
                if line is None:
                    self._starting -= 1
                else:
                    line.slots.give(rows, self._clock.now())
                line, tasks = self._next()
                if line is None:
                    self._workers -= 1
                follow_up = self._plan()
            self._do(follow_up)
            if line is None:
                return
            for task in tasks:
                _cancel(task.timer)
            rows = sum([task.rows for task in tasks])
            run_logged(partial(line.runner.run, tasks))
            del tasks, task  # nothing keeps requests alive that have been answered

    def _next(self) -> tuple[Line | None, Sequence[Task]]:  # under _lock
        """The next batch, from the line whose turn it is; its slot is taken."""
        now = self._clock.now()
        for _ in range(len(self._turns)):
            line = self._turns.popleft()
            if not len(line.queue):
                line.is_listed = False
                continue
            self._turns.append(line)
            if not line.slots.is_free or line.queue.ready_at() > now:
                continue
            max_rows, max_tasks = line.limits()
            tasks = line.queue.take(now, max_rows=max_rows, max_tasks=max_tasks)
            line.slots.take(now)
            return line, tasks
        return None, ()

    # The end

    def forget(self, lines: Iterable[Line]) -> None:
        """Let go of lines whose servable is unloaded; what still waits there is answered."""
        gone = set(lines)
        with self._lock:
            self._turns = deque(line for line in self._turns if line not in gone)
            left = [(line, task) for line in gone for task in tuple(line.queue.tasks())]
        for line, task in left:
            _cancel(task.timer)
            self._drop(line, task, Unavailable("The model is being unloaded"))

    def close(self) -> None:
        """Answer what waits with UNAVAILABLE, and let nothing in; batches that run go on."""
        with self._lock:
            self._is_closed = True
            lines = tuple(self._turns)
            self._turns.clear()
            left = [(line, task) for line in lines for task in tuple(line.queue.tasks())]
        for line, task in left:
            _cancel(task.timer)
            self._drop(line, task, Unavailable("The server is shutting down"))

    def __repr__(self) -> str:
        """`<BatchScheduler workers=2/2 lines=1>`."""
        with self._lock:
            workers = f"{self._workers}/{self._threads}"
            return f"<BatchScheduler workers={workers} lines={len(self._turns)}>"


def _cancel(timer: Timer | None) -> None:
    if timer is not None:
        timer.cancel()
