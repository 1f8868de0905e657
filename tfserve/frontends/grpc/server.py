"""The gRPC frontend: binds, serves, drains."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Protocol

from tfserve.core.call_record import CallObserver, Unobserved
from tfserve.core.clock import Clock
from tfserve.core.lookup import ModelHealth
from tfserve.core.request_id import RequestIds
from tfserve.errors import InvalidArgument
from tfserve.frontends.grpc.addresses import check_address, remove_stale_socket
from tfserve.frontends.grpc.guard import guarded
from tfserve.frontends.grpc.health import HealthService
from tfserve.frontends.grpc.methods import serving_methods
from tfserve.frontends.grpc.refusals import Refusals
from tfserve.frontends.grpc.service import GrpcService
from tfserve.frontends.grpc.transport import (
    Behaviour,
    ChannelArgument,
    Transport,
    TransportStatistics,
    refuse_unknown,
)
from tfserve.handlers.service import Handlers
from tfserve.limits import MAX_REQUEST_BYTES, InflightBudget
from tfserve.security.authorizer import Authorizer
from tfserve.security.tls import TlsIdentity

if TYPE_CHECKING:
    from typing_extensions import Self

    from tfserve.frontends.grpc.reflection import ReflectionService

__all__ = ["GrpcServer", "GrpcTransport", "MakeTransport"]

_UNLIMITED = -1
_HANDSHAKE_TIMEOUT_MS = 10_000  # a connection on which nobody speaks is closed; grpcio's: 120 s


class GrpcTransport(Protocol):
    """What speaks HTTP/2 and gRPC; `transport.Transport` says what each call does."""

    def listen(self, address: str, identity: Callable[[], TlsIdentity] | None = None) -> int:
        """Bind `address`, encrypted where there is an identity; the port, 0 when it cannot be."""

    def start(self) -> None:
        """Begin to serve."""

    def drain(self, grace_s: float) -> bool:
        """Take no more calls; whether those in flight finished in time."""

    def close(self) -> None:
        """Free ports, threads and memory. Idempotent."""

    def statistics(self) -> TransportStatistics:
        """A snapshot."""


class MakeTransport(Protocol):
    """Makes the transport of a server."""

    def __call__(
        self,
        *,
        behaviours: Mapping[str, Behaviour],
        unknown: Behaviour,
        arguments: Sequence[ChannelArgument],
        threads: int,
    ) -> GrpcTransport:
        """A transport that does with each call what its method's behaviour says."""


