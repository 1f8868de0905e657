"""The messages behind every `_pb2` module of the stub library.

One process may hold this library, TensorFlow and the official `tensorflow-serving-api` wheel, of
any version and imported in any order, and all of them register files of the same names in
protobuf's default pool. The pool accepts a second file of one name only when it is equal to the
first. So where an official package is installed *its* descriptors are registered, read from its
source without importing it; ours only where there is none. Whoever comes second then finds what it
would have registered itself, and messages can be exchanged, because there is one class of each.
"""

from __future__ import annotations

import ast
import functools
import importlib
import importlib.util
import sys
import warnings
from collections.abc import Iterable, Iterator, Mapping
from importlib import resources
from pathlib import Path
from typing import Any

from google.protobuf import (
    descriptor_pb2,
    descriptor_pool,
    message_factory,
    symbol_database,
)
from google.protobuf.descriptor import Descriptor, FileDescriptor
from google.protobuf.internal.enum_type_wrapper import EnumTypeWrapper
from google.protobuf.message import Message

__all__ = ["build", "own_files"]

# Files whose messages other packages register as well, and with other content: tritonclient
# has its own of the Open Inference Protocol. They never go into the default pool.
_PRIVATE = ("inference/",)


def build(file_name: str, module: dict[str, Any]) -> FileDescriptor:
    """Fill a `_pb2` module with the messages, enums and enum values of a proto file.

    Args:
        file_name: the file's name in the pool, such as `tensorflow_serving/apis/model.proto`.
        module: the module's `globals()`.

    Returns:
        The file's descriptor, the module's `DESCRIPTOR`.
    """
    file = _registered(file_name)
    module_name = module["__name__"]
    for name, descriptor in file.message_types_by_name.items():
        message_class = message_factory.GetMessageClass(descriptor)
        _adopt(message_class, descriptor, module_name, descriptor.name)
        module[name] = message_class
    for name, enum in file.enum_types_by_name.items():
        module[name] = EnumTypeWrapper(enum)
        module.update((value.name, value.number) for value in enum.values)
    return file


def _adopt(
    message_class: type[Message], descriptor: Descriptor, module_name: str, qualified_name: str
) -> None:
    """Say where a class lives and how unpickling finds it; a class that another package has made
    keeps its place.
    """
    symbol_database.Default().RegisterMessage(message_class)
    if getattr(message_class, "__module__", None) is None:  # as message_factory leaves it
        message_class.__module__ = module_name
        message_class.__qualname__ = qualified_name
    for name, nested in descriptor.nested_types_by_name.items():
        nested_class = message_factory.GetMessageClass(nested)
        _adopt(nested_class, nested, module_name, f"{qualified_name}.{name}")


def _registered(file_name: str) -> FileDescriptor:
    """The file in the default pool; in a private one where the default pool refuses it.

    Refusal takes an installed package so old that it lacks messages which ours refer to. Messages
    of the private pool have the same bytes, but are not exchangeable with that package's.
    """
    if file_name.startswith(_PRIVATE):
        return _privately(file_name)
    pool = descriptor_pool.Default()
    try:
        _register(file_name, pool, _official_directories())
        return pool.FindFileByName(file_name)
    except TypeError as conflict:
        warnings.warn(
            f"{file_name} does not go with the installed tensorflow or tensorflow-serving-api "
            f"({conflict}); its messages cannot be exchanged with theirs",
            RuntimeWarning,
            stacklevel=2,
        )
    return _privately(file_name)


def _privately(file_name: str) -> FileDescriptor:
    private = _private_pool()
    _register(file_name, private, {})
    return private.FindFileByName(file_name)


@functools.cache
def _private_pool() -> descriptor_pool.DescriptorPool:
    return descriptor_pool.DescriptorPool()


def _register(
    file_name: str, pool: descriptor_pool.DescriptorPool, official: Mapping[str, tuple[Path, ...]]
) -> None:
    """Add a file to `pool` after those that it imports."""
    try:
        pool.FindFileByName(file_name)
    except KeyError:
        serialized = _official_file(file_name, official) or _own_file(file_name)
        file = descriptor_pb2.FileDescriptorProto.FromString(serialized)
        for dependency in file.dependency:
            _register(dependency, pool, official)
        pool.AddSerializedFile(serialized)


def _own_file(file_name: str) -> bytes:
    """Our serialized descriptor, or the one that protobuf itself brings.

    Raises:
        TypeError: nobody has that file, as protobuf says it.
    """
    if file_name.startswith("google/protobuf/"):
        name = file_name.removesuffix(".proto").replace("/", ".") + "_pb2"
        serialized: bytes = importlib.import_module(name).DESCRIPTOR.serialized_pb
        return serialized
    try:
        return own_files()[file_name]
    except KeyError:
        msg = f"no descriptor of {file_name}"
        raise TypeError(msg) from None


@functools.cache
def own_files() -> Mapping[str, bytes]:
    """File name -> serialized FileDescriptorProto of everything under `protos/`."""
    data = resources.files("tfserve.apis").joinpath("descriptors.binpb").read_bytes()
    files = descriptor_pb2.FileDescriptorSet.FromString(data).file
    return {file.name: file.SerializeToString() for file in files}


@functools.cache
def _official_directories() -> Mapping[str, tuple[Path, ...]]:
    """First component of a proto file's name -> directories that may hold its `_pb2.py`.

    TensorFlow keeps `xla/...` below `compiler/`; older releases have `tsl/...` beside `core/`.
    """
    tensorflow = tuple(_package_directories("tensorflow"))
    serving = tuple(_package_directories("tensorflow_serving"))
    return {
        "tensorflow": tuple(directory.parent for directory in tensorflow),
        "tensorflow_serving": tuple(directory.parent for directory in serving),
        "tsl": tensorflow,
        "xla": tuple(directory / "compiler" for directory in tensorflow),
    }


def _package_directories(package: str) -> Iterator[Path]:
    """Where an installed top-level package lies; nothing is imported."""
    module = sys.modules.get(package)
    locations: Iterable[str] | None
    if module is not None:
        locations = getattr(module, "__path__", None)
    else:
        try:
            spec = importlib.util.find_spec(package)
        except (ImportError, ValueError):
            spec = None
        locations = spec.submodule_search_locations if spec is not None else None
    yield from map(Path, locations or ())


def _official_file(file_name: str, official: Mapping[str, tuple[Path, ...]]) -> bytes | None:
    """The serialized descriptor inside an installed package's generated module, if there is one."""
    for directory in official.get(file_name.partition("/")[0], ()):
        source = directory / (file_name.removesuffix(".proto") + "_pb2.py")
        try:
            tree = ast.parse(source.read_bytes())
        except (OSError, SyntaxError):
            continue
        for node in ast.walk(tree):
            if isinstance(node, ast.Call) and (found := _serialized_argument(node)):
                return found
    return None


def _serialized_argument(call: ast.Call) -> bytes | None:
    """The bytes in `pool.AddSerializedFile(b"...")`, or in `FileDescriptor(serialized_pb=b"...")`
    of old generators.
    """
    arguments: list[ast.expr] = []
    if isinstance(call.func, ast.Attribute) and call.func.attr == "AddSerializedFile":
        arguments = call.args
    elif isinstance(call.func, ast.Attribute) and call.func.attr == "FileDescriptor":
        arguments = [word.value for word in call.keywords if word.arg == "serialized_pb"]
    for argument in arguments:
        if isinstance(argument, ast.Constant) and isinstance(argument.value, bytes):
            return argument.value
    return None
