"""What should be served: storage is watched and versions are aspired."""

from __future__ import annotations

from tfserve.sources.file_system import FileSystemStoragePathSource
from tfserve.sources.loader_adapter import AttemptFailed, LoaderAdapter
from tfserve.sources.observation import MissingPart, Observation
from tfserve.sources.preview import Preview
from tfserve.sources.review import Rules
from tfserve.sources.router import SourceRouter
from tfserve.sources.static import StaticStoragePathSource
from tfserve.sources.storages.fsspec import FsspecStorage
from tfserve.sources.storages.local import LocalStorage
from tfserve.sources.storages.router import StorageRouter
from tfserve.sources.storages.version_cache import VersionCache

__all__ = [
    "AttemptFailed",
    "FileSystemStoragePathSource",
    "FsspecStorage",
    "LoaderAdapter",
    "LocalStorage",
    "MissingPart",
    "Observation",
    "Preview",
    "Rules",
    "SourceRouter",
    "StaticStoragePathSource",
    "StorageRouter",
    "VersionCache",
]
