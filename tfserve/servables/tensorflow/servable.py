"""A SavedModel that answers calls."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from functools import partial

from tfserve.apis.get_model_metadata_pb2 import SignatureDefMap
from tfserve.config.tensorflow import RunInCaller
from tfserve.core.clock import Clock
from tfserve.core.deadline import Deadline
from tfserve.core.executor import Executor
from tfserve.core.servable import Array, Call, Done, Outputs, Signature, SignatureCall
from tfserve.errors import Cancelled, ResourceExhausted, ServingError, Unavailable
from tfserve.servables.tensorflow.endpoints import Endpoints, RunnableSession
from tfserve.servables.tensorflow.errors import serving_error
from tfserve.servables.tensorflow.plan import Plan, feed_of, plan_call
from tfserve.servables.tensorflow.prepared import PreparedCall, PreparedCalls, PreparedRun

__all__ = ["SavedModelServable"]

_log = logging.getLogger(__name__)

_INTERNAL_SIGNATURES = "__"  # __saved_model_init_op and its like are not for clients


class SavedModelServable:
    """One loaded SavedModel: a Servable, HasSignatureDefs, KnowsSideEffects and RawSession.
    Thread-safe.

    `submit` runs a call in the caller's thread when runs of its kind are known to be short, else on
    the executor. Nothing is measured but real requests, and every request is run once.

    A request's deadline and its caller are looked at before the run begins and not during it: the
    run cannot be stopped, and whoever waits for it answers DEADLINE_EXCEEDED in time by itself.

    Args:
        session: restored and initialised; closed by `close`.
        signatures: the model's signatures by key.
        signature_defs: the same as a message; not changed by anybody.
        executor: where runs go that are not known to be short.
        clock: for deadlines and for measuring runs.
        run_in_caller: where runs happen.
        effective_nodes: names of nodes that cannot be fetched without side effects.
    """

    def __init__(
        self,
        *,
        session: RunnableSession,
        signatures: Mapping[str, Signature],
        signature_defs: SignatureDefMap,
        executor: Executor,
        clock: Clock,
        run_in_caller: RunInCaller = "auto",
        effective_nodes: frozenset[str] = frozenset(),
    ) -> None:
        self._session = session
        self._signatures = signatures
        self._signature_defs = signature_defs
        self._executor = executor
        self._clock = clock
        self._calls = PreparedCalls(session, run_in_caller)
        self._effective_nodes = effective_nodes

    @property
    def signatures(self) -> Mapping[str, Signature]:
        """Signature key -> signature, internal ones included as TensorFlow Serving has them."""
        return self._signatures

    def signature_defs(self) -> SignatureDefMap:
        """All signatures, word for word."""
        return self._signature_defs

    def has_side_effects(self, parts: tuple[SignatureCall, ...]) -> bool:
        """Whether a run does more than read variables and compute, as far as the ops tell.

        Raises:
            ServingError: there is no such signature or output.
        """
        nodes = self._effective_nodes
        fetched = self._plan(parts).fetches
        return bool(nodes) and any(name.partition(":")[0] in nodes for name in fetched)

    @property
    def native_session(self) -> object | None:
        """The native plane's own session; None where TensorFlow's Python package runs the graph."""
        return getattr(self._session, "native", None)

    def prepare(self) -> None:
        """Prepare every whole signature, so that no request waits for it.

        A signature that TensorFlow cannot prepare does not stop the others, nor the model: requests
        for it get TensorFlow's error, as TensorFlow Serving answers them.
        """
        for key, signature in self._signatures.items():
            if key.startswith(_INTERNAL_SIGNATURES):
                continue
            parts = (SignatureCall(key, tuple(signature.outputs)),)
            try:
                self._calls.prepare(parts, partial(self._plan, parts), permanent=True)
            except ServingError as error:
                _log.warning("Signature %s cannot be run: %s", key, error.status)

    def run(self, call: Call, deadline: Deadline) -> Outputs:
        """Run in the calling thread; as `core.servable.Servable.run`.

        Raises:
            ResourceExhausted: the deadline has passed already.
            Cancelled: the caller is gone already.
            InvalidArgument: an input's dtype is not the graph's.
            ServingError: what the runtime fails with.
        """
        prepared = self._calls.prepare(call.parts, partial(self._plan, call.parts))
        values = prepared.plan.values_of(call.inputs)
        return self._run(prepared, values, _size_bytes(values), deadline)

    def submit(self, call: Call, deadline: Deadline, done: Done) -> None:
        """Begin a run; as `core.servable.Servable.submit`."""
        prepared = self._calls.get(call.parts)
        if prepared is None:  # preparing takes too long for the caller's thread
            self._enqueue(partial(self.run, call, deadline), deadline, done)
            return
        try:
            values = prepared.plan.values_of(call.inputs)
        except ServingError as error:
            done(None, error)
            return
        size_bytes = _size_bytes(values)
        run = partial(self._run, prepared, values, size_bytes, deadline)
        if prepared.run.pace.is_short(size_bytes):
            _finish(run, done)
        else:
            self._enqueue(run, deadline, done)

    def run_raw(
        self,
        feeds: Mapping[str, Array],
        fetches: Sequence[str],
        targets: Sequence[str],
        deadline: Deadline,
    ) -> tuple[Array, ...]:
        """Feed and fetch by names in the graph; as `core.servable.RawSession.run_raw`."""
        names = Endpoints(tuple(sorted(feeds)), tuple(fetches), tuple(targets))
        prepared = self._calls.prepare(names, partial(self._raw_plan, names))
        values = prepared.plan.values_of(feeds)
        return self._run(prepared, values, _size_bytes(values), deadline)[0]

    def close(self) -> None:
        """Free the model. Idempotent; no run may be under way."""
        self._calls.clear()
        self._session.close()

    def _plan(self, parts: Sequence[SignatureCall]) -> Plan:
        return plan_call(self._signatures, parts, self._session.dtype_of)

    def _raw_plan(self, names: Endpoints) -> Plan:
        feeds = tuple(feed_of(name, name, self._session.dtype_of(name)) for name in names.feeds)
        return Plan(feeds, names.fetches, (tuple(range(len(names.fetches))),), names.targets)

    def _run(
        self,
        prepared: PreparedCall,
        values: Sequence[Array],
        size_bytes: int,
        deadline: Deadline,
    ) -> Outputs:
        self._refuse_unwanted(deadline)
        run = prepared.run
        if run.pace.is_due(size_bytes):
            results = self._measured(run, values, size_bytes)
        else:
            results = run(values)
        return prepared.plan.outputs_of(results)

    def _measured(self, run: PreparedRun, values: Sequence[Array], size_bytes: int) -> list[Array]:
        began_s, cpu_s = self._clock.now(), time.thread_time()
        results = run(values)
        run.pace.record(size_bytes, self._clock.now() - began_s, time.thread_time() - cpu_s)
        if run.is_misplaced:
            with suppress(RuntimeError):  # a closed executor: the server is ending
                self._executor.submit(run.move)
        return results

    def _refuse_unwanted(self, deadline: Deadline) -> None:
        """Drop work that nobody waits for any more, before it costs anything."""
        if deadline.expires_at is not None and deadline.has_passed(self._clock.now()):
            raise ResourceExhausted("Run() timeout exceeded while waiting in batching queue")
        if deadline.is_cancelled():
            raise Cancelled("The caller is gone")

    def _enqueue(self, run: Callable[[], Outputs], deadline: Deadline, done: Done) -> None:
        record = deadline.record

        def begin() -> None:
            if record is not None:
                record.run_began_at = record.now()
            _finish(run, done)

        try:
            self._executor.submit(begin)
        except RuntimeError:  # closed
            done(None, Unavailable("The server is shutting down"))

    def __repr__(self) -> str:
        """`<SavedModelServable signatures=5 <PreparedCalls ...>>`."""
        return f"<SavedModelServable signatures={len(self._signatures)} {self._calls}>"


def _finish(run: Callable[[], Outputs], done: Done) -> None:
    try:
        outputs = run()
    except Exception as error:  # noqa: BLE001 - whatever it is, somebody waits for an answer
        done(None, serving_error(error))
        return
    done(outputs, None)


def _size_bytes(values: Sequence[Array]) -> int:
    """What the inputs occupy, the bytes of strings included."""
    return sum([each.nbytes if each.dtype != object else _text_bytes(each) for each in values])


def _text_bytes(strings: Array) -> int:
    return strings.nbytes + sum(map(len, strings.flat))
