"""Makes what is loaded follow what is aspired, one policy-approved step after the other."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING

from tfserve.core.clock import Clock
from tfserve.core.deadline import Deadline
from tfserve.core.event_bus import EventBus
from tfserve.core.executor import ResizableExecutor, ThreadExecutor
from tfserve.core.handle import ServableHandle
from tfserve.core.ids import ServableId
from tfserve.core.loader import Loader
from tfserve.core.periodic import PeriodicTask
from tfserve.core.source import NO_REASONS, Reasons, ServableData
from tfserve.core.state import ServableState
from tfserve.errors import ServingError
from tfserve.manager.basic_manager import BasicManager
from tfserve.manager.managed_versions import ManagedVersions
from tfserve.manager.pending_versions import PendingList, PendingVersions
from tfserve.manager.policy import (
    Action,
    AspiredServableStateSnapshot,
    AspiredVersionPolicy,
    ServableAction,
)
from tfserve.manager.resources import ResourceTracker
from tfserve.manager.states import FINAL_STATES, HarnessState
from tfserve.manager.statistics import ManagerStatistics, VersionStatistics

if TYPE_CHECKING:
    from typing_extensions import Self

__all__ = ["AspiredVersionsManager"]

_log = logging.getLogger(__name__)

_Snapshots = Sequence[AspiredServableStateSnapshot]


class AspiredVersionsManager:
    """Takes aspired versions, loads and unloads accordingly, and lends servables. Thread-safe.

    Of the lists for one model only the newest counts; a version that none of its lists had in
    between was let go, which for a failed one means that it is tried again. A list with a version
    that is on its way out (its load cancelled, or its unload begun) is held back until that version
    is gone. A version that is let go and wanted again while it still serves just goes on serving.

    A loader's call, however slow, holds up nothing but its own version and the thread that it is
    in; unloads begin when the last handle is back and hold up nothing before. Matches:
    core/aspired_versions_manager.h.

    Args:
        policy_for: a model's name -> in what order its versions move; asked every round.
        event_bus: told of every version's states.
        clock: time.
        load_threads: how many versions load at the same time. 0 counts as 1: TensorFlow Serving
            loads in the manager's thread then, one at a time, and so do we, but in a thread of its
            own, so that nothing else waits for it.
        unload_threads: the same for unloads.
        max_load_retries: attempts after a failed first one.
        load_retry_interval_s: seconds between the end of an attempt and the next; such a wait holds
            no thread and ends at once when the load is cancelled.
        load_timeout_s: seconds after which an attempt is given up: its version ends with
            DEADLINE_EXCEEDED; its thread is replaced and what it loads after all is unloaded. 0
            means never.
        resources: what loaded versions may occupy; None means without limit.
        interval_s: seconds, above 0, between two rounds of `reconcile` when nothing happens; events
            wake it at once. How late a retry or a load timeout may be noticed.
        make_executor: thread name, number of threads -> executor.
    """

    def __init__(  # noqa: PLR0913 - all keyword-only
        self,
        *,
        policy_for: Callable[[str], AspiredVersionPolicy],
        event_bus: EventBus[ServableState],
        clock: Clock,
        load_threads: int,
        unload_threads: int,
        max_load_retries: int = 5,
        load_retry_interval_s: float = 60.0,
        load_timeout_s: float = 0.0,
        resources: ResourceTracker | None = None,
        interval_s: float = 0.1,
        make_executor: Callable[[str, int], ResizableExecutor] = ThreadExecutor,
    ) -> None:
        self._policy_for = policy_for
        self._clock = clock
        self._resources = resources or ResourceTracker()
        self._loads = make_executor("tfserve-load", max(1, load_threads))
        self._unloads = make_executor("tfserve-unload", max(1, unload_threads))
        self._versions = ManagedVersions(
            event_bus=event_bus,
            clock=clock,
            resources=self._resources,
            max_load_retries=max_load_retries,
            load_retry_interval_s=load_retry_interval_s,
            load_timeout_s=load_timeout_s,
        )
        self._basic = BasicManager(
            versions=self._versions,
            loads=self._loads,
            unloads=self._unloads,
            load_threads=load_threads,
            changed=self._on_change,
        )
        self._task = PeriodicTask(
            "tfserve-manager", self._settle, interval_s=interval_s, clock=clock
        )
        self._interval_s = interval_s
        self._pending = PendingVersions()
        self._condition = threading.Condition()
        self._changes = 0  # guarded by _condition; wakes who waits in close()

    # Requests

    def acquire(self, name: str, version: int | None) -> ServableHandle:
        """Borrow the given version of a model, or its latest available one; lock-free.

        A request for the latest version never fails because versions are being swapped.

        Raises:
            NotFound: `Servable not found for request: Latest(m)` or `Specific(m, 3)`; details list
                `available_models` or `available_versions`.
        """
        return self._basic.acquire(name, version)

    def available(self) -> Mapping[str, tuple[int, ...]]:
        """Model -> versions that requests can use, highest first; an immutable snapshot."""
        return self._versions.serving.available

    # Wishes

    def aspire(
        self,
        servable_name: str,
        versions: Sequence[ServableData[Loader]],
        left_out: Reasons = NO_REASONS,
    ) -> None:
        """Want exactly `versions` of `servable_name`; returns at once. Ignored after `close`.

        Raises:
            ValueError: a version twice, or of another servable.
        """
        self._pending.put(servable_name, versions, left_out)
        self._task.wake()

    def set_load_threads(self, n: int) -> None:
        """Load at most `n` versions at the same time from now on; 0 counts as 1."""
        self._basic.set_load_threads(n)

    # Reconciling

    def reconcile(self) -> bool:
        """One round: what time made due, what is over, new wishes, then one action per model.

        Called by the manager's own thread once it is started, else by one thread at a time. Never
        waits for a loader.

        Returns:
            Whether anything was done; then another round may find more to do.
        """
        did_something = self._basic.poll()
        did_something |= self._drop_ended()
        did_something |= self._apply_pending()
        # Unloads first: a load may need what they free.
        for action in sorted(self._next_actions(), key=lambda each: each.action is Action.LOAD):
            did_something |= self._perform(action)
        return did_something

    def _settle(self) -> None:
        while self.reconcile():
            pass

    def _on_change(self) -> None:
        with self._condition:
            self._changes += 1
            self._condition.notify_all()
        self._task.wake()

    def _drop_ended(self) -> bool:
        ended = [
            each
            for snapshots in self._versions.snapshots().values()
            for each in snapshots
            if not each.is_aspired and each.state in FINAL_STATES
        ]
        for each in ended:
            self._versions.drop(each.id)
        return bool(ended)

    def _apply_pending(self) -> bool:
        pending = self._pending.lists()
        if not pending:
            return False
        snapshots = self._versions.snapshots()
        has_applied = False
        for name, each in pending.items():
            if self._apply(each, snapshots.get(name, ())):
                self._pending.remove(name, each)
                has_applied = True
        return has_applied

    def _apply(self, pending: PendingList, managed: _Snapshots) -> bool:
        """Apply one list; False when it has to be held back."""
        wanted = pending.wanted
        if any(_is_leaving(each) and each.id.version in wanted for each in managed):
            return False
        present: set[ServableId] = set()
        for each in managed:
            was_kept = each.is_aspired and each.id.version in pending.kept
            if each.state in FINAL_STATES and not was_kept:
                self._versions.drop(each.id)  # over; where it is wanted again, it begins anew
                continue
            present.add(each.id)
            is_wanted = each.id.version in wanted
            if is_wanted != each.is_aspired:
                reasons = pending.reasons if is_wanted else pending.left_out
                reason = reasons.get(each.id.version, "")
                self._versions.set_aspired(each.id, is_aspired=is_wanted, reason=reason)
        for data in pending.versions:
            if data.id not in present:
                self._versions.manage(data)
        return True

    def _next_actions(self) -> list[ServableAction]:
        actions = (
            self._next_action(name, versions)
            for name, versions in self._versions.snapshots().items()
            if not _is_settled(versions)
        )
        return [each for each in actions if each is not None]

    def _next_action(self, name: str, versions: _Snapshots) -> ServableAction | None:
        try:
            return self._policy_for(name).next_action(versions)
        except Exception:  # noqa: BLE001 - one model's policy must not stop the others
            _log.exception("The version policy of %s failed", name)
            return None

    def _perform(self, action: ServableAction) -> bool:
        try:
            if action.action is Action.LOAD:
                self._basic.load(action.id, may_make_room=action.may_make_room)
            else:
                self._basic.unload(action.id)
        except ServingError as error:
            _log.error("The version policy chose what cannot be done: %s", error.status)
            return False
        return True

    # Life

    def start(self) -> None:
        """Reconcile in a thread of its own from now on."""
        self._task.start()

    def close(self, timeout_s: float | None = 30.0) -> bool:
        """Unload everything, as soon as its handles are back, and end the threads; idempotent.

        Nothing can be aspired any more; waiting loads are cancelled, running ones are waited for.

        Args:
            timeout_s: seconds to wait in all; None means without limit. What is not unloaded by
                then is unloaded later all the same, if the process lives.

        Returns:
            Whether everything ended in time.
        """
        deadline = Deadline.after(timeout_s, self._clock)
        self._pending.close()
        # The thread first: from here on this one reconciles.
        if not self._task.close(timeout_s) or not self._unload_all(deadline):
            left = ", ".join(repr(each) for each in self._versions.harnesses())
            _log.warning("Not everything could be unloaded in time: %s", left)
            return False
        # Executors last: releasing a handle needs them until all are back.
        is_stuck = self._versions.abandoned > 0
        rest_s = 0.0 if is_stuck else deadline.remaining_s(self._clock.now())
        has_loads_ended = self._loads.close(rest_s)
        return self._unloads.close(rest_s) and has_loads_ended

    def _unload_all(self, deadline: Deadline) -> bool:
        managed = self._versions.snapshots()
        self._pending.want_nothing(
            {name: [each.id.version for each in found] for name, found in managed.items()},
            "The server is shutting down",
        )
        while True:
            with self._condition:
                seen = self._changes
            self._settle()
            if not self._versions.harnesses():
                return True
            with self._condition:
                now = self._clock.now()
                if deadline.has_passed(now):
                    return False
                if self._changes == seen:
                    remaining_s = deadline.remaining_s(now)
                    wait_s = (
                        self._interval_s
                        if remaining_s is None
                        else min(self._interval_s, remaining_s)
                    )
                    self._clock.wait(self._condition, wait_s)

    def __enter__(self) -> Self:
        """Start."""
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        """Close."""
        self.close()

    # Looking at it

    def statistics(self) -> ManagerStatistics:
        """What is managed and how it stands; a snapshot for dashboards, logs and tests."""
        now = self._clock.now()
        return ManagerStatistics(
            versions=tuple(VersionStatistics.of(each, now) for each in self._versions.harnesses()),
            pending=tuple(sorted(self._pending.lists())),
            abandoned_loads=self._versions.abandoned,
            resources_used=self._resources.used,
            resources_total=self._resources.total,
        )

    def __repr__(self) -> str:
        """`<AspiredVersionsManager managed=3 pending=0 <ServingMap m=(3, 2)>>`."""
        pending = len(self._pending.lists())
        managed = len(self._versions.harnesses())
        serving = self._versions.serving
        return f"<AspiredVersionsManager managed={managed} pending={pending} {serving!r}>"


def _is_settled(versions: _Snapshots) -> bool:
    """Whether no policy can want anything: asked of every model in every round, so it is cheap."""
    return all(each.is_aspired and each.state is HarnessState.READY for each in versions)


def _is_leaving(version: AspiredServableStateSnapshot) -> bool:
    """Whether the version must be gone before it can be wanted again."""
    return (
        not version.is_aspired
        and version.state is not HarnessState.READY
        and version.state not in FINAL_STATES
    )
