"""One RPC as the server sees it: messages in, messages out, a status at the end."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from dataclasses import replace
from typing import Any, Protocol, TypeAlias

from tfserve.errors import Code, Internal, ServingError
from tfserve.frontends.grpc.binding import (
    ReceiveCloseOnServerOperation,
    ReceiveMessageOperation,
    SendInitialMetadataOperation,
    SendMessageOperation,
    SendStatusFromServerOperation,
)
from tfserve.frontends.grpc.errors import OK, Metadata, Status, status_of
from tfserve.security.principals import Principal

__all__ = ["Caller", "ServerCall"]

_log = logging.getLogger(__name__)

_Operations: TypeAlias = tuple[Any, ...]  # the binding's types are not declared
_NO_FLAGS = 0
_FOREVER_S = 1e11  # moments beyond the year 5000 stand for "no deadline"


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


class ServerCall:
    """A call that has arrived. Thread-safe; nothing here blocks.

    Callbacks come from the transport's threads, one at a time per operation, and must be quick.

    Args:
        event: the binding's RequestCallEvent.
        method: full name, `/package.Service/Method`.
        finished: called once, when the call was answered and the answer is on its way, or lost.
    """

    __slots__ = ("_call", "_event", "_finished", "_has_begun", "_is_gone", "_is_over", "_lock",
                 "_on_gone", "method", "principal")  # fmt: skip

    def __init__(self, event: Any, method: str, finished: Callable[[], None]) -> None:  # untyped
        self._event = event
        self._call = event.call
        self._finished = finished
        # The model's end, its deadline and the client's leaving may come at the same moment.
        self._lock = threading.Lock()
        self._has_begun = False  # guarded by _lock
        self._is_over = False  # written under _lock
        self._is_gone = False  # written under _lock
        self._on_gone: Callable[[], None] | None = None  # guarded by _lock
        self.method = method
        self.principal: Principal | None = None  # whose call it is; None: not asked
        self._call.start_server_batch((ReceiveCloseOnServerOperation(_NO_FLAGS),), self._closed)

    @property
    def expires_at(self) -> float | None:
        """The deadline in seconds since the epoch; None when there is none."""
        deadline: float = self._event.call_details.deadline
        return deadline if deadline < _FOREVER_S else None

    @property
    def metadata(self) -> tuple[tuple[str, str | bytes], ...]:
        """What the client sent ahead of its messages."""
        return tuple((key, value) for key, value in self._event.invocation_metadata)

    @property
    def peer(self) -> str:
        """The client's address, such as `ipv4:127.0.0.1:53412` or `unix:`."""
        peer: bytes = self._call.peer()
        return peer.decode(errors="replace")

    def header(self, name: str) -> str | None:
        """An entry of the request's metadata by its lower-case name; of several the first."""
        for key, value in self._event.invocation_metadata:
            if key == name:
                return value if isinstance(value, str) else None
        return None

    def is_gone(self) -> bool:
        """Whether the client has cancelled, the connection is lost, or the deadline has passed."""
        return self._is_gone

    def on_gone(self, callback: Callable[[], None]) -> None:
        """Call `callback` once when the client goes before the call is answered, or has gone
        already.
        """
        with self._lock:
            if not self._is_gone:
                self._on_gone = None if self._is_over else callback
                return
        callback()

    def attempt(self, step: Callable[[], None]) -> None:
        """Do `step`; what it raises is a bug of ours, and is answered, too."""
        try:
            step()
        except Exception:  # noqa: BLE001 - a call that nobody ends would never be over
            _log.exception("%s failed", self.method)
            self.fail(Internal("Internal error; see the server's log"))

    def receive(self, on_message: Callable[[bytes | None], None]) -> None:
        """Ask for the next message; None when there are no more."""

        def received(event: Any) -> None:  # the binding's types are not declared
            self.attempt(lambda: on_message(event.batch_operations[0].message()))

        self._call.start_server_batch((ReceiveMessageOperation(_NO_FLAGS),), received)

    def send(self, message: bytes, on_sent: Callable[[], None]) -> None:
        """Send one message of several; the next may follow when `on_sent` was called, which it is
        not once the call has ended.
        """
        if self._is_over:
            return
        self._start((SendMessageOperation(message, _NO_FLAGS),), lambda _: self.attempt(on_sent))

    def reply(self, message: bytes, trailers: Metadata = ()) -> None:
        """Send `message` and end with OK, in one go."""
        status = Status(OK.code, trailers=trailers) if trailers else OK
        self._end(status, (SendMessageOperation(message, _NO_FLAGS),))

    def fail(self, error: ServingError, trailers: Metadata = ()) -> None:
        """End with an error."""
        status = status_of(error)
        if trailers:
            status = replace(status, trailers=(*status.trailers, *trailers))
        self.finish(status)

    def finish(self, status: Status) -> None:
        """End; only the first end counts."""
        self._end(status, ())

    def _end(self, status: Status, messages: _Operations) -> None:
        with self._lock:
            if self._is_over:
                return
            self._is_over = True
            self._on_gone = None
            is_gone = self._is_gone
        if is_gone:  # nobody is there to be told
            self._finished()
            return
        last = SendStatusFromServerOperation(
            status.trailers or None, status.code, status.message, _NO_FLAGS
        )
        try:
            self._start((*messages, last), self._sent)
        except Exception:  # noqa: BLE001 - there will be no event, and the call must be over
            _log.exception("%s could not be answered", self.method)
            self._call.cancel(Code.INTERNAL.value, "The answer could not be sent")
            self._finished()

    def _start(self, operations: _Operations, tag: Callable[[Any], None]) -> None:
        """Hand `operations` to the core; the first ones of a call go with its headers."""
        with self._lock:
            is_first, self._has_begun = not self._has_begun, True
        if is_first:
            operations = (SendInitialMetadataOperation(None, _NO_FLAGS), *operations)
        self._call.start_server_batch(operations, tag)

    def _sent(self, _: object) -> None:
        self._finished()

    def _closed(self, event: Any) -> None:  # the binding's types are not declared
        if not event.batch_operations[0].cancelled():
            return
        with self._lock:
            if self._is_over:
                return
            self._is_gone = True
            callback, self._on_gone = self._on_gone, None
        if callback is not None:
            callback()
