"""One managed version: its loader, where it is in its life, and why it failed if it did."""

from __future__ import annotations

import enum
import logging
from collections.abc import Callable
from typing import TypeVar

from tfserve.core.ids import ServableId
from tfserve.core.loader import Loader
from tfserve.core.resources import ResourceAllocation
from tfserve.core.servable import Servable
from tfserve.core.source import ServableData
from tfserve.core.state import ServableState
from tfserve.errors import Internal, ServingError, error_of
from tfserve.manager.policy import AspiredServableStateSnapshot
from tfserve.manager.ready_servable import ReadyServable
from tfserve.manager.states import HarnessState, manager_state, move

__all__ = ["LoadPhase", "LoaderHarness", "bare"]

_log = logging.getLogger(__name__)

T = TypeVar("T")


class LoadPhase(enum.Enum):
    """What is being done about a load that was asked for."""

    IDLE = "idle"  # nothing: not asked for, or decided
    QUEUED = "queued"  # for a load thread
    RUNNING = "running"  # an attempt is under way in a load thread
    WAITING = "waiting"  # for the time of the next attempt; no thread is held
    PARKED = "parked"  # until running loads and unloads have freed resources; no thread is held


class LoaderHarness:
    """A version's record and its loader. Matches: core/loader_harness.h.

    Fields are written by ManagedVersions under its lock; `estimate`, `load` and `unload` are called
    by one thread at a time without a lock. Whatever a loader raises, SystemExit included, ends
    here.

    Args:
        data: the version and its Loader, or the source's error.
        now: the clock's time, in seconds.
    """

    def __init__(self, data: ServableData[Loader], now: float) -> None:
        self.id: ServableId = data.id
        self.state = HarnessState.NEW
        self.since = now  # when the state was entered
        self.error: ServingError | None = None
        self.is_aspired = True
        self.reason = data.reason  # why it is wanted, or why not any more
        self.is_cancelled = False  # the running attempt's result is not wanted any more
        self.phase = LoadPhase.IDLE
        self.phase_at = now  # RUNNING: since when; WAITING: until when
        self.attempts = 0
        self.may_make_room = False  # its policy unloads others of its model where there is no room
        self.waits_for_room = False  # PARKED until the policy has done that
        self.reserved: ResourceAllocation | None = None
        self.ready: ReadyServable | None = None
        self._loader = data.data
        self._snapshot: AspiredServableStateSnapshot | None = None

    @property
    def snapshot(self) -> AspiredServableStateSnapshot:
        """What policies see; the same object while nothing has changed, since every model's are
        asked for in every round.
        """
        last = self._snapshot
        if (
            last is None
            or last.state is not self.state
            or last.is_aspired != self.is_aspired
            or last.waits_for_room != self.waits_for_room
        ):
            last = self._snapshot = AspiredServableStateSnapshot(
                self.id, self.state, self.is_aspired, waits_for_room=self.waits_for_room
            )
        return last

    @property
    def public_state(self) -> ServableState:
        """What the event bus tells."""
        return ServableState(self.id, manager_state(self.state), self.error, reason=self.reason)

    def move(self, new: HarnessState, now: float, error: ServingError | None = None) -> None:
        """Enter state `new` at time `now`; `error` is the reason, for ERROR."""
        self.state = move(self.state, new)
        self.since = now
        self.error = error

    @property
    def resident_bytes(self) -> int | None:
        """By how much the load has grown the process; None where the loader does not know."""
        return getattr(self._loader, "resident_bytes", None)

    def estimate(self) -> ResourceAllocation | ServingError:
        """The loader's estimate, or why there is none."""
        return self._call("Estimating the resources of", self._get_loader().estimate)

    def load(self) -> Servable | ServingError:
        """One attempt: the servable, or why it failed; then nothing is kept."""
        loader = self._get_loader()
        error = self._call("Loading", loader.load)
        if error is not None:
            return error
        servable = self._call("Loading", lambda: loader.servable)
        if isinstance(servable, ServingError):
            self.unload()
        return servable

    def unload(self) -> ServingError | None:
        """Let the loader give everything back; an error is logged and returned."""
        return self._call("Unloading", self._get_loader().unload)

    def get_ready(self) -> ReadyServable:
        """What is served; only from READY until the last handle is back."""
        if self.ready is None:
            msg = f"{self.id} is {self.state.value}, nothing is served"
            raise RuntimeError(msg)
        return self.ready

    def _get_loader(self) -> Loader:
        if self._loader is None:
            msg = f"{self.id} came without a loader: {self.error!r}"
            raise RuntimeError(msg)
        return self._loader

    def _call(self, doing: str, call: Callable[[], T]) -> T | ServingError:
        try:
            return call()
        except ServingError as error:
            return bare(error)
        except BaseException:  # noqa: BLE001 - a model's code may raise anything; the pool's thread goes on
            _log.exception("%s servable %s failed unexpectedly", doing, self.id)
            return Internal(
                f"{doing} servable {self.id} failed unexpectedly; the server's log says why"
            )

    def __repr__(self) -> str:
        """`<LoaderHarness m/3 READY handles=2>`."""
        handles = f" handles={self.ready.handles}" if self.ready else ""
        return f"<LoaderHarness {self.id.name}/{self.id.version} {self.state.name}{handles}>"


def bare(error: ServingError) -> ServingError:
    """The same error without its traceback, which would keep alive what the failed code had in
    its hands: a version's error is remembered for ever, a half-loaded model must not be.
    """
    return error_of(error.code, error.message, details=error.details)
