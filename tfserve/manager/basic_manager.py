"""Loads and unloads versions on pools of threads when told to; decides nothing by itself."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from functools import partial

from tfserve.core.executor import Executor, ResizableExecutor
from tfserve.core.ids import ServableId
from tfserve.errors import ServingError, error_of
from tfserve.manager.harness import LoaderHarness
from tfserve.manager.managed_versions import ManagedVersions
from tfserve.manager.ready_servable import ReadyServableHandle

__all__ = ["BasicManager"]

_log = logging.getLogger(__name__)


class BasicManager:
    """Carries out loads and unloads. Thread-safe; does not own its executors.

    No thread waits: a load between two attempts or short of resources is queued again when its time
    has come, and an unload is queued by whoever releases the last handle. Matches:
    core/basic_manager.h.

    Args:
        versions: the state of everything managed.
        loads: runs attempts to load.
        unloads: runs unloads.
        load_threads: how many loads at the same time; 0 counts as 1.
        changed: called, by any thread, after something has happened that may make new actions
            possible; must be quick.
    """

    def __init__(
        self,
        *,
        versions: ManagedVersions,
        loads: ResizableExecutor,
        unloads: Executor,
        load_threads: int,
        changed: Callable[[], object],
    ) -> None:
        self._versions = versions
        self._loads = loads
        self._unloads = unloads
        self._sizing = threading.Lock()  # held while the pool is told its size
        self._load_threads = load_threads  # guarded by _sizing
        self._changed = changed

    def acquire(self, name: str, version: int | None) -> ReadyServableHandle:
        """Borrow the given version of a model, or its latest. Lock-free.

        Raises:
            NotFound: `Servable not found for request: Latest(m)` or `Specific(m, 3)`; details list
                `available_models` or `available_versions`.
        """
        while True:
            handle = self._versions.serving.find(name, version).acquire()
            if handle is not None:
                return handle
            # It is being withdrawn; the map without it is in place already.

    def set_load_threads(self, threads: int) -> None:
        """Load at most `threads` versions at the same time from now on; 0 counts as 1."""
        with self._sizing:
            self._load_threads = threads
        self._resize()

    def _resize(self) -> None:
        with self._sizing:
            # A thread stuck in an attempt that was given up is replaced while it is stuck.
            self._loads.resize(max(1, self._load_threads) + self._versions.abandoned)

    def load(self, servable_id: ServableId, *, may_make_room: bool = False) -> None:
        """Begin to load a NEW version.

        Args:
            servable_id: which one.
            may_make_room: see ServableAction.

        Raises:
            FailedPrecondition: it is not NEW; another call came first.
        """
        harness = self._versions.request_load(servable_id, may_make_room=may_make_room)
        self._loads.submit(partial(self._attempt, harness))

    def poll(self) -> bool:
        """Do what time has made due: retries, and giving up on overdue attempts; True if there was
        anything.
        """
        overdue = self._versions.give_up_overdue()
        for servable_id, error in overdue.items():
            _log.error("Loading servable: %s failed: %s", servable_id, error.status)
        if overdue:
            self._resize()
        return self._queue_runnable() or bool(overdue)

    def _queue_runnable(self) -> bool:
        runnable = self._versions.take_runnable()
        for harness in runnable:
            self._loads.submit(partial(self._attempt, harness))
        return bool(runnable)

    def _attempt(self, harness: LoaderHarness) -> None:
        if not self._versions.begin_attempt(harness):
            return
        if harness.attempts > 1:
            retry = harness.attempts - 1
            _log.info("Retrying of Loading servable: %s retry: %d", harness.id, retry)
        if self._reserve(harness):
            self._load(harness)
        self._resize()  # this thread may have been given up
        self._go_on()

    def _reserve(self, harness: LoaderHarness) -> bool:
        if harness.reserved is not None:  # by an earlier attempt
            return True
        amount = harness.estimate()
        if isinstance(amount, ServingError):
            self._failed(harness, _while_reserving(harness.id, amount))
            return False
        if not self._versions.approve(harness, amount):
            if harness.waits_for_room:
                _log.info("Servable %s fits only when older versions are gone first", harness.id)
            return False
        _log.info("Successfully reserved resources to load servable %s", harness.id)
        _log.info("Approving load for servable version %s", harness.id)
        return True

    def _load(self, harness: LoaderHarness) -> None:
        _log.info("Loading servable version %s", harness.id)
        servable = harness.load()
        if isinstance(servable, ServingError):
            self._failed(harness, servable)
            return
        amount = harness.estimate()  # may be less than what the load itself needed
        if self._versions.loaded(harness, servable, amount):
            _log.info("Successfully loaded servable version %s", harness.id)
            return
        _log.info("Nobody wants servable version %s any more; unloading it", harness.id)
        del servable
        harness.unload()
        self._versions.discarded(harness)

    def _failed(self, harness: LoaderHarness, error: ServingError) -> None:
        _log.error("Loading servable: %s failed: %s", harness.id, error.status)
        if self._versions.attempt_failed(harness, error):
            exhausted = "Retrying of Loading servable: %s exhausted max_num_retries: %d"
            _log.error(exhausted, harness.id, harness.attempts - 1)

    def unload(self, servable_id: ServableId) -> None:
        """Begin to unload a READY version; it ends when its last handle is back.

        Raises:
            FailedPrecondition: it is not READY; another call came first.
        """
        harness = self._versions.request_unload(servable_id)
        _log.info("Quiescing servable version %s", servable_id)
        ready = self._versions.withdraw(harness)
        ready.close(partial(self._unloads.submit, partial(self._unload, harness)))

    def _unload(self, harness: LoaderHarness) -> None:
        _log.info("Done quiescing servable version %s", harness.id)
        self._versions.begin_unload(harness)
        _log.info("Unloading servable version %s", harness.id)
        error = harness.unload()
        self._versions.unloaded(harness, error)
        if error is None:
            _log.info("Successfully unloaded servable version %s", harness.id)
        else:
            _log.error("Unloading servable: %s failed: %s", harness.id, error.status)
        self._go_on()

    def _go_on(self) -> None:
        self._queue_runnable()
        self._changed()


def _while_reserving(servable_id: ServableId, error: ServingError) -> ServingError:
    text = f"Error while attempting to reserve resources to load servable {servable_id}"
    return error_of(error.code, f"{text}: {error.message}", details=error.details)
