"""Our own metrics, `tfserve_*`, as the Prometheus library wants them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import accumulate

from prometheus_client import CollectorRegistry, GCCollector, PlatformCollector, ProcessCollector
from prometheus_client.core import (
    CounterMetricFamily,
    GaugeMetricFamily,
    HistogramMetricFamily,
    Metric,
)
from prometheus_client.registry import Collector

from tfserve.telemetry.metrics.call_cell import SECONDS, CallNumbers
from tfserve.telemetry.metrics.calls import CallLabels, CallMetrics
from tfserve.telemetry.metrics.families import HistogramSnapshot, Labels
from tfserve.telemetry.metrics.reading import Kind, Reading, Readings

__all__ = ["CallCollector", "ReadingCollector", "own_registry"]

_LABELS = ("entrypoint", "method", "model", "version", "signature", "code")
_BOUNDS = (*map(str, SECONDS.limits), "+Inf")


def own_registry(calls: CallMetrics, readings: Sequence[Readings]) -> CollectorRegistry:
    """A registry of its own: calls, what `readings` read off, and the process."""
    registry = CollectorRegistry()
    registry.register(CallCollector(calls))
    registry.register(ReadingCollector(readings))
    ProcessCollector(registry=registry)
    PlatformCollector(registry=registry)
    GCCollector(registry=registry)
    return registry


class CallCollector(Collector):
    """Calls by entry point, method, model, version, signature and code. Thread-safe.

    Args:
        calls: counts them.
    """

    def __init__(self, calls: CallMetrics) -> None:
        self._calls = calls

    def collect(self) -> Iterator[Metric]:
        """All of them."""
        counted = sorted(
            ((_values(labels), numbers) for labels, numbers in self._calls.calls()),
            key=lambda each: each[0],
        )
        requests = CounterMetricFamily("tfserve_requests", "Calls answered", labels=_LABELS)
        received = CounterMetricFamily(
            "tfserve_request_bytes", "Bytes of encoded requests", labels=_LABELS
        )
        sent = CounterMetricFamily(
            "tfserve_response_bytes", "Bytes of encoded answers", labels=_LABELS
        )
        for values, numbers in counted:
            requests.add_metric(values, sum(numbers.total_s.counts))
            received.add_metric(values, numbers.request_bytes)
            sent.add_metric(values, numbers.response_bytes)
        yield from (requests, received, sent)
        yield from _histograms(counted)


def _histograms(counted: Sequence[tuple[Labels, CallNumbers]]) -> Iterator[Metric]:
    total = HistogramMetricFamily(
        "tfserve_request_duration_seconds", "From a request's arrival to its answer", labels=_LABELS
    )
    queue = HistogramMetricFamily(
        "tfserve_queue_duration_seconds",
        "Waiting for the model, of calls that it ran",
        labels=_LABELS,
    )
    run = HistogramMetricFamily(
        "tfserve_run_duration_seconds", "In the model, of calls that it ran", labels=_LABELS
    )
    for values, numbers in counted:
        _add(total, values, numbers.total_s)
        _add(queue, values, numbers.queue_s)
        _add(run, values, numbers.run_s)
    yield from (total, queue, run)


def _add(family: HistogramMetricFamily, values: Labels, samples: HistogramSnapshot) -> None:
    if any(samples.counts):  # no series for what a kind of call never does
        buckets = list(zip(_BOUNDS, map(float, accumulate(samples.counts)), strict=True))
        family.add_metric(values, buckets, samples.total)


def _values(labels: CallLabels) -> Labels:
    return tuple(getattr(labels, name) for name in _LABELS)


class ReadingCollector(Collector):
    """What is read off when a page is made. Thread-safe.

    Args:
        readings: asked in this order.
    """

    def __init__(self, readings: Sequence[Readings]) -> None:
        self._readings = tuple(readings)

    def collect(self) -> Iterable[Metric]:
        """All of them."""
        for read in self._readings:
            for reading in read():
                yield _metric(reading)


def _metric(reading: Reading) -> Metric:
    make = CounterMetricFamily if reading.kind is Kind.COUNTER else GaugeMetricFamily
    family = make(reading.name, reading.help, labels=reading.label_names)
    for labels, value in reading.samples:
        family.add_metric(labels, value)
    return family
