"""One TensorFlow session over one graph, used through prepared runs only."""

from __future__ import annotations

import re
import threading
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import tensorflow as tf
from tensorflow.core.framework import graph_pb2, op_def_pb2
from tensorflow.core.protobuf import config_pb2
from tensorflow.python.framework import op_def_registry, ops

from tfserve.core.servable import Array
from tfserve.errors import FailedPrecondition, InvalidArgument, NotFound, ServingError
from tfserve.servables.tensorflow.endpoints import Endpoints
from tfserve.servables.tensorflow.errors import serving_error
from tfserve.servables.tensorflow.op_libraries import package_of_op

__all__ = ["GraphRun", "GraphSession", "load_op_library", "op_definition"]

_IN_CALLER = -1  # RunOptions.inter_op_thread_pool: run every op in the thread that calls
_VARIABLES = frozenset({"VarHandleOp", "VariableV2", "Variable"})
_MISSING_OP = re.compile(r"Op type not registered '([^']+)'")


def op_definition(op: str) -> op_def_pb2.OpDef | None:
    """What is registered under the name `op` in this process; None when nothing is."""
    return op_def_registry.get(op)


def load_op_library(path: str) -> None:
    """Load an op library into this process.

    Raises:
        FailedPrecondition: it does not load.
    """
    try:
        tf.load_op_library(path)
    except (tf.errors.OpError, RuntimeError) as error:
        raise FailedPrecondition(getattr(error, "message", str(error))) from error


class GraphRun:
    """A prepared run: the graph between some endpoints, pruned, placed and optimised. Thread-safe.

    Runs of a stateful graph share its variables, whichever GraphRun they go through.

    Args:
        function: the session's callable; holds the session.
    """

    __slots__ = ("_function",)

    def __init__(self, function: Any) -> None:  # a private class of TensorFlow
        self._function = function

    def __call__(self, values: Sequence[Array]) -> list[Array]:
        """Feed `values`, one per feed and of its dtype; the fetched arrays.

        Raises:
            ServingError: the runtime's error with its code and text.
        """
        try:
            results = self._function(*values)
        except Exception as error:
            raise serving_error(error) from error
        return [each if type(each) is np.ndarray else _scalar(each) for each in results]


def _scalar(value: Any) -> Array:  # TensorFlow hands scalars out as numpy scalars, strings as bytes
    return np.array(value, dtype=object) if isinstance(value, bytes) else np.asarray(value)


class GraphSession:
    """A local session with a graph of its own. Thread-safe; `close` must come last.

    Args:
        graph_def: the graph; not kept.
        config: the session's ConfigProto.
        producer_ops: ops as the exporter knew them, so that default attributes unknown here are
            left out.

    Raises:
        NotFound: an op is not registered; the text names the package that has it where known.
        InvalidArgument: the graph is inconsistent.
    """

    def __init__(
        self,
        graph_def: graph_pb2.GraphDef,
        config: config_pb2.ConfigProto,
        *,
        producer_ops: op_def_pb2.OpList | None = None,
    ) -> None:
        self._lock = threading.Lock()  # held while preparing, so that `close` waits for that
        graph = _import(graph_def, producer_ops)
        try:
            session = tf.compat.v1.Session(graph=graph, config=config)
        except Exception as error:
            ops.dismantle_graph(graph)
            raise serving_error(error) from error
        self._session: Any = session  # guarded by _lock; None once closed
        self._graph: Any = graph  # replaced by None under _lock

    @property
    def config(self) -> config_pb2.ConfigProto:
        """What the real session was made with."""
        return self._session._config  # noqa: SLF001 - TensorFlow has no public way to ask

    @property
    def has_variables(self) -> bool:
        """Whether the graph has anything that a checkpoint could restore."""
        graph = self._graph
        return graph is not None and any(op.type in _VARIABLES for op in graph.get_operations())

    def dtype_of(self, tensor: str) -> int:
        """The DataType number of a tensor of the graph, without REF; 0 when there is no such
        tensor.
        """
        graph = self._graph
        if graph is None:
            return 0
        try:
            found = graph.get_tensor_by_name(tensor)
        except (KeyError, ValueError, TypeError):
            return 0
        return int(found.dtype.base_dtype.as_datatype_enum)

    def prepare(self, endpoints: Endpoints, *, in_caller: bool) -> GraphRun:
        """Prune, place and optimise the graph for `endpoints`; takes milliseconds to seconds.

        Args:
            endpoints: what to feed, fetch and run.
            in_caller: run every op in the calling thread instead of TensorFlow's inter-op pool.

        Raises:
            ServingError: TensorFlow's error, such as for names that the graph does not have.
        """
        options = config_pb2.CallableOptions(
            feed=endpoints.feeds, fetch=endpoints.fetches, target=endpoints.targets
        )
        if in_caller:
            options.run_options.inter_op_thread_pool = _IN_CALLER
        with self._lock:
            if self._session is None:
                raise FailedPrecondition("Session has been closed.")
            try:
                return GraphRun(self._session._make_callable_from_options(options))  # noqa: SLF001
            except Exception as error:
                raise serving_error(error) from error

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
            session, self._session = self._session, None
            graph, self._graph = self._graph, None
        if session is not None:
            session.close()
            del session
            # The graph's Python objects refer to each other; taken apart, they are freed at once
            # and without the garbage collector.
            ops.dismantle_graph(graph)


def _import(graph_def: graph_pb2.GraphDef, producer_ops: op_def_pb2.OpList | None) -> tf.Graph:
    graph = tf.Graph()
    try:
        with graph.as_default():
            tf.graph_util.import_graph_def(graph_def, name="", producer_op_list=producer_ops)
    except ValueError as error:  # what TensorFlow's importer makes of INVALID_ARGUMENT
        ops.dismantle_graph(graph)
        raise InvalidArgument(str(error)) from error
    except Exception as error:
        ops.dismantle_graph(graph)
        raise _naming_package(serving_error(error)) from error
    return graph


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
