"""Both sets of metrics on one page."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from prometheus_client import generate_latest

from tfserve.core.clock import Clock
from tfserve.telemetry.metrics.calls import CallMetrics, VersionCounts
from tfserve.telemetry.metrics.collector import own_registry
from tfserve.telemetry.metrics.loads import LoadMetrics
from tfserve.telemetry.metrics.reading import Readings
from tfserve.telemetry.metrics.reloads import ReloadMetrics
from tfserve.telemetry.metrics.retirement import Retirement
from tfserve.telemetry.metrics.serving import ServingMetrics

__all__ = ["Metrics"]


class Metrics:
    """Everything that is counted, and its page: TensorFlow Serving's set, then ours. A
    `CallObserver`; thread-safe.

    Attributes:
        serving: TensorFlow Serving's set, for those who have something to count in it.
        loads: attempts to load.
        reloads: attempts to change the config.
        retirement: told of every state, so that versions that have gone are forgotten.

    Args:
        clock: time.
        readings: further metrics that are read off for every page.
    """

    def __init__(self, *, clock: Clock, readings: Sequence[Readings] = ()) -> None:
        self.serving = ServingMetrics()
        self.loads = LoadMetrics(self.serving, clock)
        self.reloads = ReloadMetrics()
        self._calls = CallMetrics(self.serving)
        self.observe = self._calls.observe  # without a step between: it is on every call's way
        self.retirement = Retirement((self._calls.forget, self.loads.forget), clock)
        own = (self.loads.read, self.reloads.read, *readings)
        self._registry = own_registry(self._calls, own)
        self._counts: Callable[[], Iterable[VersionCounts]] = tuple

    def counted_by(self, counts: Callable[[], Iterable[VersionCounts]]) -> None:
        """Ask `counts`, before each page, for what was counted elsewhere since the last time."""
        self._counts = counts

    def merge(self, counts: Iterable[VersionCounts]) -> None:
        """Add what was counted elsewhere."""
        for each in counts:
            self._calls.merge(each)

    def first_value(self, name: str) -> int:
        """The value of the first cell of TensorFlow Serving's counter `name`; 0 without one."""
        self.merge(self._counts())
        self._calls.hand_on()
        return self.serving.first_value(name)

    def page(self) -> bytes:
        """The page's text."""
        self.retirement.sweep()
        self.merge(self._counts())
        self._calls.hand_on()
        return self.serving.text().encode() + generate_latest(self._registry)

    def __repr__(self) -> str:
        """`<Metrics <CallMetrics kinds=12>>`."""
        return f"<Metrics {self._calls!r}>"
