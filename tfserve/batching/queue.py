"""The queue of one signature: which requests are let in, and which leave together. Decisions only:
no lock, no clock, no thread; the moment is always given.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass

from tfserve.batching.merge import Lane
from tfserve.batching.task import Task, cut
from tfserve.errors import InvalidArgument, Unavailable

__all__ = ["BatchQueue", "QueueRules"]


@dataclass(frozen=True, slots=True)
class QueueRules:
    """What a queue lets in and how it forms batches; sizes are in rows.

    Args:
        max_request_rows: of one request.
        max_batch_rows: of a batch.
        max_batches: that may wait, over all lanes; 0 counts as 1.
        timeout_s: how long a batch that is not full waits for company.
        splits: requests are cut to fill batches.
        pads: requests of different inner lengths share a batch.
        flag: the one that governs these rules, for errors.
    """

    max_request_rows: int = 1000
    max_batch_rows: int = 1000
    max_batches: int = 10
    timeout_s: float = 0.0
    splits: bool = False
    pads: bool = False
    flag: str = "batching_parameters_file"


class _Batch:
    """Tasks that leave together, unless whoever takes them wants fewer."""

    __slots__ = ("is_closed", "lane", "rows", "tasks")

    def __init__(self, lane: Lane) -> None:
        self.lane = lane
        self.tasks: deque[Task] = deque()  # some may have been dropped: not waiting any more
        self.rows = 0  # of those that wait
        self.is_closed = False

    def first(self) -> Task:
        """The oldest task that waits; a batch without one does not exist."""
        while not self.tasks[0].is_waiting:
            self.tasks.popleft()
        return self.tasks[0]


class BatchQueue:
    """Tasks of one signature that wait, in batches per lane, first come first served. For one
    thread at a time.

    Matches: TensorFlow's batching_util/shared_batch_scheduler.h, except that a request of another
    shape opens a batch of its own instead of spoiling the one that is open.

    Args:
        rules: see there.
    """

    def __init__(self, rules: QueueRules) -> None:
        self._rules = rules
        self._lanes: dict[Lane, deque[_Batch]] = {}  # none is empty
        self._batch_of: dict[Task, _Batch] = {}
        self._batches = 0
        self.rows = 0

    def __len__(self) -> int:
        """How many tasks wait."""
        return len(self._batch_of)

    @property
    def batches(self) -> int:
        """How many batches wait, open ones included."""
        return self._batches

    def tasks(self) -> Iterator[Task]:
        """Every task that waits."""
        return iter(self._batch_of)

    def offer(self, lane: Lane, task: Task) -> list[Task]:
        """Let `task` in; the pieces that it waits as, itself if it is not cut.

        Raises:
            InvalidArgument: it is larger than any request may be.
            Unavailable: the queue is full; nothing has changed.
        """
        rules = self._rules
        if task.rows > rules.max_request_rows:
            raise InvalidArgument(
                f"Task size {task.rows} is larger than maximum input batch size "
                f"{rules.max_request_rows}",
                details={"field": "max_batch_size", "flag": rules.flag},
            )
        open_rows = self._open_rows(lane)
        if rules.splits:
            pieces = cut(task, self._sizes(task.rows, open_rows))
        else:
            if task.rows > rules.max_batch_rows - open_rows:
                self._check_room()
            pieces = [task]
        for piece in pieces:
            self._add(lane, piece)
        return pieces

    def _open_rows(self, lane: Lane) -> int:
        """Rows of the lane's open batch; as many as fit when there is none."""
        batches = self._lanes.get(lane)
        if batches is None or batches[-1].is_closed:
            return self._rules.max_batch_rows
        return batches[-1].rows

    def _check_room(self) -> None:
        most = max(1, self._rules.max_batches)
        if self._batches >= most:
            raise Unavailable(
                "The batch scheduling queue to which this task was submitted is full; currently "
                f"{self._batches} batches enqueued and max_enqueued_batches is {most}",
                details={"field": "max_enqueued_batches", "flag": self._rules.flag},
            )

    def _sizes(self, rows: int, open_rows: int) -> list[int]:
        """Into how many rows each a request is cut: the first piece fills the open batch."""
        rules = self._rules
        most = rules.max_batch_rows
        room = most - open_rows
        capacity = (rules.max_batches - self._batches) * most + room
        if rows > capacity:
            # TensorFlow has an open batch at any time, if an empty one.
            is_between = not room and self._batches < rules.max_batches
            raise Unavailable(
                "The batch scheduling queue to which this task was submitted is full; task size is "
                f"{rows} but scheduling capacity is only {capacity} (num_enqueued_batches="
                f"{self._batches + is_between}, max_enqueued_batches={rules.max_batches}, "
                f"open_batch_size={0 if is_between else open_rows}, "
                f"max_execution_batch_size={most})",
                details={"field": "max_enqueued_batches", "flag": rules.flag},
            )
        first = min(room, rows)
        whole, rest = divmod(rows - first, most)
        return [size for size in (first, *[most] * whole, rest) if size]

    def _add(self, lane: Lane, task: Task) -> None:
        most = self._rules.max_batch_rows
        batches = self._lanes.setdefault(lane, deque())
        if batches and task.rows > most - batches[-1].rows:
            batches[-1].is_closed = True
        if not batches or batches[-1].is_closed:
            batches.append(_Batch(lane))
            self._batches += 1
        batch = batches[-1]
        batch.tasks.append(task)
        batch.rows += task.rows
        batch.is_closed = batch.rows >= most
        self._batch_of[task] = batch
        self.rows += task.rows
        task.is_waiting = True

    def ready_at(self) -> float:
        """From when on `take` gives something; infinity for an empty queue."""
        return min(
            [self._due(batches[0]) for batches in self._lanes.values()], default=float("inf")
        )

    def _due(self, batch: _Batch) -> float:
        queued_at = batch.first().queued_at
        return queued_at if batch.is_closed else queued_at + self._rules.timeout_s

    def take(
        self, now: float, *, max_rows: int | None = None, max_tasks: int | None = None
    ) -> list[Task]:
        """The tasks that are to be run together now, oldest first; none when nothing is ready.

        Of the batches that are ready the one whose first task has waited longest leaves, or the
        first tasks of it when more were too many.

        Args:
            now: seconds on the scale of the tasks' `queued_at`.
            max_rows: how many rows are wanted; one task may have more.
            max_tasks: how many tasks are wanted.
        """
        ready = [each[0] for each in self._lanes.values() if self._due(each[0]) <= now]
        if not ready:
            return []
        batch = min(ready, key=lambda each: each.first().queued_at)
        taken: list[Task] = []
        rows = 0
        while batch.rows:
            task = batch.first()
            is_enough = max_rows is not None and rows + task.rows > max_rows
            if taken and (is_enough or len(taken) == max_tasks):
                break
            taken.append(task)
            rows += task.rows
            self.drop(task)
        return taken

    def drop(self, task: Task) -> bool:
        """Take `task` out; False when it does not wait here any more."""
        batch = self._batch_of.pop(task, None)
        if batch is None:
            return False
        task.is_waiting = False
        batch.rows -= task.rows
        self.rows -= task.rows
        if not batch.rows:
            batches = self._lanes[batch.lane]
            batches.remove(batch)
            self._batches -= 1
            if not batches:
                del self._lanes[batch.lane]
        return True

    def __repr__(self) -> str:
        """`<BatchQueue tasks=3 rows=12 batches=1>`."""
        return f"<BatchQueue tasks={len(self)} rows={self.rows} batches={self._batches}>"
