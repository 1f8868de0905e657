"""A version that is loaded and does not serve yet."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tfserve.core.ids import ServableId
from tfserve.core.servable import Servable

if TYPE_CHECKING:
    from typing_extensions import Self

__all__ = ["LoadedVersion"]


class LoadedVersion:
    """A ServableHandle for what prepares requests; whoever loads the version keeps it loaded."""

    __slots__ = ("id", "servable")

    def __init__(self, servable_id: ServableId, servable: Servable) -> None:
        self.id = servable_id
        self.servable = servable

    def release(self) -> None:
        """Nothing is borrowed."""

    def __enter__(self) -> Self:
        """Itself."""
        return self

    def __exit__(self, *_: object) -> None:
        """Nothing is borrowed."""
