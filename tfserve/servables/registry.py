"""Which platforms exist and who opens their models."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from importlib import import_module
from importlib.metadata import EntryPoint, entry_points
from typing import Protocol, cast

from tfserve.core.clock import Clock
from tfserve.core.executor import Executor
from tfserve.errors import FailedPrecondition, InvalidArgument
from tfserve.servables.simple_loader import OpenServable

__all__ = ["ENTRY_POINT_GROUP", "OpenerFactory", "Platform", "platform_names", "servable_opener"]

ENTRY_POINT_GROUP = "tfserve.platforms"
"""Other distributions add a platform here: its name = `module:factory`."""


class OpenerFactory(Protocol):
    """What a platform's `module:factory` names: called once when the server starts."""

    def __call__(self, settings: object, *, executor: Executor, clock: Clock) -> OpenServable:
        """The function that opens version directories.

        Args:
            settings: the platform's own settings object, such as `TensorFlowConfig`; None for its
                defaults.
            executor: where runs go that are too long for the caller's thread; owned by the server.
            clock: time, for deadlines and for measuring runs.

        Raises:
            ServingError: the settings cannot be met, such as an op library that does not load.
        """
        ...


@dataclass(frozen=True, slots=True)
class Platform:
    """One row of the table.

    Args:
        factory: `module:factory`, imported on first use.
        framework: the top-level package that it needs.
        extra: the extra of this distribution that installs it.
    """

    factory: str
    framework: str
    extra: str


_PLATFORMS: Mapping[str, Platform] = {
    "tensorflow": Platform(
        factory="tfserve.servables.tensorflow.python_engine:saved_model_opener",
        framework="tensorflow",
        extra="server",
    ),
}


def platform_names() -> tuple[str, ...]:
    """Every platform that a model may ask for, sorted: ours and those of entry points."""
    return tuple(sorted({*_PLATFORMS, *(point.name for point in _entry_points())}))


def servable_opener(
    platform: str, settings: object, *, executor: Executor, clock: Clock
) -> OpenServable:
    """The opener of `platform`; its framework is imported now.

    Args:
        platform: a name of `platform_names`.
        settings: the platform's own settings object; None for its defaults.
        executor: where long runs go; owned by the caller.
        clock: time.

    Raises:
        InvalidArgument: there is no such platform; the text lists those that exist.
        FailedPrecondition: its framework is not installed; the text names the extra.
    """
    row = _PLATFORMS.get(platform)
    if row is None:
        return _from_entry_point(platform)(settings, executor=executor, clock=clock)
    try:
        factory = cast("OpenerFactory", _named(row.factory))
        return factory(settings, executor=executor, clock=clock)
    except ModuleNotFoundError as error:
        if (error.name or "").partition(".")[0] != row.framework:
            raise
        raise FailedPrecondition(
            f"Platform {platform} needs {row.framework}, which is not installed: "
            f"pip install 'pytfserve[{row.extra}]'"
        ) from error


def _named(place: str) -> object:
    """What `module:name` is."""
    module, _, name = place.partition(":")
    return getattr(import_module(module), name)


def _from_entry_point(platform: str) -> OpenerFactory:
    for point in _entry_points():
        if point.name == platform:
            return cast("OpenerFactory", point.load())
    raise InvalidArgument(
        f"There is no platform {platform!r}; there are: {', '.join(platform_names())}"
    )


def _entry_points() -> tuple[EntryPoint, ...]:
    return tuple(entry_points(group=ENTRY_POINT_GROUP))
