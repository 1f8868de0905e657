"""The HTTP server, as others see it: binds, serves, drains."""

from __future__ import annotations

import functools
import ssl
import threading
from collections.abc import Callable
from typing import TYPE_CHECKING

from tfserve.config.server import HttpConfig
from tfserve.core.call_record import CallObserver, Unobserved
from tfserve.core.clock import Clock
from tfserve.core.executor import ThreadExecutor
from tfserve.frontends.http.listener import listen
from tfserve.frontends.http.serving_loop import HttpStatistics, ServingLoop
from tfserve.frontends.http.site import App

if TYPE_CHECKING:
    from typing_extensions import Self

__all__ = ["HttpServer"]

_JOIN_S = 5.0


class HttpServer:
    """Serves an ASGI application over HTTP/1.1 in a thread of its own. Thread-safe.

    A context manager; `start`, `drain` and `close` may also be called by hand, in this order.

    Args:
        app: an ASGI 3 application for scopes of type `http`.
        host: address to listen on; a name for all addresses means both families.
        port: 0 takes any free one.
        limits: what a connection may cost.
        clock: time.
        reuse_port: share the port with other processes (SO_REUSEPORT).
        tls: asked for the context of each new connection; None for plain text.
        observer: shown requests that are refused before the application sees them; those that it
            sees, it accounts for.
    """

    def __init__(
        self,
        app: App,
        *,
        host: str,
        port: int,
        limits: HttpConfig,
        clock: Clock,
        reuse_port: bool = False,
        tls: Callable[[], ssl.SSLContext] | None = None,
        observer: CallObserver | None = None,
    ) -> None:
        self._host, self._port = host, port
        self._reuse_port = reuse_port
        self._loop = ServingLoop(
            app, limits=limits, clock=clock, tls=tls, observer=observer or Unobserved()
        )
        self._thread = ThreadExecutor("tfserve-http", 1)
        self._lock = threading.Lock()
        self._is_open = False  # guarded by _lock

    def start(self) -> int:
        """Bind and begin to serve; the port.

        Raises:
            InvalidArgument: the address cannot be bound: `Failed to start HTTP Server at ...`.
        """
        listener = listen(self._host, self._port, reuse_port=self._reuse_port)
        port: int = listener.getsockname()[1]
        with self._lock:
            self._is_open = True
        self._thread.submit(functools.partial(self._loop.run, listener))
        self._loop.wait_running()
        return port

    def begin_drain(self) -> None:
        """Go on serving, but let every answer close its connection: clients go elsewhere."""
        self._loop.is_draining = True

    def stop_accepting(self) -> None:
        """Close the port and idle connections; requests under way go on. Does not wait."""
        self.begin_drain()
        self._loop.call(self._loop.stop_accepting)

    def drain(self, grace_s: float) -> bool:
        """Stop accepting, and let requests under way finish.

        Returns:
            Whether all finished within `grace_s` seconds.
        """
        self.stop_accepting()
        return self._loop.wait_idle(grace_s)

    def close(self) -> None:
        """Drop every connection, free port and thread. Idempotent."""
        with self._lock:
            was_open, self._is_open = self._is_open, False
        if was_open:
            self._loop.call(self._loop.stop)
        self._thread.close(_JOIN_S)

    def statistics(self) -> HttpStatistics:
        """A snapshot; `started` and `finished` are equal when nothing is in flight."""
        return self._loop.statistics()

    def __enter__(self) -> Self:
        """Started."""
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        """Closed."""
        self.close()

    def __repr__(self) -> str:
        """`<HttpServer 0.0.0.0:8501 connections=3 started=3 finished=2>`."""
        now = self.statistics()
        counts = f"connections={now.connections} started={now.started} finished={now.finished}"
        return f"<HttpServer {self._host}:{self._port} {counts}>"
