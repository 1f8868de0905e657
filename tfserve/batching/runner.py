"""Running tasks of one signature together; each is answered with its own rows or its own error."""

from __future__ import annotations

import logging
import threading
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import replace

from tfserve.batching.auto import Learner
from tfserve.batching.comparison import all_equal, difference
from tfserve.batching.merge import Inputs, NotByRows, merge, split
from tfserve.batching.observer import BatchObserver, BatchRun
from tfserve.batching.statistics import Counts
from tfserve.batching.task import Task
from tfserve.core.clock import Clock
from tfserve.core.deadline import Deadline
from tfserve.core.ids import ServableId
from tfserve.core.servable import Call, Outputs, Servable, SignatureCall
from tfserve.errors import Cancelled, Internal, ResourceExhausted, ServingError, error_of

__all__ = ["BatchRunner", "answer", "unwanted"]

_log = logging.getLogger(__name__)

_SAMPLED = 4  # requests of a batch that are compared, now and then, when batches are trusted


def unwanted(deadline: Deadline, now: float) -> ServingError | None:
    """Why work that has waited shall not begin any more; None when somebody waits for it."""
    if deadline.has_passed(now):
        return ResourceExhausted("Run() timeout exceeded while waiting in batching queue")
    if deadline.is_cancelled():
        return Cancelled("The caller has cancelled the request")
    return None


