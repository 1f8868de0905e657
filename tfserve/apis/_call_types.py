"""What the attributes of a client stub are, for type checkers: grpcio publishes no types."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any, Protocol, TypeVar

__all__ = ["CallFuture", "StreamStream", "UnaryUnary"]

Request_contra = TypeVar("Request_contra", contravariant=True)
Response_co = TypeVar("Response_co", covariant=True)
Metadata = Sequence[tuple[str, str | bytes]]


class CallFuture(Protocol[Response_co]):
    """A call under way: a `grpc.Future` and `grpc.Call`, as far as clients use them.

    Raises (result): grpc.RpcError, grpc.FutureTimeoutError, grpc.FutureCancelledError.
    """

    def result(self, timeout: float | None = None) -> Response_co:
        """The response; waits up to `timeout` seconds."""
        ...

    def exception(self, timeout: float | None = None) -> BaseException | None:
        """The error, None after success; waits up to `timeout` seconds."""
        ...

    def add_done_callback(self, callback: Any, /) -> None:
        """Call `callback(future)` when the call has ended, on a thread of grpc."""
        ...

    def done(self) -> bool:
        """Whether the call has ended."""
        ...

    def cancel(self) -> bool:
        """Give the call up."""
        ...

    def code(self) -> Any:
        """The `grpc.StatusCode`; waits for the end."""
        ...

    def details(self) -> str:
        """The status text; waits for the end."""
        ...


class UnaryUnary(Protocol[Request_contra, Response_co]):
    """One RPC of a stub: call it and wait, or ask for a future.

    Raises (calls): grpc.RpcError.
    """

    def __call__(
        self,
        request: Request_contra,
        timeout: float | None = None,
        *,
        metadata: Metadata | None = None,
        credentials: Any = None,
        wait_for_ready: bool | None = None,
        compression: Any = None,
    ) -> Response_co:
        """The response; `timeout` in seconds."""
        ...

    def with_call(
        self,
        request: Request_contra,
        timeout: float | None = None,
        *,
        metadata: Metadata | None = None,
        credentials: Any = None,
        wait_for_ready: bool | None = None,
        compression: Any = None,
    ) -> tuple[Response_co, CallFuture[Response_co]]:
        """The response and the call, which has the metadata that the server sent."""
        ...

    def future(
        self,
        request: Request_contra,
        timeout: float | None = None,
        *,
        metadata: Metadata | None = None,
        credentials: Any = None,
        wait_for_ready: bool | None = None,
        compression: Any = None,
    ) -> CallFuture[Response_co]:
        """Start the call and return at once."""
        ...


class StreamStream(Protocol[Request_contra, Response_co]):
    """One RPC of a stub that sends and takes any number of messages.

    Raises (iteration): grpc.RpcError.
    """

    def __call__(
        self,
        requests: Iterable[Request_contra],
        timeout: float | None = None,
        *,
        metadata: Metadata | None = None,
        credentials: Any = None,
        wait_for_ready: bool | None = None,
        compression: Any = None,
    ) -> Iterator[Response_co]:
        """The responses as they come; `timeout` in seconds is that of the whole stream."""
        ...
