"""How long versions took to load, and which attempts failed."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from tfserve.core.clock import Clock
from tfserve.core.ids import ServableId
from tfserve.core.loader import Loader
from tfserve.core.resources import ResourceAllocation
from tfserve.core.servable import Servable
from tfserve.telemetry.metrics.reading import Kind, Reading
from tfserve.telemetry.metrics.serving import ServingMetrics

__all__ = ["LoadMetrics", "MeasuredLoader"]


@dataclass(frozen=True, slots=True)
class _Load:
    """The last attempt to load a version."""

    path: str
    seconds: float


class LoadMetrics:
    """Counts attempts to load, in both sets. Thread-safe.

    Args:
        serving: TensorFlow Serving's set.
        clock: time.
    """

    def __init__(self, serving: ServingMetrics, clock: Clock) -> None:
        self._serving = serving
        self._clock = clock
        self._lock = threading.Lock()
        self._loads: dict[ServableId, _Load] = {}  # guarded by _lock
        self._counts: dict[tuple[str, str], int] = {}  # guarded by _lock; by model and result

    def measuring(
        self, make_loader: Callable[[ServableId, str], Loader]
    ) -> Callable[[ServableId, str], Loader]:
        """The same Loaders, with every attempt counted."""

        def make(servable_id: ServableId, path: str) -> Loader:
            loader = make_loader(servable_id, path)
            return MeasuredLoader(loader, servable_id, path, self.count, self._clock)

        return make

    def count(
        self, servable_id: ServableId, path: str, seconds: float, *, is_success: bool
    ) -> None:
        """An attempt is over."""
        self._serving.count_load(path, seconds, is_success=is_success)
        result = (servable_id.name, "success" if is_success else "failure")
        with self._lock:
            self._counts[result] = self._counts.get(result, 0) + 1
            self._loads[servable_id] = _Load(path, seconds)

    def forget(self, servable_id: ServableId) -> None:
        """Show nothing more of a version that was let go long ago."""
        with self._lock:
            load = self._loads.pop(servable_id, None)
        if load is not None:
            self._serving.forget_path(load.path)

    def read(self) -> Iterable[Reading]:
        """Everything counted."""
        with self._lock:
            loads, counts = dict(self._loads), dict(self._counts)
        yield Reading(
            "tfserve_model_loads",
            "Attempts to load a version",
            Kind.COUNTER,
            ("model", "result"),
            sorted(counts.items()),
        )
        yield Reading(
            "tfserve_model_load_duration_seconds",
            "How long the last attempt to load a version took, warm-up included",
            Kind.GAUGE,
            ("model", "version"),
            [((id_.name, str(id_.version)), load.seconds) for id_, load in sorted(loads.items())],
        )


class MeasuredLoader:
    """A Loader whose attempts are counted; otherwise what it wraps. Called by one thread at a time.

    Args:
        loader: does the work.
        servable_id: which version it loads.
        path: from where.
        count: told of every attempt.
        clock: time.
    """

    def __init__(
        self,
        loader: Loader,
        servable_id: ServableId,
        path: str,
        count: Callable[..., None],  # LoadMetrics.count
        clock: Clock,
    ) -> None:
        self._loader = loader
        self._id = servable_id
        self._path = path
        self._count = count
        self._clock = clock

    def estimate(self) -> ResourceAllocation:
        """The loader's."""
        return self._loader.estimate()

    def load(self) -> None:
        """One attempt, measured."""
        began_at = self._clock.now()
        is_success = False
        try:
            self._loader.load()
            is_success = True
        finally:
            seconds = self._clock.now() - began_at
            self._count(self._id, self._path, seconds, is_success=is_success)

    def unload(self) -> None:
        """The loader's."""
        self._loader.unload()

    @property
    def servable(self) -> Servable:
        """The loader's."""
        return self._loader.servable

    def __repr__(self) -> str:
        """As the loader shows itself."""
        return f"<MeasuredLoader {self._loader!r}>"
