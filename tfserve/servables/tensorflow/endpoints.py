"""What a run of a graph feeds and fetches, and what makes such runs: seams between a SavedModel and
what loads and runs it.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Protocol, TypeAlias

from tfserve.core.servable import Array

if TYPE_CHECKING:
    from tfserve.apis.tensorflow import config_pb2, meta_graph_pb2, op_def_pb2

__all__ = ["Endpoints", "Engine", "GraphCallable", "RunnableSession"]


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


class Engine(Protocol):
    """Loads graphs. Thread-safe."""

    def load_op_library(self, path: str) -> None:
        """Load an op library into this process, for all its sessions and until it ends.

        Raises:
            FailedPrecondition: it does not load.
        """
        ...

    def op_definition(self, op: str) -> op_def_pb2.OpDef | None:
        """What is registered under the name `op` in this process; None when nothing is."""
        ...

    def start_threads(self, config: config_pb2.ConfigProto) -> None:
        """Start the pools that all sessions share; the first session does, otherwise.

        They have the priority of the thread that starts them, which for requests is not that of a
        load, and as many threads as `config` says, whatever later sessions ask for.

        Raises:
            ServingError: there can be no session with that config.
        """
        ...

    def open(
        self, directory: Path, tags: Sequence[str], config: config_pb2.ConfigProto
    ) -> tuple[RunnableSession, meta_graph_pb2.MetaGraphDef]:
        """Load the SavedModel in `directory`: variables restored, init op run.

        Returns:
            The session, and the MetaGraphDef.

        Raises:
            ServingError: why it cannot be served, naming the file; nothing is kept.
        """
        ...
