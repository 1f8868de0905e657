"""HTTP/2 and gRPC by grpcio's core, driven by its completion queue.

Every step of a call - arrived, message read, answer written, client gone - is an event in the
queue; a few threads take events out and call what is to be done. No thread waits for a request, a
model or a slow client. `docs/grpc_frontend.md` compares this with grpcio's own servers.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any, TypeAlias

from tfserve.errors import Unimplemented
from tfserve.frontends.grpc.binding import CompletionQueue, CompletionType, Server
from tfserve.frontends.grpc.call import ServerCall
from tfserve.frontends.grpc.core_call import CoreCall
from tfserve.frontends.grpc.credentials import server_credentials
from tfserve.security.tls import TlsIdentity

__all__ = ["Behaviour", "ChannelArgument", "Transport", "TransportStatistics", "refuse_unknown"]

_log = logging.getLogger(__name__)

Behaviour: TypeAlias = Callable[[ServerCall], None]
"""Takes over a call that has arrived; never blocks."""

ChannelArgument: TypeAlias = tuple[str, str | int]

# Calls of one method that may arrive while the threads are busy elsewhere. One that finds no place
# when the server stops is lost, so there is room for a burst; 0.4 MB per method.
_ARRIVALS_AHEAD = 256
_SETTLE_S = 1.0  # for the last bytes, when every call is over
_LAST_EVENTS_S = 0.1  # for events that are in the queue already
_JOIN_S = 5.0


@dataclass(frozen=True, slots=True)
class TransportStatistics:
    """Calls that have arrived and calls that are over, answered or lost."""

    started: int
    finished: int


class Transport:
    """Serves methods on addresses. Thread-safe; `start`, then `drain`, then `close`.

    Args:
        behaviours: full method name -> what to do with its calls.
        unknown: what to do with calls of other methods, such as `refuse_unknown`.
        arguments: channel arguments, name and value.
        threads: how many take events from the queue; at least 1.
    """

    def __init__(
        self,
        *,
        behaviours: Mapping[str, Behaviour],
        unknown: Behaviour,
        arguments: Sequence[ChannelArgument],
        threads: int,
    ) -> None:
        self._behaviours = dict(behaviours)
        self._unknown = unknown
        self._queue = CompletionQueue()
        self._server = Server(tuple(arguments), False)
        self._server.register_completion_queue(self._queue)
        for method in self._behaviours:
            self._server.register_method(method)
        self._threads = tuple(
            threading.Thread(target=self._serve, name=f"tfserve-grpc-{number}", daemon=True)
            for number in range(threads)
        )
        self._changed = threading.Condition()
        self._awaited = 0  # places for calls to arrive in; guarded by _changed
        self._started = 0  # guarded by _changed
        self._finished = 0  # guarded by _changed
        self._is_running = False  # guarded by _changed
        self._is_draining = False  # guarded by _changed
        self._is_drained = False  # guarded by _changed

    def listen(self, address: str, identity: Callable[[], TlsIdentity] | None = None) -> int:
        """Bind `address`, before `start`, encrypted where there is an identity; the port, or 0 when
        it cannot be bound.
        """
        try:
            if identity is None:
                return int(self._server.add_http2_port(address.encode()))
            credentials = server_credentials(identity)._credentials  # noqa: SLF001 - as grpcio does
            return int(self._server.add_http2_port(address.encode(), credentials))
        except RuntimeError:
            return 0

    def start(self) -> None:
        """Begin to serve."""
        with self._changed:
            self._is_running = True
        self._server.start()
        for method, behaviour in self._behaviours.items():
            request = partial(
                self._server.request_registered_call, self._queue, self._queue, method
            )
            self._await_calls(_Arrival(self, request, method, behaviour))
        request = partial(self._server.request_call, self._queue, self._queue)
        self._await_calls(_Arrival(self, request, "", self._unknown))
        for thread in self._threads:
            thread.start()

    def _serve(self) -> None:
        """Take events out of the queue; every tag is a function of its event."""
        while True:
            event = self._queue.poll()
            if event.completion_type == CompletionType.queue_shutdown:
                return
            try:
                event.tag(event)
            except Exception:  # noqa: BLE001 - logged, and nothing else may be harmed
                _log.exception("A gRPC event failed")
            del event  # keeps no request alive while waiting

    def _await_calls(self, arrival: _Arrival) -> None:
        with self._changed:
            self._awaited += _ARRIVALS_AHEAD
        for _ in range(_ARRIVALS_AHEAD):
            arrival.post()

    def _count_arrival(self, is_call: bool, is_replaced: bool) -> None:  # noqa: FBT001 - hot path
        with self._changed:
            self._started += is_call
            self._awaited -= not is_replaced
            if self._is_draining:
                self._changed.notify_all()

    def _count_finished(self) -> None:
        with self._changed:
            self._finished += 1
            if self._is_draining:
                self._changed.notify_all()

    def drain(self, grace_s: float) -> bool:
        """Take no more calls, tell clients so (GOAWAY), and let those in flight finish.

        Calls that are not over after `grace_s` seconds are cancelled. Returns whether there were
        none.
        """
        with self._changed:
            if not self._is_running:
                return True
            is_first, self._is_draining = not self._is_draining, True
        if is_first:
            self._server.shutdown(self._queue, self._on_drained)
        is_over = self._wait(self._has_no_calls, grace_s)
        if not is_over:
            self._server.cancel_all_calls()
        # Connections close as soon as their last call is over; only one on which nobody has spoken
        # yet stays until the core's handshake timeout, and holds up nothing here.
        self._wait(lambda: self._is_drained, _SETTLE_S)
        return is_over

    def _wait(self, claim: Callable[[], bool], timeout_s: float) -> bool:
        with self._changed:
            return self._changed.wait_for(claim, timeout_s)

    def _has_no_calls(self) -> bool:
        return self._started == self._finished and not self._awaited

    def _is_idle(self) -> bool:
        return self._is_drained and self._has_no_calls()

    def _on_drained(self, _: object) -> None:
        with self._changed:
            self._is_drained = True
            self._changed.notify_all()

    def close(self) -> None:
        """Free ports, threads and memory; calls in flight are cancelled. Idempotent.

        Where a model still works on a cancelled call, its answer will touch the queue: then the
        queue and its threads are left to the end of the process. So they are where a connection
        does not close.
        """
        self.drain(0.0)
        with self._changed:
            was_running, self._is_running = self._is_running, False
        if not was_running:
            return
        if not self._wait(self._is_idle, _LAST_EVENTS_S):
            if not self._wait(self._has_no_calls, 0.0):
                _log.warning("The gRPC server ends with calls that a model still works on")
            return
        self._server.destroy()
        self._queue.shutdown()
        for thread in self._threads:
            if thread is not threading.current_thread():
                thread.join(_JOIN_S)

    def statistics(self) -> TransportStatistics:
        """A snapshot; the two numbers are equal when nothing is in flight."""
        with self._changed:
            return TransportStatistics(self._started, self._finished)


class _Arrival:
    """The tag under which calls of one method arrive; each makes room for the next."""

    __slots__ = ("_behaviour", "_method", "_request", "_transport")

    def __init__(
        self,
        transport: Transport,
        request: Callable[[_Arrival], object],
        method: str,
        behaviour: Behaviour,
    ) -> None:
        self._transport = transport
        self._request = request
        self._method = method
        self._behaviour = behaviour

    def post(self) -> bool:
        """Let one more call arrive; False when the server takes no more."""
        try:
            self._request(self)
        except ValueError:
            return False
        return True

    def __call__(self, event: Any) -> None:  # the binding's RequestCallEvent
        """A call has arrived; or, without success, none will any more."""
        is_replaced = event.success and self.post()
        self._transport._count_arrival(event.success, is_replaced)  # noqa: SLF001 - a part of it
        if event.success:
            method = self._method or event.call_details.method.decode(errors="replace")
            call = CoreCall(event, method, self._transport._count_finished)  # noqa: SLF001
            call.attempt(partial(self._behaviour, call))


def refuse_unknown(call: ServerCall) -> None:
    """Answer UNIMPLEMENTED."""
    call.fail(Unimplemented(f"Unknown method {call.method}"))
