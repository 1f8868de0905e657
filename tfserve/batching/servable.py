"""A servable whose requests share runs."""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, TypeAlias

from tfserve.batching.auto import Learner
from tfserve.batching.merge import lane_of, rows_of
from tfserve.batching.queue import BatchQueue, QueueRules
from tfserve.batching.runner import BatchRunner
from tfserve.batching.scheduler import BatchScheduler, Line, Slots
from tfserve.batching.statistics import QueueStatistics
from tfserve.batching.task import Task
from tfserve.core.clock import Clock
from tfserve.core.deadline import Deadline
from tfserve.core.ids import ServableId
from tfserve.core.servable import (
    Array,
    Call,
    Done,
    HasSignatureDefs,
    KnowsSideEffects,
    Outputs,
    RawSession,
    Servable,
    Signature,
    SignatureCall,
)
from tfserve.errors import InvalidArgument, ServingError, Unavailable

if TYPE_CHECKING:
    from tfserve.apis.get_model_metadata_pb2 import SignatureDefMap

__all__ = ["BatchingServable", "MakeRunner", "batching_servable"]

Parts: TypeAlias = tuple[SignatureCall, ...]

MakeRunner: TypeAlias = Callable[[Parts], tuple[BatchRunner, Learner | None]]
"""For calls with these parts: what runs their batches, and what learns about them; raises
ServingError for parts that the servable does not know.
"""

_MAX_LINES = 256  # kinds of calls of one servable; idle ones go when there are more


class _BatchedCalls:
    """The line of one kind of calls with all that belongs to it."""

    __slots__ = ("learner", "line", "parts", "runner")

    def __init__(
        self, parts: Parts, line: Line, runner: BatchRunner, learner: Learner | None
    ) -> None:
        self.parts = parts
        self.line = line
        self.runner = runner
        self.learner = learner


