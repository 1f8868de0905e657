"""The loaders of all platforms, put together: what each servable is opened, wrapped and checked
with.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from tfserve.config.server import ServerConfig
from tfserve.config.tensorflow import TensorFlowConfig
from tfserve.core.background import Background
from tfserve.core.clock import Clock
from tfserve.core.executor import Executor
from tfserve.core.storage import Storage
from tfserve.handlers.predict import PredictHandler
from tfserve.servables.loader_factory import LoaderFactory, MakeOpener
from tfserve.servables.memory import LargeBlocks, release_memory
from tfserve.servables.registry import platform_names, servable_opener
from tfserve.servables.simple_loader import BeforeAvailable, Wrap
from tfserve.telemetry.metrics import Metrics
from tfserve.warmup import Replay, checks_of

__all__ = ["make_loaders"]


def make_loaders(  # noqa: PLR0913 - collaborators, each by name
    config: ServerConfig,
    *,
    storage: Storage,
    options_of: Callable[[str], Mapping[str, Any]],
    runs: Executor,
    background: Background,
    clock: Clock,
    wrap: Wrap | None,
    open_tensorflow: MakeOpener,
    metrics: Metrics,
    is_stopping: Callable[[], bool],
) -> Mapping[str, LoaderFactory]:
    """Platform -> what makes its Loaders; nothing is imported yet.

    Args:
        config: of everything.
        storage: where versions are.
        options_of: model's name -> its options.
        runs: where long runs go.
        background: where servables are opened, prepared and checked.
        clock: time.
        wrap: put around every servable.
        open_tensorflow: finds what opens SavedModels.
        metrics: count what is replayed.
        is_stopping: whether the process gives back everything soon anyway.
    """

    def tensorflow_of(name: str) -> TensorFlowConfig:
        return config.tensorflow.for_model(options_of(name))

    def release() -> None:
        # After an unload. To collect garbage at each of hundreds of unloads would take longer than
        # they are given at the end.
        if not is_stopping():
            release_memory()

    blocks = LargeBlocks()

    def factory(platform: str) -> LoaderFactory:
        is_tensorflow = platform == "tensorflow"
        return LoaderFactory(
            platform=platform,
            settings_for=tensorflow_of if is_tensorflow else lambda _: None,
            storage=storage,
            executor=runs,
            clock=clock,
            wrap=wrap,
            before_available=_checks(config, clock, metrics),
            background=background,
            loading=blocks.mapped,
            release=release,
            make_opener=open_tensorflow if is_tensorflow else servable_opener,
        )

    return {platform: factory(platform) for platform in platform_names()}


def _checks(config: ServerConfig, clock: Clock, metrics: Metrics) -> BeforeAvailable:
    is_checked = config.handlers.check_method_names
    predict = PredictHandler(
        max_tensor_bytes=config.limits.max_tensor_bytes,
        check_method_names=is_checked,
        as_tensor_content=True,
    )

    def count(replay: Replay) -> None:
        status = "OK" if replay.error is None else replay.error.status
        metrics.serving.count_warmup(replay.path, status, replay.elapsed_s, replay.records)

    return checks_of(
        config.warm_up,
        predict=predict,
        check_method_names=is_checked,
        clock=clock,
        observer=count,
        count_run=metrics.serving.count_runtime,
    )
