"""TensorFlow's library by its C API, without its Python package.

Importing the package takes seconds and a hundred MB, and its importer of graphs holds the
interpreter, so that every other request waits while a model loads; the library does the same work
without the interpreter. It is opened with local symbols: with global ones a later `import
tensorflow` in the same process crashes.

Only calls that take long release the interpreter. Giving it away in the short ones would cost a
request more than they do: with other threads at work it comes back milliseconds later.
"""

from __future__ import annotations

import ctypes
import importlib.util
from collections.abc import Callable, Iterable, Sequence
from ctypes import POINTER, byref, c_char, c_char_p, c_int, c_int64, c_size_t, c_void_p
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeAlias, cast

import numpy as np

from tfserve.apis.tensorflow import config_pb2
from tfserve.core.servable import Array
from tfserve.errors import (
    FailedPrecondition,
    InvalidArgument,
    NotFound,
    OutOfRange,
    ServingError,
)
from tfserve.servables.tensorflow.errors import runtime_error
from tfserve.servables.tensorflow.process import importing
from tfserve.tensors import DataType

if TYPE_CHECKING:
    from typing_extensions import Self

__all__ = [
    "IN_CALLER",
    "Endpoint",
    "Status",
    "TensorFlowLibrary",
    "open_library",
    "tensorflow_directory",
]

_NAMES = ("libtensorflow_framework.so.2", "libtensorflow_cc.so.2")
_STRING = int(DataType.DT_STRING)
_STRING_BYTES = 24  # sizeof(TF_TString)
_LARGE_BYTES = 256 << 10  # from here on copying and freeing leave the interpreter to others


class Endpoint(ctypes.Structure):
    """An output of an operation in a graph: TF_Output."""

    _fields_ = (("operation", c_void_p), ("index", c_int))


class _Buffer(ctypes.Structure):
    """TF_Buffer."""

    _fields_ = (("data", c_void_p), ("length", c_size_t), ("deallocator", c_void_p))


_RUN_OPTIONS = config_pb2.RunOptions(inter_op_thread_pool=-1).SerializeToString()
_RUN_OPTIONS_MEMORY = ctypes.create_string_buffer(_RUN_OPTIONS, len(_RUN_OPTIONS))
IN_CALLER = ctypes.pointer(
    _Buffer(ctypes.cast(_RUN_OPTIONS_MEMORY, c_void_p), len(_RUN_OPTIONS), None)
)
"""The TF_Buffer with the RunOptions of runs that happen in the calling thread."""

# Result and arguments, from tensorflow/c/c_api.h, tf_status.h, tf_tensor.h, tf_tstring.h.
_SHORT: dict[str, tuple[Any, ...]] = {
    "TF_NewStatus": (c_void_p,),
    "TF_DeleteStatus": (None, c_void_p),
    "TF_GetCode": (c_int, c_void_p),
    "TF_Message": (c_char_p, c_void_p),
    "TF_NewGraph": (c_void_p,),
    "TF_NewSessionOptions": (c_void_p,),
    "TF_SetConfig": (None, c_void_p, c_char_p, c_size_t, c_void_p),
    "TF_DeleteSessionOptions": (None, c_void_p),
    "TF_NewImportGraphDefOptions": (c_void_p,),
    "TF_DeleteImportGraphDefOptions": (None, c_void_p),
    "TF_GraphOperationByName": (c_void_p, c_void_p, c_char_p),
    "TF_OperationNumOutputs": (c_int, c_void_p),
    "TF_OperationOpType": (c_char_p, c_void_p),
    "TF_OperationOutputType": (c_int, Endpoint),
    "TF_AllocateTensor": (c_void_p, c_int, POINTER(c_int64), c_int, c_size_t),
    "TF_DeleteTensor": (None, c_void_p),
    "TF_TensorType": (c_int, c_void_p),
    "TF_NumDims": (c_int, c_void_p),
    "TF_Dim": (c_int64, c_void_p, c_int),
    "TF_TensorByteSize": (c_size_t, c_void_p),
    "TF_TensorData": (c_void_p, c_void_p),
    "TF_StringInit": (None, c_void_p),
    "TF_StringCopy": (None, c_void_p, c_char_p, c_size_t),
    "TF_StringGetDataPointer": (c_void_p, c_void_p),
    "TF_StringGetSize": (c_size_t, c_void_p),
}
_LONG: dict[str, tuple[Any, ...]] = {
    "TF_GetAllOpList": (POINTER(_Buffer),),
    "TF_DeleteBuffer": (None, POINTER(_Buffer)),
    "TF_LoadLibrary": (c_void_p, c_char_p, c_void_p),
    "TF_GraphImportGraphDef": (None, c_void_p, POINTER(_Buffer), c_void_p, c_void_p),
    "TF_DeleteGraph": (None, c_void_p),
    "TF_NewSession": (c_void_p, c_void_p, c_void_p, c_void_p),
    "TF_CloseSession": (None, c_void_p, c_void_p),
    "TF_DeleteSession": (None, c_void_p, c_void_p),
    "TF_SessionRun": (
        None,
        c_void_p,
        c_void_p,
        c_void_p,
        c_void_p,
        c_int,
        c_void_p,
        c_void_p,
        c_int,
        c_void_p,
        c_int,
        c_void_p,
        c_void_p,
    ),
}

