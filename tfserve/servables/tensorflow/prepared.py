"""Runs of the graph that are ready to be used, and where each happens."""

from __future__ import annotations

import logging
import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass
from weakref import WeakValueDictionary

import numpy as np

from tfserve.config.tensorflow import RunInCaller
from tfserve.core.servable import Array
from tfserve.errors import ServingError
from tfserve.servables.tensorflow.endpoints import Endpoints, GraphCallable, RunnableSession
from tfserve.servables.tensorflow.pace import Pace
from tfserve.servables.tensorflow.plan import Plan
from tfserve.tensors import DataType

__all__ = ["PreparedCall", "PreparedCalls", "PreparedRun"]

_log = logging.getLogger(__name__)

_A_STRING = np.array(b"", dtype=object)
_A_NUMBER = np.zeros((), np.float32)
_WRONG_TYPE = "Expects arg["  # with this begins what the runtime answers to it


class PreparedRun:
    """One GraphRun that moves between the calling thread and TensorFlow's inter-op pool as its pace
    asks. Thread-safe.

    A graph whose runs are long gains from ops running side by side; a short one loses most of its
    time to the pool. There is one GraphRun at a time: each holds constants of its own.
    """

    def __init__(self, session: RunnableSession, endpoints: Endpoints, mode: RunInCaller) -> None:
        self.pace = Pace(mode)
        self._session = session
        self._endpoints = endpoints
        self._is_on_pool = self.pace.is_long
        self._move = threading.Lock()  # held while a move is under way
        self._run = session.prepare(endpoints, in_caller=not self._is_on_pool)
        _make_ready(self._run, [session.dtype_of(feed) for feed in endpoints.feeds])

    def __call__(self, values: Sequence[Array]) -> list[Array]:
        """Run once, in the calling thread or with its help."""
        return self._run(values)

    @property
    def is_misplaced(self) -> bool:
        """Whether `move` would change something."""
        return self.pace.is_long is not self._is_on_pool

    def move(self) -> None:
        """Prepare the graph for the other place and use it from then on; runs go on meanwhile."""
        if not self._move.acquire(blocking=False):
            return
        try:
            is_on_pool = self.pace.is_long
            if is_on_pool is not self._is_on_pool:
                self._run = self._session.prepare(self._endpoints, in_caller=not is_on_pool)
                self._is_on_pool = is_on_pool
        except ServingError as error:  # such as a session closed meanwhile
            _log.debug("A prepared run stays where it is: %s", error.status)
        finally:
            self._move.release()


def _make_ready(run: GraphCallable, dtypes: Sequence[int]) -> None:
    """Have the graph pruned, placed and optimised for a run, of which nothing is run.

    TensorFlow does that when the endpoints are used for the first time, before it looks at what is
    fed; here that is of a wrong type, so it stops there. Without feeds the first run does it.

    Raises:
        ServingError: TensorFlow's, such as for an op that has no kernel.
    """
    if not dtypes:
        return
    wrong = [_A_STRING if dtype != DataType.DT_STRING else _A_NUMBER for dtype in dtypes]
    try:
        run(wrong)
    except ServingError as error:
        if not error.message.startswith(_WRONG_TYPE):
            raise


@dataclass(frozen=True, slots=True)
class PreparedCall:
    """A plan and what runs it; several plans may share one run."""

    plan: Plan
    run: PreparedRun


class PreparedCalls:
    """All prepared calls of one session: some for its whole life, others while they are in use.
    Thread-safe.

    Args:
        session: what is run.
        mode: where runs happen.
        limit: how many calls other than the permanent ones are kept; the longest unused goes first.
    """

    def __init__(self, session: RunnableSession, mode: RunInCaller, *, limit: int = 64) -> None:
        self._session = session
        self._mode = mode
        self._limit = limit
        self._permanent: dict[Hashable, PreparedCall] = {}  # only added to; read without the lock
        self._lock = threading.Lock()
        self._others: OrderedDict[Hashable, PreparedCall] = OrderedDict()  # guarded by _lock
        self._runs: WeakValueDictionary[Endpoints, PreparedRun] = (
            WeakValueDictionary()
        )  # guarded by _lock

    def get(self, key: Hashable) -> PreparedCall | None:
        """What is prepared under `key`; None when nothing is, and preparing takes time."""
        found = self._permanent.get(key)
        if found is None:
            with self._lock:
                found = self._others.get(key)
                if found is not None:
                    self._others.move_to_end(key)
        return found

    def prepare(
        self, key: Hashable, plan: Callable[[], Plan], *, permanent: bool = False
    ) -> PreparedCall:
        """What is prepared under `key`, prepared now when it is not; may take seconds.

        Raises:
            ServingError: the plan's or TensorFlow's error; nothing is kept.
        """
        found = self.get(key)
        if found is not None:
            return found
        made = plan()
        prepared = PreparedCall(made, self._run_of(made.endpoints))
        if permanent:
            self._permanent[key] = prepared
            return prepared
        with self._lock:
            self._others[key] = prepared
            if len(self._others) > self._limit:
                self._others.popitem(last=False)
        return prepared

    def _run_of(self, endpoints: Endpoints) -> PreparedRun:
        with self._lock:
            shared = self._runs.get(endpoints)
        if shared is not None:
            return shared
        made = PreparedRun(self._session, endpoints, self._mode)
        with self._lock:  # another thread may have been faster; then its run is used
            return self._runs.setdefault(endpoints, made)

    def clear(self) -> None:
        """Forget everything; the session may be closed then."""
        self._permanent.clear()
        with self._lock:
            self._others.clear()

    def __repr__(self) -> str:
        """`<PreparedCalls permanent=5 others=2/64>`."""
        others = f"{len(self._others)}/{self._limit}"
        return f"<PreparedCalls permanent={len(self._permanent)} others={others}>"
