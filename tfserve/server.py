"""The whole server: which parts there are, how they are put together, and in what order they start
and end. The one place where concrete classes meet.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Mapping, Sequence
from contextlib import ExitStack
from typing import Any

from tfserve.apis.config import model_server_config_pb2
from tfserve.batching import Batching
from tfserve.batching_metrics import BatchMetrics, batching_readings
from tfserve.config.batching import BatchingMode
from tfserve.config.json_config import read_options_file
from tfserve.config.machine import available_cpus
from tfserve.config.model_file import parse_model_config
from tfserve.config.model_messages import model_server_config
from tfserve.config.models import ModelServerConfig
from tfserve.config.server import MODEL_OPTIONS, ServerConfig
from tfserve.config.tensorflow import TensorFlowConfig
from tfserve.core.background import YieldingThreads
from tfserve.core.clock import Clock, SystemClock
from tfserve.core.deadline import Deadline
from tfserve.core.event_bus import EventBus
from tfserve.core.executor import ThreadExecutor
from tfserve.core.ids import ServableId
from tfserve.core.resources import ResourceAllocation
from tfserve.core.state import ServableState
from tfserve.core.timer import Timers
from tfserve.data_plane import native_plane
from tfserve.errors import Cancelled, ServingError
from tfserve.frontends.grpc import GrpcServer
from tfserve.frontends.grpc.transport import Transport
from tfserve.frontends.oip.catalog import Catalog
from tfserve.frontends.rest.server import RestServer
from tfserve.handlers.predict import PredictHandler
from tfserve.handlers.service import Handlers
from tfserve.limits import InflightBudget, default_inflight_bytes, default_model_memory_bytes
from tfserve.manager import (
    AspiredVersionPolicy,
    AspiredVersionsManager,
    AutoPolicy,
    AvailabilityPreservingPolicy,
    ResourcePreservingPolicy,
    ResourceTracker,
    ServableStateMonitor,
)
from tfserve.manager.states import HarnessState
from tfserve.manager.statistics import VersionStatistics
from tfserve.rest import make_rest_server
from tfserve.rpc import make_grpc_server
from tfserve.security.protection import Protection
from tfserve.servables.completeness import MODEL_FILES, missing_part
from tfserve.servables.loader_factory import LoaderFactory
from tfserve.servables.memory import exempt_from_collections, release_memory
from tfserve.servables.registry import platform_names, servable_opener
from tfserve.servables.simple_loader import BeforeAvailable
from tfserve.server_core import ConfigFilePoller, EventLog, LoadProgress, ModelRoot, ServerCore
from tfserve.server_core.readiness import StartRule
from tfserve.server_facts import protection_readings, server_facts
from tfserve.sources import (
    FileSystemStoragePathSource,
    FsspecStorage,
    LoaderAdapter,
    LocalStorage,
    Rules,
    SourceRouter,
    StorageRouter,
    VersionCache,
)
from tfserve.sources.storages.uri import is_remote, shown
from tfserve.telemetry.metrics import ServerFacts, readings_of
from tfserve.telemetry.observation import Observation
from tfserve.telemetry.readiness import ReadinessLog
from tfserve.warmup import Replay, checks_of

__all__ = ["ModelServer"]

_log = logging.getLogger(__name__)

_START_LOADS_PER_CPU = 4  # TensorFlow Serving's: main_server loads with 4 threads per CPU at first
_BLOCKING_CALLS = 8  # reloads and SessionRuns that may wait at the same time
_CLOSE_S = 2.0  # for threads that have nothing to do any more
_UNLOAD_S = 10.0  # to give memory back at the end; the process ends anyway
_WORK = {HarnessState.LOADING: "loading", HarnessState.UNLOADING: "unloading"}
_POLICIES: Mapping[str, Callable[[], AspiredVersionPolicy]] = {
    "auto": AutoPolicy,
    "resource": ResourcePreservingPolicy,
}
_LOOPBACK = ("127.0.0.1", "::1", "localhost")


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
        self._storage = self._make_storage()
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
            max_bytes=limits.max_inflight_bytes or default_inflight_bytes(),
            max_requests=limits.max_inflight_requests,
            ledger=self._native.ledger if self._native else None,
        )
        self._observation = Observation(
            config.telemetry,
            clock=self._clock,
            readings=(
                lambda: readings_of(self._facts()),
                lambda: protection_readings(self._protection.statistics()),
                lambda: batching_readings(self._batching.statistics() if self._batching else ()),
            ),
        )
        self._metrics = self._observation.metrics
        self._batching = self._make_batching()
        bus: EventBus[ServableState] = EventBus()
        progress = LoadProgress(self._clock)
        self._history = EventLog(self._clock)
        self._monitor = ServableStateMonitor(bus)
        self._manager = self._make_manager(bus)
        self._loaders = {name: self._make_loaders(name) for name in platform_names()}
        router = self._make_router(progress)
        self._source = self._make_source(router)
        self._core = self._make_core(router, progress)
        self._config_poller = self._make_config_poller()
        self._model_root = self._make_model_root()
        self._readiness = ReadinessLog(self._core, clock=self._clock, began_at=self._began_at)
        self._protection = Protection(config.security, clock=self._clock)
        handlers = self._make_handlers()
        self._grpc = self._make_grpc(handlers)
        self._rest = self._make_rest(handlers) if config.rest.port else None
        bus.subscribe(self._history.on_servable_state)
        bus.subscribe(self._metrics.retirement.on_servable_state)
        bus.subscribe(progress.on_servable_state)
        bus.subscribe(self._source.on_servable_state)
        self._source.subscribe(progress.notify)

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
        models, loading = self._config.models, self._config.loading
        self._say_what_is_served()
        owned.enter_context(self._observation)  # files that cannot be are known before all else
        owned.enter_context(self._protection)  # and so are wrong ones
        owned.callback(self._runs.close, _CLOSE_S)
        owned.callback(self._calls.close, _CLOSE_S)
        owned.callback(self._background.close, _CLOSE_S)
        owned.callback(self._timers.close, _CLOSE_S)
        if self._batching is not None:
            owned.callback(self._batching.close, _CLOSE_S)
        owned.enter_context(self._monitor)
        owned.callback(self._manager.close, _UNLOAD_S)
        owned.callback(self._storage.close)  # before: loads may wait for a store that hangs
        self._manager.start()
        initial = models.initial if self._model_root is None else self._model_root.first()
        self._core.start(initial)
        self._grpc.check_addresses()  # a port that is taken is known before anything slow
        if self._rest is not None:
            owned.enter_context(self._rest)  # tells from now on whether the server is ready
        for platform in sorted({model.platform for model in initial.models}):
            self._loaders[platform].prepare()  # imports TensorFlow, once, before threads want it
            self._refuse_when_stopping()
        exempt_from_collections()
        owned.enter_context(self._source)
        owned.enter_context(self._readiness)
        if self._config_poller is not None:  # from the beginning: a wrong path can be mended
            owned.enter_context(self._config_poller)
        if self._model_root is not None:
            owned.enter_context(self._model_root)
        self._core.wait_until_decided(Deadline(is_cancelled=self._is_stopping.is_set))
        self._refuse_when_stopping()
        self._manager.set_load_threads(loading.load_threads)
        if self._native is not None:
            owned.enter_context(
                self._native.publisher(self._core, self._metrics, is_logged=self._is_logged)
            )
        owned.enter_context(self._grpc)
        if self._rest is not None:
            self._rest.open()
        self._say_where()
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

    def _make_storage(self) -> StorageRouter:
        loading = self._config.loading
        cache = VersionCache(loading.cache_dir, max_bytes=loading.cache_max_bytes)
        return StorageRouter(local=LocalStorage(), remote=FsspecStorage(cache=cache))

    def _make_manager(self, bus: EventBus[ServableState]) -> AspiredVersionsManager:
        loading = self._config.loading
        limit = loading.total_memory_limit_bytes
        if not limit and loading.aspired_version_policy == "auto":
            limit = default_model_memory_bytes()
        return AspiredVersionsManager(
            policy_for=self._policy_of,
            event_bus=bus,
            clock=self._clock,
            load_threads=_START_LOADS_PER_CPU * available_cpus(),
            unload_threads=loading.unload_threads,
            max_load_retries=loading.max_retries,
            load_retry_interval_s=loading.retry_interval_s,
            load_timeout_s=loading.load_timeout_s,
            resources=ResourceTracker(ResourceAllocation.ram(limit) if limit else None),
        )

    def _policy_of(self, name: str) -> AspiredVersionPolicy:
        wish = self._options_of(name).get("aspired_version_policy")
        policy = wish or self._config.loading.aspired_version_policy
        return _POLICIES.get(policy, AvailabilityPreservingPolicy)()

    def _is_logged(self, name: str) -> bool:
        model = self._core.model_config(name)
        return model is not None and model.logging_config is not None

    def _options_of(self, name: str) -> Mapping[str, Any]:
        model = self._core.model_config(name)
        return {} if model is None else model.options

    def _make_batching(self) -> Batching | None:
        config = self._config.batching
        if config.mode is BatchingMode.OFF:
            return None
        observer = BatchMetrics(self._metrics.serving)
        return Batching(config, timers=self._timers, clock=self._clock, observer=observer)

    def _make_loaders(self, platform: str) -> LoaderFactory:
        is_tensorflow = platform == "tensorflow"
        return LoaderFactory(
            platform=platform,
            settings_for=self._tensorflow_of if is_tensorflow else lambda _: None,
            storage=self._storage,
            executor=self._runs,
            clock=self._clock,
            wrap=None if self._batching is None else self._batching.wrap,
            before_available=self._make_checks(),
            background=self._background,
            release=self._release_memory,
            make_opener=(
                self._native.make_opener if self._native and is_tensorflow else servable_opener
            ),
        )

    def _make_checks(self) -> BeforeAvailable:
        is_checked = self._config.handlers.check_method_names
        predict = PredictHandler(
            max_tensor_bytes=self._config.limits.max_tensor_bytes,
            check_method_names=is_checked,
            as_tensor_content=True,
        )
        return checks_of(
            self._config.warm_up,
            predict=predict,
            check_method_names=is_checked,
            clock=self._clock,
            observer=self._count_replay,
        )

    def _count_replay(self, replay: Replay) -> None:
        status = "OK" if replay.error is None else replay.error.status
        count = self._metrics.serving.count_warmup
        count(replay.path, status, replay.elapsed_s, replay.records)

    def _release_memory(self) -> None:
        """After an unload; at the end the process gives back everything, and to collect garbage at
        each of hundreds of unloads would take longer than they are given.
        """
        if not self._is_stopping.is_set():
            release_memory()

    def _tensorflow_of(self, name: str) -> TensorFlowConfig:
        return self._config.tensorflow.for_model(self._options_of(name))

    def _make_router(self, progress: LoadProgress) -> SourceRouter:
        def attempt_failed(servable_id: ServableId, error: ServingError) -> None:
            self._history.on_attempt_failed(servable_id, error)
            progress.on_attempt_failed(servable_id, error)

        adapters = {
            platform: LoaderAdapter(
                make_loader=self._metrics.loads.measuring(loaders),
                target=self._manager,
                attempt_failed=attempt_failed,
            )
            for platform, loaders in self._loaders.items()
        }
        return SourceRouter(targets=adapters, unrouted=adapters["tensorflow"])

    def _make_source(self, router: SourceRouter) -> FileSystemStoragePathSource:
        loading = self._config.loading
        return FileSystemStoragePathSource(
            storage=self._storage,
            target=router,
            clock=self._clock,
            poll_interval_s=loading.poll_interval_s,
            remote_poll_interval_s=loading.remote_poll_interval_s,
            rules=Rules(version_files=MODEL_FILES, keep_last_version=loading.keep_last_version),
            missing_part=missing_part,
        )

    def _make_core(self, router: SourceRouter, progress: LoadProgress) -> ServerCore:
        models, loading = self._config.models, self._config.loading
        lifecycle = self._config.lifecycle
        rule = StartRule.LENIENT
        if lifecycle.require_all_models:
            rule |= StartRule.ALL_MODELS
        if loading.fail_if_zero_versions_at_startup:
            rule |= StartRule.ALL_VERSIONS
        return ServerCore(
            source=self._source,
            router=router,
            manager=self._manager,
            monitor=self._monitor,
            progress=progress,
            history=self._history,
            clock=self._clock,
            platforms=self._loaders,
            allow_labels_for_unavailable_models=models.allow_labels_for_unavailable,
            reload_timeout_s=loading.reload_timeout_s,
            start_rule=rule,
            ready_policy=lifecycle.ready_policy.value,
            allowed_model_roots=models.allowed_roots,
            followers=(self._observation.request_log,),
        )

    def _make_config_poller(self) -> ConfigFilePoller | None:
        models = self._config.models
        if not models.config_file or models.config_file_poll_interval_s <= 0:
            return None
        reloader = self._metrics.reloads.counting(self._core, "file")
        return ConfigFilePoller(
            path=models.config_file,
            parse=reloader.reading(self._parse_config),
            reloader=reloader,
            interval_s=models.config_file_poll_interval_s,
            clock=self._clock,
        )

    def _make_model_root(self) -> ModelRoot | None:
        models, loading = self._config.models, self._config.loading
        if not models.root:
            return None
        interval_s = loading.poll_interval_s
        if interval_s > 0 and is_remote(models.root):
            interval_s = loading.remote_poll_interval_s
        return ModelRoot(
            path=models.root,
            storage=self._storage,
            reloader=self._core,
            options=read_options_file(models.options_file, MODEL_OPTIONS),
            interval_s=interval_s,
            clock=self._clock,
        )

    def _parse_config(self, content: bytes, path: str) -> ModelServerConfig:
        return parse_model_config(content, path, self._config.models.options_file, MODEL_OPTIONS)

    def _config_of(self, message: model_server_config_pb2.ModelServerConfig) -> ModelServerConfig:
        options = read_options_file(self._config.models.options_file, MODEL_OPTIONS)
        return model_server_config(message, options)

    def _make_handlers(self) -> Handlers:
        reloader = self._metrics.reloads.counting(self._core, "grpc")
        has_request_log = bool(self._config.telemetry.request_log_dir)
        return Handlers(
            models=self._core,
            status=self._core,
            reloader=reloader,
            read_config=reloader.reading(self._config_of),
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
        return make_grpc_server(
            self._config,
            core=self._core,
            handlers=handlers,
            catalog=self._make_catalog(handlers),
            observation=self._observation,
            budget=self._budget,
            protection=self._protection,
            executor=self._calls,
            clock=self._clock,
            transport=self._native.make_transport if self._native else Transport,
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
            history=self._history,
            observation=self._observation,
            budget=self._budget,
            protection=self._protection,
            parse=self._parse_config,
            of_message=self._config_of,
            clock=self._clock,
        )

    # What the log says

    def _say_what_is_served(self) -> None:
        models = self._config.models
        if models.root:
            _log.info("Serving each folder of %s as a model", shown(models.root))
        elif not models.config_file:
            text = (
                "Building single TensorFlow model file config:  model_name: %s model_base_path: %s"
            )
            _log.info(text, models.name, shown(models.base_path))
            if models.config_file_poll_interval_s > 0:
                _log.warning("--model_config_file_poll_wait_seconds has no file to poll")
        if self._config.loading.poll_interval_s < 0:
            _log.warning("--file_system_poll_wait_seconds is negative: no version is ever found")

    def _say_where(self) -> None:
        grpc = self._config.grpc
        if grpc.port:
            _log.info("Running gRPC ModelServer at %s:%d ...", grpc.bind_address, grpc.port)
        if grpc.socket_path:
            _log.info("Running gRPC ModelServer at UNIX socket %s ...", grpc.socket_path)
        if self._config.rest.port:
            _log.info("Exporting HTTP/REST API at:localhost:%d ...", self._config.rest.port)
        if grpc.bind_address not in _LOOPBACK:
            self._protection.warn(grpc_port=grpc.port, rest_port=self._config.rest.port)