_Function: TypeAlias = Callable[..., Any]


def open_library() -> TensorFlowLibrary:
    """The library of the installed package `tensorflow`, which is not imported.

    Raises:
        ModuleNotFoundError: TensorFlow is not installed.
        FailedPrecondition: its library cannot be opened.
    """
    directory = tensorflow_directory()
    with importing():
        return TensorFlowLibrary(directory)


def tensorflow_directory() -> Path:
    """Where the package `tensorflow` is, which is not imported.

    Raises:
        ModuleNotFoundError: it is not installed.
    """
    try:
        spec = importlib.util.find_spec("tensorflow")
    except ValueError:  # something without a spec stands under its name
        spec = None
    if spec is None or not spec.submodule_search_locations:
        raise ModuleNotFoundError("No module named 'tensorflow'", name="tensorflow")
    return Path(spec.submodule_search_locations[0])


class TensorFlowLibrary:
    """The library, never closed, since threads of its own go on. Thread-safe.

    Functions of the C API are attributes: those of `short` keep the interpreter while they are
    called, those of `long` release it.

    Args:
        directory: that of the Python package.

    Raises:
        FailedPrecondition: it cannot be opened, or a function is missing.
    """

    def __init__(self, directory: Path) -> None:
        try:
            opened = [ctypes.CDLL(str(directory / name)) for name in _NAMES]  # RTLD_LOCAL
            self.long = _Functions(opened, _LONG)
            self.short = _Functions([_keeping(each) for each in opened], _SHORT)
            self._delete_large = _find(opened, "TF_DeleteTensor", _SHORT["TF_DeleteTensor"])
        except (OSError, AttributeError) as error:
            text = f"TensorFlow's library cannot be opened: {error}"
            raise FailedPrecondition(text) from error

    def op_list(self) -> bytes:
        """A serialized OpList of all operations that are registered."""
        buffer = self.long.TF_GetAllOpList()
        try:
            return ctypes.string_at(buffer.contents.data, buffer.contents.length)
        finally:
            self.long.TF_DeleteBuffer(buffer)

    def load_op_library(self, path: str) -> None:
        """Register the operations of a library, for ever.

        Raises:
            FailedPrecondition: it does not load.
        """
        with Status(self) as status:
            self.long.TF_LoadLibrary(path.encode(), status.raw)
            try:
                status.check()
            except ServingError as error:
                raise FailedPrecondition(error.message) from error

    def import_graph(self, graph: int, graph_def: bytes) -> None:
        """Add the operations of a serialized GraphDef to a TF_Graph.

        Raises:
            ServingError: TensorFlow's.
        """
        buffer = _Buffer(ctypes.cast(c_char_p(graph_def), c_void_p), len(graph_def), None)
        options = self.short.TF_NewImportGraphDefOptions()
        try:
            with Status(self) as status:
                self.long.TF_GraphImportGraphDef(graph, byref(buffer), options, status.raw)
                status.check()
        finally:
            self.short.TF_DeleteImportGraphDefOptions(options)

    def new_session(self, graph: int, config: bytes) -> int:
        """A TF_Session over a TF_Graph, with a serialized ConfigProto.

        Raises:
            ServingError: TensorFlow's.
        """
        options = self.short.TF_NewSessionOptions()
        try:
            with Status(self) as status:
                self.short.TF_SetConfig(options, config, len(config), status.raw)
                status.check()
                session: int = self.long.TF_NewSession(graph, options, status.raw)
                status.check()
                return session
        finally:
            self.short.TF_DeleteSessionOptions(options)

    def delete_session(self, session: int) -> None:
        """Free a TF_Session of which no run is under way."""
        with Status(self) as status:
            self.long.TF_CloseSession(session, status.raw)
            self.long.TF_DeleteSession(session, status.raw)

    def endpoint(self, graph: int, name: str) -> Endpoint:
        """The endpoint `op:index` or `op` of a TF_Graph.

        Raises:
            InvalidArgument, OutOfRange: there is no such op, or it has no such output.
        """
        operation, _, digits = name.rpartition(":")
        if not operation or not digits.isdecimal():
            operation, digits = name, "0"
        index = int(digits)
        found = self.short.TF_GraphOperationByName(graph, operation.encode())
        if found is None:
            raise InvalidArgument(
                f"Tensor {operation}:{index}, specified in either feed_devices or fetch_devices "
                "was not found in the Graph"
            )
        outputs = self.short.TF_OperationNumOutputs(found)
        if index >= outputs:
            op = self.short.TF_OperationOpType(found).decode()
            raise OutOfRange(
                f"Node '{operation}' (type: '{op}', num of outputs: {outputs}) does not have "
                f"output {index}"
            )
        return Endpoint(found, index)

    def operation(self, graph: int, name: str) -> int:
        """The TF_Operation of a name in a TF_Graph.

        Raises:
            NotFound: there is none.
        """
        found: int | None = self.short.TF_GraphOperationByName(graph, name.encode())
        if found is None:
            raise NotFound(f"PruneForTargets: Some target nodes not found: {name}")
        return found

    def tensor_of(self, value: Array) -> int:
        """A new TF_Tensor with a copy of an array: a graph may keep what it is fed.

        Raises:
            InvalidArgument: there is no memory for it.
        """
        dtype = DataType.of(value)
        shape = (c_int64 * value.ndim)(*value.shape)
        if dtype is DataType.DT_STRING:
            return self._strings_of(value, shape)
        size_bytes = value.nbytes
        raw = self._allocated(dtype, shape, size_bytes)
        if size_bytes:
            memory = self.short.TF_TensorData(raw)
            if size_bytes < _LARGE_BYTES:
                _copy(memory, value.tobytes(), size_bytes)
            else:  # numpy releases the interpreter, and reads whatever order memory has
                flat = memoryview((c_char * size_bytes).from_address(memory))
                np.copyto(np.frombuffer(flat, value.dtype).reshape(value.shape), value)
        return raw

    def _strings_of(self, value: Array, shape: ctypes.Array[c_int64]) -> int:
        strings = value.astype(object) if value.dtype != object else value
        raw = self._allocated(_STRING, shape, _STRING_BYTES * strings.size)
        place = self.short.TF_TensorData(raw) if strings.size else 0
        begin, copy = self.short.TF_StringInit, self.short.TF_StringCopy
        # All begin before the first is written: whatever happens then, the tensor can be freed.
        for address in range(place, place + _STRING_BYTES * strings.size, _STRING_BYTES):
            begin(address)
        for string in strings.flat:
            copy(place, string, len(string))
            place += _STRING_BYTES
        return raw

    def _allocated(self, dtype: int, shape: ctypes.Array[c_int64], size_bytes: int) -> int:
        raw: int | None = self.short.TF_AllocateTensor(dtype, shape, len(shape), size_bytes)
        if raw is None:
            raise InvalidArgument(f"There is no memory for a tensor of {size_bytes} bytes")
        return raw

    def arrays_of(self, tensors: Iterable[int | None]) -> list[Array]:
        """What is in some TF_Tensors, which are this function's from now on; not to be written to.

        Raises:
            InvalidArgument: the type of one is none of arrays.
        """
        arrays, rest = [], [tensor for tensor in tensors if tensor]
        try:
            while rest:
                arrays.append(self._array_of(rest.pop(0)))
        finally:
            for tensor in rest:
                self.delete_tensor(tensor)
        return arrays

    def _array_of(self, tensor: int) -> Array:
        short = self.short
        number = short.TF_TensorType(tensor)
        shape = [short.TF_Dim(tensor, place) for place in range(short.TF_NumDims(tensor))]
        size_bytes = short.TF_TensorByteSize(tensor)
        if number != _STRING and size_bytes >= _LARGE_BYTES:
            return _borrowed(self, tensor, DataType(number).numpy, shape)
        try:
            if number == _STRING:
                return self._string_array(tensor, shape)
            content = ctypes.string_at(short.TF_TensorData(tensor), size_bytes)
            return np.frombuffer(content, DataType(number).numpy).reshape(shape)
        except (ValueError, TypeError) as error:
            raise InvalidArgument(f"A tensor of type {number} cannot be fetched") from error
        finally:
            short.TF_DeleteTensor(tensor)

    def _string_array(self, tensor: int, shape: Sequence[int]) -> Array:
        strings = np.empty(shape, dtype=object)
        begin, size = self.short.TF_StringGetDataPointer, self.short.TF_StringGetSize
        place = self.short.TF_TensorData(tensor)
        flat = strings.reshape(-1)
        for number in range(strings.size):
            flat[number] = ctypes.string_at(begin(place), size(place))
            place += _STRING_BYTES
        return strings

    def delete_tensor(self, tensor: int) -> None:
        """Free a TF_Tensor."""
        if self.short.TF_TensorByteSize(tensor) < _LARGE_BYTES:
            self.short.TF_DeleteTensor(tensor)
        else:
            self._delete_large(tensor)