class BatchingServable:
    """Wraps a servable; what is submitted waits for others of its kind and shares a run with them.
    Thread-safe. `submit` never waits.

    Calls are of one kind when they ask for the same outputs of the same signatures: each kind has a
    queue. `run` is not batched, for it blocks its caller; nor are requests without rows.

    With a learner a request that no other waits for goes straight to the servable, in the thread
    that asks, as without batching; so does all that cannot be batched. Without one, what cannot be
    batched is refused in TensorFlow Serving's words.

    Args:
        id: which version.
        servable: what is wrapped.
        rules: of the queues.
        make_runner: for each kind of calls.
        make_slots: for a kind of calls, with what learns about them: how many runs may be under
            way.
        scheduler: of all servables.
        clock: time.
        batch_sizes: the only numbers of rows that runs have; empty where they have any.
        native_session: the servable's, where the native plane may batch calls by learning, too.
    """

    def __init__(  # noqa: PLR0913 - all keyword-only
        self,
        *,
        id: ServableId,  # noqa: A002 - the field's word
        servable: Servable,
        rules: QueueRules,
        make_runner: MakeRunner,
        make_slots: Callable[[Learner | None], Slots],
        scheduler: BatchScheduler,
        clock: Clock,
        batch_sizes: Sequence[int] = (),
        native_session: object | None = None,
    ) -> None:
        self.batch_sizes = batch_sizes
        self.native_session = native_session
        self._id = id
        self._servable = servable
        self._rules = rules
        self._make_runner = make_runner
        self._make_slots = make_slots
        self._scheduler = scheduler
        self._clock = clock
        self._lock = threading.Lock()
        self._calls: dict[Parts, _BatchedCalls] = {}  # written under _lock; read without
        for key, signature in servable.signatures.items():
            if not key.startswith("__"):  # internal ones are not for clients
                self._prepare((SignatureCall(key, tuple(sorted(signature.outputs))),))

    @property
    def signatures(self) -> Mapping[str, Signature]:
        """Those of the servable."""
        return self._servable.signatures

    def has_side_effects(self, parts: Parts) -> bool:
        """What the servable says of `parts`; in doubt, yes."""
        servable = self._servable
        return not isinstance(servable, KnowsSideEffects) or servable.has_side_effects(parts)

    def may_share(self, parts: Parts) -> bool:
        """Whether calls with `parts` may be merged; as `core.servable.SharesRuns`."""
        return not self.has_side_effects(parts)

    def run(self, call: Call, deadline: Deadline) -> Outputs:
        """Run in the calling thread, alone."""
        return self._servable.run(call, deadline)

    def submit(self, call: Call, deadline: Deadline, done: Done) -> None:
        """Let the call wait for its batch; as `core.servable.Servable.submit`."""
        calls = self._calls.get(call.parts) or self._prepare(call.parts)
        if calls is None:
            self._servable.submit(call, deadline, done)
        elif calls.learner is None:
            self._submit_by_rules(calls, call, deadline, done)
        elif calls.learner.is_out:
            self._servable.submit(call, deadline, done)
        else:
            self._submit_adaptively(calls, calls.learner, call, deadline, done)

    def _submit_by_rules(
        self, calls: _BatchedCalls, call: Call, deadline: Deadline, done: Done
    ) -> None:
        try:
            rows = rows_of(call.inputs)
            if rows:
                self._enqueue(calls, call, rows, deadline, done)
                return
        except ServingError as error:
            done(None, error)
            return
        self._servable.submit(call, deadline, done)

    def _submit_adaptively(
        self, calls: _BatchedCalls, learner: Learner, call: Call, deadline: Deadline, done: Done
    ) -> None:
        try:
            rows = rows_of(call.inputs)
        except InvalidArgument:  # it cannot be batched: no mistake of the client's
            rows = 0
        if not 0 < rows <= self._rules.max_request_rows:
            self._servable.submit(call, deadline, done)
            return
        if self._scheduler.enter(calls.line):
            self._run_directly(calls.line, learner, call, rows, deadline, done)
            return
        try:
            self._enqueue(calls, call, rows, deadline, done)
        except ServingError as error:
            done(None, error)

    def _run_directly(
        self,
        line: Line,
        learner: Learner,
        call: Call,
        rows: int,
        deadline: Deadline,
        done: Done,
    ) -> None:
        """Run in the way that calls run without batching, and time it."""
        began = self._clock.now()

        def finished(outputs: Outputs | None, error: ServingError | None) -> None:
            try:
                if outputs is not None:
                    learner.ran_directly(self._clock.now() - began)
                done(outputs, error)
            finally:
                self._scheduler.leave(line, rows)

        try:
            self._servable.submit(call, deadline, finished)
        except BaseException:  # a faulty servable; it has not called `finished`
            self._scheduler.leave(line, rows)
            raise

    def _enqueue(
        self, calls: _BatchedCalls, call: Call, rows: int, deadline: Deadline, done: Done
    ) -> None:
        lane = lane_of(call.inputs, pads=self._rules.pads)
        task = Task(call.inputs, rows, deadline, done, self._clock.now())
        try:
            self._scheduler.submit(calls.line, lane, task)
        except Unavailable:
            calls.runner.count(refused=1)
            raise

    def _prepare(self, parts: Parts) -> _BatchedCalls | None:
        """What calls with `parts` wait in; None where the servable does not know them, and shall
        say so itself.
        """
        try:
            runner, learner = self._make_runner(parts)
        except ServingError:
            return None
        queue, slots = BatchQueue(self._rules), self._make_slots(learner)
        if learner is None:
            line = Line(queue, slots, runner)
        else:
            line = Line(queue, slots, runner, learner.limits)
        made = _BatchedCalls(parts, line, runner, learner)
        with self._lock:
            if len(self._calls) >= _MAX_LINES:
                self._drop_idle()
            return self._calls.setdefault(parts, made)

    def _drop_idle(self) -> None:  # under _lock
        """Forget kinds of calls that nobody waits for: clients can ask for many."""
        busy = {parts: calls for parts, calls in self._calls.items() if len(calls.line.queue)}
        self._calls = busy

    def statistics(self) -> Sequence[QueueStatistics]:
        """A snapshot per kind of calls that was asked for or is prepared."""
        with self._lock:
            all_calls = tuple(self._calls.values())
        return tuple(self._statistics_of(calls) for calls in all_calls)

    def _statistics_of(self, calls: _BatchedCalls) -> QueueStatistics:
        queue, learner = calls.line.queue, calls.learner
        return QueueStatistics(
            servable=self._id,
            signature=calls.runner.signature,
            outputs=tuple(alias for part in calls.parts for alias in part.outputs),
            waiting=len(queue),
            waiting_batches=queue.batches,
            counts=calls.runner.counts(),
            lesson=None if learner is None else learner.lesson(),
        )

    def close(self) -> None:
        """Stop using the servable, which is the owner's to close. Idempotent."""
        with self._lock:
            lines = [calls.line for calls in self._calls.values()]
            self._calls = {}
        self._scheduler.forget(lines)

    def __repr__(self) -> str:
        """`<BatchingServable {name: m version: 1} kinds=5>`."""
        return f"<BatchingServable {self._id} kinds={len(self._calls)}>"


# What a servable can do besides is asked with isinstance, so its wrapper must be able to do exactly
# the same.


class _WithSignatureDefs(BatchingServable):
    _servable: HasSignatureDefs  # type: ignore[assignment]  # it is both

    def signature_defs(self) -> SignatureDefMap:
        """All signatures, word for word."""
        return self._servable.signature_defs()


class _WithRawSession(BatchingServable):
    _servable: RawSession  # type: ignore[assignment]  # it is both

    def run_raw(
        self,
        feeds: Mapping[str, Array],
        fetches: Sequence[str],
        targets: Sequence[str],
        deadline: Deadline,
    ) -> tuple[Array, ...]:
        """Feed and fetch by names in the graph; never batched."""
        return self._servable.run_raw(feeds, fetches, targets, deadline)


class _WithBoth(_WithSignatureDefs, _WithRawSession):
    _servable: HasSignatureDefs  # type: ignore[assignment]


def batching_servable(servable: Servable) -> type[BatchingServable]:
    """The class of wrappers that can do what `servable` can."""
    has_defs, is_raw = isinstance(servable, HasSignatureDefs), isinstance(servable, RawSession)
    if has_defs:
        return _WithBoth if is_raw else _WithSignatureDefs
    return _WithRawSession if is_raw else BatchingServable
