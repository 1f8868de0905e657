"""Batching of the whole server: puts wrappers around servables."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TypeAlias
from weakref import WeakSet

from tfserve.batching.auto import Learner
from tfserve.batching.observer import BatchObserver, NoObserver
from tfserve.batching.queue import QueueRules
from tfserve.batching.runner import BatchRunner
from tfserve.batching.scheduler import BatchScheduler, Slots
from tfserve.batching.servable import BatchingServable, MakeRunner, batching_servable
from tfserve.batching.statistics import QueueStatistics
from tfserve.config.batching import (
    BatchingConfig,
    BatchingMode,
    BatchingParameters,
    read_batching_parameters,
)
from tfserve.config.machine import available_cpus
from tfserve.core.clock import Clock
from tfserve.core.executor import Executor, ThreadExecutor
from tfserve.core.ids import ServableId
from tfserve.core.servable import (
    HasNativeSession,
    KnowsSideEffects,
    LimitsConcurrency,
    Servable,
    SignatureCall,
)
from tfserve.core.timer import Timers

__all__ = ["PARAMETERS_FILE", "Batching"]

PARAMETERS_FILE = "batching_params.pbtxt"
"""In a version directory. Matches: servables/tensorflow/saved_model_bundle_factory.cc."""

Parts: TypeAlias = tuple[SignatureCall, ...]

_DEFAULT_POOL = "model_server_batch_threads"  # TensorFlow Serving's, without a file
_AUTO_BATCHES = 100  # of 1000 rows: beyond, somebody floods; bytes are bounded elsewhere
_AUTO_THREADS_PER_CPU = 4  # a model with long runs must not hold up the others


class Batching:
    """Wraps servables as the configuration asks. Thread-safe; `close` comes when no request is in
    flight any more.

    Args:
        config: mode and parameters; not OFF.
        timers: for deadlines of waiting requests and for batches that wait for company.
        clock: time.
        observer: is told what happens.
        make_executor: name, threads -> executor.
    """

    def __init__(
        self,
        config: BatchingConfig,
        *,
        timers: Timers,
        clock: Clock,
        observer: BatchObserver | None = None,
        make_executor: Callable[[str, int], Executor] = ThreadExecutor,
    ) -> None:
        self._config = config
        self._clock = clock
        self._observer = observer or NoObserver()
        pool = config.parameters or BatchingParameters(thread_pool_name=_DEFAULT_POOL)
        threads = pool.num_batch_threads
        if config.mode is BatchingMode.AUTO:
            threads = _AUTO_THREADS_PER_CPU * available_cpus()
        self._threads = threads
        self._executor = make_executor(pool.thread_pool_name, threads)
        self._scheduler = BatchScheduler(
            executor=self._executor, threads=threads, timers=timers, clock=clock
        )
        self._lock = threading.Lock()
        # guarded by _lock; an unloaded version is not kept in memory
        self._wrappers: WeakSet[BatchingServable] = WeakSet()

    def wrap(self, servable_id: ServableId, path: str, servable: Servable) -> Servable:
        """Put batching around a servable, unless it is not to be batched.

        Args:
            servable_id: which version.
            path: its local directory.
            servable: loaded.

        Raises:
            ServingError: the version has parameters of its own that cannot be.
        """
        file = Path(path) / PARAMETERS_FILE
        if self._config.per_model and file.exists():
            return self._by_parameters(servable_id, servable, read_batching_parameters(str(file)))
        if self._config.mode is BatchingMode.AUTO:
            return self._by_learning(servable_id, servable)
        if self._config.per_model:
            return servable
        return self._by_parameters(
            servable_id, servable, self._config.parameters or BatchingParameters()
        )

    def _by_parameters(
        self, servable_id: ServableId, servable: Servable, parameters: BatchingParameters
    ) -> Servable:
        def make_runner(parts: Parts) -> tuple[BatchRunner, None]:
            runner = BatchRunner(
                id=servable_id,
                servable=servable,
                parts=parts,
                allowed_sizes=parameters.allowed_batch_sizes,
                may_repeat=not _side_effects(servable, parts),
                learner=None,
                clock=self._clock,
                observer=self._observer,
            )
            return runner, None

        rules = QueueRules(
            max_request_rows=parameters.max_batch_size,
            max_batch_rows=parameters.execution_rows,
            max_batches=parameters.max_enqueued_batches,
            timeout_s=parameters.timeout_s,
            splits=parameters.enable_large_batch_splitting,
            pads=parameters.pad_variable_length_inputs,
        )
        sizes = parameters.allowed_batch_sizes
        return self._wrapper(servable_id, servable, rules, make_runner, sizes)

    def _by_learning(self, servable_id: ServableId, servable: Servable) -> Servable:
        def make_runner(parts: Parts) -> tuple[BatchRunner, Learner]:
            learner = Learner(available_cpus(), _objection(servable, parts))
            runner = BatchRunner(
                id=servable_id,
                servable=servable,
                parts=parts,
                allowed_sizes=(),
                may_repeat=True,
                learner=learner,
                clock=self._clock,
                observer=self._observer,
            )
            return runner, learner

        rules = QueueRules(max_batches=_AUTO_BATCHES, flag="enable_batching")
        session = servable.native_session if isinstance(servable, HasNativeSession) else None
        return self._wrapper(servable_id, servable, rules, make_runner, native_session=session)

    def _wrapper(
        self,
        servable_id: ServableId,
        servable: Servable,
        rules: QueueRules,
        make_runner: MakeRunner,
        batch_sizes: Sequence[int] = (),
        native_session: object | None = None,
    ) -> Servable:
        wrapper = batching_servable(servable)(
            id=servable_id,
            servable=servable,
            rules=rules,
            make_runner=make_runner,
            make_slots=self._make_slots(servable),
            scheduler=self._scheduler,
            clock=self._clock,
            batch_sizes=batch_sizes,
            native_session=native_session,
        )
        with self._lock:
            self._wrappers.add(wrapper)
        return wrapper

    def _make_slots(self, servable: Servable) -> Callable[[Learner | None], Slots]:
        """One for the whole servable where it says how many runs it bears, or where nothing is
        learnt; else one for each kind of calls.
        """
        declared = servable.max_concurrency if isinstance(servable, LimitsConcurrency) else None
        shared = Slots(min(declared or self._threads, self._threads))

        def make(learner: Learner | None) -> Slots:
            if learner is None or declared is not None:
                return shared
            return Slots(available_cpus(), learner.width_after)

        return make

    def statistics(self) -> Sequence[QueueStatistics]:
        """A snapshot of every queue of every loaded version, in the order of their ids."""
        with self._lock:
            wrappers = tuple(self._wrappers)
        queues = [queue for wrapper in wrappers for queue in wrapper.statistics()]
        return sorted(queues, key=lambda queue: (queue.servable, queue.signature, queue.outputs))

    def close(self, timeout_s: float | None = None) -> bool:
        """Answer what waits, and end the threads; False when some still run after `timeout_s`
        seconds. Idempotent.
        """
        self._scheduler.close()
        return self._executor.close(timeout_s)

    def __repr__(self) -> str:
        """`<Batching auto servables=2>`."""
        return f"<Batching {self._config.mode.value} servables={len(self._wrappers)}>"


def _side_effects(servable: Servable, parts: Parts) -> bool:
    """Whether a failed run must not be repeated; what does not say so may be."""
    return isinstance(servable, KnowsSideEffects) and servable.has_side_effects(parts)


def _objection(servable: Servable, parts: Parts) -> str:
    """Why calls with `parts` must not be merged without being told to; "" when nothing speaks
    against it.
    """
    if not isinstance(servable, KnowsSideEffects):
        return "whether it has side effects is not known"
    return "it has side effects" if servable.has_side_effects(parts) else ""