class Status:
    """A TF_Status, to be closed. For one thread."""

    __slots__ = ("_library", "raw")

    def __init__(self, library: TensorFlowLibrary) -> None:
        self._library = library
        self.raw: int = library.short.TF_NewStatus()

    def check(self) -> None:
        """Raise what it says.

        Raises:
            ServingError: with TensorFlow's code and text.
        """
        code = self._library.short.TF_GetCode(self.raw)
        if code:
            message = self._library.short.TF_Message(self.raw)
            raise runtime_error(code, message.decode(errors="replace"))

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Free it; once."""
        self._library.short.TF_DeleteStatus(self.raw)


class _Functions:
    """Functions of the library by their names."""

    def __init__(self, libraries: Sequence[ctypes.CDLL], known: dict[str, tuple[Any, ...]]) -> None:
        for name, signature in known.items():
            setattr(self, name, _find(libraries, name, signature))

    def __getattr__(self, name: str) -> _Function:  # for those that are not there
        msg = f"TensorFlow's library has no {name}"
        raise AttributeError(msg)


def _find(libraries: Sequence[ctypes.CDLL], name: str, signature: tuple[Any, ...]) -> _Function:
    for library in libraries:
        function = getattr(library, name, None)
        if function is not None:
            function.restype, *arguments = signature
            function.argtypes = arguments
            return cast("_Function", function)
    msg = f"it has no {name}"
    raise AttributeError(msg)


def _keeping(library: ctypes.CDLL) -> ctypes.PyDLL:
    """The same library, called without releasing the interpreter."""
    name, handle = library._name, library._handle  # noqa: SLF001 - as ctypes documents them
    return ctypes.PyDLL(name, handle=handle)


_copy = ctypes.PYFUNCTYPE(c_void_p, c_void_p, c_void_p, c_size_t)(
    ctypes.cast(ctypes.memmove, c_void_p).value or 0
)


class _TensorMemory:
    """A TF_Tensor that lives as long as the arrays that look into it."""

    def __init__(self, library: TensorFlowLibrary, tensor: int, interface: dict[str, Any]) -> None:
        self._library = library
        self._tensor = tensor
        self.__array_interface__ = interface

    def __del__(self) -> None:
        self._library.delete_tensor(self._tensor)


def _borrowed(
    library: TensorFlowLibrary, tensor: int, dtype: np.dtype[Any], shape: Sequence[int]
) -> Array:
    address = library.short.TF_TensorData(tensor)
    size_bytes = library.short.TF_TensorByteSize(tensor)
    interface = {"version": 3, "shape": (size_bytes,), "typestr": "|u1", "data": (address, True)}
    memory = np.asarray(_TensorMemory(library, tensor, interface))
    return memory.view(dtype).reshape(shape)
