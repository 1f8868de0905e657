"""A session of the native plane: TensorFlow through its C API, without its Python package."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import tfserve_native

from tfserve.apis.tensorflow import config_pb2, meta_graph_pb2, op_def_pb2
from tfserve.core.servable import Array
from tfserve.errors import FailedPrecondition
from tfserve.servables.tensorflow.endpoints import Endpoints
from tfserve.servables.tensorflow.errors import runtime_error
from tfserve.servables.tensorflow.library import tensorflow_directory
from tfserve.servables.tensorflow.process import importing
from tfserve.servables.tensorflow.registered_ops import RegisteredOps
from tfserve.tensors import DataType

__all__ = ["NativeEngine", "NativeGraphSession"]

_STRING = int(DataType.DT_STRING)


class NativeEngine:
    """TensorFlow's library through its C API. Implements Engine. Thread-safe. Made once per server:
    the library is opened now.

    Raises:
        FailedPrecondition: TensorFlow is not installed, or its library cannot be opened.
    """

    def __init__(self) -> None:
        try:
            directory = tensorflow_directory()
        except ModuleNotFoundError as error:
            text = "The native plane needs tensorflow, which is not installed"
            raise FailedPrecondition(text) from error
        try:
            with importing():
                self._runtime = tfserve_native.NativeRuntime(directory)
        except ImportError as error:
            text = f"TensorFlow's library cannot be opened: {error}"
            raise FailedPrecondition(text) from error
        self._ops = RegisteredOps(self._runtime.op_list)

    def load_op_library(self, path: str) -> None:
        """Load an op library into this process; as `Engine.load_op_library`."""
        try:
            self._runtime.load_op_library(path)
        except tfserve_native.NativeError as error:
            raise FailedPrecondition(str(error.args[1])) from error

    def op_definition(self, op: str) -> op_def_pb2.OpDef | None:
        """What is registered under the name `op`; as `Engine.op_definition`."""
        return self._ops(op)

    def start_threads(self, config: config_pb2.ConfigProto) -> None:
        """Start the pools that all sessions share; as `Engine.start_threads`."""
        try:
            self._runtime.start_threads(config.SerializeToString())
        except tfserve_native.NativeError as error:
            raise runtime_error(*error.args) from error

    def open(
        self, directory: Path, tags: Sequence[str], config: config_pb2.ConfigProto
    ) -> tuple[NativeGraphSession, meta_graph_pb2.MetaGraphDef]:
        """Load the SavedModel in `directory`; as `Engine.open`."""
        try:
            session = tfserve_native.NativeSession(
                self._runtime, str(directory), list(tags), config.SerializeToString()
            )
        except tfserve_native.NativeError as error:
            raise runtime_error(*error.args) from error
        meta_graph = meta_graph_pb2.MetaGraphDef.FromString(session.take_meta_graph() or b"")
        return NativeGraphSession(session), meta_graph


class NativeGraphSession:
    """A loaded SavedModel. Implements RunnableSession. Thread-safe; `close` must come last.

    Args:
        session: the native side, for whoever runs it without Python.
    """

    def __init__(self, session: tfserve_native.NativeSession) -> None:
        self.native = session

    def dtype_of(self, tensor: str) -> int:
        """The DataType number of a tensor of the graph, without REF; 0 when there is none."""
        number = self.native.dtype_of(tensor)
        return 0 if number is None else int(DataType(number).base)

    def prepare(self, endpoints: Endpoints, *, in_caller: bool) -> NativeRun:
        """Look the endpoints up; the first run prunes and optimises the graph.

        Raises:
            ServingError: a name that the graph does not have.
        """
        try:
            run = self.native.prepare(
                list(endpoints.feeds), list(endpoints.fetches), list(endpoints.targets), in_caller
            )
        except tfserve_native.NativeError as error:
            raise runtime_error(*error.args) from error
        return NativeRun(run)

    def close(self) -> None:
        """Free the model. Idempotent; no run may be under way."""
        self.native.close()


class NativeRun:
    """Feeds and fetches the same endpoints again and again. Thread-safe.

    Args:
        run: the native side.
    """

    __slots__ = ("_run",)

    def __init__(self, run: tfserve_native.NativeRun) -> None:
        self._run = run

    def __call__(self, values: Sequence[Array]) -> list[Array]:
        """Feed `values`, one per feed; the fetched arrays, not to be written to.

        Raises:
            ServingError: the runtime's error with its code and text.
        """
        given = [_given(value) for value in values]
        try:
            results = self._run(given)
        except tfserve_native.NativeError as error:
            raise runtime_error(*error.args) from error
        return [_taken(*result) for result in results]


_Given = tuple[int, tuple[int, ...], int, "list[bytes]", object]


def _given(value: Array) -> _Given:
    """Type, shape, address, strings, and what keeps the memory alive."""
    dtype = DataType.of(value)
    if dtype is DataType.DT_STRING:
        strings = value.astype(object) if value.dtype != object else value
        return _STRING, value.shape, 0, strings.ravel().tolist(), None
    value = np.ascontiguousarray(value).reshape(value.shape)
    return int(dtype), value.shape, value.__array_interface__["data"][0], [], value


def _taken(number: int, shape: tuple[int, ...], content: Any) -> Array:  # bytes, or their list
    if number == _STRING:
        strings = np.empty(len(content), dtype=object)
        strings[:] = content
        return strings.reshape(shape)
    return np.frombuffer(content, DataType(number).numpy).reshape(shape)
