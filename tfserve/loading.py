"""What finds, loads and holds the versions of models, put together."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from tfserve.config.machine import available_cpus
from tfserve.config.model_reader import ModelConfigReader
from tfserve.config.models import ModelServerConfig
from tfserve.config.server import ServerConfig
from tfserve.core.background import Background
from tfserve.core.clock import Clock
from tfserve.core.event_bus import EventBus
from tfserve.core.executor import Executor
from tfserve.core.ids import ServableId
from tfserve.core.resources import ResourceAllocation
from tfserve.core.state import ServableState
from tfserve.errors import ServingError
from tfserve.limits import default_model_memory_bytes
from tfserve.loaders import make_loaders
from tfserve.manager import (
    AspiredVersionPolicy,
    AspiredVersionsManager,
    AutoPolicy,
    AvailabilityPreservingPolicy,
    ResourcePreservingPolicy,
    ResourceTracker,
    ServableStateMonitor,
)
from tfserve.servables.completeness import MODEL_FILES, missing_part
from tfserve.servables.loader_factory import MakeOpener
from tfserve.servables.simple_loader import Wrap
from tfserve.server_core import ConfigFilePoller, EventLog, LoadProgress, ModelRoot, ServerCore
from tfserve.server_core.readiness import StartRule
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
from tfserve.sources.storages.uri import is_remote
from tfserve.telemetry.observation import Observation

__all__ = ["Loading"]

_START_LOADS_PER_CPU = 4  # TensorFlow Serving's: main_server loads with 4 threads per CPU at first
_POLICIES: Mapping[str, Callable[[], AspiredVersionPolicy]] = {
    "auto": AutoPolicy,
    "resource": ResourcePreservingPolicy,
}


class Loading:
    """The parts between a storage and the models that are served. None is begun here; who has made
    them begins and closes each. For one thread.

    Args:
        config: everything the server is told.
        clock: time.
        observation: is shown what happens to models.
        runs: where long runs go.
        background: where servables are opened, prepared and checked.
        wrap: put around every servable.
        open_tensorflow: finds what opens SavedModels.
        is_stopping: whether the server is about to end.

    Attributes:
        storage: where versions are.
        reader: of model configs.
        history: what has happened to models.
        monitor: what state versions are in.
        manager: loads, holds and unloads versions.
        loaders: platform -> what makes its Loaders.
        source: finds versions.
        core: what is served.
        config_poller: reads the config file again; None when nobody wants that.
        model_root: finds models; None where they are named.
    """

    def __init__(
        self,
        config: ServerConfig,
        *,
        clock: Clock,
        observation: Observation,
        runs: Executor,
        background: Background,
        wrap: Wrap | None,
        open_tensorflow: MakeOpener,
        is_stopping: Callable[[], bool],
    ) -> None:
        self._config = config
        self._clock = clock
        self._observation = observation
        self._metrics = observation.metrics
        bus: EventBus[ServableState] = EventBus()
        progress = LoadProgress(clock)
        self.storage = self._make_storage()
        self.reader = ModelConfigReader(config.models.options_file)
        self.history = EventLog(clock)
        self.monitor = ServableStateMonitor(bus)
        self.manager = self._make_manager(bus)
        self.loaders = make_loaders(
            config,
            storage=self.storage,
            options_of=self._options_of,
            runs=runs,
            background=background,
            clock=clock,
            wrap=wrap,
            open_tensorflow=open_tensorflow,
            metrics=self._metrics,
            is_stopping=is_stopping,
        )
        router = self._make_router(progress)
        self.source = self._make_source(router)
        self.core = self._make_core(router, progress)
        self.config_poller = self._make_config_poller()
        self.model_root = self._make_model_root()
        bus.subscribe(self.history.on_servable_state)
        bus.subscribe(self._metrics.retirement.on_servable_state)
        bus.subscribe(progress.on_servable_state)
        bus.subscribe(self.source.on_servable_state)
        self.source.subscribe(progress.notify)

    def initial_models(self) -> ModelServerConfig:
        """What is to be served first.

        Raises:
            ServingError: the root of models cannot be read.
        """
        root = self.model_root
        return self._config.models.initial if root is None else root.first()

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

    def _options_of(self, name: str) -> Mapping[str, Any]:
        model = self.core.model_config(name)
        return {} if model is None else model.options

    def _make_router(self, progress: LoadProgress) -> SourceRouter:
        def attempt_failed(servable_id: ServableId, error: ServingError) -> None:
            self.history.on_attempt_failed(servable_id, error)
            progress.on_attempt_failed(servable_id, error)

        adapters = {
            platform: LoaderAdapter(
                make_loader=self._metrics.loads.measuring(loaders),
                target=self.manager,
                attempt_failed=attempt_failed,
            )
            for platform, loaders in self.loaders.items()
        }
        return SourceRouter(targets=adapters, unrouted=adapters["tensorflow"])

    def _make_source(self, router: SourceRouter) -> FileSystemStoragePathSource:
        loading = self._config.loading
        return FileSystemStoragePathSource(
            storage=self.storage,
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
            source=self.source,
            router=router,
            manager=self.manager,
            monitor=self.monitor,
            progress=progress,
            history=self.history,
            clock=self._clock,
            platforms=self.loaders,
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
        reloader = self._metrics.reloads.counting(self.core, "file")
        return ConfigFilePoller(
            path=models.config_file,
            parse=reloader.reading(self.reader.of_file),
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
            storage=self.storage,
            reloader=self.core,
            options=self.reader.options(),
            interval_s=interval_s,
            clock=self._clock,
        )
