"""The REST frontend as a whole, from its first answer to its last."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from typing import TYPE_CHECKING

from tfserve.core.executor import Executor
from tfserve.frontends.http import HttpServer, HttpStatistics
from tfserve.frontends.rest.routes import RouteTable

if TYPE_CHECKING:
    from typing_extensions import Self

__all__ = ["RestServer"]

_CLOSE_S = 2.0


class RestServer:
    """Serves the REST API. Thread-safe.

    A context manager. Health questions are answered from `start` on, all others from `open` on;
    `begin_drain`, `stop_accepting`, `wait_idle` and `close` follow in this order.

    Args:
        server: has the REST application.
        opened: tells the application that it was opened.
        routes: all that the application answers, in order of precedence.
        executors: the application's threads; closed with the server.
    """

    def __init__(
        self,
        server: HttpServer,
        *,
        opened: threading.Event,
        routes: RouteTable,
        executors: Sequence[Executor],
    ) -> None:
        self.routes = routes
        self._server = server
        self._opened = opened
        self._executors = executors

    def start(self) -> int:
        """Bind, and answer health questions; the port.

        Raises:
            InvalidArgument: the address cannot be bound: `Failed to start HTTP Server at ...`.
        """
        return self._server.start()

    def open(self) -> None:
        """Answer everything."""
        self._opened.set()

    def begin_drain(self) -> None:
        """Go on, but let every answer close its connection."""
        self._server.begin_drain()

    def stop_accepting(self) -> None:
        """Close the port and idle connections; does not wait."""
        self._server.stop_accepting()

    def wait_idle(self, timeout_s: float) -> bool:
        """Whether all requests under way have ended within `timeout_s` seconds, once no more are
        accepted.
        """
        return self._server.drain(timeout_s)

    def close(self) -> None:
        """Drop every connection; free port and threads. Idempotent."""
        self._server.close()
        for executor in self._executors:
            executor.close(_CLOSE_S)

    def statistics(self) -> HttpStatistics:
        """Requests and connections."""
        return self._server.statistics()

    def __enter__(self) -> Self:
        """Started."""
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        """Closed."""
        self.close()

    def __repr__(self) -> str:
        """`<RestServer <HttpServer ...>>`."""
        return f"<RestServer {self._server!r}>"
