"""How a source tells what should be served."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Generic, Protocol, TypeVar

from tfserve.core.ids import ServableId
from tfserve.errors import ServingError

__all__ = ["AspiredVersionsTarget", "ServableData"]

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class ServableData(Generic[T]):
    """One version and what stands for it (a storage path, a Loader), or why there is nothing.

    An error found by a source takes the same road as a failed load and shows in the version's
    status.
    Matches: core/servable_data.h.
    """

    id: ServableId
    data: T | None = None
    error: ServingError | None = None

    def __post_init__(self) -> None:
        """Exactly one of data and error."""
        if (self.data is None) == (self.error is None):
            msg = f"{self.id}: exactly one of data and error must be given"
            raise ValueError(msg)


class AspiredVersionsTarget(Protocol[T]):
    """Takes aspired versions: the manager, a router, an adapter. Thread-safe.

    Every call gives the *complete* list of versions wanted for one servable; a version left out is
    to be unloaded, an empty list means none. Calls for one servable are in order. Matches:
    core/target.h.
    """

    def aspire(self, servable_name: str, versions: Sequence[ServableData[T]]) -> None:
        """Want exactly `versions` of `servable_name`; all their ids carry that name."""
        ...
