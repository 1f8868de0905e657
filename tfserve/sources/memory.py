"""What a source remembers of one model between two polls. Values only."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import TypeVar

from tfserve.core.source import ServableData
from tfserve.core.state import ManagerState, ServableState
from tfserve.errors import Cancelled
from tfserve.sources.notebook import Notebook

__all__ = ["Accepted", "Failure", "Memory", "Sighting", "after_state"]

T = TypeVar("T")

_FIRST_BACKOFF_S = 1.0
_LONGEST_BACKOFF_S = 60.0


@dataclass(frozen=True, slots=True)
class Sighting:
    """How long a version that is not accepted yet has looked as it does.

    Args:
        fingerprint: what it looks like.
        since: when it was first seen so, in seconds of the monotonic clock.
    """

    fingerprint: str
    since: float


@dataclass(frozen=True, slots=True)
class Accepted:
    """A version that was handed on to be loaded: from where, and what it looked like then."""

    path: str
    fingerprint: str


@dataclass(frozen=True, slots=True)
class Failure:
    """A version that could not be loaded.

    Args:
        attempts: how often it was handed on and failed.
        retry_at: not before this time, in seconds of the monotonic clock, is it handed on again;
            None while it is being tried again.
    """

    attempts: int
    retry_at: float | None


@dataclass(frozen=True, slots=True)
class Memory:
    """Everything about one model.

    Args:
        aspired: the newest list; None before the first.
        accepted: versions handed on that are aspired, or still serve.
        available: versions that serve, as far as the manager has told.
        sightings: versions held back.
        failures: accepted versions that did not load.
        checked_at: when the files of versions that serve were last looked at, in seconds of the
            monotonic clock; None before the first poll.
        changed: versions that serve and whose files are not those that were handed on.
        notebook: what was logged.
    """

    aspired: tuple[ServableData[str], ...] | None = None
    accepted: Mapping[int, Accepted] = field(default_factory=dict)
    available: frozenset[int] = frozenset()
    sightings: Mapping[int, Sighting] = field(default_factory=dict)
    failures: Mapping[int, Failure] = field(default_factory=dict)
    checked_at: float | None = None
    changed: frozenset[int] = frozenset()
    notebook: Notebook = field(default_factory=Notebook)

    @property
    def served(self) -> tuple[ServableData[str], ...]:
        """What the newest list has, errors left out."""
        return tuple(each for each in self.aspired or () if each.data is not None)


def after_state(memory: Memory, state: ServableState, now: float) -> Memory:
    """The memory after the manager told of a version's state at time `now`."""
    version = state.id.version
    if state.state is ManagerState.AVAILABLE:
        return replace(
            memory,
            available=memory.available | {version},
            failures=_without(memory.failures, version),
        )
    if state.state not in (ManagerState.UNLOADING, ManagerState.END):
        return memory
    memory = replace(memory, available=memory.available - {version})
    is_failure = state.error is not None and not isinstance(state.error, Cancelled)
    if not is_failure or all(each.id.version != version for each in memory.served):
        return memory
    attempts = memory.failures[version].attempts if version in memory.failures else 0
    backoff_s = min(_FIRST_BACKOFF_S * 2 ** min(attempts, 16), _LONGEST_BACKOFF_S)
    failure = Failure(attempts + 1, now + backoff_s)
    return replace(memory, failures={**memory.failures, version: failure})


def _without(mapping: Mapping[int, T], version: int) -> Mapping[int, T]:
    return {key: value for key, value in mapping.items() if key != version}
