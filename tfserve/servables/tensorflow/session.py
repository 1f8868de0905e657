"""One TensorFlow session over one graph, used through prepared runs only."""

from __future__ import annotations

import re
import threading
from collections.abc import Mapping, Sequence
from ctypes import c_void_p

from tfserve.apis.tensorflow import config_pb2, graph_pb2
from tfserve.core.servable import Array
from tfserve.errors import FailedPrecondition, NotFound, ServingError
from tfserve.servables.tensorflow.endpoints import Endpoints
from tfserve.servables.tensorflow.library import (
    IN_CALLER,
    Endpoint,
    Status,
    TensorFlowLibrary,
)
from tfserve.servables.tensorflow.op_libraries import package_of_op
from tfserve.tensors import DataType

__all__ = ["GraphRun", "GraphSession"]

_MISSING_OP = re.compile(r"Op type not registered '([^']+)'")


class GraphSession:
    """A local session with a graph of its own. Thread-safe; `close` must come last.

    Args:
        library: TensorFlow.
        graph_def: the graph; not kept.
        config: the session's ConfigProto.

    Raises:
        NotFound: an op is not registered; the text names the package that has it where known.
        InvalidArgument: the graph is inconsistent.
    """

    def __init__(
        self,
        library: TensorFlowLibrary,
        graph_def: graph_pb2.GraphDef,
        config: config_pb2.ConfigProto,
    ) -> None:
        self._library = library
        self._lock = threading.Lock()  # held while preparing, so that `close` waits for that
        graph = library.short.TF_NewGraph()
        try:
            library.import_graph(graph, graph_def.SerializeToString())
            session = library.new_session(graph, config.SerializeToString())
        except ServingError as error:
            library.long.TF_DeleteGraph(graph)
            raise _naming_package(error) from error
        self._graph: int | None = graph  # guarded by _lock; None once closed
        self.raw: int | None = session  # the TF_Session, replaced by None under _lock

    def dtype_of(self, tensor: str) -> int:
        """The DataType number of a tensor of the graph, without REF; 0 when there is no such
        tensor.
        """
        with self._lock:
            if self._graph is None:
                return 0
            try:
                found = self._library.endpoint(self._graph, tensor)
            except ServingError:
                return 0
            return int(DataType(self._library.short.TF_OperationOutputType(found)).base)

    def prepare(self, endpoints: Endpoints, *, in_caller: bool) -> GraphRun:
        """Look `endpoints` up; the first run prunes, places and optimises the graph for them, which
        takes milliseconds to seconds.

        Args:
            endpoints: what to feed, fetch and run.
            in_caller: run every op in the calling thread instead of TensorFlow's inter-op pool.

        Raises:
            ServingError: for names that the graph does not have.
        """
        with self._lock:
            if self._graph is None:
                raise FailedPrecondition("Session has been closed.")
            library, graph = self._library, self._graph
            return GraphRun(
                self,
                library,
                feeds=[library.endpoint(graph, name) for name in endpoints.feeds],
                fetches=[library.endpoint(graph, name) for name in endpoints.fetches],
                targets=[library.operation(graph, name) for name in endpoints.targets],
                in_caller=in_caller,
            )

    def run_once(self, feeds: Mapping[str, Array], targets: Sequence[str]) -> None:
        """Run `targets` once, as restoring and initialising do.

        Raises:
            ServingError: TensorFlow's error.
        """
        run = self.prepare(Endpoints(tuple(feeds), (), tuple(targets)), in_caller=True)
        run(tuple(feeds.values()))

    def close(self) -> None:
        """Free the session, its variables and the graph. Idempotent; no run may be under way."""
        with self._lock:
            session, self.raw = self.raw, None
            graph, self._graph = self._graph, None
        if session is not None:
            self._library.delete_session(session)
        if graph is not None:
            self._library.long.TF_DeleteGraph(graph)


class GraphRun:
    """Feeds and fetches the same endpoints again and again. Thread-safe.

    Runs of a stateful graph share its variables, whichever GraphRun they go through.

    Args:
        owner: the session, which is kept.
        library: TensorFlow.
        feeds: what values are given for.
        fetches: what is answered.
        targets: operations that are only run.
        in_caller: run every op in the calling thread.
    """

    __slots__ = (
        "_feeds",
        "_fetches",
        "_library",
        "_options",
        "_owner",
        "_results",
        "_targets",
        "_values",
    )

    def __init__(
        self,
        owner: GraphSession,
        library: TensorFlowLibrary,
        *,
        feeds: Sequence[Endpoint],
        fetches: Sequence[Endpoint],
        targets: Sequence[int],
        in_caller: bool,
    ) -> None:
        self._owner = owner
        self._library = library
        self._feeds = (Endpoint * len(feeds))(*feeds)
        self._fetches = (Endpoint * len(fetches))(*fetches)
        self._targets = (c_void_p * len(targets))(*targets)
        self._values = c_void_p * len(feeds)
        self._results = c_void_p * len(fetches)
        self._options = IN_CALLER if in_caller else None

    def __call__(self, values: Sequence[Array]) -> list[Array]:
        """Feed `values`, one per feed and of its dtype; the fetched arrays, not to be written to.

        Raises:
            ServingError: the runtime's error with its code and text.
        """
        library = self._library
        session = self._owner.raw
        if session is None:
            raise FailedPrecondition("Session has been closed.")
        results = self._results()
        status = Status(library)
        tensors: list[int] = []
        try:
            for value in values:
                tensors.append(library.tensor_of(value))  # noqa: PERF401 - freed if one fails
            library.long.TF_SessionRun(
                session,
                self._options,
                self._feeds,
                self._values(*tensors),
                len(tensors),
                self._fetches,
                results,
                len(results),
                self._targets,
                len(self._targets),
                None,
                status.raw,
            )
            status.check()
        finally:
            status.close()
            for tensor in tensors:
                library.delete_tensor(tensor)
        return library.arrays_of(results[:])


def _naming_package(error: ServingError) -> ServingError:
    """`error`, with the package to load added when it is about a missing op."""
    missing = _MISSING_OP.search(error.message)
    if missing is None:
        return error
    op = missing.group(1)
    package = package_of_op(op)
    if package is None:
        hint = "Load the library that has it with --custom_op_paths."
        return NotFound(f"{error.message} {hint}", details={"op": op, "flag": "custom_op_paths"})
    hint = f"{package} has it: load that with --custom_op_packages={package}."
    return NotFound(
        f"{error.message} {hint}",
        details={"op": op, "package": package, "flag": "custom_op_packages"},
    )
