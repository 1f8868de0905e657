"""Versions of remote models as directories on a local disk."""

from __future__ import annotations

import contextlib
import errno
import fcntl
import hashlib
import json
import logging
import os
import shutil
import threading
import uuid
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tfserve.errors import FailedPrecondition, ResourceExhausted, ServingError, of_os_error
from tfserve.sources.storages.remote_file import RemoteFile
from tfserve.sources.storages.uri import shown

__all__ = ["Fetching", "VersionCache", "disk_errors"]

_log = logging.getLogger(__name__)

_MANIFEST = "manifest.json"
_NAMES = ("versions", "partial", "locks", "trash")
_FULL = frozenset({errno.ENOSPC, errno.EDQUOT})


@contextmanager
def disk_errors(path: Path) -> Iterator[None]:
    """What goes wrong on the local disk, in our words.

    Raises:
        ResourceExhausted: it is full.
        ServingError: anything else.
    """
    try:
        yield
    except OSError as error:
        flag = {"flag": "model_cache_dir"}
        if error.errno in _FULL:
            raise ResourceExhausted(f"No space left for models in {path}", details=flag) from error
        raise of_os_error(error, str(path)) from error


@dataclass(frozen=True, slots=True)
class Fetching:
    """A version on its way into the cache; only its holder may touch its directory.

    Args:
        key: identifies the version and its content.
        directory: its own; `VersionCache.content` tells where in it files are to be put.
        lock: open file that is locked; no other process fetches the same.
    """

    key: str
    directory: Path
    lock: int


