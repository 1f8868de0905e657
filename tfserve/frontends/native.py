"""HTTP/2 and gRPC by the native plane, behind the same calls as grpcio's transport."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any

import tfserve_native

from tfserve.core.call_record import EntryPoint
from tfserve.core.clock import Clock
from tfserve.core.event_bus import Subscription
from tfserve.core.ids import ModelSpec, ServableId
from tfserve.core.lookup import ServedModels
from tfserve.core.periodic import PeriodicTask
from tfserve.core.servable import (
    CLASSIFY_METHOD,
    PREDICT_METHOD,
    REGRESS_METHOD,
    HasNativeSession,
    Signature,
    TensorSpec,
)
from tfserve.errors import Code, ServingError
from tfserve.frontends.grpc.addresses import split_tcp
from tfserve.frontends.grpc.call import ServerCall
from tfserve.frontends.grpc.errors import Metadata, Status
from tfserve.frontends.grpc.transport import (
    Behaviour,
    ChannelArgument,
    Transport,
    TransportStatistics,
)
from tfserve.security.tls import TlsIdentity
from tfserve.telemetry.metrics import FINE_LIMITS_S, CountedElsewhere, VersionCounts
from tfserve.tensors import DataType

if TYPE_CHECKING:
    from typing_extensions import Self

__all__ = ["NativeCall", "NativePublisher", "NativeTransport", "new_ledger"]

_log = logging.getLogger(__name__)

_UNIX = "unix:"
_PYTHON_THREADS = 4  # none waits for a model; they hold the interpreter one at a time anyway
_MAX_HEADER_BYTES = 64 << 10
_MAX_MESSAGE = "grpc.max_receive_message_length"
_MAX_STREAMS = "grpc.max_concurrent_streams"
_HONOURED = frozenset(
    {
        _MAX_MESSAGE,
        _MAX_STREAMS,
        "grpc.so_reuseport",
        "grpc.max_metadata_size",
        "grpc.absolute_max_metadata_size",
        "grpc.max_allowed_incoming_connections",
        "grpc.keepalive_time_ms",
        "grpc.max_send_message_length",  # never limited
        "grpc.server_handshake_timeout_ms",  # 10 s, as on the other plane
    }
)


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


def new_ledger(max_bytes: int, max_requests: int) -> tfserve_native.NativeLedger:
    """An account of what is in flight that both planes keep."""
    return tfserve_native.NativeLedger(max_bytes, max_requests)


class NativeTransport:
    """Serves methods on addresses; a `Transport` whose sockets and messages are native.
    Thread-safe.

    Args:
        behaviours: full method name -> what to do with its calls.
        unknown: what to do with calls of other methods.
        arguments: channel arguments, name and value; those that mean nothing here are listed in a
            warning.
        threads: how many own connections; one per CPU is enough.
        max_tensor_bytes: what the decoded inputs of one request may take in memory.
        as_tensor_content: numbers of Predict answers go into `tensor_content`.
        ledger: the account of what is in flight.
        clock: time.
    """

    def __init__(
        self,
        *,
        behaviours: Mapping[str, Behaviour],
        unknown: Behaviour,
        arguments: Sequence[ChannelArgument],
        threads: int,
        max_tensor_bytes: int,
        as_tensor_content: bool,
        ledger: tfserve_native.NativeLedger,
        clock: Clock,
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
        settings: dict[str, Any] = dict(arguments)
        ignored = sorted(settings.keys() - _HONOURED)
        if ignored:
            _log.warning("The native plane has no use for %s", ", ".join(ignored))
        self._reuse_port = bool(settings.get("grpc.so_reuseport", 0))
        self._server = tfserve_native.NativeServer(
            self._begin,
            ledger,
            threads=threads,
            python_threads=_PYTHON_THREADS,
            max_request_bytes=settings[_MAX_MESSAGE],
            max_concurrent_streams=settings[_MAX_STREAMS],
            max_header_bytes=settings.get("grpc.absolute_max_metadata_size", _MAX_HEADER_BYTES),
            max_connections=settings.get("grpc.max_allowed_incoming_connections", 0),
            max_tensor_bytes=max_tensor_bytes,
            as_content=as_tensor_content,
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

        Unix sockets, and what is encrypted, are served by grpcio's core on either plane: clients
        name a socket in a way that HTTP/2 libraries other than its own refuse.
        """
        if identity is not None or address.startswith(_UNIX):
            if self._core is None:
                self._core = self._make_core()
            return self._core.listen(address, identity)
        try:
            host, port = split_tcp(address)
            return self._server.listen_tcp(host, port, self._reuse_port)
        except OSError:
            return 0

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


_NATIVE_TYPES = frozenset(
    {
        DataType.DT_FLOAT,
        DataType.DT_DOUBLE,
        DataType.DT_INT32,
        DataType.DT_INT64,
        DataType.DT_BOOL,
        DataType.DT_STRING,
    }
)
_METHODS = frozenset({PREDICT_METHOD, CLASSIFY_METHOD, REGRESS_METHOD})
_CLOSE_S = 5.0
_PREDICT = EntryPoint("GRPC", "Predict")


