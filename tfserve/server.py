"""The whole server: which parts there are, how they are put together, and in what order they start
and end. What has many parts of one kind is put together beside it: `loading`, `rpc`, `rest`.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Sequence
from contextlib import ExitStack

from tfserve.announcements import say_what_is_served, say_where
from tfserve.batching import Batching, QueueStatistics
from tfserve.batching_metrics import BatchMetrics, batching_readings
from tfserve.config.batching import BatchingMode
from tfserve.config.machine import available_cpus
from tfserve.config.server import ServerConfig
from tfserve.core.background import YieldingThreads
from tfserve.core.clock import Clock, SystemClock
from tfserve.core.deadline import Deadline
from tfserve.core.executor import ThreadExecutor
from tfserve.core.timer import Timers
from tfserve.data_plane import native_plane
from tfserve.errors import Cancelled
from tfserve.frontends.grpc import GrpcServer
from tfserve.frontends.grpc.transport import Transport
from tfserve.frontends.oip.catalog import Catalog
from tfserve.frontends.rest.server import RestServer
from tfserve.handlers.service import Handlers
from tfserve.limits import InflightBudget, inflight_bytes
from tfserve.loading import Loading
from tfserve.manager.states import HarnessState
from tfserve.manager.statistics import VersionStatistics
from tfserve.rest import make_rest_server
from tfserve.rpc import make_grpc_server
from tfserve.security.protection import Protection
from tfserve.servables.memory import exempt_from_collections
from tfserve.servables.registry import servable_opener
from tfserve.server_facts import http_readings, protection_readings, server_facts
from tfserve.telemetry.metrics import ServerFacts, readings_of
from tfserve.telemetry.observation import Observation
from tfserve.telemetry.readiness import ReadinessLog

__all__ = ["ModelServer"]

_log = logging.getLogger(__name__)

_BLOCKING_CALLS = 8  # reloads and SessionRuns that may wait at the same time
_CLOSE_S = 2.0  # for threads that have nothing to do any more
_UNLOAD_S = 10.0  # to give memory back at the end; the process ends anyway
_WORK = {HarnessState.LOADING: "loading", HarnessState.UNLOADING: "unloading"}


class ModelServer:
    """A model server, from `start` to `stop`. The two may be called from different threads, `stop`
    in the middle of `start` too; each once.

    Args:
        config: everything it is told.
        clock: time.
    """

    def __init__(self, config: ServerConfig, *, clock: Clock | None = None) -> None:
        self._config = config
        self._clock = clock or SystemClock()
        self._began_at = self._clock.now()
        self._owned = ExitStack()  # what runs, in the order in which it began
        self._is_serving = False  # written before _is_start_over is set, read after
        self._is_stopping = threading.Event()
        self._is_start_over = threading.Event()

        # All parts are made here and begin in `start`: none has a thread or a socket yet.
        self._native = native_plane(config, clock=self._clock)
        self._timers = Timers(name="tfserve-timers", clock=self._clock)
        self._runs = ThreadExecutor(
            "tfserve-run", config.tensorflow.run_threads or 4 * available_cpus()
        )
        self._calls = ThreadExecutor("tfserve-call", _BLOCKING_CALLS)
        self._background = YieldingThreads(
            "tfserve-background", max(1, config.loading.load_threads)
        )
        limits = config.limits
        self._budget = InflightBudget(
            max_bytes=inflight_bytes(limits.max_inflight_bytes),
            max_requests=limits.max_inflight_requests,
            ledger=self._native.ledger if self._native else None,
        )
        self._observation = Observation(
            config.telemetry,
            clock=self._clock,
            readings=(
                lambda: readings_of(self._facts()),
                lambda: protection_readings(self._protection.statistics()),
                lambda: http_readings(self._rest.statistics()) if self._rest else (),
                lambda: batching_readings(self._queues()),
            ),
        )
        self._metrics = self._observation.metrics
        self._batching = self._make_batching()
        self._loading = Loading(
            config,
            clock=self._clock,
            observation=self._observation,
            runs=self._runs,
            background=self._background,
            wrap=None if self._batching is None else self._batching.wrap,
            open_tensorflow=self._native.make_opener if self._native else servable_opener,
            is_stopping=self._is_stopping.is_set,
        )
        self._manager, self._core = self._loading.manager, self._loading.core
        self._readiness = ReadinessLog(self._core, clock=self._clock, began_at=self._began_at)
        self._protection = Protection(config.security, clock=self._clock)
        handlers = self._make_handlers()
        self._grpc = self._make_grpc(handlers)
        self._rest = self._make_rest(handlers) if config.rest.port else None

    # From the start to the end

    def start(self) -> None:
        """Load the models and open the ports; returns when requests are served.

        Raises:
            ServingError: why it cannot; nothing is left running.
        """
        try:
            with ExitStack() as owned:
                self._begin(owned)
                self._owned = owned.pop_all()
                self._is_serving = True
        finally:
            self._is_start_over.set()

    def _begin(self, owned: ExitStack) -> None:
        """Begin every part and let `owned` close it; the last to begin is the first to be closed:
        frontends, then what finds versions, then what holds them, then threads.
        """
        parts = self._loading
        say_what_is_served(self._config)
        owned.enter_context(self._observation)  # files that cannot be are known before all else
        owned.enter_context(self._protection)  # and so are wrong ones
        owned.callback(self._runs.close, _CLOSE_S)
        owned.callback(self._calls.close, _CLOSE_S)
        owned.callback(self._background.close, _CLOSE_S)
        owned.callback(self._timers.close, _CLOSE_S)
        if self._batching is not None:
            owned.callback(self._batching.close, _CLOSE_S)
        owned.enter_context(parts.monitor)
        owned.callback(self._manager.close, _UNLOAD_S)
        owned.callback(parts.storage.close)  # before: loads may wait for a store that hangs
        self._manager.start()
        initial = parts.initial_models()
        self._core.start(initial)
        self._grpc.check_addresses()  # a port that is taken is known before anything slow
        if self._rest is not None:
            owned.enter_context(self._rest)  # tells from now on whether the server is ready
        for platform in sorted({model.platform for model in initial.models}):
            parts.loaders[platform].prepare()  # imports TensorFlow, once, before threads want it
            self._refuse_when_stopping()
        exempt_from_collections()
        owned.enter_context(parts.source)
        owned.enter_context(self._readiness)
        if parts.config_poller is not None:  # from the beginning: a wrong path can be mended
            owned.enter_context(parts.config_poller)
        if parts.model_root is not None:
            owned.enter_context(parts.model_root)
        self._core.wait_until_decided(Deadline(is_cancelled=self._is_stopping.is_set))
        self._refuse_when_stopping()
        self._manager.set_load_threads(self._config.loading.load_threads)
        if self._native is not None:
            owned.enter_context(
                self._native.publisher(self._core, self._metrics, is_logged=self._is_logged)
            )
        owned.enter_context(self._grpc)
        if self._rest is not None:
            self._rest.open()
        plane = "Python" if self._native is None else "native"
        say_where(self._config, self._protection, plane=plane)
        self._readiness.opened()

    def _refuse_when_stopping(self) -> None:
        if self._is_stopping.is_set():
            raise Cancelled("The start was given up")

    def stop(self) -> Sequence[str]:
        """Drain and close everything; what was abandoned, such as `m/3: 2 requests`.

        Not ready at once; goes on serving for the drain delay; refuses new calls; waits for those
        in flight as long as the grace period; unloads.
        """
        lifecycle = self._config.lifecycle
        self._is_stopping.set()
        self._core.drain()
        if self._rest is not None:
            self._rest.begin_drain()
        if not self._is_start_over.wait(lifecycle.shutdown_grace_s):
            return ("a start that cannot be interrupted",)
        if self._is_serving:
            _log.info("Not ready any more; serving on for %g s", lifecycle.drain_delay_s)
            self._pause(lifecycle.drain_delay_s)
            grace_s = lifecycle.shutdown_grace_s
            _log.info("Refusing new calls; waiting up to %g s for those in flight", grace_s)
            if not self._drain(grace_s):
                return self.in_flight() or ("calls that no model works on",)
        self._owned.close()
        return self.in_flight()

    def _drain(self, grace_s: float) -> bool:
        """Both frontends refuse new calls at once, and share the time for those in flight."""
        ends_at = self._clock.now() + grace_s
        if self._rest is not None:
            self._rest.stop_accepting()
        is_over = self._grpc.drain(grace_s)
        if self._rest is not None:
            is_over &= self._rest.wait_idle(max(0.0, ends_at - self._clock.now()))
        return is_over

    def _pause(self, seconds: float) -> None:
        ends_at = self._clock.now() + seconds
        condition = threading.Condition()
        with condition:
            while (rest_s := ends_at - self._clock.now()) > 0:
                self._clock.wait(condition, rest_s)

    def in_flight(self) -> Sequence[str]:
        """What the process must not end under: versions that requests hold, and loads and unloads
        that are under way or were given up, such as `m/3: 2 requests` and `m/4: loading`.
        """
        now = self._manager.statistics()
        held = ((each.id, self._work_on(each)) for each in now.versions)
        at_work = [f"{id_.name}/{id_.version}: {work}" for id_, work in held if work]
        if now.abandoned_loads:
            at_work.append(f"{now.abandoned_loads} x a load that was given up")
        return at_work

    def _work_on(self, version: VersionStatistics) -> str:
        """What threads do with a version now; empty when it is left alone."""
        requests = version.handles
        if self._native is not None:
            requests = self._native.handles(version.id, requests)
        if requests:
            return f"{requests} request{'s' * (requests > 1)}"
        return _WORK.get(version.state, "")

    def _facts(self) -> ServerFacts:
        return server_facts(
            manager=self._manager,
            core=self._core,
            budget=self._budget,
            memory_limit_bytes=self._config.loading.total_memory_limit_bytes,
        )

    # What it is made of

    def _is_logged(self, name: str) -> bool:
        model = self._core.model_config(name)
        return model is not None and model.logging_config is not None

    def _queues(self) -> Sequence[QueueStatistics]:
        native = self._native.queues() if self._native else ()
        return (*(self._batching.statistics() if self._batching else ()), *native)

    def _make_batching(self) -> Batching | None:
        config = self._config.batching
        if config.mode is BatchingMode.OFF:
            return None
        observer = BatchMetrics(self._metrics.serving)
        return Batching(config, timers=self._timers, clock=self._clock, observer=observer)

    def _make_handlers(self) -> Handlers:
        reloader = self._metrics.reloads.counting(self._core, "grpc")
        has_request_log = bool(self._config.telemetry.request_log_dir)
        return Handlers(
            models=self._core,
            status=self._core,
            reloader=reloader,
            read_config=reloader.reading(self._loading.reader.of_message),
            executor=self._calls,
            timers=self._timers,
            clock=self._clock,
            max_tensor_bytes=self._config.limits.max_tensor_bytes,
            check_method_names=self._config.handlers.check_method_names,
            as_tensor_content=self._config.handlers.as_tensor_content,
            enable_session_run=self._config.handlers.enable_session_run,
            metric=self._metrics.first_value,
            request_log=self._observation.request_log if has_request_log else None,
        )

    def _make_grpc(self, handlers: Handlers) -> GrpcServer:
        protection = self._protection
        native = self._native
        return make_grpc_server(
            self._config,
            core=self._core,
            handlers=handlers,
            catalog=self._make_catalog(handlers),
            observation=self._observation,
            budget=self._budget,
            protection=protection,
            executor=self._calls,
            clock=self._clock,
            transport=native.make_transport if native else Transport,
            authorizer=native.authorizer(protection) if native else protection.authorizer,
        )

    def _make_catalog(self, handlers: Handlers) -> Catalog:
        core = self._core
        return Catalog(handlers=handlers, health=core, status=core, inventory=core)

    def _make_rest(self, handlers: Handlers) -> RestServer:
        return make_rest_server(
            self._config,
            core=self._core,
            handlers=handlers,
            control=self._metrics.reloads.controlling(self._core, "rest"),
            history=self._loading.history,
            observation=self._observation,
            budget=self._budget,
            protection=self._protection,
            reader=self._loading.reader,
            clock=self._clock,
        )
