"""All numbers of equal calls."""

from __future__ import annotations

import threading
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass

from tfserve.core.call_record import CallRecord
from tfserve.telemetry.metrics.buckets import FineBuckets
from tfserve.telemetry.metrics.families import Buckets, HistogramSnapshot
from tfserve.telemetry.metrics.serving import LATENCY_US

__all__ = [
    "FINE_LIMITS_S",
    "SECONDS",
    "CallCell",
    "CallNumbers",
    "CountedElsewhere",
    "NewCalls",
]

SECONDS = Buckets(
    (0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5,
     5.0, 10.0, 30.0),
    is_limit_inside=True,
)  # fmt: skip
"""Of our own histograms."""

_US = 1e6
_FINE = FineBuckets(Buckets(tuple(limit / _US for limit in LATENCY_US.limits)), SECONDS)
_SERVING, _OWN = 0, 1
_LIMITS = _FINE.limits


@dataclass(frozen=True, slots=True)
class CallNumbers:
    """What was counted, by `SECONDS`.

    Args:
        total_s: from arrival to answer.
        queue_s: waiting for the run, of calls whose model ran.
        run_s: in the model, of the same.
        request_bytes: of all requests.
        response_bytes: of all answers.
    """

    total_s: HistogramSnapshot
    queue_s: HistogramSnapshot
    run_s: HistogramSnapshot
    request_bytes: int
    response_bytes: int

    def __add__(self, other: CallNumbers) -> CallNumbers:
        """Of the calls of both."""
        return CallNumbers(
            self.total_s + other.total_s,
            self.queue_s + other.queue_s,
            self.run_s + other.run_s,
            self.request_bytes + other.request_bytes,
            self.response_bytes + other.response_bytes,
        )


@dataclass(frozen=True, slots=True)
class NewCalls:
    """What has come since it was asked for last: calls, and by TensorFlow Serving's buckets the
    microseconds from arrival to answer and from the handler to the model's end.
    """

    calls: int
    latency_us: HistogramSnapshot
    runtime_us: HistogramSnapshot


FINE_LIMITS_S = _LIMITS
"""Limits, in seconds, of the buckets in which calls may be counted elsewhere."""


@dataclass(frozen=True, slots=True)
class CountedElsewhere:
    """Equal calls that were counted without a record of each.

    Args:
        total: how many, by their time from arrival to answer, in the buckets of `FINE_LIMITS_S`.
        total_s: seconds, together.
        run: the same of their runs.
        run_s: seconds, together.
        request_bytes: of all requests.
        response_bytes: of all answers.
    """

    total: Sequence[int]
    total_s: float
    run: Sequence[int]
    run_s: float
    request_bytes: int
    response_bytes: int


class _Samples:
    """Counts in fine buckets and a sum of seconds; the owner locks."""

    __slots__ = ("_taken", "_taken_s", "counts", "sum_s")

    def __init__(self) -> None:
        self.counts, self.sum_s = _FINE.empty(), 0.0
        self._taken, self._taken_s = _FINE.empty(), 0.0

    def merge(self, counts: Sequence[int], sum_s: float) -> None:
        for bucket, count in enumerate(counts):
            self.counts[bucket] += count
        self.sum_s += sum_s

    def snapshot(self) -> HistogramSnapshot:
        return HistogramSnapshot(_FINE.counts_of(self.counts, _OWN), self.sum_s)

    def take_new(self) -> HistogramSnapshot:
        new = [count - taken for count, taken in zip(self.counts, self._taken, strict=True)]
        new_us = (self.sum_s - self._taken_s) * _US
        self._taken, self._taken_s = self.counts.copy(), self.sum_s
        return HistogramSnapshot(_FINE.counts_of(new, _SERVING), new_us)


class CallCell:
    """Counts equal calls. Thread-safe."""

    __slots__ = ("_in", "_lock", "_out", "_queue", "_run", "_runtime", "_total")

    def __init__(self) -> None:
        self._lock = threading.Lock()
        # guarded by _lock
        self._total, self._queue, self._run, self._runtime = (_Samples() for _ in range(4))
        self._in = self._out = 0

    def add(self, record: CallRecord) -> None:
        """Count a call; written out at length, as it is done for every one."""
        total_s = record.ended_at - record.began_at
        total = bisect_right(_LIMITS, total_s)
        submitted_at, run_ended_at = record.submitted_at, record.run_ended_at
        if submitted_at is None or run_ended_at is None:  # it has not run
            with self._lock:
                self._add(record, total, total_s)
            return
        runtime_s = run_s = run_ended_at - submitted_at
        runtime = run = bisect_right(_LIMITS, runtime_s)
        queue_s, queue = 0.0, 0
        if record.run_began_at is not None:
            queue_s = record.run_began_at - submitted_at
            run_s -= queue_s
            queue, run = bisect_right(_LIMITS, queue_s), bisect_right(_LIMITS, run_s)
        with self._lock:
            self._add(record, total, total_s)
            samples = self._queue
            samples.counts[queue] += 1
            samples.sum_s += queue_s
            samples = self._run
            samples.counts[run] += 1
            samples.sum_s += run_s
            samples = self._runtime
            samples.counts[runtime] += 1
            samples.sum_s += runtime_s

    def _add(self, record: CallRecord, bucket: int, total_s: float) -> None:
        samples = self._total
        samples.counts[bucket] += 1
        samples.sum_s += total_s
        self._in += record.request_bytes
        self._out += record.response_bytes

    def merge(self, more: CountedElsewhere) -> None:
        """Add calls that were counted in the same fine buckets, none of which waited."""
        with self._lock:
            self._total.merge(more.total, more.total_s)
            self._run.merge(more.run, more.run_s)
            self._runtime.merge(more.run, more.run_s)
            self._queue.counts[0] += sum(more.run)
            self._in += more.request_bytes
            self._out += more.response_bytes

    def numbers(self) -> CallNumbers:
        """Everything so far."""
        with self._lock:
            return CallNumbers(
                total_s=self._total.snapshot(),
                queue_s=self._queue.snapshot(),
                run_s=self._run.snapshot(),
                request_bytes=self._in,
                response_bytes=self._out,
            )

    def take_new(self) -> NewCalls:
        """What has come since the last time, for TensorFlow Serving's set."""
        with self._lock:
            latency, runtime = self._total.take_new(), self._runtime.take_new()
        return NewCalls(sum(latency.counts), latency, runtime)
