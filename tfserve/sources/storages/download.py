"""Fetching all files of a version into a local directory, several parts at a time."""

from __future__ import annotations

import contextlib
import os
import threading
from collections import deque
from collections.abc import Callable, Sequence
from pathlib import Path

from tfserve.core.executor import ThreadExecutor
from tfserve.errors import Cancelled, DataLoss, Internal, ServingError, Unavailable
from tfserve.sources.storages.remote_file import RemoteFile, agrees
from tfserve.sources.storages.store import Store
from tfserve.sources.storages.version_cache import disk_errors

__all__ = ["Download"]

_PART_BYTES = 16 << 20  # times threads: what a download has in memory
_PATIENCE_S = 0.5  # how late a shutdown is noticed


class _Incoming:
    """A file that is being fetched."""

    def __init__(self, file: RemoteFile, path: Path, parts: int) -> None:
        self.file = file
        self.path = path
        self.parts_left = parts  # guarded by the download's condition


class Download:
    """One version's way to the disk; used once, by one thread.

    Each file is written beside its place, compared with the size and checksum that the store has
    told, synchronized and only then renamed to its name, so that a file that is there is whole: a
    later attempt at the same version fetches only the rest.

    Args:
        store: where from.
        uri: the version's directory.
        files: what is below it.
        directory: where to put them.
        scratch: for files under way, on the same file system.
        threads: parts that are fetched at the same time.
        is_given_up: whether to stop; asked twice a second.
    """

    def __init__(
        self,
        *,
        store: Store,
        uri: str,
        files: Sequence[RemoteFile],
        directory: Path,
        scratch: Path,
        threads: int,
        is_given_up: Callable[[], bool],
    ) -> None:
        self._store = store
        self._uri = uri
        self._files = files
        self._directory = directory
        self._scratch = scratch
        self._threads = threads
        self._is_given_up = is_given_up
        self._condition = threading.Condition()
        self._error: ServingError | None = None  # guarded by _condition
        self._workers = 0  # guarded by _condition
        self._parts: deque[tuple[_Incoming, int, int]] = deque()  # guarded by _condition

    def run(self) -> None:
        """Fetch what is missing.

        Raises:
            ServingError: the first thing that went wrong; DataLoss where what came is not what the
                store has promised, Cancelled when it was given up.
        """
        with disk_errors(self._scratch):
            self._scratch.mkdir(parents=True, exist_ok=True)
            for number, file in enumerate(self._files):
                if not self._is_there(file):
                    self._plan(file, self._scratch / str(number))
        self._work()
        if self._error is not None:
            raise self._error
        with contextlib.suppress(OSError):
            self._scratch.rmdir()

    def _is_there(self, file: RemoteFile) -> bool:
        path = self._directory / file.path
        path.parent.mkdir(parents=True, exist_ok=True)
        return path.is_file() and path.stat().st_size == file.entry.size_bytes

    def _plan(self, file: RemoteFile, path: Path) -> None:
        path.unlink(missing_ok=True)
        size = file.entry.size_bytes
        step = _PART_BYTES if self._store.reads_ranges else max(size, 1)
        starts = range(0, max(size, 1), step)
        incoming = _Incoming(file, path, len(starts))
        path.touch()
        self._parts.extend((incoming, start, min(start + step, size)) for start in starts)

    def _work(self) -> None:
        # Threads of its own: a store that hangs must not keep others' downloads waiting.
        self._workers = min(self._threads, len(self._parts))
        executor = ThreadExecutor("tfserve-fetch", max(1, self._workers))
        for _ in range(self._workers):
            executor.submit(self._fetch_parts)
        with self._condition:
            while self._workers:
                self._condition.wait(_PATIENCE_S)
                if self._error is None and self._is_given_up():
                    self._error = Cancelled("The server is shutting down")
                if self._error is not None:
                    break  # threads end after the part that they are at
        executor.close(0)

    def _fetch_parts(self) -> None:
        try:
            while (part := self._next()) is not None:
                self._fetch(*part)
        except ServingError as error:
            self._fail(error)
        except BaseException:
            self._fail(Internal(f"Fetching {self._uri} failed unexpectedly; see the log"))
            raise
        finally:
            with self._condition:
                self._workers -= 1
                self._condition.notify_all()

    def _next(self) -> tuple[_Incoming, int, int] | None:
        with self._condition:
            return self._parts.popleft() if self._parts and self._error is None else None

    def _fail(self, error: ServingError) -> None:
        with self._condition:
            self._error = self._error or error

    def _fetch(self, incoming: _Incoming, start: int, end: int) -> None:
        file = incoming.file
        if not self._store.reads_ranges:
            self._store.fetch(self._uri, file, str(incoming.path))
        elif end > start:
            content = self._store.read(self._uri, file, start, end)
            if len(content) != end - start:
                raise self._changed(file)
            with disk_errors(incoming.path), incoming.path.open("r+b") as target:
                target.seek(start)
                target.write(content)
        with self._condition:
            incoming.parts_left -= 1
            is_whole = not incoming.parts_left
        if is_whole:
            self._put(incoming)

    def _put(self, incoming: _Incoming) -> None:
        file, path = incoming.file, incoming.path
        with disk_errors(path):
            if path.stat().st_size != file.entry.size_bytes:
                raise self._changed(file)
            with path.open("r+b") as content:
                os.fsync(content.fileno())
                is_same = file.checksum is None or agrees(content, file.checksum)
        # Asked only now: mostly it need not be, and it costs a request.
        if not is_same and self._store.is_digest(self._uri, file):
            raise DataLoss(f"{self._uri}/{file.path}; what came is not what the store promised")
        with disk_errors(path):
            path.rename(self._directory / file.path)

    def _changed(self, file: RemoteFile) -> Unavailable:
        return Unavailable(f"{self._uri}/{file.path}; it changed while it was fetched")
