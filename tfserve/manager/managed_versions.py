"""Every managed version's state, and each change of it as one step under one lock."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager

from tfserve.core.clock import Clock
from tfserve.core.event_bus import EventBus
from tfserve.core.ids import ServableId
from tfserve.core.loader import NEVER_RETRY, Loader
from tfserve.core.resources import ResourceAllocation
from tfserve.core.servable import Servable
from tfserve.core.source import ServableData
from tfserve.core.state import ServableState
from tfserve.errors import (
    Cancelled,
    DeadlineExceeded,
    FailedPrecondition,
    NotFound,
    ResourceExhausted,
    ServingError,
)
from tfserve.manager.harness import LoaderHarness, LoadPhase, bare
from tfserve.manager.outbox import Outbox
from tfserve.manager.policy import AspiredServableStateSnapshot
from tfserve.manager.ready_servable import ReadyServable
from tfserve.manager.resources import ResourceTracker
from tfserve.manager.serving_map import ServingMap
from tfserve.manager.states import FINAL_STATES, HarnessState

__all__ = ["ManagedVersions"]

_BEFORE_READY = frozenset(
    {
        HarnessState.NEW,
        HarnessState.LOAD_REQUESTED,
        HarnessState.LOAD_APPROVED,
        HarnessState.LOADING,
    }
)
# States whose end may free resources: who lacks some waits while a version is in one of them.
_IN_FLIGHT = frozenset(
    {
        HarnessState.LOAD_APPROVED,
        HarnessState.LOADING,
        HarnessState.UNLOAD_REQUESTED,
        HarnessState.QUIESCING,
        HarnessState.QUIESCED,
        HarnessState.UNLOADING,
    }
)


class ManagedVersions:
    """The manager's memory: decides under its lock, says what to do, and does none of it.

    Loaders and executors are BasicManager's. Events are published after the lock is released, in
    the order of the changes. Thread-safe; `serving` is read without a lock.

    Args:
        event_bus: told of every public state.
        clock: time.
        resources: what there is and what is reserved.
        max_load_retries: attempts after the first one.
        load_retry_interval_s: seconds between the end of an attempt and the next.
        load_timeout_s: seconds that one attempt may take; 0 means any.
    """

    def __init__(
        self,
        *,
        event_bus: EventBus[ServableState],
        clock: Clock,
        resources: ResourceTracker,
        max_load_retries: int,
        load_retry_interval_s: float,
        load_timeout_s: float,
    ) -> None:
        self._clock = clock
        self._resources = resources
        self._max_load_retries = max_load_retries
        self._load_retry_interval_s = load_retry_interval_s
        self._load_timeout_s = load_timeout_s
        self._outbox = Outbox(event_bus)
        self._lock = threading.Lock()
        self._harnesses: dict[ServableId, LoaderHarness] = {}  # guarded by _lock
        self._abandoned = 0  # guarded by _lock; attempts that outlast their timeout
        self._has_freed = False  # guarded by _lock; parked loads may try again
        self.serving = ServingMap()  # replaced whole, under _lock

    @contextmanager
    def _changing(self) -> Iterator[float]:
        """Hold the lock, at the time that is yielded; then publish what was put in the outbox."""
        with self._lock:
            yield self._clock.now()
        self._outbox.flush()

    # Reading

    @property
    def abandoned(self) -> int:
        """How many threads are stuck in attempts that were given up."""
        with self._lock:
            return self._abandoned

    def harnesses(self) -> tuple[LoaderHarness, ...]:
        """Every managed version's record, by name and version."""
        with self._lock:
            return tuple(self._harnesses[each] for each in sorted(self._harnesses))

    def snapshots(self) -> Mapping[str, Sequence[AspiredServableStateSnapshot]]:
        """What policies see, by model."""
        by_name: dict[str, list[AspiredServableStateSnapshot]] = {}
        with self._lock:
            for harness in self._harnesses.values():
                by_name.setdefault(harness.id.name, []).append(harness.snapshot)
        return by_name

    # Coming and going

    def manage(self, data: ServableData[Loader]) -> None:
        """Begin with a version: START, and END at once where the source has an error for it."""
        with self._changing() as now:
            if data.id in self._harnesses:
                msg = f"Servable {data.id} is managed already"
                raise FailedPrecondition(msg)
            harness = self._harnesses[data.id] = LoaderHarness(data, now)
            self._outbox.put(harness.public_state)
            if data.error is not None:
                self._fail(harness, data.error, now)

    def drop(self, servable_id: ServableId) -> None:
        """Forget a version whose life is over."""
        with self._lock:
            harness = self._find(servable_id, FINAL_STATES, "dropped")
            del self._harnesses[harness.id]

    def set_aspired(self, servable_id: ServableId, *, is_aspired: bool, reason: str = "") -> None:
        """Note whether a version is wanted, and why; the load of one that is not is cancelled."""
        with self._changing() as now:
            harness = self._harnesses[servable_id]
            harness.is_aspired = is_aspired
            harness.reason = reason
            if is_aspired or harness.state not in _BEFORE_READY:
                return
            if harness.phase is LoadPhase.RUNNING:
                harness.is_cancelled = True
            else:
                self._cancel(harness, now)

    # Loading

    def request_load(
        self, servable_id: ServableId, *, may_make_room: bool = False
    ) -> LoaderHarness:
        """Let a NEW version be loaded; of several calls for one version only one wins.

        Args:
            servable_id: which one.
            may_make_room: see ServableAction.

        Raises:
            FailedPrecondition: it is not NEW.
        """
        with self._changing() as now:
            harness = self._find(servable_id, {HarnessState.NEW}, "loaded")
            harness.move(HarnessState.LOAD_REQUESTED, now)
            harness.phase = LoadPhase.QUEUED
            harness.may_make_room = may_make_room
            return harness

    def begin_attempt(self, harness: LoaderHarness) -> bool:
        """A load thread is here; False when the load was cancelled in the queue."""
        with self._changing() as now:
            if harness.phase is not LoadPhase.QUEUED:
                return False
            harness.phase = LoadPhase.RUNNING
            harness.phase_at = now
            harness.attempts += 1
            return True

    def approve(self, harness: LoaderHarness, amount: ResourceAllocation) -> bool:
        """Reserve `amount` and go on to LOADING; False when the attempt is over for now.

        Where resources lack, the load is parked while others are under way or the policy can make
        room, else refused.
        """
        with self._changing() as now:
            if harness.state in FINAL_STATES:  # timed out while the loader estimated
                self._end_abandoned(harness)
                return False
            if harness.is_cancelled:
                harness.phase = LoadPhase.IDLE
                self._cancel(harness, now)
                return False
            if self._resources.reserve(amount):
                harness.reserved = amount
                harness.move(HarnessState.LOAD_APPROVED, now)
                harness.move(HarnessState.LOADING, now)
                self._outbox.put(harness.public_state)
                return True
            harness.phase = LoadPhase.IDLE
            is_moving = self._is_moving()
            harness.waits_for_room = not is_moving and self._can_make_room(harness, amount)
            if is_moving or harness.waits_for_room:
                harness.phase = LoadPhase.PARKED
                harness.attempts -= 1  # this one does not count: nothing was tried
                return False
            lacking = f"Insufficient resources to load servable {harness.id}"
            self._fail(harness, ResourceExhausted(lacking), now)
            return False

    def loaded(
        self,
        harness: LoaderHarness,
        servable: Servable,
        amount: ResourceAllocation | ServingError,
    ) -> bool:
        """The attempt succeeded: serve it; `amount` is what it occupies, where that is known.

        False when nobody wants it any more: unload it, then call `discarded`.
        """
        with self._changing() as now:
            if harness.is_cancelled or harness.state in FINAL_STATES:
                return False
            harness.phase = LoadPhase.IDLE
            if isinstance(amount, ResourceAllocation) and harness.reserved is not None:
                self._resources.commit(harness.reserved, amount)
                harness.reserved = amount
            harness.ready = ReadyServable(harness.id, servable)
            self.serving = self.serving.with_added(harness.ready)
            harness.move(HarnessState.READY, now)
            self._outbox.put(harness.public_state)
            self._has_freed = True
            return True

    def discarded(self, harness: LoaderHarness) -> None:
        """What an unwanted attempt had loaded is unloaded again."""
        with self._changing() as now:
            if harness.state in FINAL_STATES:
                self._end_abandoned(harness)
            else:
                harness.phase = LoadPhase.IDLE
                self._cancel(harness, now)

    def attempt_failed(self, harness: LoaderHarness, error: ServingError) -> bool:
        """The attempt failed: wait for the next one, or end; True when no retries are left."""
        with self._changing() as now:
            if harness.state in FINAL_STATES:
                self._end_abandoned(harness)
                return False
            harness.phase = LoadPhase.IDLE
            is_final = error.details.items() >= NEVER_RETRY.items()
            is_exhausted = harness.attempts > self._max_load_retries and not is_final
            if harness.is_cancelled or is_exhausted or is_final:
                self._fail(harness, error, now)
            else:
                harness.phase = LoadPhase.WAITING
                harness.phase_at = now + self._load_retry_interval_s
            return is_exhausted

    def take_runnable(self) -> Sequence[LoaderHarness]:
        """Loads to queue now: waiting ones whose time has come, parked ones when something was
        freed, or will not be.
        """
        with self._lock:
            now = self._clock.now()
            runnable = [
                each
                for each in self._harnesses.values()
                if (each.phase is LoadPhase.WAITING and each.phase_at <= now)
                or (
                    each.phase is LoadPhase.PARKED
                    and (self._has_freed or self._waits_in_vain(each))
                )
            ]
            self._has_freed = False
            for each in runnable:
                each.phase = LoadPhase.QUEUED
                each.waits_for_room = False
            return runnable

    def give_up_overdue(self) -> Mapping[ServableId, ServingError]:
        """End the attempts that take too long; their threads are left alone with them."""
        if self._load_timeout_s <= 0:
            return {}
        with self._changing() as now:
            overdue: dict[ServableId, ServingError] = {}
            for each in self._harnesses.values():
                is_running = each.phase is LoadPhase.RUNNING and each.state not in FINAL_STATES
                if is_running and each.phase_at + self._load_timeout_s <= now:
                    overdue[each.id] = _overdue(each.id, self._load_timeout_s)
                    self._abandoned += 1
                    self._fail(each, overdue[each.id], now)
            return overdue

    # Unloading

    def request_unload(self, servable_id: ServableId) -> LoaderHarness:
        """Let a READY version go: UNLOADING is published; look-ups still find it.

        Raises:
            FailedPrecondition: it is not READY.
        """
        with self._changing() as now:
            harness = self._find(servable_id, {HarnessState.READY}, "unloaded")
            harness.move(HarnessState.UNLOAD_REQUESTED, now)
            harness.move(HarnessState.QUIESCING, now)
            self._outbox.put(harness.public_state)
            return harness

    def withdraw(self, harness: LoaderHarness) -> ReadyServable:
        """Let look-ups find it no more."""
        with self._lock:
            ready = harness.get_ready()
            self.serving = self.serving.without(ready)
            return ready

    def begin_unload(self, harness: LoaderHarness) -> None:
        """The last handle is back: nothing refers to the servable any more but its loader."""
        with self._lock:
            now = self._clock.now()
            harness.move(HarnessState.QUIESCED, now)
            harness.get_ready().retire()
            harness.ready = None
            harness.move(HarnessState.UNLOADING, now)

    def unloaded(self, harness: LoaderHarness, error: ServingError | None) -> None:
        """The version is out of memory, or its loader failed at that."""
        with self._changing() as now:
            if error is not None:
                self._fail(harness, error, now)
                return
            harness.move(HarnessState.DISABLED, now)
            self._outbox.put(harness.public_state)
            self._release(harness)

    # Steps of the above, under _lock

    def _find(
        self,
        servable_id: ServableId,
        states: frozenset[HarnessState] | set[HarnessState],
        done: str,
    ) -> LoaderHarness:
        harness = self._harnesses.get(servable_id)
        if harness is None:
            msg = f"Servable {servable_id} is not being managed"
            raise NotFound(msg)
        if harness.state not in states:
            msg = f"Servable {servable_id} cannot be {done}: it is {harness.state.value}"
            raise FailedPrecondition(msg)
        return harness

    def _is_moving(self) -> bool:
        """Whether something is under way that may free resources."""
        return any(each.state in _IN_FLIGHT for each in self._harnesses.values())

    def _dispensable(self, harness: LoaderHarness) -> list[LoaderHarness]:
        """Versions of the same model that a policy may unload to make room."""
        return [
            each
            for each in self._harnesses.values()
            if each.id.name == harness.id.name
            and not each.is_aspired
            and each.state is HarnessState.READY
        ]

    def _can_make_room(self, harness: LoaderHarness, amount: ResourceAllocation) -> bool:
        """Whether `amount` fits once the policy has made all the room that it may."""
        if not harness.may_make_room:
            return False
        freed = [each.reserved or ResourceAllocation() for each in self._dispensable(harness)]
        room = sum(freed, ResourceAllocation())
        return bool(freed) and self._resources.fits_without(amount, room)

    def _waits_in_vain(self, harness: LoaderHarness) -> bool:
        """Whether what was to make room is wanted again."""
        is_hopeless = harness.waits_for_room and not self._dispensable(harness)
        return is_hopeless and not self._is_moving()

    def _fail(self, harness: LoaderHarness, error: ServingError, now: float) -> None:
        harness.move(HarnessState.ERROR, now, bare(error))
        self._outbox.put(harness.public_state)
        if harness.phase is not LoadPhase.RUNNING:  # else its thread still uses what it reserved
            harness.phase = LoadPhase.IDLE
            self._release(harness)
        self._has_freed = True

    def _cancel(self, harness: LoaderHarness, now: float) -> None:
        self._fail(harness, Cancelled("Loading of servable cancelled"), now)

    def _end_abandoned(self, harness: LoaderHarness) -> None:
        harness.phase = LoadPhase.IDLE
        self._abandoned -= 1
        self._release(harness)

    def _release(self, harness: LoaderHarness) -> None:
        if harness.reserved is not None:
            self._resources.release(harness.reserved)
            harness.reserved = None
        self._has_freed = True


def _overdue(servable_id: ServableId, timeout_s: float) -> DeadlineExceeded:
    return DeadlineExceeded(
        f"Loading servable {servable_id} took longer than the {timeout_s:g} seconds that "
        "--load_timeout_seconds allows",
        details={"flag": "load_timeout_seconds"},
    )
