"""One RPC as the server sees it: messages in, messages out, a status at the end."""

from __future__ import annotations

import logging
from abc import ABC, abstractmethod
from collections.abc import Callable
from dataclasses import replace
from typing import Protocol

from tfserve.errors import Internal, ServingError
from tfserve.frontends.grpc.errors import OK, Metadata, Status, status_of
from tfserve.security.principals import Principal

__all__ = ["Caller", "ServerCall"]

_log = logging.getLogger(__name__)


class Caller(Protocol):
    """Who waits for the answer of a unary call; answered exactly once. Thread-safe."""

    @property
    def expires_at(self) -> float | None:
        """The deadline in seconds since the epoch; None when there is none."""
        ...

    @property
    def peer(self) -> str:
        """The client's address, such as `ipv4:127.0.0.1:53412`."""
        ...

    def header(self, name: str) -> str | None:
        """An entry of the request's metadata by its name; None without it, or when binary."""
        ...

    @property
    def principal(self) -> Principal | None:
        """Who it is; None where nobody is asked."""
        ...

    def is_gone(self) -> bool:
        """Whether the client has cancelled, or its connection is lost."""
        ...

    def reply(self, message: bytes, trailers: Metadata = ()) -> None:
        """Answer with one message and OK."""
        ...

    def fail(self, error: ServingError, trailers: Metadata = ()) -> None:
        """Answer with an error."""
        ...


class ServerCall(ABC):
    """A call that has arrived, whatever transport it came by. Thread-safe; nothing here blocks.

    Callbacks come from the transport's threads, one at a time per operation, and must be quick.

    Attributes:
        method: full name, `/package.Service/Method`.
        principal: whose call it is; None where nobody was asked.
    """

    __slots__ = ("method", "principal")

    def __init__(self, method: str) -> None:
        self.method = method
        self.principal: Principal | None = None

    @property
    @abstractmethod
    def expires_at(self) -> float | None:
        """The deadline in seconds since the epoch; None when there is none."""

    @property
    @abstractmethod
    def metadata(self) -> Metadata:
        """What the client sent ahead of its messages."""

    @property
    @abstractmethod
    def peer(self) -> str:
        """The client's address, such as `ipv4:127.0.0.1:53412` or `unix:`."""

    def header(self, name: str) -> str | None:
        """An entry of the metadata by its name; None without it, or when it is binary."""
        for key, value in self.metadata:
            if key == name and isinstance(value, str):
                return value
        return None

    @abstractmethod
    def is_gone(self) -> bool:
        """Whether the client has cancelled, the connection is lost, or the deadline has passed."""

    @abstractmethod
    def on_gone(self, callback: Callable[[], None]) -> None:
        """Call `callback` once when the client goes before the call is answered, or has gone
        already.
        """

    @abstractmethod
    def receive(self, on_message: Callable[[bytes | None], None]) -> None:
        """Ask for the next message; None when there are no more."""

    @abstractmethod
    def send(self, message: bytes, on_sent: Callable[[], None]) -> None:
        """Send one message of several; the next may follow when `on_sent` was called, which it is
        not once the call has ended.
        """

    @abstractmethod
    def end(self, status: Status, message: bytes | None = None) -> None:
        """End with a status, after one message where there is one; only the first end counts."""

    def attempt(self, step: Callable[[], None]) -> None:
        """Do `step`; what it raises is a bug of ours, and is answered, too."""
        try:
            step()
        except Exception:  # noqa: BLE001 - a call that nobody ends would never be over
            _log.exception("%s failed", self.method)
            self.fail(Internal("Internal error; see the server's log"))

    def reply(self, message: bytes, trailers: Metadata = ()) -> None:
        """Send `message` and end with OK, in one go."""
        self.end(Status(OK.code, trailers=trailers) if trailers else OK, message)

    def fail(self, error: ServingError, trailers: Metadata = ()) -> None:
        """End with an error."""
        status = status_of(error)
        if trailers:
            status = replace(status, trailers=(*status.trailers, *trailers))
        self.end(status)
