"""HTTP/2 and gRPC by the native plane, behind the same calls as grpcio's transport."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Mapping, Sequence
from functools import partial

import tfserve_native

from tfserve.core.clock import Clock
from tfserve.frontends.grpc.addresses import split_tcp
from tfserve.frontends.grpc.call import ServerCall
from tfserve.frontends.grpc.errors import Metadata, Status
from tfserve.frontends.grpc.transport import (
    Behaviour,
    ChannelArgument,
    Transport,
    TransportStatistics,
)
from tfserve.frontends.native.channel_arguments import ChannelSettings
from tfserve.frontends.native.identity import NativeIdentity
from tfserve.security.tls import TlsIdentity
from tfserve.telemetry.metrics import FINE_LIMITS_S

__all__ = ["NativeCall", "NativeTransport", "new_ledger"]

_log = logging.getLogger(__name__)

_UNIX = "unix:"
_PYTHON_THREADS = 4  # none waits for a model; they hold the interpreter one at a time anyway


class NativeCall(ServerCall):
    """A call that has arrived natively. Thread-safe; nothing here blocks.

    Args:
        call: the native side of it.
        finished: called once, when the call was answered.
    """

    __slots__ = ("_call", "_finished", "_is_over", "_lock")

    def __init__(self, call: tfserve_native.NativeCall, finished: Callable[[], None]) -> None:
        super().__init__(call.method)
        self._call = call
        self._finished = finished
        self._lock = threading.Lock()
        self._is_over = False  # guarded by _lock

    @property
    def expires_at(self) -> float | None:
        """The deadline in seconds since the epoch; None when there is none."""
        return self._call.expires_at

    @property
    def metadata(self) -> Metadata:
        """What the client sent ahead of its messages."""
        return tuple(self._call.metadata())

    @property
    def peer(self) -> str:
        """The client's address, such as `ipv4:127.0.0.1:53412`."""
        return self._call.peer

    def is_gone(self) -> bool:
        """Whether the client has cancelled, the connection is lost, or the deadline has passed."""
        return self._call.is_gone()

    def on_gone(self, callback: Callable[[], None]) -> None:
        """Call `callback` once when the client goes before the call is answered, or has gone
        already.
        """
        if not self._call.on_gone(callback):
            callback()

    def receive(self, on_message: Callable[[bytes | None], None]) -> None:
        """Ask for the next message; None when there are no more."""
        self._call.receive(lambda message: self.attempt(partial(on_message, message)))

    def send(self, message: bytes, on_sent: Callable[[], None]) -> None:
        """Send one message of several; the next may follow when `on_sent` was called."""
        if not self._is_over:
            self._call.send(message, partial(self.attempt, on_sent))

    def end(self, status: Status, message: bytes | None = None) -> None:
        """End with a status, after one message where there is one; only the first end counts."""
        with self._lock:
            if self._is_over:
                return
            self._is_over = True
        trailers = [(name, _encoded(value)) for name, value in status.trailers]
        self._call.finish(status.code, status.message, trailers, message)
        self._finished()


def _encoded(value: str | bytes) -> bytes:
    return value if isinstance(value, bytes) else value.encode()


def new_ledger(
    max_bytes: int, max_requests: int, *, refuses: bool = False
) -> tfserve_native.NativeLedger:
    """An account of what is in flight that both planes keep.

    Args:
        max_bytes: 0 means no limit.
        max_requests: 0 means no limit.
        refuses: the native side refuses what there is no room for, and counts it; otherwise Python
            does, which sees each call.
    """
    return tfserve_native.NativeLedger(max_bytes, max_requests, FINE_LIMITS_S if refuses else None)


