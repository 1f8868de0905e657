"""Counting configs that were refused or did not come up."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, TypeVar

from tfserve.core.config_control import (
    ConfigChange,
    ConfigControl,
    ConfigEdit,
    ConfigPlan,
    ConfigSnapshot,
    Outcome,
)
from tfserve.core.deadline import Deadline
from tfserve.core.lookup import ConfigReloader
from tfserve.telemetry.metrics.reading import Kind, Reading

if TYPE_CHECKING:
    from tfserve.config.models import ModelServerConfig

__all__ = ["CountedControl", "CountedReloader", "ReloadMetrics"]

R = TypeVar("R")


class ReloadMetrics:
    """How reloads ended, by where the config came from. Thread-safe."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._failures: dict[str, int] = {}  # guarded by _lock
        self._is_last_good = True

    def counting(self, reloader: ConfigReloader, source: str) -> CountedReloader:
        """The same reloader, whose failures count under `source`: `file`, `grpc` or `rest`."""
        self._failures.setdefault(source, 0)
        return CountedReloader(reloader, source, self)

    def controlling(self, control: ConfigControl, source: str) -> CountedControl:
        """The same control, whose failed changes count under `source`."""
        self._failures.setdefault(source, 0)
        return CountedControl(control, source, self)

    def attempt(self, source: str, step: Callable[[], R]) -> R:
        """Do `step`; it failed when it raises."""
        try:
            result = step()
        except BaseException:
            self.failed(source)
            raise
        return result

    def failed(self, source: str) -> None:
        """A config could not be read, was refused, or its models did not come up."""
        with self._lock:
            self._failures[source] = self._failures.get(source, 0) + 1
            self._is_last_good = False

    def succeeded(self) -> None:
        """A config is in force and its models serve."""
        self._is_last_good = True

    def read(self) -> Iterable[Reading]:
        """Everything counted."""
        with self._lock:
            failures = sorted(self._failures.items())
        yield Reading(
            "tfserve_config_reload_failures",
            "Configs that could not be read, were refused, or whose models did not come up",
            Kind.COUNTER,
            ("source",),
            [((source,), count) for source, count in failures],
        )
        yield Reading(
            "tfserve_config_last_reload_successful",
            "Whether the last attempt to change the config succeeded",
            Kind.GAUGE,
            (),
            [((), float(self._is_last_good))],
        )


class CountedReloader:
    """A ConfigReloader whose failures are counted. Thread-safe.

    Args:
        reloader: does the work.
        source: what its calls count under.
        metrics: counts.
    """

    def __init__(self, reloader: ConfigReloader, source: str, metrics: ReloadMetrics) -> None:
        self._reloader = reloader
        self._source = source
        self._metrics = metrics

    def reading(self, read: Callable[..., R]) -> Callable[..., R]:
        """`read`, what makes a config for this reloader, with its failures counted, too."""
        return lambda *args: self._metrics.attempt(self._source, lambda: read(*args))

    def reload(self, config: ModelServerConfig, deadline: Deadline) -> None:
        """As `ConfigReloader.reload`."""
        self._metrics.attempt(self._source, lambda: self._reloader.reload(config, deadline))
        self._metrics.succeeded()


class CountedControl:
    """A ConfigControl whose failed changes are counted; what is only tried is not. Thread-safe.

    Args:
        control: does the work.
        source: what its changes count under.
        metrics: counts.
    """

    def __init__(self, control: ConfigControl, source: str, metrics: ReloadMetrics) -> None:
        self._control = control
        self._source = source
        self._metrics = metrics

    def snapshot(self) -> ConfigSnapshot:
        """As `ConfigControl.snapshot`."""
        return self._control.snapshot()

    def plan(self, edit: ConfigEdit, etag: str | None = None) -> ConfigPlan:
        """As `ConfigControl.plan`."""
        return self._control.plan(edit, etag)

    def change(self, edit: ConfigEdit, deadline: Deadline, etag: str | None = None) -> ConfigChange:
        """As `ConfigControl.change`."""
        change = self._metrics.attempt(
            self._source, lambda: self._control.change(edit, deadline, etag)
        )
        outcomes = {each.outcome for each in change.models}
        if outcomes & {Outcome.FAILED, Outcome.PENDING}:
            self._metrics.failed(self._source)
        else:
            self._metrics.succeeded()
        return change