class BatchRunner:
    """Runs batches of one signature, in the calling thread. Thread-safe.

    A merged run that fails is repeated in halves until the request is found that makes it fail: it
    gets the error that it would get alone, the others get their answers. Where runs have side
    effects nothing is repeated, and all get the error.

    Args:
        id: whose batches.
        servable: runs them.
        parts: what every call asks for.
        allowed_sizes: rows are padded up to one of these, ascending; empty allows all.
        may_repeat: runs have no side effects.
        learner: is told how long runs took, and has the first batches compared with single runs;
            None where parameters decide.
        clock: time.
        observer: is told of every run.
    """

    def __init__(
        self,
        *,
        id: ServableId,  # noqa: A002 - the field's word
        servable: Servable,
        parts: tuple[SignatureCall, ...],
        allowed_sizes: Sequence[int],
        may_repeat: bool,
        learner: Learner | None,
        clock: Clock,
        observer: BatchObserver,
    ) -> None:
        self._id = id
        self._servable = servable
        self._parts = parts
        self._signature = "+".join(part.signature for part in parts)
        self._allowed_sizes = allowed_sizes
        self._may_repeat = may_repeat
        self._learner = learner
        self._clock = clock
        self._observer = observer
        self._lock = threading.Lock()
        self._counts = Counts()  # guarded by _lock

    def run(self, tasks: Sequence[Task]) -> None:
        """Run `tasks`, which have just left their queue, and answer each of them."""
        now = self._clock.now()
        for task in tasks:
            self._observer.on_taken(now - task.queued_at)
        wanted = self._still_wanted(tasks)
        learner = self._learner
        try:
            if len(wanted) == 1 and learner is not None:
                self._run_alone(wanted[0], learner)
            elif wanted:
                self._run_together(wanted)
        except Exception:  # noqa: BLE001 - a bug of ours, or outputs that are no arrays
            _log.exception("A batch of servable %s failed", self._id)
            for task in wanted:
                answer(task, None, Internal(f"Servable {self._id} failed"))

    def _still_wanted(self, tasks: Sequence[Task]) -> list[Task]:
        """Those that somebody waits for; the others are answered now."""
        wanted = []
        for task in tasks:
            error = unwanted(task.deadline, self._clock.now())
            if error is None:
                wanted.append(task)
            else:
                self.drop(task, error)
        return wanted

    def drop(self, task: Task, error: ServingError) -> None:
        """Answer a task that left its queue and is not run."""
        self.count(dropped=1)
        answer(task, None, error)

    def _run_alone(self, task: Task, learner: Learner) -> None:
        """Run one task as it is: what batching asks of outputs need not hold."""
        began = self._clock.now()
        _note((task,), began, 0)
        try:
            outputs = self._outputs(task.inputs, task.deadline)
        except ServingError as error:
            self._ran((task,), 0, began)
            answer(task, None, error)
            return
        learner.ran_alone(task.rows, self._ran((task,), 0, began))
        answer(task, outputs, None)

    def _run_together(self, tasks: Sequence[Task]) -> None:
        learner = self._learner
        is_varied = learner is not None and (
            learner.is_proven or not all_equal([task.inputs for task in tasks])
        )
        if learner is None or not learner.is_to_be_compared(is_varied=is_varied):
            for task, outputs in zip(tasks, self._try_together(tasks), strict=False):
                answer(task, outputs, None)
            return
        if learner.is_turning:  # what came in a certain order may stay right in it by chance
            tasks = tasks[::-1]
        answers = self._try_together(tasks)
        if answers:
            self._compare(tasks, answers, learner, is_varied=is_varied)

    def _try_together(self, tasks: Sequence[Task]) -> Sequence[Outputs]:
        """One run on `tasks`: the outputs of each; none when it failed and they are answered."""
        began = self._clock.now()
        _note(tasks, began, sum([task.rows for task in tasks]))
        try:
            answers, padding = self._merged(tasks)
        except NotByRows as error:
            self._ran(tasks, 0, began)
            self._refuse_rows(tasks, error)
            return ()
        except ServingError as error:
            self._ran(tasks, 0, began)
            self._blame(tasks, error)
            return ()
        took_s = self._ran(tasks, padding, began)
        if self._learner is not None:
            self._learner.ran_merged(sum([task.rows for task in tasks]), took_s)
        return answers

    def _merged(self, tasks: Sequence[Task]) -> tuple[list[Outputs], int]:
        """One run on `tasks`: the outputs of each, and how many rows were padding.

        Raises:
            ServingError: of the model, or NotByRows.
        """
        sizes = [task.rows for task in tasks]
        padding = self._padding(sum(sizes))
        inputs = merge([task.inputs for task in tasks], padding)
        return split(self._outputs(inputs, _last_deadline(tasks)), sizes, padding), padding

    def _padding(self, rows: int) -> int:
        """How many rows are missing to the next allowed size; none beyond the largest."""
        sizes = self._allowed_sizes
        place = bisect_left(sizes, rows)
        return sizes[place] - rows if place < len(sizes) else 0

    def _outputs(self, inputs: Inputs, deadline: Deadline) -> Outputs:
        try:
            return self._servable.run(Call(inputs, self._parts), deadline)
        except ServingError:
            raise
        except Exception as error:
            _log.exception("Servable %s failed", self._id)
            raise Internal(f"Servable {self._id} failed") from error

    def _ran(self, tasks: Sequence[Task], padding: int, began: float) -> float:
        """Count a run that has ended; how many seconds it took."""
        took_s = self._clock.now() - began
        rows = [task.rows for task in tasks]
        self.count(batches=1, requests=len(tasks), rows=sum(rows), padding=padding)
        inputs = len(tasks[0].inputs)
        self._observer.on_run(BatchRun(self._id, self._signature, rows, inputs, padding, took_s))
        return took_s

    # When batches are not what they should be

    def _refuse_rows(self, tasks: Sequence[Task], error: NotByRows) -> None:
        """Outputs cannot be taken apart: with parameters that is an error, as in TensorFlow
        Serving; what was batched by itself is run again, alone, and never batched any more.
        """
        if self._learner is None:
            for task in tasks:
                answer(task, None, error)
            return
        self._learner.forbid(f"its outputs are not made of rows: {error.message}")
        self._repeat_alone(tasks)

    def _blame(self, tasks: Sequence[Task], error: ServingError) -> None:
        """A merged run has failed: find out which tasks are to blame."""
        if len(tasks) == 1:
            answer(tasks[0], None, error)
            return
        self.count(failed=1)
        if not self._may_repeat:
            for task in tasks:
                answer(task, None, _shared(error, len(tasks)))
            return
        # One to blame is found with two runs per halving. Where there are many, they are run one by
        # one in the end: never much more runs than without batching.
        runs_left = 2 * len(tasks).bit_length()
        suspects = [tasks]
        while suspects:
            group = suspects.pop()
            middle = len(group) // 2
            for half in (group[:middle], group[middle:]):
                if runs_left <= 0:
                    self._repeat_alone(half)
                    continue
                runs_left -= 1
                if not self._repeat(half):
                    suspects.append(half)

    def _repeat(self, tasks: Sequence[Task]) -> bool:
        """Run some tasks of a failed batch again; False when one of several is to blame."""
        wanted = self._still_wanted(tasks)
        if not wanted:
            return True
        self.count(repeated=1)
        try:
            answers, _ = self._merged(wanted)
        except ServingError as error:
            if len(wanted) > 1:
                return False
            answer(wanted[0], None, error)
        else:
            for task, outputs in zip(wanted, answers, strict=True):
                answer(task, outputs, None)
        return True

    def _repeat_alone(self, tasks: Sequence[Task]) -> None:
        for task in self._still_wanted(tasks):
            self.count(repeated=1)
            try:
                outputs = self._outputs(task.inputs, task.deadline)
            except ServingError as error:
                answer(task, None, error)
            else:
                answer(task, outputs, None)

    def _compare(
        self,
        tasks: Sequence[Task],
        answers: Sequence[Outputs],
        learner: Learner,
        *,
        is_varied: bool,
    ) -> None:
        """Run tasks alone, too, answer with that, and tell whether it makes a difference: all of
        them, or a few where batches are trusted already.
        """
        found = ""
        sampled = len(tasks) if learner.doubts(is_varied=is_varied) else _SAMPLED
        for place, (task, merged) in enumerate(zip(tasks, answers, strict=True)):
            if place >= sampled and not found:
                answer(task, merged, None)
                continue
            self.count(compared=1)
            try:
                alone = self._outputs(task.inputs, Deadline.NONE)
            except ServingError as error:
                answer(task, None, error)
                continue
            found = found or difference(alone, merged)
            answer(task, alone, None)
        learner.compared(found, is_varied=is_varied)
        if found:
            _log.warning(
                "Requests to servable %s, signature %s, are not batched: a request is answered "
                "differently in a batch and alone (%s)",
                self._id, self._signature, found,
            )  # fmt: skip

    # What is counted

    def count(self, **more: int) -> None:
        """Add to the counters of these names."""
        with self._lock:
            now = self._counts
            self._counts = replace(
                now, **{name: getattr(now, name) + number for name, number in more.items()}
            )

    def counts(self) -> Counts:
        """A snapshot."""
        with self._lock:
            return self._counts

    @property
    def signature(self) -> str:
        """Whose batches, for people; several parts are joined by `+`."""
        return self._signature


