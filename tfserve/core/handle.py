"""Borrowing a servable for the length of one request."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from tfserve.core.ids import ServableId
from tfserve.core.servable import Servable

if TYPE_CHECKING:
    from typing_extensions import Self

__all__ = ["ServableHandle"]


class ServableHandle(Protocol):
    """Keeps one version loaded while it is held; hold it for one request. Thread-safe.

    A context manager; `release` is idempotent. Matches: core/servable_handle.h.
    """

    @property
    def id(self) -> ServableId:
        """Which version it is."""
        ...

    @property
    def servable(self) -> Servable:
        """The servable; not to be used after `release`."""
        ...

    def release(self) -> None:
        """Give it back; never blocks and never unloads in the calling thread."""
        ...

    def __enter__(self) -> Self: ...

    def __exit__(self, *_: object) -> None: ...