class VersionCache:
    """Keeps what was fetched, up to a size. Thread-safe; processes may share a directory.

    `<directory>/versions/<key>/` has a manifest and the version, and comes into being by one
    rename when all is there; `partial/<key>/` is what is being fetched. Whoever uses a version, or
    fetches it, has `locks/<key>` locked, shared or alone; the system lets go of it when a process
    dies. Locks are taken, and versions evicted, under the lock of the whole cache.

    Args:
        directory: made when it is first needed, for this user only.
        max_bytes: of all versions together; beyond it those not in use go, least recently used
            first. Those in use always stay. 0 keeps only what is in use.
    """

    def __init__(self, directory: str, *, max_bytes: int) -> None:
        self.directory = Path(directory)
        self._max_bytes = max_bytes
        self._lock = threading.Lock()
        self._is_prepared = False  # guarded by _lock
        self._in_use: dict[str, list[int]] = {}  # guarded by _lock; directory -> locked files

    def acquire(self, uri: str, files: Sequence[RemoteFile]) -> str | Fetching:
        """The directory of the version with exactly these files, in use until it is released; or,
        where it is not there, leave to fetch it, which has to be finished or abandoned.
        """
        key = _key(uri, files)
        with self._changing() as trash:
            lock = self._lock_of(key, fcntl.LOCK_SH)
            if lock is not None:
                directory = self._complete(key, uri)
                if directory is not None:
                    self._in_use.setdefault(directory, []).append(lock)
                    return directory
                os.close(lock)
                lock = self._lock_of(key, fcntl.LOCK_EX)
            if lock is None:  # another process fetches it: this one does so, too
                key = f"{key}-{uuid.uuid4().hex[:8]}"
                lock = self._lock_of(key, fcntl.LOCK_EX)
            if lock is None:
                raise FailedPrecondition(f"{self.directory} cannot be locked")
            trash.extend(self._discard(self._path("versions", key)))  # it is not whole
            directory_of = self._path("partial", key)
            directory_of.mkdir(exist_ok=True)
            return Fetching(key, directory_of, lock)

    def content(self, fetching: Fetching, uri: str) -> Path:
        """Where the files of a version that is being fetched are to be put."""
        path = _content(fetching.directory, uri)
        with disk_errors(path):
            path.mkdir(parents=True, exist_ok=True)
        return path

    def finish(self, fetching: Fetching, uri: str, files: Sequence[RemoteFile]) -> str:
        """All files are in place, synchronized: let the version appear, in use until released."""
        manifest = {
            "uri": shown(uri),
            "files": {file.path: file.entry.size_bytes for file in files},
        }
        with disk_errors(self.directory):
            _write(fetching.directory / _MANIFEST, json.dumps(manifest, indent=1).encode())
            for directory in (each[0] for each in os.walk(fetching.directory)):
                _sync(Path(directory))
            target = self._path("versions", fetching.key)
            with self._changing():
                fetching.directory.rename(target)
                _sync(target.parent)
                fcntl.flock(fetching.lock, fcntl.LOCK_SH)
                directory = str(_content(target, uri))
                self._in_use.setdefault(directory, []).append(fetching.lock)
        self.evict()
        return directory

    def abandon(self, fetching: Fetching) -> None:
        """Not all came; what did is found again by the next attempt."""
        os.close(fetching.lock)

    def release(self, directory: str) -> None:
        """One user less; what nobody uses may be evicted. Unknown directories are passed over."""
        with self._lock:
            locks = self._in_use.get(directory)
            if not locks:
                return
            os.close(locks.pop())
            if not locks:
                del self._in_use[directory]
        with contextlib.suppress(OSError):
            os.utime(Path(directory).parent.parent / _MANIFEST)
        self.evict()

    def evict(self, *, needed_bytes: int = 0) -> None:
        """Remove what is not in use until `needed_bytes` more fit into the bound."""
        with contextlib.suppress(ServingError), self._changing() as trash:
            kept = sorted(self._versions())
            total = needed_bytes + sum(size for _, size, _ in kept)
            for _, size, key in kept:
                if total <= self._max_bytes:
                    break
                if self._discard_unused(key, trash):
                    _log.info("Model cache: removed %s, which nothing uses", key)
                    total -= size

    # On the disk, under the lock of the cache

    @contextmanager
    def _changing(self) -> Iterator[list[Path]]:
        """Hold the lock; afterwards remove what was put into the list that is yielded."""
        trash: list[Path] = []
        with disk_errors(self.directory), self._lock:
            self._prepare()
            with (self.directory / "lock").open("a") as file:
                fcntl.flock(file, fcntl.LOCK_EX)
                yield trash
        for path in trash:
            shutil.rmtree(path, ignore_errors=True)

    def _prepare(self) -> None:
        if self._is_prepared:
            return
        self.directory.mkdir(mode=0o700, parents=True, exist_ok=True)
        if self.directory.stat().st_uid != os.geteuid():
            raise FailedPrecondition(
                f"{self.directory} belongs to another user, who could change models in it",
                details={"flag": "model_cache_dir"},
            )
        for name in _NAMES:
            (self.directory / name).mkdir(exist_ok=True)
        for path in (self.directory / "trash").iterdir():  # of a process that died meanwhile
            shutil.rmtree(path, ignore_errors=True)
        self._is_prepared = True

    def _path(self, kind: str, key: str) -> Path:
        return self.directory / kind / key

    def _lock_of(self, key: str, kind: int) -> int | None:
        lock = os.open(self._path("locks", key), os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        try:
            fcntl.flock(lock, kind | fcntl.LOCK_NB)
        except BlockingIOError:
            os.close(lock)
            return None
        return lock

    def _complete(self, key: str, uri: str) -> str | None:
        """The version's directory, if no file was removed or cut off since it was fetched."""
        path = self._path("versions", key)
        sizes = _sizes(path)
        if sizes is None:
            return None
        content = _content(path, uri)
        for name, size in sizes.items():
            file = content / name
            if not file.is_file() or file.stat().st_size != size:
                return None
        os.utime(path / _MANIFEST)
        return str(content)

    def _versions(self) -> Iterator[tuple[float, int, str]]:
        """When last used, size in bytes, key; fetches given up long ago among them."""
        for kind in ("versions", "partial"):
            for path in (self.directory / kind).iterdir():
                sizes = _sizes(path)
                size = sum(sizes.values()) if sizes is not None else _disk_bytes(path)
                marker = path / _MANIFEST
                yield (marker if marker.exists() else path).stat().st_mtime, size, path.name

    def _discard_unused(self, key: str, trash: list[Path]) -> bool:
        lock = self._lock_of(key, fcntl.LOCK_EX)
        if lock is None:
            return False
        try:
            for kind in ("versions", "partial"):
                trash.extend(self._discard(self._path(kind, key)))
            self._path("locks", key).unlink(missing_ok=True)
        finally:
            os.close(lock)
        return True

    def _discard(self, path: Path) -> Sequence[Path]:
        if not path.exists():
            return ()
        target = self._path("trash", uuid.uuid4().hex)
        path.rename(target)
        return (target,)


def _key(uri: str, files: Sequence[RemoteFile]) -> str:
    digest = hashlib.sha256(uri.encode())
    for file in files:
        digest.update(f"\0{file.path}\0{file.entry.fingerprint}".encode(errors="surrogateescape"))
    return digest.hexdigest()[:32]


def _content(path: Path, uri: str) -> Path:
    """Ends in the version's own name, so that log lines of frameworks can be understood."""
    return path / "content" / (uri.rstrip("/").rpartition("/")[2] or "version")


def _sizes(path: Path) -> dict[str, int] | None:
    try:
        manifest = json.loads((path / _MANIFEST).read_bytes())
        return {str(name): int(size) for name, size in manifest["files"].items()}
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return None


def _disk_bytes(path: Path) -> int:
    return sum(each.stat().st_size for each in path.rglob("*") if each.is_file())


def _write(path: Path, content: bytes) -> None:
    with path.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())


def _sync(directory: Path) -> None:
    descriptor = os.open(directory, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
