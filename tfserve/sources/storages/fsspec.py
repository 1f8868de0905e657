"""Base paths on object stores, web servers and HDFS, through fsspec."""

from __future__ import annotations

import io
import logging
import tempfile
import threading
from collections.abc import Sequence
from pathlib import Path
from typing import BinaryIO, cast

from tfserve.core.storage import Entry
from tfserve.errors import ServingError, Unavailable
from tfserve.sources.storages.download import Download
from tfserve.sources.storages.http_store import HttpStore
from tfserve.sources.storages.io_loop import IoLoop
from tfserve.sources.storages.libraries import library_of
from tfserve.sources.storages.remote_file import RemoteFile
from tfserve.sources.storages.store import Store
from tfserve.sources.storages.uri import scheme_of, shown
from tfserve.sources.storages.version_cache import Fetching, VersionCache

__all__ = ["FsspecStorage"]

_log = logging.getLogger(__name__)

_SMALL_BYTES = 8 << 20  # read at once when it is opened
_BLOCK_BYTES = 1 << 20
_ATTEMPTS = 3  # at a version that changes while it is fetched
_CLOSE_S = 2.0


class FsspecStorage:
    """Remote directories; versions are fetched into a cache to be loaded. Thread-safe.

    Each scheme has an event loop of its own, which starts with its first base path.

    Args:
        cache: where versions go.
        fetch_threads: parts of one version that are fetched at the same time.
    """

    def __init__(self, *, cache: VersionCache, fetch_threads: int = 8) -> None:
        self._cache = cache
        self._fetch_threads = fetch_threads
        self._lock = threading.Lock()
        self._stores: dict[str, tuple[IoLoop, Store]] = {}  # guarded by _lock; by scheme
        self._is_closed = False

    def list(self, path: str) -> Sequence[Entry]:
        """The children of directory `path`, sorted by name."""
        return self._store(path).list(path)

    def stat(self, path: str) -> Entry:
        """What `path` itself is."""
        return self._store(path).stat(path)

    def walk(self, path: str) -> Sequence[tuple[str, Entry]]:
        """Every file below directory `path`."""
        return [(file.path, file.entry) for file in self._store(path).find(path)]

    def open(self, path: str) -> BinaryIO:
        """The file for reading; a large one is read as far as it is asked for."""
        store = self._store(path)
        file = store.file(path)
        directory = path.rpartition("/")[0]
        if not store.reads_ranges:
            return self._fetched(store, directory, file)
        reader = _RangeReader(store, directory, file)
        if file.entry.size_bytes <= _SMALL_BYTES:
            return io.BytesIO(reader.readall())
        return cast("BinaryIO", io.BufferedReader(reader, _BLOCK_BYTES))

    def _fetched(self, store: Store, directory: str, file: RemoteFile) -> BinaryIO:
        with tempfile.NamedTemporaryFile(prefix="tfserve-") as copy:
            store.fetch(directory, file, copy.name)
            return Path(copy.name).open("rb")

    def materialize(self, path: str) -> str:
        """A local directory with the content of `path`, in use until it is released.

        Fetched unless the same content was before. A version that changes meanwhile is fetched
        anew. Several versions may be fetched at the same time.
        """
        store = self._store(path)
        files = store.find(path)
        for _ in range(_ATTEMPTS):
            acquired = self._cache.acquire(path, files)
            if isinstance(acquired, str):
                return acquired
            try:
                found = self._fetch(store, path, files, acquired)
            except BaseException:
                self._cache.abandon(acquired)
                raise
            if found == files:
                return self._cache.finish(acquired, path, files)
            self._cache.abandon(acquired)
            files = found
        raise Unavailable(f"{shown(path)}; it changes faster than it can be fetched")

    def _fetch(
        self, store: Store, path: str, files: Sequence[RemoteFile], fetching: Fetching
    ) -> Sequence[RemoteFile]:
        """Fetch the files; what there is afterwards, for whoever wants to know what has changed."""
        self._cache.evict(needed_bytes=sum(file.entry.size_bytes for file in files))
        _log.info("Fetching %s: %d files", shown(path), len(files))
        download = Download(
            store=store,
            uri=path,
            files=files,
            directory=self._cache.content(fetching, path),
            scratch=fetching.directory / "incoming",
            threads=self._fetch_threads,
            is_given_up=lambda: self._is_closed,
        )
        try:
            download.run()
        except ServingError:
            found = store.find(path)
            if found == files:
                raise
            return found  # no wonder
        return store.find(path)

    def release(self, directory: str) -> None:
        """What `materialize` gave is not needed any more."""
        self._cache.release(directory)

    def _store(self, uri: str) -> Store:
        scheme = scheme_of(uri)
        library = library_of(uri)
        with self._lock:
            if self._is_closed:
                raise Unavailable("The server is shutting down")
            if scheme not in self._stores:
                io_loop = IoLoop(f"tfserve-{scheme}")
                cls = HttpStore if scheme in ("http", "https") else Store
                store = cls(io=io_loop, reads_ranges=library.reads_ranges)
                self._stores[scheme] = (io_loop, store)
            return self._stores[scheme][1]

    def close(self) -> bool:
        """Give up what is under way and end the loops; False when one did not end. Idempotent."""
        with self._lock:
            self._is_closed = True
            stores = list(self._stores.values())
            self._stores.clear()
        for _, store in stores:
            store.close()
        have_ended = [io_loop.close(_CLOSE_S) for io_loop, _ in stores]
        return all(have_ended)


class _RangeReader(io.RawIOBase):
    """A remote file for `io.BufferedReader`; one request for each read."""

    def __init__(self, store: Store, directory: str, file: RemoteFile) -> None:
        self._store = store
        self._directory = directory
        self._file = file
        self._at = 0

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def tell(self) -> int:
        return self._at

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        base = {io.SEEK_SET: 0, io.SEEK_CUR: self._at, io.SEEK_END: self._file.entry.size_bytes}
        self._at = max(0, base[whence] + offset)
        return self._at

    def readinto(self, buffer: object) -> int:
        view = memoryview(buffer).cast("B")  # type: ignore[arg-type]  # any writable buffer
        end = min(self._at + len(view), self._file.entry.size_bytes)
        if end <= self._at:
            return 0
        content = self._store.read(self._directory, self._file, self._at, end)
        view[: len(content)] = content
        self._at += len(content)
        return len(content)

    def readall(self) -> bytes:
        start, self._at = self._at, self._file.entry.size_bytes
        if start >= self._at:
            return b""
        return self._store.read(self._directory, self._file, start, self._at)
