"""TensorFlow on the Python plane: its library, called through ctypes."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from tfserve.apis.tensorflow import config_pb2, graph_pb2, meta_graph_pb2, op_def_pb2
from tfserve.core.clock import Clock
from tfserve.core.executor import Executor
from tfserve.servables.tensorflow.library import TensorFlowLibrary, open_library
from tfserve.servables.tensorflow.opener import SavedModelOpener, opener_with
from tfserve.servables.tensorflow.producer import remove_new_defaults
from tfserve.servables.tensorflow.registered_ops import RegisteredOps
from tfserve.servables.tensorflow.restore import restore_session
from tfserve.servables.tensorflow.saved_model import read_meta_graph
from tfserve.servables.tensorflow.session import GraphSession

__all__ = ["PythonEngine", "saved_model_opener"]


class PythonEngine:
    """Implements Engine. Thread-safe.

    Args:
        library: TensorFlow.
    """

    def __init__(self, library: TensorFlowLibrary) -> None:
        self._library = library
        self._ops = RegisteredOps(library.op_list)

    def load_op_library(self, path: str) -> None:
        """Load an op library into this process; as `Engine.load_op_library`."""
        self._library.load_op_library(path)

    def op_definition(self, op: str) -> op_def_pb2.OpDef | None:
        """What is registered under the name `op`; as `Engine.op_definition`."""
        return self._ops(op)

    def start_threads(self, config: config_pb2.ConfigProto) -> None:
        """Start the pools that all sessions share; as `Engine.start_threads`."""
        GraphSession(self._library, graph_pb2.GraphDef(), config).close()

    def open(
        self, directory: Path, tags: Sequence[str], config: config_pb2.ConfigProto
    ) -> tuple[GraphSession, meta_graph_pb2.MetaGraphDef]:
        """Load the SavedModel in `directory`; as `Engine.open`."""
        meta_graph = read_meta_graph(directory, tags)
        remove_new_defaults(
            meta_graph.graph_def, meta_graph.meta_info_def.stripped_op_list, self.op_definition
        )
        session = GraphSession(self._library, meta_graph.graph_def, config)
        try:
            restore_session(session, meta_graph, directory)
        except BaseException:
            session.close()
            raise
        return session, meta_graph


def saved_model_opener(settings: object, *, executor: Executor, clock: Clock) -> SavedModelOpener:
    """The factory of platform `tensorflow`; see `registry.OpenerFactory`."""
    return opener_with(PythonEngine(open_library()), settings, executor=executor, clock=clock)
