"""Which plane owns sockets and runs, and the parts of the native one."""

from __future__ import annotations

import importlib.util
from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING

from tfserve.config.machine import available_cpus
from tfserve.config.server import ServerConfig
from tfserve.core.clock import Clock
from tfserve.core.executor import Executor
from tfserve.core.ids import ServableId
from tfserve.core.lookup import ServedModels
from tfserve.errors import FailedPrecondition
from tfserve.limits import Ledger, inflight_bytes
from tfserve.security.authorizer import Authorizer
from tfserve.security.protection import Protection
from tfserve.telemetry.metrics import Metrics

if TYPE_CHECKING:
    from tfserve.batching import QueueStatistics
    from tfserve.frontends.grpc.transport import Behaviour, ChannelArgument
    from tfserve.frontends.native import NativePublisher, NativeTransport
    from tfserve.servables.simple_loader import OpenServable
    from tfserve.servables.tensorflow.endpoints import Engine

__all__ = ["NativePlane", "native_plane"]


class NativePlane:
    """What the native plane puts in the place of Python's parts. For the thread that starts.

    Args:
        config: everything the server is told.
        clock: time.
    """

    def __init__(self, config: ServerConfig, *, clock: Clock) -> None:
        from tfserve.frontends.native import new_access, new_ledger

        self._config = config
        self._clock = clock
        self._engine: Engine | None = None
        self._publisher: NativePublisher | None = None
        self._ledger = new_ledger(
            inflight_bytes(config.limits.max_inflight_bytes),
            config.limits.max_inflight_requests,
            refuses=not self._all_are_seen,
        )
        # Asked for every Predict where anybody is asked; without it all are let in.
        self._access = new_access() if config.security.auth_config_file else None
        self._transport: NativeTransport | None = None

    @property
    def _all_are_seen(self) -> bool:
        """Whether Python has to see every call."""
        telemetry = self._config.telemetry
        return bool(telemetry.access_log or telemetry.tracing)

    def handles(self, servable_id: ServableId, held: int) -> int:
        """Requests that a version works on, when `held` handles of it are out."""
        if self._publisher is None:
            return held
        native = self._publisher.in_flight().get(servable_id)
        return held if native is None else held - 1 + native

    def authorizer(self, protection: Protection) -> Authorizer | None:
        """Decides who may call what; what it has decided about Predict is remembered natively."""
        from tfserve.frontends.native import LearningAuthorizer

        authorizer, known = protection.authorizer, self._access
        if authorizer is None or known is None:
            return authorizer
        protection.remembered(known.forget, known.allowed)
        return LearningAuthorizer(authorizer, known)

    def queues(self) -> Sequence[QueueStatistics]:
        """Where requests wait for company natively."""
        return () if self._publisher is None else tuple(self._publisher.queues())

    @property
    def ledger(self) -> Ledger:
        """The account of what is in flight, on both planes."""
        return self._ledger

    def make_opener(
        self,
        platform: str,  # noqa: ARG002 - `tensorflow`
        settings: object,
        /,
        *,
        executor: Executor,
        clock: Clock,
    ) -> OpenServable:
        """Opens SavedModels in sessions that both planes run; TensorFlow's library is opened now.

        Raises:
            ServingError: the settings cannot be met, or the library cannot be opened.
        """
        from tfserve.servables.tensorflow.native_session import NativeEngine
        from tfserve.servables.tensorflow.opener import opener_with

        if self._engine is None:
            self._engine = NativeEngine()
        return opener_with(self._engine, settings, executor=executor, clock=clock)

    def make_transport(
        self,
        *,
        behaviours: Mapping[str, Behaviour],
        unknown: Behaviour,
        arguments: Sequence[ChannelArgument],
        threads: int,  # noqa: ARG002 - those of grpcio's queue
    ) -> NativeTransport:
        """The transport of the gRPC server."""
        from tfserve.frontends.native import NativeTransport

        self._transport = NativeTransport(
            behaviours=behaviours,
            unknown=unknown,
            arguments=arguments,
            threads=available_cpus(),
            run_threads=self._config.tensorflow.run_threads or 4 * available_cpus(),
            max_tensor_bytes=self._config.limits.max_tensor_bytes,
            as_tensor_content=self._config.handlers.as_tensor_content,
            ledger=self._ledger,
            clock=self._clock,
            access=self._access,
        )
        return self._transport

    def publisher(
        self, models: ServedModels, metrics: Metrics, *, is_logged: Callable[[str], bool]
    ) -> NativePublisher:
        """Tells the transport what it may serve by itself, and `metrics` what it has served; after
        `make_transport`.

        Args:
            models: what is served.
            metrics: shown what was counted natively.
            is_logged: whether requests of a model are logged.
        """
        all_are_seen = self._all_are_seen

        def is_watched(name: str) -> bool:
            return all_are_seen or is_logged(name)

        from tfserve.frontends.native import NativePublisher

        if self._transport is None:
            msg = "there is no transport yet"
            raise RuntimeError(msg)
        publisher = NativePublisher(
            server=self._transport.server,
            ledger=self._ledger,
            models=models,
            check_method_names=self._config.handlers.check_method_names,
            is_watched=is_watched,
            merge=metrics.merge,
            width=available_cpus(),
            clock=self._clock,
        )
        metrics.counted_by(publisher.counts)
        self._publisher = publisher
        return publisher


def native_plane(config: ServerConfig, *, clock: Clock) -> NativePlane | None:
    """The native plane where it is asked for; None for the Python plane.

    Raises:
        FailedPrecondition: it is asked for by name and cannot be had.
    """
    if config.data_plane != "native":
        return None
    if importlib.util.find_spec("tfserve_native") is None:
        raise FailedPrecondition(
            "--data_plane=native needs tfserve_native, which is not installed: "
            "pip install ./native in a checkout",
            details={"flag": "data_plane"},
        )
    return NativePlane(config, clock=clock)
