"""The public states of a version, as GetModelStatus shows them."""

from __future__ import annotations

import enum
from dataclasses import dataclass, field

from tfserve.core.ids import ServableId
from tfserve.errors import ServingError

__all__ = ["ManagerState", "ServableState"]


class ManagerState(enum.IntEnum):
    """Numbered as `ModelVersionStatus.State`. Matches: core/servable_state.h."""

    START = 10
    LOADING = 20
    AVAILABLE = 30
    UNLOADING = 40
    END = 50


@dataclass(frozen=True, slots=True)
class ServableState:
    """One version's state.

    Args:
        id: which version.
        state: as GetModelStatus shows it.
        error: the reason, for END after a failure.
        note: what an operator should know of a version that is well.
        reason: why it came to this state, in words for operators: why it is wanted, or why not any
            more.
    """

    id: ServableId
    state: ManagerState
    error: ServingError | None = None
    note: str = ""
    reason: str = field(default="", compare=False)