class GrpcServer:
    """Serves PredictionService, ModelService, SessionService and others over gRPC. Thread-safe.

    A context manager; `start`, `drain` and `close` may also be called by hand, in this order.

    Args:
        handlers: answer the RPCs.
        health: what the health service tells.
        budget: what may be in flight; shared with other frontends.
        clock: time.
        addresses: `host:port` (port 0: any free one) and `unix:path`.
        max_request_bytes: an encoded request larger than this is refused by grpcio.
        channel_arguments: passed to grpcio; they win over ours.
        threads: threads that take events; 2 are enough, none waits for a request.
        max_concurrent_streams: calls that one connection may have open.
        max_metadata_bytes: all metadata of a call; more is refused by grpcio.
        max_connections: per address; further ones are closed at once.
        keepalive_s: a connection that has been silent for so long is asked whether it is there, and
            closed when it is not; 0 leaves that to grpcio (two hours).
        reuse_port: share ports with other processes (SO_REUSEPORT).
        enable_health: serve grpc.health.v1.
        enable_reflection: serve grpc.reflection.
        services: further ones.
        observer: shown every call of the three services at its end; None when nobody looks.
        request_ids: names calls; None takes only the names that clients bring.
        authorizer: decides who may call what; None: anybody anything.
        tls: the server's key and certificates, asked at `start` and at every new connection; None
            for plain text.
        make_transport: what speaks HTTP/2: grpcio's core, or the native plane.
    """

    def __init__(  # noqa: PLR0913 - collaborators and flags, each by name
        self,
        *,
        handlers: Handlers,
        health: ModelHealth,
        budget: InflightBudget,
        clock: Clock,
        addresses: Sequence[str],
        max_request_bytes: int = MAX_REQUEST_BYTES,
        channel_arguments: Sequence[ChannelArgument] = (),
        threads: int = 2,
        max_concurrent_streams: int = 100,
        max_metadata_bytes: int = 65536,
        max_connections: int = 4096,
        keepalive_s: float = 300.0,
        reuse_port: bool = False,
        enable_health: bool = False,
        enable_reflection: bool = True,
        services: Sequence[GrpcService] = (),
        observer: CallObserver | None = None,
        request_ids: RequestIds | None = None,
        authorizer: Authorizer | None = None,
        tls: Callable[[], TlsIdentity] | None = None,
        make_transport: MakeTransport = Transport,
    ) -> None:
        self._addresses = tuple(addresses)
        self._reuse_port = reuse_port
        self._tls = tls
        self._health = HealthService(health) if enable_health else None
        observer, request_ids = observer or Unobserved(), request_ids or RequestIds()
        methods = serving_methods(handlers, budget, clock, observer, request_ids)
        behaviours: dict[str, Behaviour] = dict(methods)
        self._services = tuple(services)
        for service in self._services:
            behaviours.update(service.behaviours)
        if self._health is not None:
            behaviours.update(self._health.behaviours)
        self._reflection = _reflection(behaviours, services) if enable_reflection else None
        if self._reflection is not None:
            behaviours.update(self._reflection.behaviours)
        arguments: dict[str, str | int] = {
            "grpc.so_reuseport": int(reuse_port),
            "grpc.max_receive_message_length": max_request_bytes,
            "grpc.max_send_message_length": _UNLIMITED,
            "grpc.max_concurrent_streams": max_concurrent_streams,
            # It counts calls that have ended for the client, too, and so refuses calls of clients
            # that keep to what they were told. What is in flight is limited by the budget.
            "grpc.http.overload_protection": 0,
            "grpc.max_metadata_size": max_metadata_bytes,
            "grpc.absolute_max_metadata_size": max_metadata_bytes,
            "grpc.max_allowed_incoming_connections": max_connections,
            "grpc.server_handshake_timeout_ms": _HANDSHAKE_TIMEOUT_MS,
        }
        if keepalive_s:
            arguments["grpc.keepalive_time_ms"] = int(keepalive_s * 1000)
        arguments.update(channel_arguments)
        refuse = Refusals(behaviours, clock=clock, observer=observer, request_ids=request_ids)
        known, unknown = guarded(behaviours, refuse_unknown, authorizer, refuse)
        self._transport = make_transport(
            behaviours=known, unknown=unknown, arguments=tuple(arguments.items()), threads=threads
        )

    def check_addresses(self) -> None:
        """Fail early, before models are loaded, when an address cannot be bound.

        Raises:
            InvalidArgument: `Failed to BuildAndStart gRPC server: ...`, which address, and why.
        """
        for address in self._addresses:
            check_address(address, reuse_port=self._reuse_port)

    def start(self) -> tuple[int, ...]:
        """Bind the addresses and begin to serve; the port of each, 1 for a Unix socket.

        Raises:
            InvalidArgument: an address cannot be bound: `Failed to BuildAndStart gRPC server: ...`.
        """
        self.check_addresses()
        ports = []
        for address in self._addresses:
            remove_stale_socket(address)
            port = self._transport.listen(address, self._tls)
            if not port:
                raise InvalidArgument(
                    f"Failed to BuildAndStart gRPC server: cannot listen on {address}"
                )
            ports.append(port)
        if self._health is not None:
            self._health.start()
        self._transport.start()
        return tuple(ports)

    def drain(self, grace_s: float) -> bool:
        """Stop accepting, tell clients to go elsewhere, let calls in flight finish.

        Returns:
            Whether all finished within `grace_s` seconds; the others are cancelled.
        """
        self._end_streams()
        return self._transport.drain(grace_s)

    def close(self) -> None:
        """Free ports and threads; calls still in flight are cancelled. Idempotent."""
        self._end_streams()
        self._transport.close()

    def _end_streams(self) -> None:
        """Send those away who only wait for what may come: they would hold up the end."""
        for service in (self._health, self._reflection, *self._services):
            if service is not None:
                service.drain()

    def statistics(self) -> TransportStatistics:
        """Calls started and finished."""
        return self._transport.statistics()

    def __enter__(self) -> Self:
        """Started."""
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        """Closed."""
        self.close()

    def __repr__(self) -> str:
        """`<GrpcServer 0.0.0.0:8500 started=3 finished=2>`."""
        calls = self.statistics()
        where = " ".join(self._addresses)
        return f"<GrpcServer {where} started={calls.started} finished={calls.finished}>"


def _reflection(
    behaviours: dict[str, Behaviour], services: Sequence[GrpcService]
) -> ReflectionService:
    from tfserve.frontends.grpc.reflection import ReflectionService

    names = sorted({method.split("/")[1] for method in behaviours})
    return ReflectionService(names, [service.descriptors for service in services])
