"""What the manager tells about itself."""

from __future__ import annotations

from dataclasses import dataclass

from tfserve.core.ids import ServableId
from tfserve.core.resources import ResourceAllocation
from tfserve.errors import ServingError
from tfserve.manager.harness import LoaderHarness, LoadPhase
from tfserve.manager.states import HarnessState

__all__ = ["ManagerStatistics", "VersionStatistics"]


@dataclass(frozen=True, slots=True)
class VersionStatistics:
    """One managed version.

    Args:
        id: which one.
        state: the manager's internal state.
        is_aspired: whether it is wanted.
        handles: how many requests hold it.
        attempts: how often its load was tried.
        since_s: seconds in this state so far; for LOADING, how long the load takes already.
        error: why it failed.
        reserved: what the resource tracker counts for it; None when that is nothing.
        phase: what is done about its load: queued, running, waiting for a retry, parked for room.
        resident_bytes: by how much its load has grown the process; None where that is not known.
            Only a hint where other loads or requests ran at the same time.
    """

    id: ServableId
    state: HarnessState
    is_aspired: bool
    handles: int
    attempts: int
    since_s: float
    error: ServingError | None
    reserved: ResourceAllocation | None = None
    phase: LoadPhase = LoadPhase.IDLE
    resident_bytes: int | None = None

    @classmethod
    def of(cls, harness: LoaderHarness, now: float) -> VersionStatistics:
        """What `harness` says at time `now`."""
        ready = harness.ready
        return cls(
            id=harness.id,
            state=harness.state,
            is_aspired=harness.is_aspired,
            handles=0 if ready is None else ready.handles,
            attempts=harness.attempts,
            since_s=now - harness.since,
            error=harness.error,
            reserved=harness.reserved,
            phase=harness.phase,
            resident_bytes=harness.resident_bytes,
        )


@dataclass(frozen=True, slots=True)
class ManagerStatistics:
    """The whole manager.

    Args:
        versions: every managed version, by name and number.
        pending: models whose newest list is not applied yet (held back, or just come).
        abandoned_loads: threads stuck in loads that were given up.
        resources_used: what is reserved.
        resources_total: what there is.
    """

    versions: tuple[VersionStatistics, ...]
    pending: tuple[str, ...]
    abandoned_loads: int
    resources_used: ResourceAllocation
    resources_total: ResourceAllocation
