"""One version that requests can use, and the count of those that do."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from tfserve.core.ids import ServableId
from tfserve.core.servable import Servable

if TYPE_CHECKING:
    from typing_extensions import Self

__all__ = ["ReadyServable", "ReadyServableHandle"]


class ReadyServable:
    """A loaded version and the handles that borrow it. Thread-safe and without a lock.

    Requests of all threads come through `acquire` and `release`, so these take no lock: the held
    handles are a set, and in CPython adding to a set and removing from it are atomic. What makes
    that enough is the order of steps. A borrower first enters its handle and then looks whether the
    version is closing; the manager first says that it is closing and then looks whether handles are
    held. So either the borrower sees the closing and steps back, or the manager sees the handle and
    waits; never neither.
    """

    __slots__ = ("_held", "_is_closing", "_on_drained", "id", "servable")

    def __init__(self, servable_id: ServableId, servable: Servable) -> None:
        self.id = servable_id
        self.servable = servable
        self._held: set[ReadyServableHandle] = set()
        self._is_closing = False
        self._on_drained: list[Callable[[], object]] = []  # popped once: the pop is atomic

    @property
    def handles(self) -> int:
        """How many handles are held."""
        return len(self._held)

    def acquire(self) -> ReadyServableHandle | None:
        """A new handle; None once closing has begun."""
        handle = ReadyServableHandle(self)
        self._held.add(handle)
        if self._is_closing:
            self.give_back(handle)
            return None
        return handle

    def give_back(self, handle: ReadyServableHandle) -> None:
        """End `handle`; a second time does nothing."""
        try:
            self._held.remove(handle)
        except KeyError:
            return
        if self._is_closing:
            self._settle()

    def close(self, drained: Callable[[], object]) -> None:
        """Give out no more handles; call `drained` once, when the last one is back.

        Called once, after look-ups have stopped finding this version. `drained` may run in the
        thread of whoever releases last, so it must only hand the work to another.
        """
        self._on_drained.append(drained)
        self._is_closing = True
        self._settle()

    def _settle(self) -> None:
        if self._held:
            return
        try:
            drained = self._on_drained.pop()
        except IndexError:  # somebody else was last
            return
        drained()

    def retire(self) -> None:
        """Forget the servable: a released handle that somebody keeps must not keep its memory."""
        del self.servable

    def __repr__(self) -> str:
        """`<ReadyServable m/3 handles=2>`."""
        closing = " closing" if self._is_closing else ""
        return f"<ReadyServable {self.id.name}/{self.id.version} handles={self.handles}{closing}>"


class ReadyServableHandle:
    """A ServableHandle: keeps its version loaded until it is released. Thread-safe."""

    __slots__ = ("_ready",)

    def __init__(self, ready: ReadyServable) -> None:
        self._ready = ready

    @property
    def id(self) -> ServableId:
        """Which version it is."""
        return self._ready.id

    @property
    def servable(self) -> Servable:
        """The servable; not to be used after `release`."""
        return self._ready.servable

    def release(self) -> None:
        """Give it back; never blocks and never unloads in the calling thread. Idempotent."""
        self._ready.give_back(self)

    def __enter__(self) -> Self:
        """Itself."""
        return self

    def __exit__(self, *_: object) -> None:
        """Release."""
        self._ready.give_back(self)

    def __repr__(self) -> str:
        """`<ReadyServableHandle m/3>`."""
        return f"<ReadyServableHandle {self.id.name}/{self.id.version}>"
