"""Where versions lie: the few operations that sources and loaders need of a file system."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import BinaryIO, Protocol

__all__ = ["Entry", "Storage"]


@dataclass(frozen=True, slots=True)
class Entry:
    """A child of a directory, or a file.

    Args:
        name: its last path component, not a path.
        is_directory: as seen through symbolic links.
        size_bytes: 0 for directories.
        fingerprint: changes when the content does (inode, size, mtime in ns; an ETag): compared,
            never ordered.
        changed_at: wall time of the last change to content or name, in seconds, as the storage
            tells it; None where it cannot. Good for recognising what has rested for long, and
            for nothing else.
    """

    name: str
    is_directory: bool
    size_bytes: int
    fingerprint: str
    changed_at: float | None = None


class Storage(Protocol):
    """Read access to base paths. Thread-safe; calls may be slow.

    Raises (all methods): NotFound for what is missing, PermissionDenied for what may not be read,
    Unavailable for anything that another try may cure.
    """

    def list(self, path: str) -> Sequence[Entry]:
        """The children of directory `path`, sorted by name.

        A link that leads nowhere (dangling, or a loop) is an entry that is no directory.
        """
        ...

    def stat(self, path: str) -> Entry:
        """What `path` itself is."""
        ...

    def walk(self, path: str) -> Sequence[tuple[str, Entry]]:
        """Every file below directory `path`: path relative to it, entry; sorted.

        Links to directories are followed; a link that leads nowhere is left out.
        """
        ...

    def open(self, path: str) -> BinaryIO:
        """The file for reading."""
        ...

    def materialize(self, path: str) -> str:
        """A local directory with the content of `path`; `path` itself where it is local."""
        ...

    def release(self, directory: str) -> None:
        """The directory that `materialize` gave is not needed any more; a copy may be removed.
        Never raises.
        """
        ...
