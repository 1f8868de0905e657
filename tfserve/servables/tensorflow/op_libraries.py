"""Op libraries: loading them from files and packages, and telling who has a missing op."""

from __future__ import annotations

import importlib.util
import mmap
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path

from tfserve.errors import FailedPrecondition, NotFound, ServingError

__all__ = ["load_op_libraries", "package_of_op"]

# Op names, or how they begin, of packages that models are known to come from.
_PACKAGES: Mapping[str, tuple[str, ...]] = {
    "tensorflow_text": (
        "TFText>", "CaseFoldUTF8", "ConstrainedSequence", "FastBertNormalize", "FastSentencepiece",
        "FastWordpiece", "MaxSpanningTree", "NormalizeUTF8", "PhraseTokenize", "RegexSplit",
        "RougeL", "SentenceFragments", "Sentencepiece", "SplitMerge", "StateBasedSentenceBreaker",
        "UnicodeScriptTokenize", "WhitespaceTokenize", "WordpieceTokenize",
    ),
    "tensorflow_addons": ("Addons>",),
    "tensorflow_io": ("IO>",),
    "tensorflow_recommenders_addons": ("TFRA>",),
    "tensorflow_decision_forests": ("SimpleML",),
    "keras_cv": ("KerasCV>",),
    "struct2tensor": ("DecodeProtoSparse", "DecodeProtoMap", "EquiJoinIndices"),
    "tensorflow_quantum": ("Tfq",),
}  # fmt: skip

# A string in a package's Python that names a library; what loads it there is too varied to follow.
_LIBRARY_NAME = re.compile(r"""["']([\w./-]+\.so)["']""")
_EXTENSION_MODULE = b"PyInit_"  # a Python extension; loading one as an op library does harm


def load_op_libraries(
    paths: Sequence[str], packages: Sequence[str], *, load: Callable[[str], object]
) -> tuple[str, ...]:
    """Load op libraries into this process, for all its sessions and until it ends.

    Args:
        paths: libraries, or directories whose `*.so` are libraries.
        packages: importable packages; their libraries are loaded, the packages are not imported.
        load: loads the library at a path; raises ServingError.

    Returns:
        The files that were loaded, in order; loading one again does no harm.

    Raises:
        NotFound: a path or package does not exist, or holds no library; the text names the flag.
        FailedPrecondition: a library does not load, for instance made for another TensorFlow.
    """
    libraries = [library for path in paths for library in _at(path)]
    libraries += [library for package in packages for library in _in_package(package)]
    for library in libraries:
        try:
            load(str(library))
        except ServingError as error:
            text = f"Cannot load op library {library}: {error.message}"
            raise FailedPrecondition(text) from error
    return tuple(map(str, libraries))


def package_of_op(op: str) -> str | None:
    """The importable package that is known, or found, to have `op`; None when nobody knows.

    Looks into the libraries of installed packages first: they are the truth; the table helps where
    the package is not installed.
    """
    by_name = [
        package for package, names in _PACKAGES.items() if any(op.startswith(n) for n in names)
    ]
    others = [package for package in _PACKAGES if package not in by_name]
    for package in by_name + others:
        if any(_mentions(library, op) for library in _libraries_of(package)):
            return package
    return by_name[0] if by_name else None


def _at(path: str) -> Sequence[Path]:
    found = Path(path)
    libraries = sorted(found.glob("*.so")) if found.is_dir() else [found]
    if not libraries or not libraries[0].exists():
        raise NotFound(
            f"--custom_op_paths: there is no op library at {path}",
            details={"flag": "custom_op_paths"},
        )
    return libraries


def _in_package(package: str) -> Sequence[Path]:
    if _root(package) is None:
        raise NotFound(
            f"--custom_op_packages: there is no package {package}: pip install it beside the "
            "server",
            details={"flag": "custom_op_packages"},
        )
    libraries = _libraries_of(package)
    if not libraries:
        raise NotFound(
            f"--custom_op_packages: package {package} has no op libraries",
            details={"flag": "custom_op_packages"},
        )
    return libraries


def _root(package: str) -> Path | None:
    """The directory of a top-level package, found without importing it."""
    if not package.isidentifier():  # a dotted name would import its parents
        return None
    spec = importlib.util.find_spec(package)
    if spec is None or not spec.submodule_search_locations:
        return None
    return Path(spec.submodule_search_locations[0])


def _libraries_of(package: str) -> Sequence[Path]:
    """The files that the package's own Python names as libraries, extension modules left out."""
    root = _root(package)
    if root is None:
        return ()
    named = frozenset(_named_libraries(root))
    return [
        library
        for library in sorted(root.rglob("*.so"))
        if library.name in named and not _contains(library, _EXTENSION_MODULE)
    ]


def _named_libraries(root: Path) -> Iterator[str]:
    for source in root.rglob("*.py"):
        for name in _LIBRARY_NAME.findall(source.read_text(errors="replace")):
            yield Path(name).name


def _mentions(library: Path, op: str) -> bool:
    """Whether the name stands in the library as a whole string, as registering an op leaves it."""
    return _contains(library, b"\0" + op.encode() + b"\0")


def _contains(library: Path, needle: bytes) -> bool:
    with library.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as view:
        return view.find(needle) >= 0
