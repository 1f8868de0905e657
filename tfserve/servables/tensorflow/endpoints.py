"""What a run of a graph feeds and fetches, and what makes such runs."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Protocol, TypeAlias

from tfserve.core.servable import Array

__all__ = ["Endpoints", "GraphCallable", "RunnableSession"]


@dataclass(frozen=True, slots=True)
class Endpoints:
    """What one kind of run feeds, fetches and only runs.

    Args:
        feeds: tensor names, `op:index`, in the order in which values are given.
        fetches: tensor names in the order of the results.
        targets: names of ops to run without fetching from them.
    """

    feeds: tuple[str, ...]
    fetches: tuple[str, ...]
    targets: tuple[str, ...] = ()


GraphCallable: TypeAlias = Callable[[Sequence[Array]], "list[Array]"]
"""Values, one per feed and of its dtype -> the fetched arrays; raises ServingError."""


class RunnableSession(Protocol):
    """A loaded graph, whichever way it is run. Thread-safe; `close` must come last."""

    def dtype_of(self, tensor: str) -> int:
        """The DataType number of a tensor of the graph, without REF; 0 when there is none."""
        ...

    def prepare(self, endpoints: Endpoints, *, in_caller: bool) -> GraphCallable:
        """Make ready what feeds and fetches `endpoints`.

        Raises:
            ServingError: such as for names that the graph does not have.
        """
        ...

    def close(self) -> None:
        """Free it. Idempotent; no run may be under way."""
        ...
