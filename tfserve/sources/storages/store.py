"""Reading a store through its fsspec library: bounded calls, our values, our errors."""

from __future__ import annotations

import threading
import weakref
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from tfserve.core.storage import Entry
from tfserve.errors import FailedPrecondition, NotFound
from tfserve.sources.storages.io_loop import IoLoop
from tfserve.sources.storages.libraries import library_of
from tfserve.sources.storages.remote_file import RemoteFile, entry_of, remote_file
from tfserve.sources.storages.store_errors import store_errors
from tfserve.sources.storages.uri import scheme_of, shown

__all__ = ["OpenFileSystem", "Store"]

OpenFileSystem = Callable[[str, Any], Any]
"""URI and event loop -> fsspec file system; raises FailedPrecondition where it is not installed."""

_LIST_S = 60.0  # the library's own further tries, after SlowDown and the like, are within
_FETCH_S = 120.0  # one part of a file


def _open_file_system(uri: str, loop: Any) -> Any:
    return library_of(uri).open(uri, loop)


class Store:
    """The stores of one scheme. Thread-safe; every call ends after a bounded time where the library
    is an asynchronous one (all but HDFS). Raises ServingErrors only.

    Args:
        io: the loop that calls run on; owned by the caller.
        reads_ranges: whether parts of files can be read.
        open_file_system: opens the library.
    """

    def __init__(
        self,
        *,
        io: IoLoop,
        reads_ranges: bool = True,
        open_file_system: OpenFileSystem = _open_file_system,
    ) -> None:
        self.reads_ranges = reads_ranges
        self._io = io
        self._open_file_system = open_file_system
        self._lock = threading.Lock()
        self._file_systems: dict[str, Any] = {}  # guarded by _lock; by authority

    def list(self, uri: str) -> Sequence[Entry]:
        """The children of `uri`, sorted by name: one request, and one more for each 1,000."""
        with store_errors(uri):
            file_system = self.file_system(uri)
            key = self.key_of(file_system, uri)
            found = self.call(file_system, "ls", key, detail=True)
        below = (info for info in found if info["name"].rstrip("/") != key)
        entries = [entry_of(info["name"], info) for info in below]
        if not entries and any(info.get("type") == "file" for info in found):
            raise FailedPrecondition(f"{shown(uri)}; Not a directory")
        return sorted(entries, key=lambda entry: entry.name)

    def stat(self, uri: str) -> Entry:
        """What `uri` is."""
        with store_errors(uri):
            file_system = self.file_system(uri)
            key = self.key_of(file_system, uri)
            return entry_of(key, self.call(file_system, "info", key))

    def find(self, uri: str) -> Sequence[RemoteFile]:
        """Every file below `uri`, sorted by path: one request for each 1,000 on object stores."""
        with store_errors(uri):
            file_system = self.file_system(uri)
            key = self.key_of(file_system, uri)
            if _is_hdfs(file_system):
                found = _found_by_lists(file_system, key)
            else:
                found = self.call(file_system, "find", key, detail=True)
        files = _files(key, found)
        if not files:
            if key in found:
                raise FailedPrecondition(f"{shown(uri)}; Not a directory")
            raise NotFound(f"{shown(uri)}; No such file or directory")
        return files

    def file(self, uri: str) -> RemoteFile:
        """The file `uri`, by its name."""
        with store_errors(uri):
            file_system = self.file_system(uri)
            key = self.key_of(file_system, uri)
            info = self.call(file_system, "info", key)
        if info.get("type") == "directory":
            raise FailedPrecondition(f"{shown(uri)}; Is a directory")
        return remote_file(uri.rstrip("/").rpartition("/")[2], key, info)

    def read(self, uri: str, file: RemoteFile, start: int, end: int) -> bytes:
        """The bytes from `start` up to `end` of a file below `uri`."""
        with store_errors(f"{uri}/{file.path}"):
            file_system = self.file_system(uri)
            options: dict[str, Any] = {"start": start, "end": end, "timeout_s": _FETCH_S}
            if _is_hdfs(file_system):
                options["seekable"] = True  # else a part from the very beginning cannot be read
            content = self.call(file_system, "cat_file", file.key, **options)
        return bytes(content)

    def fetch(self, uri: str, file: RemoteFile, local_path: str) -> None:
        """Write the whole file to `local_path`, in one stream."""
        with store_errors(f"{uri}/{file.path}"):
            file_system = self.file_system(uri)
            # As long as bytes come it may go on: the library ends it when none do.
            rate = 1 << 20
            timeout_s = _FETCH_S + file.entry.size_bytes / rate
            self.call(file_system, "get_file", file.key, local_path, timeout_s=timeout_s)

    def is_digest(self, uri: str, file: RemoteFile) -> bool:
        """Whether the file's checksum is really one of its content: an S3 ETag is not where the
        object is encrypted with keys of its own.
        """
        if file.checksum is None or file.checksum.kind != "md5-etag":
            return True
        with store_errors(f"{uri}/{file.path}"):
            file_system = self.file_system(uri)
            bucket, key, _ = file_system.split_path(file.key)
            head = self.call(file_system, "call_s3", "head_object", Bucket=bucket, Key=key)
        encryption = head.get("ServerSideEncryption", "AES256")
        return encryption == "AES256" and "SSECustomerAlgorithm" not in head

    def key_of(self, file_system: Any, uri: str) -> str:
        """What the library calls `uri`."""
        return str(type(file_system)._strip_protocol(uri)).rstrip("/")  # noqa: SLF001 - fsspec's seam

    def file_system(self, uri: str) -> Any:
        """The library's object for the authority of `uri`."""
        authority = f"{scheme_of(uri)}://{uri.partition('://')[2].partition('/')[0]}"
        with self._lock:
            file_system = self._file_systems.get(authority)
        if file_system is None:  # two threads may both open one: harmless, and no lock is held
            made = self._open_file_system(uri, self._io.loop)
            with self._lock:
                file_system = self._file_systems.setdefault(authority, made)
        return file_system

    def call(
        self, file_system: Any, name: str, *args: Any, timeout_s: float = _LIST_S, **options: Any
    ) -> Any:
        """What the library's method `name` returns."""
        if not _is_hdfs(file_system):
            function = getattr(file_system, f"_{name}")
            return self._io.call(function, *args, timeout_s=timeout_s, **options)
        return getattr(file_system, name)(*args, **options)

    def close(self) -> None:
        """Let go of connections; called before the loop is closed."""
        with self._lock:
            opened = list(self._file_systems.values())
            self._file_systems.clear()
        for each in opened:
            _close_sessions(self._io, each)


