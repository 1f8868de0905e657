"""Base paths on local and mounted file systems."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import BinaryIO

from tfserve.core.storage import Entry
from tfserve.errors import InvalidArgument, of_os_error

__all__ = ["LocalStorage"]


class LocalStorage:
    """The operating system's own file system, links followed. Thread-safe."""

    def list(self, path: str) -> Sequence[Entry]:
        """The children of directory `path`, sorted by name."""
        with _os_errors(path), os.scandir(path) as children:
            return sorted((_entry_or_broken(child) for child in children), key=_by_name)

    def stat(self, path: str) -> Entry:
        """What `path` itself is."""
        with _os_errors(path):
            return _entry(os.path.basename(path.rstrip("/")) or "/", os.stat(path))

    def walk(self, path: str) -> Sequence[tuple[str, Entry]]:
        """Every file below directory `path`; files that vanish meanwhile are left out."""
        return sorted(_walk(path, "", ()))

    def open(self, path: str) -> BinaryIO:
        """The file for reading."""
        with _os_errors(path):
            return open(path, "rb")

    def materialize(self, path: str) -> str:
        """`path` itself."""
        return path

    def release(self, directory: str) -> None:
        """Nothing to remove."""


@contextmanager
def _os_errors(path: str) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise of_os_error(error, path) from error
    except ValueError as error:  # a zero byte in the name
        raise InvalidArgument(f"{path!r}; {error}") from error


def _by_name(entry: Entry) -> str:
    return entry.name


def _entry(name: str, status: os.stat_result) -> Entry:
    is_directory = stat.S_ISDIR(status.st_mode)
    return Entry(
        name=name,
        is_directory=is_directory,
        size_bytes=0 if is_directory else status.st_size,
        fingerprint=f"{status.st_dev}:{status.st_ino}:{status.st_size}:{status.st_mtime_ns}",
        # Not the mtime, which tar, rsync and `cp -p` set to that of the original.
        changed_at=status.st_ctime,
    )


def _entry_or_broken(child: os.DirEntry[str]) -> Entry:
    try:
        return _entry(child.name, child.stat())
    except OSError as error:
        reason = of_os_error(error, child.path).message
        return Entry(child.name, is_directory=False, size_bytes=0, fingerprint=reason)


def _walk(root: str, below: str, above: tuple[tuple[int, int], ...]) -> Iterator[tuple[str, Entry]]:
    directory = os.path.join(root, below) if below else root
    with _os_errors(directory):
        here = os.stat(directory)
        identity = (here.st_dev, here.st_ino)
        if identity in above:
            return  # a link to a directory that we are in
        with os.scandir(directory) as scan:
            children = list(scan)
    for child in children:
        name = os.path.join(below, child.name)
        try:
            status = child.stat()
        except OSError:
            continue  # gone meanwhile, or a link that leads nowhere
        if stat.S_ISDIR(status.st_mode):
            yield from _walk(root, name, (*above, identity))
        else:
            yield name, _entry(child.name, status)