class NativeTransport:
    """Serves methods on addresses; a `Transport` whose sockets and messages are native.
    Thread-safe.

    Args:
        behaviours: full method name -> what to do with its calls.
        unknown: what to do with calls of other methods.
        arguments: channel arguments, name and value; those that mean nothing here are listed in a
            warning.
        threads: how many own connections; one per CPU is enough.
        run_threads: how many, in all, run what would hold those up.
        max_tensor_bytes: what the decoded inputs of one request may take in memory.
        as_tensor_content: numbers of Predict answers go into `tensor_content`.
        ledger: the account of what is in flight.
        clock: time.
        access: who may predict without being looked at by Python; None: anybody, as where no
            credentials are asked for.
    """

    def __init__(  # noqa: PLR0913 - collaborators and flags, each by name
        self,
        *,
        behaviours: Mapping[str, Behaviour],
        unknown: Behaviour,
        arguments: Sequence[ChannelArgument],
        threads: int,
        run_threads: int,
        max_tensor_bytes: int,
        as_tensor_content: bool,
        ledger: tfserve_native.NativeLedger,
        clock: Clock,
        access: tfserve_native.NativeAccess | None = None,
    ) -> None:
        self._behaviours = dict(behaviours)
        self._unknown = unknown
        self._clock = clock
        self._make_core = partial(
            Transport, behaviours=behaviours, unknown=unknown, arguments=arguments, threads=threads
        )
        self._core: Transport | None = None
        self._lock = threading.Lock()
        self._at_work = 0  # calls that Python has not answered; guarded by _lock
        settings = ChannelSettings.of(arguments)
        if settings.ignored:
            _log.warning("The native plane has no use for %s", ", ".join(settings.ignored))
        number, seconds = settings.number, settings.seconds
        self._reuse_port = bool(number("grpc.so_reuseport"))
        self._server = tfserve_native.NativeServer(
            self._begin,
            ledger,
            threads=threads,
            python_threads=_PYTHON_THREADS,
            max_request_bytes=number("grpc.max_receive_message_length"),
            max_concurrent_streams=number("grpc.max_concurrent_streams"),
            max_header_bytes=number("grpc.absolute_max_metadata_size"),
            max_connections=number("grpc.max_allowed_incoming_connections"),
            max_tensor_bytes=max_tensor_bytes,
            as_content=as_tensor_content,
            run_threads=-(-run_threads // threads),
            gzip=settings.gzip,
            handshake_s=seconds("grpc.server_handshake_timeout_ms"),
            keepalive_s=seconds("grpc.keepalive_time_ms"),
            keepalive_timeout_s=seconds("grpc.keepalive_timeout_ms"),
            max_idle_s=seconds("grpc.max_connection_idle_ms"),
            max_age_s=seconds("grpc.max_connection_age_ms"),
            max_age_grace_s=seconds("grpc.max_connection_age_grace_ms"),
            max_ping_strikes=number("grpc.http2.max_ping_strikes"),
            min_ping_interval_s=seconds("grpc.http2.min_ping_interval_without_data_ms"),
            access=access,
        )

    @property
    def server(self) -> tfserve_native.NativeServer:
        """The native side; told what is served."""
        return self._server

    def _begin(self, native: tfserve_native.NativeCall) -> None:
        with self._lock:
            self._at_work += 1
        call = NativeCall(native, self._finished)
        behaviour = self._behaviours.get(call.method, self._unknown)
        call.attempt(partial(behaviour, call))

    def _finished(self) -> None:
        with self._lock:
            self._at_work -= 1

    def listen(self, address: str, identity: Callable[[], TlsIdentity] | None = None) -> int:
        """Bind `address`, before `start`; the port, or 0 when it cannot be bound.

        Unix sockets are served by grpcio's core on either plane: its clients name a socket in a
        way that HTTP/2 libraries other than its own refuse. So are ports whose key or certificate
        rustls does not know how to use.
        """
        native = None if identity is None else self._native_identity(address, identity)
        if address.startswith(_UNIX) or (identity is not None and native is None):
            if self._core is None:
                self._core = self._make_core()
            return self._core.listen(address, identity)
        try:
            host, port = split_tcp(address)
            return self._server.listen_tcp(host, port, self._reuse_port, native)
        except OSError:
            return 0

    @staticmethod
    def _native_identity(
        address: str, identity: Callable[[], TlsIdentity]
    ) -> NativeIdentity | None:
        try:
            return NativeIdentity(identity)
        except ValueError as error:
            _log.warning("grpcio's core encrypts %s: the native plane cannot: %s", address, error)
            return None

    def start(self) -> None:
        """Begin to serve."""
        if self._core is not None:
            self._core.start()
        self._server.start()

    def drain(self, grace_s: float) -> bool:
        """Take no more calls, tell clients so (GOAWAY), and let those in flight finish; whether
        all did within `grace_s` seconds.
        """
        ends_at = self._clock.now() + grace_s
        self._server.refuse()
        is_over = self._core is None or self._core.drain(grace_s)
        return self._server.drain(max(0.0, ends_at - self._clock.now())) and is_over

    def close(self) -> None:
        """Free ports, threads and memory; calls in flight are cancelled. Idempotent."""
        self._server.close()
        if self._core is not None:
            self._core.close()
        if self._at_work:
            _log.warning("The gRPC server ends with calls that a model still works on")

    def statistics(self) -> TransportStatistics:
        """A snapshot; the two numbers are equal when nothing is in flight."""
        started, finished = self._server.statistics()
        if self._core is None:
            return TransportStatistics(started, finished)
        other = self._core.statistics()
        return TransportStatistics(started + other.started, finished + other.finished)
