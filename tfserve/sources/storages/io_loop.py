"""The asyncio event loop that stores' libraries run on: one, with an owner."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Awaitable, Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any, TypeVar

from tfserve.core.executor import ThreadExecutor
from tfserve.errors import Unavailable

__all__ = ["IoLoop"]

T = TypeVar("T")

_RESOLVER_THREADS = 4  # look-ups of host names, and what libraries hand to asyncio's own pool
_MARGIN_S = 2.0  # a call is cancelled in the loop first; beyond this the loop itself is stuck


class IoLoop:
    """Runs coroutines in a thread of its own and lets other threads wait for them, each for a
    bounded time. Thread-safe; starts with the first call; `close` is idempotent.

    Args:
        name: the thread's name.
    """

    def __init__(self, name: str) -> None:
        self._name = name
        self._executor = ThreadExecutor(name, 1)
        self._lock = threading.Lock()
        self._loop: asyncio.AbstractEventLoop | None = None  # guarded by _lock
        self._is_closed = False  # guarded by _lock

    @property
    def loop(self) -> asyncio.AbstractEventLoop:
        """The running loop, for libraries that want to be given one.

        Raises:
            Unavailable: it is closed.
        """
        with self._lock:
            if self._is_closed:
                raise Unavailable("The server is shutting down")
            if self._loop is None:
                self._loop = asyncio.new_event_loop()
                pool = ThreadPoolExecutor(_RESOLVER_THREADS, thread_name_prefix=self._name)
                self._loop.set_default_executor(pool)
                self._executor.submit(self._loop.run_forever)
            return self._loop

    def call(
        self, function: Callable[..., Awaitable[T]], *args: Any, timeout_s: float, **options: Any
    ) -> T:
        """What `function(*args, **options)` returns, awaited in the loop.

        Raises:
            TimeoutError: it took longer than `timeout_s` seconds and was cancelled.
        """

        async def bounded() -> T:
            return await asyncio.wait_for(function(*args, **options), timeout_s)

        future = asyncio.run_coroutine_threadsafe(bounded(), self.loop)
        try:
            return future.result(timeout_s + _MARGIN_S)
        finally:
            future.cancel()

    def close(self, timeout_s: float) -> bool:
        """Cancel what runs and end the thread; False when it did not end within `timeout_s`."""
        with self._lock:
            self._is_closed = True
            loop = self._loop
        if loop is None or loop.is_closed():
            return True
        loop.call_soon_threadsafe(loop.create_task, _end(loop))
        if not self._executor.close(timeout_s):
            return False
        loop.close()
        return True


async def _end(loop: asyncio.AbstractEventLoop) -> None:
    others = [task for task in asyncio.all_tasks(loop) if task is not asyncio.current_task()]
    for task in others:
        task.cancel()
    await asyncio.gather(*others, return_exceptions=True)
    await asyncio.sleep(0)  # transports that were closed end in the next round
    loop.stop()
