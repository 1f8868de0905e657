"""In what order the manager moves: which version of one model to load or unload next.

Not to be confused with ServableVersionPolicy, which says what a source aspires.
"""

from __future__ import annotations

import enum
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Protocol

from tfserve.core.ids import ServableId
from tfserve.manager.states import FINAL_STATES, HarnessState

__all__ = [
    "Action",
    "AspiredServableStateSnapshot",
    "AspiredVersionPolicy",
    "AutoPolicy",
    "AvailabilityPreservingPolicy",
    "ResourcePreservingPolicy",
    "ServableAction",
]


@dataclass(frozen=True, slots=True)
class AspiredServableStateSnapshot:
    """What a policy knows of one managed version.

    Args:
        id: which one.
        state: the manager's internal state.
        is_aspired: whether it is wanted.
        waits_for_room: its load cannot go on before versions that may make room for it are gone.
    """

    id: ServableId
    state: HarnessState
    is_aspired: bool
    waits_for_room: bool = False

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
    """Do `action` to version `id`.

    Args:
        action: what.
        id: to which version.
        may_make_room: for LOAD: where there is no room for it, and there would be without the
            versions of its model that are not aspired, it waits for the policy to unload these.
    """

    action: Action
    id: ServableId
    may_make_room: bool = False


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


class AutoPolicy:
    """Loads the new version before it drops the old one where both fit into memory, else the other
    way round.
    """

    def __init__(self) -> None:
        self._usual = AvailabilityPreservingPolicy()

    def next_action(
        self, versions: Sequence[AspiredServableStateSnapshot]
    ) -> ServableAction | None:
        """As AvailabilityPreservingPolicy; but when a version waits for room, unload the lowest one
        that is not aspired.
        """
        dispensable = _unaspired_ready(versions)
        if dispensable and any(each.waits_for_room for each in versions):
            return ServableAction(Action.UNLOAD, dispensable[0])
        action = self._usual.next_action(versions)
        if action is None or action.action is not Action.LOAD:
            return action
        return replace(action, may_make_room=True)