def answer(task: Task, outputs: Outputs | None, error: ServingError | None) -> None:
    """Call the task's `done`, unless it was called before; what that raises harms no other task."""
    done, task.done = task.done, _nobody
    try:
        done(outputs, error)
    except Exception:  # noqa: BLE001 - the caller's bug
        _log.exception("An answer could not be delivered")


def _nobody(outputs: Outputs | None, error: ServingError | None) -> None:
    """Waits for the answer of a task that was answered."""


def _note(tasks: Sequence[Task], began: float, rows: int) -> None:
    """Note in the records of calls that a run with so many rows begins."""
    for task in tasks:
        record = task.deadline.record
        if record is not None and record.run_began_at is None:
            record.run_began_at = began
            record.batch_size = rows


def _last_deadline(tasks: Sequence[Task]) -> Deadline:
    """Of a batch: as long as anybody waits for it."""
    moments = [task.deadline.expires_at for task in tasks]
    if None in moments:
        return Deadline.NONE
    return Deadline(max(moment for moment in moments if moment is not None))


def _shared(error: ServingError, requests: int) -> ServingError:
    text = (
        f"{error.message} (of a batch of {requests} requests, which are not run again one by one "
        "because the model has side effects)"
    )
    return error_of(error.code, text, details={**error.details, "batch_requests": str(requests)})
