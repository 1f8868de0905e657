"""The life of one version inside the manager: states, the legal moves, and what others see.

A version starts as NEW. The manager asks for its load (LOAD_REQUESTED), a load thread reserves the
resources (LOAD_APPROVED) and calls the loader (LOADING, also between attempts). READY is visible to
requests. An unload is asked for (UNLOAD_REQUESTED), look-ups stop finding the version (QUIESCING),
the last handle is released (QUIESCED), the loader gives everything back (UNLOADING, DISABLED). From
every state but the two final ones a failure leads to ERROR.

Matches: core/loader_harness.h.
"""

from __future__ import annotations

import enum
from collections.abc import Mapping
from types import MappingProxyType

from tfserve.core.state import ManagerState

__all__ = [
    "FINAL_STATES",
    "TRANSITIONS",
    "HarnessState",
    "IllegalTransition",
    "diagram",
    "manager_state",
    "move",
]


class HarnessState(enum.Enum):
    """The internal states; `manager_state` maps them to the five public ones."""

    NEW = "new"
    LOAD_REQUESTED = "load-requested"
    LOAD_APPROVED = "load-approved"
    LOADING = "loading"
    READY = "ready"
    UNLOAD_REQUESTED = "unload-requested"
    QUIESCING = "quiescing"
    QUIESCED = "quiesced"
    UNLOADING = "unloading"
    DISABLED = "disabled"
    ERROR = "error"


_S = HarnessState

TRANSITIONS: Mapping[HarnessState, frozenset[HarnessState]] = MappingProxyType(
    {
        _S.NEW: frozenset({_S.LOAD_REQUESTED, _S.ERROR}),
        _S.LOAD_REQUESTED: frozenset({_S.LOAD_APPROVED, _S.ERROR}),
        _S.LOAD_APPROVED: frozenset({_S.LOADING, _S.ERROR}),
        _S.LOADING: frozenset({_S.READY, _S.ERROR}),
        _S.READY: frozenset({_S.UNLOAD_REQUESTED, _S.ERROR}),
        _S.UNLOAD_REQUESTED: frozenset({_S.QUIESCING, _S.ERROR}),
        _S.QUIESCING: frozenset({_S.QUIESCED, _S.ERROR}),
        _S.QUIESCED: frozenset({_S.UNLOADING, _S.ERROR}),
        _S.UNLOADING: frozenset({_S.DISABLED, _S.ERROR}),
        _S.DISABLED: frozenset(),
        _S.ERROR: frozenset(),
    }
)

FINAL_STATES = frozenset(state for state, following in TRANSITIONS.items() if not following)

_MANAGER_STATES: Mapping[HarnessState, ManagerState] = MappingProxyType(
    {
        _S.NEW: ManagerState.START,
        _S.LOAD_REQUESTED: ManagerState.START,
        _S.LOAD_APPROVED: ManagerState.LOADING,
        _S.LOADING: ManagerState.LOADING,
        _S.READY: ManagerState.AVAILABLE,
        _S.UNLOAD_REQUESTED: ManagerState.AVAILABLE,
        _S.QUIESCING: ManagerState.UNLOADING,
        _S.QUIESCED: ManagerState.UNLOADING,
        _S.UNLOADING: ManagerState.UNLOADING,
        _S.DISABLED: ManagerState.END,
        _S.ERROR: ManagerState.END,
    }
)


class IllegalTransition(Exception):
    """A bug in the manager: a version was to move where the table does not lead."""

    def __init__(self, old: HarnessState, new: HarnessState) -> None:
        super().__init__(f"no version moves from {old.value} to {new.value}")
        self.old = old
        self.new = new


def move(old: HarnessState, new: HarnessState) -> HarnessState:
    """The only gate: `new`, if the table leads there.

    Raises:
        IllegalTransition: it does not.
    """
    if new not in TRANSITIONS[old]:
        raise IllegalTransition(old, new)
    return new


def manager_state(state: HarnessState) -> ManagerState:
    """What GetModelStatus shows for `state`; total."""
    return _MANAGER_STATES[state]


def diagram() -> str:
    """The table as a Mermaid state diagram; the documentation's copy is tested against it."""
    lines = ["stateDiagram-v2", f"    [*] --> {HarnessState.NEW.name}"]
    for old in HarnessState:
        lines += [
            f"    {old.name} --> {new.name}" for new in HarnessState if new in TRANSITIONS[old]
        ]
        if old in FINAL_STATES:
            lines.append(f"    {old.name} --> [*]")
    lines += [
        f"    {state.name}: {state.name}<br/>shown as {manager_state(state).name}"
        for state in HarnessState
    ]
    return "\n".join(lines) + "\n"
