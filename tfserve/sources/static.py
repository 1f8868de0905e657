"""Aspires one given version."""

from __future__ import annotations

from tfserve.core.ids import ServableId
from tfserve.core.source import AspiredVersionsTarget, ServableData

__all__ = ["StaticStoragePathSource"]


class StaticStoragePathSource:
    """Aspires one version directory, once, without looking at it.

    Matches: sources/storage_path/static_storage_path_source.h.

    Args:
        id: the version.
        path: its directory.
        target: takes it.
    """

    def __init__(
        self,
        *,
        id: ServableId,  # noqa: A002 - the field's word, as in ServableData
        path: str,
        target: AspiredVersionsTarget[str],
    ) -> None:
        self._data = ServableData(id, path)
        self._target = target

    def start(self) -> None:
        """Aspire it."""
        self._target.aspire(self._data.id.name, (self._data,))
