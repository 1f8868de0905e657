"""In what order the manager moves: which version of one model to load or unload next.

Not to be confused with ServableVersionPolicy, which says what a source aspires.
"""

from __future__ import annotations

import enum
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from tfserve.core.ids import ServableId
from tfserve.manager.states import FINAL_STATES, HarnessState

__all__ = [
    "Action",
    "AspiredServableStateSnapshot",
    "AspiredVersionPolicy",
    "AvailabilityPreservingPolicy",
    "ResourcePreservingPolicy",
    "ServableAction",
]


@dataclass(frozen=True, slots=True)
class AspiredServableStateSnapshot:
    """What a policy knows of one managed version."""

    id: ServableId
    state: HarnessState
    is_aspired: bool

    @property
    def is_ready(self) -> bool:
        """Whether requests can use it now."""
        return self.state is HarnessState.READY


class Action(enum.Enum):
    """What may be done to a version."""

    LOAD = "load"
    UNLOAD = "unload"


@dataclass(frozen=True, slots=True)
class ServableAction:
    """Do `action` to version `id`."""

    action: Action
    id: ServableId


class AspiredVersionPolicy(Protocol):
    """Chooses the next step of one model. Pure: the same snapshots give the same answer.

    Matches: core/aspired_version_policy.h.
    """

    def next_action(
        self, versions: Sequence[AspiredServableStateSnapshot]
    ) -> ServableAction | None:
        """The next step, None to wait.

        LOAD may name an aspired version that is NEW, UNLOAD one that is READY and not aspired.

        Args:
            versions: all managed versions of one model, in any order.
        """
        ...


def _highest_new(versions: Sequence[AspiredServableStateSnapshot]) -> ServableAction | None:
    waiting = [each.id for each in versions if each.is_aspired and each.state is HarnessState.NEW]
    return ServableAction(Action.LOAD, max(waiting)) if waiting else None


def _unaspired_ready(versions: Sequence[AspiredServableStateSnapshot]) -> list[ServableId]:
    return sorted(each.id for each in versions if not each.is_aspired and each.is_ready)


class AvailabilityPreservingPolicy:
    """Loads the new version before it drops the old one: some version always serves, and for a
    while two are in memory. The default. Matches: core/availability_preserving_policy.cc.
    """

    def next_action(
        self, versions: Sequence[AspiredServableStateSnapshot]
    ) -> ServableAction | None:
        """Unload the lowest version that is not aspired where that leaves one serving, or none is
        wanted; else load the highest.
        """
        aspired = [each for each in versions if each.is_aspired]
        dispensable = _unaspired_ready(versions)
        may_unload = not aspired or any(each.is_ready for each in aspired) or len(dispensable) > 1
        if dispensable and may_unload:
            return ServableAction(Action.UNLOAD, dispensable[0])
        return _highest_new(versions)


class ResourcePreservingPolicy:
    """Drops the old version before it loads the new one: one in memory at a time, and for a while
    none serves. Matches: core/resource_preserving_policy.cc.
    """

    def next_action(
        self, versions: Sequence[AspiredServableStateSnapshot]
    ) -> ServableAction | None:
        """Unload what is not aspired, wait until it is gone, then load the highest."""
        dispensable = _unaspired_ready(versions)
        if dispensable:
            return ServableAction(Action.UNLOAD, dispensable[0])
        if any(not each.is_aspired and each.state not in FINAL_STATES for each in versions):
            return None
        return _highest_new(versions)
