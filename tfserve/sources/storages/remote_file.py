"""One file of a remote directory, and what its store says about its content."""

from __future__ import annotations

import base64
import binascii
import datetime as dt
import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass
from email.utils import parsedate_to_datetime
from typing import Any, BinaryIO

from tfserve.core.storage import Entry
from tfserve.errors import DataLoss

__all__ = ["Checksum", "RemoteFile", "agrees", "checked_name", "entry_of", "remote_file"]

_MD5 = re.compile(r'"?([0-9a-f]{32})"?')
_CHUNK_BYTES = 1 << 20
# What tells two contents of one name apart, by store: S3, GCS, Azure, HTTP, HDFS.
_IDENTITY = ("generation", "ETag", "etag", "md5Hash", "checksum", "mtime_ns")
_TIMES = ("LastModified", "updated", "last_modified", "Last-Modified", "mtime", "modificationTime")


@dataclass(frozen=True, slots=True)
class Checksum:
    """A digest of a whole file.

    Args:
        kind: `md5`, `md5-etag` (of S3, which is no MD5 where the store encrypts with its own keys)
            or `crc32c`.
        digest: as bytes.
    """

    kind: str
    digest: bytes


@dataclass(frozen=True, slots=True)
class RemoteFile:
    """A file below a directory.

    Args:
        path: relative to the directory, `/` between parts; never leads out of it.
        key: what the store's library calls it.
        entry: size, fingerprint, time.
        checksum: where the store gives one.
    """

    path: str
    key: str
    entry: Entry
    checksum: Checksum | None


def checked_name(path: str) -> str:
    """`path` if it stays inside the directory that it is relative to.

    Raises:
        DataLoss: it does not; object stores allow any name.
    """
    if any(part in ("", ".", "..") or "\0" in part for part in path.split("/")):
        raise DataLoss(f"The store has an object whose name is no path of a file: {path!r}")
    return path


def remote_file(path: str, key: str, info: Mapping[str, Any]) -> RemoteFile:
    """From what the library's `find` says."""
    return RemoteFile(checked_name(path), key, entry_of(path, info), _checksum(info))


def entry_of(path: str, info: Mapping[str, Any]) -> Entry:
    """The Entry of a library's description."""
    is_directory = info.get("type") == "directory"
    size = 0 if is_directory else int(info.get("size") or 0)
    identity = "|".join(str(info[key]) for key in _IDENTITY if info.get(key) is not None)
    time = next((info[key] for key in _TIMES if info.get(key) is not None), None)
    return Entry(
        name=path.rstrip("/").rpartition("/")[2],
        is_directory=is_directory,
        size_bytes=size,
        # The time of a change tells less than an ETag: a copy of the same bytes has a new one.
        fingerprint=f"{size}|{identity or time}",
        changed_at=_seconds(time),
    )


def _seconds(time: object) -> float | None:
    if isinstance(time, dt.datetime):
        return time.timestamp()
    if isinstance(time, int | float):
        return float(time) / (1000 if time > 1e11 else 1)  # HDFS tells milliseconds
    if not isinstance(time, str):
        return None
    try:
        if time[:1].isdigit():
            return dt.datetime.fromisoformat(time.replace("Z", "+00:00")).timestamp()
        return parsedate_to_datetime(time).timestamp()
    except ValueError:
        return None


def _checksum(info: Mapping[str, Any]) -> Checksum | None:
    settings = info.get("content_settings") or {}
    azure = settings.get("content_md5") if isinstance(settings, Mapping) else None
    if azure:
        return Checksum("md5", bytes(azure))
    for key, kind, size in (
        ("md5Hash", "md5", 16), ("Content-MD5", "md5", 16), ("crc32c", "crc32c", 4),
    ):  # fmt: skip
        digest = _decoded(info.get(key))
        if digest is not None and len(digest) == size:
            return Checksum(kind, digest)
    if "StorageClass" in info and (match := _MD5.fullmatch(str(info.get("ETag", "")))):
        return Checksum("md5-etag", bytes.fromhex(match[1]))
    return None


def _decoded(text: object) -> bytes | None:
    try:
        return base64.b64decode(str(text), validate=True) if text else None
    except binascii.Error:
        return None


def agrees(file: BinaryIO, checksum: Checksum) -> bool:
    """Whether the content of `file` has this checksum; True where it cannot be computed."""
    digest: Any
    if checksum.kind == "crc32c":
        try:
            import google_crc32c
        except ImportError:  # comes with gcsfs
            return True
        digest = google_crc32c.Checksum()  # type: ignore[no-untyped-call]  # it has no types
    else:
        digest = hashlib.md5(usedforsecurity=False)
    while chunk := file.read(_CHUNK_BYTES):
        digest.update(chunk)
    return bool(digest.digest() == checksum.digest)
