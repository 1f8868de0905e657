"""A call in grpcio's core."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from typing import Any, TypeAlias

from tfserve.errors import Code
from tfserve.frontends.grpc.binding import (
    ReceiveCloseOnServerOperation,
    ReceiveMessageOperation,
    SendInitialMetadataOperation,
    SendMessageOperation,
    SendStatusFromServerOperation,
)
from tfserve.frontends.grpc.call import ServerCall
from tfserve.frontends.grpc.errors import Metadata, Status

__all__ = ["CoreCall"]

_log = logging.getLogger(__name__)

_Operations: TypeAlias = tuple[Any, ...]  # the binding's types are not declared
_NO_FLAGS = 0
_FOREVER_S = 1e11  # moments beyond the year 5000 stand for "no deadline"


class CoreCall(ServerCall):
    """A call that has arrived in grpcio's core. Thread-safe; nothing here blocks.

    The client is watched from the first message asked for or sent: a call that is refused before
    that costs one batch of operations and one event.

    Args:
        event: the binding's RequestCallEvent.
        method: full name, `/package.Service/Method`.
        finished: called once, when the call was answered and the answer is on its way, or lost.
    """

    __slots__ = ("_call", "_event", "_finished", "_has_begun", "_is_gone", "_is_over",
                 "_is_watched", "_lock", "_on_gone")  # fmt: skip

    def __init__(self, event: Any, method: str, finished: Callable[[], None]) -> None:  # untyped
        super().__init__(method)
        self._event = event
        self._call = event.call
        self._finished = finished
        # The model's end, its deadline and the client's leaving may come at the same moment.
        self._lock = threading.Lock()
        self._has_begun = False  # guarded by _lock
        self._is_over = False  # written under _lock
        self._is_gone = False  # written under _lock
        self._is_watched = False  # guarded by _lock
        self._on_gone: Callable[[], None] | None = None  # guarded by _lock

    @property
    def expires_at(self) -> float | None:
        """The deadline in seconds since the epoch; None when there is none."""
        deadline: float = self._event.call_details.deadline
        return deadline if deadline < _FOREVER_S else None

    @property
    def metadata(self) -> Metadata:
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
        self._watch()
        with self._lock:
            if not self._is_gone:
                self._on_gone = None if self._is_over else callback
                return
        callback()

    def receive(self, on_message: Callable[[bytes | None], None]) -> None:
        """Ask for the next message; None when there are no more."""

        def received(event: Any) -> None:  # the binding's types are not declared
            self.attempt(lambda: on_message(event.batch_operations[0].message()))

        self._watch()
        self._call.start_server_batch((ReceiveMessageOperation(_NO_FLAGS),), received)

    def send(self, message: bytes, on_sent: Callable[[], None]) -> None:
        """Send one message of several; the next may follow when `on_sent` was called, which it is
        not once the call has ended.
        """
        if self._is_over:
            return
        self._watch()
        self._start((SendMessageOperation(message, _NO_FLAGS),), lambda _: self.attempt(on_sent))

    def end(self, status: Status, message: bytes | None = None) -> None:
        """End with a status, after one message where there is one; only the first end counts."""
        with self._lock:
            if self._is_over:
                return
            self._is_over = True
            self._on_gone = None
            is_gone, is_watched = self._is_gone, self._is_watched
        if is_gone:  # nobody is there to be told
            self._finished()
            return
        last = SendStatusFromServerOperation(
            status.trailers or None, status.code, status.message, _NO_FLAGS
        )
        try:
            messages = () if message is None else (SendMessageOperation(message, _NO_FLAGS),)
            closes = () if is_watched else (ReceiveCloseOnServerOperation(_NO_FLAGS),)
            self._start((*messages, last, *closes), self._sent)
        except Exception:  # noqa: BLE001 - there will be no event, and the call must be over
            _log.exception("%s could not be answered", self.method)
            self._call.cancel(Code.INTERNAL.value, "The answer could not be sent")
            self._finished()

    def _watch(self) -> None:
        """Be told when the client goes, from now on."""
        with self._lock:
            was_watched, self._is_watched = self._is_watched, True
            if was_watched or self._is_over:
                return
        self._call.start_server_batch((ReceiveCloseOnServerOperation(_NO_FLAGS),), self._closed)

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
