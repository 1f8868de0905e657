"""Programs written against the official package names, run with our stubs.

`install()` makes `tensorflow_serving.apis` and `tensorflow_serving.config` importable from
`tfserve.apis` where the official package is absent. And

    python -m tfserve.compat client.py ARGS

runs a client of gRPC's first Python API unchanged: our stubs, which have `beta_create_..._stub`,
take the place of the official ones even where those are installed, and `grpc.beta` is provided
where grpcio has dropped it.
"""

from __future__ import annotations

import importlib
import importlib.util
import runpy
import sys
from collections.abc import Mapping, Sequence
from importlib.abc import Loader, MetaPathFinder
from importlib.machinery import ModuleSpec
from pathlib import Path
from types import MappingProxyType, ModuleType

__all__ = ["install"]

# Official name -> ours; None is an empty package. A package's modules follow its line.
SERVING: Mapping[str, str | None] = MappingProxyType(
    {
        "tensorflow_serving": None,
        "tensorflow_serving.apis": None,
        "tensorflow_serving.apis.": "tfserve.apis.",
        "tensorflow_serving.config": None,
        "tensorflow_serving.config.": "tfserve.apis.config.",
    }
)
GRPC_BETA: Mapping[str, str | None] = MappingProxyType(
    {
        "grpc.beta": None,
        "grpc.beta.implementations": "tfserve.apis._beta",
        "grpc.beta.interfaces": "grpc",  # StatusCode is what is used of it
        "grpc.framework": None,
        "grpc.framework.foundation": None,
        "grpc.framework.foundation.future": "tfserve.apis._beta",
        "grpc.framework.interfaces": None,
        "grpc.framework.interfaces.face": None,
        "grpc.framework.interfaces.face.face": "tfserve.apis._beta",
    }
)


def install() -> None:
    """Make `tensorflow_serving.apis` and `.config` importable, once and for this process.

    Installed packages of that name go first: this adds only what Python does not find otherwise,
    such as `session_service_pb2_grpc`, which the official package lacks. The modules are ours, so
    `tensorflow_serving.apis.predict_pb2 is tfserve.apis.predict_pb2`.
    """
    _add(SERVING, in_front=False)


def _add(names: Mapping[str, str | None], *, in_front: bool) -> None:
    finder = _Finder(names)
    if finder not in sys.meta_path:
        sys.meta_path.insert(0 if in_front else len(sys.meta_path), finder)


class _Finder(MetaPathFinder):
    """Finds modules under other names."""

    def __init__(self, names: Mapping[str, str | None]) -> None:
        self._names = names

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Finder) and other._names is self._names

    def __hash__(self) -> int:
        return hash(id(self._names))

    def find_spec(
        self,
        fullname: str,
        path: Sequence[str] | None = None,
        target: ModuleType | None = None,
    ) -> ModuleSpec | None:
        """A spec for a name of the table, None for all others."""
        del path, target
        if fullname in self._names:
            ours = self._names[fullname]
        else:
            package, _, module = fullname.rpartition(".")
            prefix = self._names.get(f"{package}.")
            ours = None if prefix is None else prefix + module
            if ours is None or importlib.util.find_spec(ours) is None:
                return None
        if ours is None:
            return ModuleSpec(fullname, _PackageLoader(), is_package=True)
        return ModuleSpec(fullname, _AliasLoader(ours))


class _PackageLoader(Loader):
    """Makes an empty package."""

    def exec_module(self, module: ModuleType) -> None:
        """Nothing to run."""


class _AliasLoader(Loader):
    """Gives a module a second name."""

    def __init__(self, name: str) -> None:
        self._name = name

    def exec_module(self, module: ModuleType) -> None:
        """Put the real module where the import system picks up the result."""
        sys.modules[module.__name__] = importlib.import_module(self._name)


def run(arguments: Sequence[str]) -> None:
    """Run a program as `python client.py ARGS` would.

    Args:
        arguments: path of the program, then its own arguments.
    """
    client = arguments[0]
    _add(SERVING, in_front=True)
    importlib.import_module("tfserve.apis._beta")  # which looks whether grpcio has the old names
    _add(GRPC_BETA, in_front=False)
    sys.argv = list(arguments)
    sys.path[0] = str(Path(client).resolve().parent)
    runpy.run_path(client, run_name="__main__")


if __name__ == "__main__":
    if len(sys.argv) < 2:
        sys.exit("usage: python -m tfserve.compat client.py ARGS")
    run(sys.argv[1:])
