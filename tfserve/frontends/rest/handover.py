"""Bringing a value, given in any thread, to the event loop that waits for it."""

from __future__ import annotations

import asyncio
import contextlib
import threading
from typing import Generic, TypeVar

__all__ = ["Handover"]

T = TypeVar("T")


class Handover(Generic[T]):
    """One value that is to come. Made and awaited in a loop's thread; `give` is thread-safe."""

    __slots__ = ("_future", "_loop", "_thread")

    def __init__(self) -> None:
        self._loop = asyncio.get_running_loop()
        self._thread = threading.get_ident()
        self._future: asyncio.Future[T] = self._loop.create_future()

    def give(self, value: T) -> None:
        """This is it; a second one is ignored."""
        if threading.get_ident() == self._thread:
            self._set(value)
        else:
            with contextlib.suppress(RuntimeError):  # the loop has ended: nobody waits
                self._loop.call_soon_threadsafe(self._set, value)

    def _set(self, value: T) -> None:
        if not self._future.done():
            self._future.set_result(value)

    async def wait(self) -> T:
        """The value."""
        return await self._future