def _is_hdfs(file_system: Any) -> bool:
    """Whether it is the one library whose calls are not asynchronous."""
    return not getattr(file_system, "async_impl", False)


def _found_by_lists(file_system: Any, key: str) -> Mapping[str, Mapping[str, Any]]:
    """What HDFS has below `key`; the library's own `find` leaves out what it cannot list, be it
    everything.
    """
    found: dict[str, Mapping[str, Any]] = {}
    directories = [key]
    while directories:
        for info in file_system.ls(directories.pop(), detail=True):
            if info["type"] == "directory":
                directories.append(info["name"])
            else:
                found[info["name"]] = info
    return found


def _files(key: str, found: Mapping[str, Mapping[str, Any]]) -> Sequence[RemoteFile]:
    files = [
        remote_file(name[len(key) + 1 :], name, info)
        for name, info in found.items()
        # Consoles make objects whose names end with / to stand for directories.
        if info.get("type") != "directory" and not name.endswith("/") and name != key
    ]
    return sorted(files, key=lambda file: file.path)


_CLOSE_S = 1.0


def _close_sessions(io: IoLoop, file_system: Any) -> None:
    """s3fs and adlfs have a client, the others an aiohttp session; none has a public way to close
    it.
    """
    _forget_finalizers(file_system)

    async def close() -> None:
        service = getattr(file_system, "service_client", None)
        if service is not None:
            await service.close()
        client = getattr(file_system, "_s3", None)
        if client is not None:
            await client.__aexit__(None, None, None)
        session = getattr(file_system, "_session", None)
        if session is not None and hasattr(session, "closed"):
            await session.close()

    with store_errors("closing"):
        io.call(close, timeout_s=_CLOSE_S)


def _forget_finalizers(file_system: Any) -> None:
    """Keep what adlfs wants to be done when the process ends from being tried: it needs the loop,
    which is closed by then, and would write its failure to the log.
    """
    for finalizer in list(getattr(weakref.finalize, "_registry", ())):
        alive = finalizer.peek()
        if alive is not None and alive[0] is file_system:
            finalizer.detach()