class NativePublisher:
    """Tells the native side what is served, whenever that changes. A context manager.

    One handle is held for each version that is published; it is given back when the version has
    left and its last native request has ended, and only then is the version unloaded.

    Args:
        server: told.
        models: what is served.
        check_method_names: only signatures that are made for Predict are run natively.
        is_watched: whether Python has to see each call of a model: for rules, logs, spans.
        merge: takes what was counted of a version that has gone.
        clock: time.
    """

    def __init__(
        self,
        *,
        server: tfserve_native.NativeServer,
        models: ServedModels,
        check_method_names: bool,
        is_watched: Callable[[str], bool],
        merge: Callable[[Iterable[VersionCounts]], None],
        clock: Clock,
    ) -> None:
        self._server = server
        self._is_watched = is_watched
        self._merge = merge
        self._models = models
        self._check_method_names = check_method_names
        # Replaced whole by the publishing thread; None: that version is for Python alone.
        self._versions: dict[ServableId, tfserve_native.NativeVersion | None] = {}
        self._task = PeriodicTask("tfserve-publish", self.publish_once, interval_s=0, clock=clock)
        self._subscription: Subscription | None = None

    def publish_once(self) -> None:
        """Make the native side serve what is served now."""
        available = self._models.available()
        ids = {
            ServableId(name, version)
            for name, versions in available.items()
            for version in versions
            if not self._is_watched(name)
        }
        kept = {each: native for each, native in self._versions.items() if each in ids}
        for servable_id in sorted(ids - kept.keys()):
            kept[servable_id] = self._adopt(servable_id)
        self._versions = kept
        labels = self._models.version_labels()
        self._server.publish(
            [
                (
                    name,
                    {
                        version: native
                        for version in versions
                        if (native := kept.get(ServableId(name, version))) is not None
                    },
                    max(versions),
                    dict(labels.get(name, {})),
                )
                for name, versions in available.items()
                if versions
            ]
        )

    def _adopt(self, servable_id: ServableId) -> tfserve_native.NativeVersion | None:
        """Borrow a version for the native side; None where only Python can serve it."""
        try:
            handle = self._models.acquire(ModelSpec(servable_id.name, servable_id.version))
        except ServingError:  # it has gone since
            return None
        servable = handle.servable
        session = servable.native_session if isinstance(servable, HasNativeSession) else None
        if not isinstance(session, tfserve_native.NativeSession):
            handle.release()
            return None
        signatures = [
            (key, _ports(signature.inputs), _ports(signature.outputs))
            for key, signature in servable.signatures.items()
            if self._is_native(signature)
        ]

        def released(counts: Sequence[tfserve_native.Counted]) -> None:
            try:
                self._merge(_counts(servable_id, counts))
            finally:
                handle.release()

        return tfserve_native.NativeVersion(
            session,
            servable_id.name,
            servable_id.version,
            signatures,
            FINE_LIMITS_S,
            released,
        )

    def in_flight(self) -> Mapping[ServableId, int]:
        """Published version -> requests under way; one handle is held for all of them."""
        return {
            servable_id: native.in_flight()
            for servable_id, native in self._versions.items()
            if native is not None
        }

    def counts(self) -> Iterable[VersionCounts]:
        """What was counted natively since the last time."""
        for servable_id, native in tuple(self._versions.items()):
            if native is not None:
                yield from _counts(servable_id, native.take_counts())

    def _is_native(self, signature: Signature) -> bool:
        """Whether requests for it need nothing that only Python has."""
        if signature.name.startswith("__") or signature.defaults or not signature.outputs:
            return False
        if self._check_method_names and signature.method_name not in _METHODS:
            return False
        tensors = (*signature.inputs.values(), *signature.outputs.values())
        if len({each.name for each in signature.inputs.values()}) < len(signature.inputs):
            return False
        return all(each.dtype in _NATIVE_TYPES for each in tensors)

    def start(self) -> None:
        """Publish now, and from now on at every change."""
        self.publish_once()
        self._subscription = self._models.subscribe(self._task.wake)
        self._task.start()

    def close(self) -> None:
        """Nothing is served natively any more."""
        if self._subscription is not None:
            self._subscription.close()
        self._task.close(_CLOSE_S)
        self._versions = {}
        self._server.publish([])

    def __enter__(self) -> Self:
        """Started."""
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        """Closed."""
        self.close()


def _ports(specs: Mapping[str, TensorSpec]) -> list[tuple[str, str]]:
    return [(alias, spec.name) for alias, spec in sorted(specs.items())]


def _counts(
    servable_id: ServableId, counts: Sequence[tfserve_native.Counted]
) -> Iterable[VersionCounts]:
    for signature, code, numbers in counts:
        counted = CountedElsewhere(*numbers)
        yield VersionCounts(_PREDICT, servable_id, signature, Code(code), counted)
