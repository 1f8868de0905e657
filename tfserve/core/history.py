"""What has happened to models, for operators who ask why."""

from __future__ import annotations

import enum
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from tfserve.core.state import ManagerState
from tfserve.errors import ServingError

__all__ = ["Event", "EventHistory", "EventKind"]


class EventKind(enum.Enum):
    """What kind of thing has happened."""

    STATE = "state"
    """A version has come to another state."""
    ATTEMPT_FAILED = "attempt_failed"
    """A load has failed; another attempt may follow."""
    LABEL = "label"
    """A version label has come, gone or moved."""
    CONFIG = "config"
    """A model has come into the config, left it, or is configured otherwise."""


@dataclass(frozen=True, slots=True)
class Event:
    """One thing that has happened.

    Args:
        number: counts up from 1.
        at: wall time, in seconds since the epoch.
        kind: what kind of thing.
        model: the model's name.
        reason: why, in words.
        version: which version; None when it is about the model as a whole.
        state: the version's new state, for STATE.
        error: what went wrong, where something did.
        by: the name of who has asked for it; "" where nobody did, or nobody is asked who.
    """

    number: int
    at: float
    kind: EventKind
    model: str
    reason: str
    version: int | None = None
    state: ManagerState | None = None
    error: ServingError | None = None
    by: str = ""


class EventHistory(Protocol):
    """The latest events. Thread-safe."""

    def events(self) -> Sequence[Event]:
        """Those that are still known, oldest first."""
        ...
