"""How a source tells what should be served."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Generic, Protocol, TypeAlias, TypeVar

from tfserve.core.ids import ServableId
from tfserve.errors import ServingError

__all__ = ["NO_REASONS", "AspiredVersionsTarget", "Reasons", "ServableData"]

T = TypeVar("T")

Reasons: TypeAlias = Mapping[int, str]
"""Version -> why it is not wanted any more, in words for operators."""

NO_REASONS: Reasons = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class ServableData(Generic[T]):
    """One version and what stands for it (a storage path, a Loader), or why there is nothing.

    An error found by a source takes the same road as a failed load and shows in the version's
    status.
    Matches: core/servable_data.h.

    Args:
        id: which version.
        data: what stands for it.
        error: why there is nothing.
        reason: why it is wanted, in words for operators.
    """

    id: ServableId
    data: T | None = None
    error: ServingError | None = None
    reason: str = field(default="", compare=False)

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

    def aspire(
        self,
        servable_name: str,
        versions: Sequence[ServableData[T]],
        left_out: Reasons = NO_REASONS,
    ) -> None:
        """Want exactly `versions` of `servable_name`; all their ids carry that name. `left_out`
        tells why others are not wanted any more, as far as the source knows.
        """
        ...
