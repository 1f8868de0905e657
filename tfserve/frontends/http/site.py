"""What the connections of a server share."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any, Protocol, TypeAlias

from tfserve.config.server import HttpConfig
from tfserve.core.call_record import CallRecord
from tfserve.frontends.http.exchange import Message

__all__ = ["App", "Scope", "Site"]

Scope: TypeAlias = dict[str, Any]  # as ASGI has it
App: TypeAlias = Callable[
    [Scope, Callable[[], Awaitable[Message]], Callable[[Message], Awaitable[None]]],
    Awaitable[None],
]
"""An ASGI 3 application."""


class Site(Protocol):
    """What all connections share. Belongs to the loop's thread."""

    app: App
    limits: HttpConfig
    loop: asyncio.AbstractEventLoop
    date: bytes
    is_draining: bool

    def now(self) -> float:
        """Seconds on a monotonic scale."""
        ...

    def opened(self, connection: Any) -> None:
        """A client has connected."""
        ...

    def closed(self, connection: Any) -> None:
        """It has gone."""
        ...

    def begun(self) -> None:
        """A request has come."""
        ...

    def ended(self) -> None:
        """It is answered, or its client is gone."""
        ...

    def refused(self, record: CallRecord) -> None:
        """A request was turned away that no application has seen."""
        ...
