"""What one look at a model's base path has shown, and reading it from storage."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Hashable, Mapping
from dataclasses import dataclass, field
from typing import TypeAlias

from tfserve.core.storage import Entry, Storage
from tfserve.errors import ServingError

__all__ = ["Inspection", "Listing", "MissingPart", "Observation", "inspect", "list_base_path"]

MissingPart: TypeAlias = Callable[[str, Storage, str, Mapping[str, Entry]], "ServingError | None"]
"""Platform, storage, a version's directory, all files below it -> why it is not complete, None when
it is. Given from outside, so that knowledge of formats stays with the servables.
"""

# What rsync calls a file under way (.name.x7Yq2P), and what browsers and other copiers do.
_TEMPORARY = re.compile(r"\..+\.[A-Za-z0-9]{6}|.+\.(part|partial|filepart|crdownload|tmp)|.+~")


@dataclass(frozen=True, slots=True)
class Listing:
    """A base path's children, or why they cannot be seen."""

    children: tuple[Entry, ...] = ()
    error: ServingError | None = None


@dataclass(frozen=True, slots=True)
class Inspection:
    """What is inside the directory of a version that is not loaded.

    Args:
        fingerprint: of all its files; equal means that nothing has changed.
        changed_at: wall time of the latest change, in seconds; None when the storage cannot tell.
        has_temporary_files: whether a copy seems to be under way, by the names of files.
        problem: why the version is not complete, or cannot be read.
    """

    fingerprint: str
    changed_at: float | None = None
    has_temporary_files: bool = False
    problem: ServingError | None = None

    @property
    def was_seen(self) -> bool:
        """Whether the files could be looked at, whatever is wrong with them."""
        return self.problem is None or self.fingerprint != self.problem.status


@dataclass(frozen=True, slots=True)
class Observation:
    """How a model stands on storage, for those who wait for it.

    Args:
        aspired: versions in the newest list, highest first.
        problem: why there is nothing to serve; None when there is something, or soon may be.
        held_back: version -> why it is not aspired yet.
        changed: versions that serve although their files are other ones by now.
    """

    aspired: tuple[int, ...] = ()
    problem: ServingError | None = None
    held_back: Mapping[int, str] = field(default_factory=dict)
    changed: frozenset[int] = frozenset()

    @property
    def key(self) -> Hashable:
        """Equal for observations that say the same; each poll finds an error of its own."""
        problem = None if self.problem is None else self.problem.status
        return self.aspired, problem, frozenset(self.held_back.items()), self.changed


def list_base_path(storage: Storage, path: str) -> Listing:
    """The children of `path`."""
    try:
        return Listing(tuple(storage.list(path)))
    except ServingError as error:
        return Listing(error=error)


def inspect(
    storage: Storage, path: str, platform: str, missing_part: MissingPart, *, complete: str = ""
) -> Inspection:
    """Look into the version directory `path`.

    Args:
        storage: where `path` is.
        path: the version's directory.
        platform: the model's.
        missing_part: asked unless the files look as `complete` says.
        complete: the fingerprint with which nothing is missing, as far as known.
    """
    try:
        directory = storage.stat(path)
        files = storage.walk(path)
    except ServingError as error:
        return Inspection(error.status, problem=error)
    digest = hashlib.sha256()
    for name, entry in files:
        digest.update(f"{name}\0{entry.fingerprint}\0".encode(errors="surrogateescape"))
    times = [entry.changed_at for _, entry in files]
    if directory.changed_at is not None:  # else one that is only a part of names, on object stores
        times.append(directory.changed_at)
    known = [time for time in times if time is not None]
    fingerprint = digest.hexdigest()
    return Inspection(
        fingerprint=fingerprint,
        changed_at=max(known) if known and len(known) == len(times) else None,
        has_temporary_files=any(_TEMPORARY.fullmatch(entry.name) for _, entry in files),
        problem=None
        if fingerprint == complete
        else _problem(storage, path, platform, missing_part, dict(files)),
    )


def _problem(
    storage: Storage,
    path: str,
    platform: str,
    missing_part: MissingPart,
    files: Mapping[str, Entry],
) -> ServingError | None:
    try:
        return missing_part(platform, storage, path, files)
    except ServingError as error:
        return error
