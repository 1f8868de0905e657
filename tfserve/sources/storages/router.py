"""The storage of any base path: local or remote, by its scheme."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, BinaryIO

from tfserve.core.storage import Entry, Storage
from tfserve.sources.storages.fsspec import FsspecStorage
from tfserve.sources.storages.uri import is_remote, local_path

if TYPE_CHECKING:
    from typing_extensions import Self

__all__ = ["StorageRouter"]


class StorageRouter:
    """Sends paths without a scheme, and `file://` ones, to the local file system, others to the
    remote storage. Thread-safe.

    Args:
        local: for paths of this machine.
        remote: for all others; closed with this.
    """

    def __init__(self, *, local: Storage, remote: FsspecStorage) -> None:
        self._local = local
        self._remote = remote

    def _of(self, path: str) -> tuple[Storage, str]:
        return (self._remote, path) if is_remote(path) else (self._local, local_path(path))

    def list(self, path: str) -> Sequence[Entry]:
        """The children of directory `path`, sorted by name."""
        storage, path = self._of(path)
        return storage.list(path)

    def stat(self, path: str) -> Entry:
        """What `path` itself is."""
        storage, path = self._of(path)
        return storage.stat(path)

    def walk(self, path: str) -> Sequence[tuple[str, Entry]]:
        """Every file below directory `path`."""
        storage, path = self._of(path)
        return storage.walk(path)

    def open(self, path: str) -> BinaryIO:
        """The file for reading."""
        storage, path = self._of(path)
        return storage.open(path)

    def materialize(self, path: str) -> str:
        """A local directory with the content of `path`."""
        storage, path = self._of(path)
        return storage.materialize(path)

    def release(self, directory: str) -> None:
        """What `materialize` gave is not needed any more; no matter for local paths."""
        self._remote.release(directory)

    def close(self) -> None:
        """End what the remote storage has under way. Idempotent."""
        self._remote.close()

    def __enter__(self) -> Self:
        """Itself."""
        return self

    def __exit__(self, *_: object) -> None:
        """Close."""
        self.close()
