"""Numbers that only grow, by labels: what metrics are made of, whoever prints them.

A cell is one combination of label values. Who counts often keeps the cell: then counting takes a
lock of its own, an addition and nothing else.
"""

from __future__ import annotations

import operator
import threading
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Generic, TypeAlias, TypeVar

__all__ = [
    "Buckets",
    "Counter",
    "CounterCell",
    "Family",
    "Gauge",
    "Histogram",
    "HistogramCell",
    "HistogramSnapshot",
    "Labels",
    "exponential",
]

Labels: TypeAlias = tuple[str, ...]
"""Values, in the order of the family's label names."""

C = TypeVar("C")


@dataclass(frozen=True, slots=True)
class Buckets:
    """Where a histogram's samples fall.

    Args:
        limits: rising; there is one more bucket, above the last.
        is_limit_inside: whether a sample equal to a limit belongs below it, as in Prometheus, or
            above it, as in TensorFlow.
    """

    limits: tuple[float, ...]
    is_limit_inside: bool = False


def exponential(first: float, growth: float, count: int) -> Buckets:
    """TensorFlow's buckets: `first` times `growth` again and again, by repeated multiplication."""
    limits = []
    limit = first
    for _ in range(count):
        limits.append(limit)
        limit *= growth
    return Buckets(tuple(limits))


class CounterCell:
    """One number. Thread-safe."""

    __slots__ = ("_lock", "_value")

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._value = 0  # guarded by _lock

    def add(self, amount: int = 1) -> None:
        """Count."""
        with self._lock:
            self._value += amount

    @property
    def value(self) -> int:
        """The sum so far."""
        return self._value


@dataclass(frozen=True, slots=True)
class HistogramSnapshot:
    """Samples per bucket (not cumulative), the last one without limit, and their sum."""

    counts: tuple[int, ...]
    total: float

    def __add__(self, other: HistogramSnapshot) -> HistogramSnapshot:
        """The samples of both, which are in the same buckets."""
        counts = tuple(map(operator.add, self.counts, other.counts))
        return HistogramSnapshot(counts, self.total + other.total)


class HistogramCell:
    """How often samples fell between limits. Thread-safe.

    Args:
        buckets: where they fall.
    """

    __slots__ = ("_bisect", "_counts", "_limits", "_lock", "_total")

    def __init__(self, buckets: Buckets) -> None:
        self._limits = buckets.limits
        self._bisect: Callable[[Sequence[float], float], int] = (
            bisect_left if buckets.is_limit_inside else bisect_right
        )
        self._lock = threading.Lock()
        self._counts = [0] * (len(buckets.limits) + 1)  # guarded by _lock
        self._total = 0.0  # guarded by _lock

    def add(self, sample: float) -> None:
        """Count a sample."""
        bucket = self._bisect(self._limits, sample)
        with self._lock:
            self._counts[bucket] += 1
            self._total += sample

    def merge(self, more: HistogramSnapshot) -> None:
        """Count samples that somebody has sorted into the same buckets."""
        with self._lock:
            self._counts[:] = map(operator.add, self._counts, more.counts)
            self._total += more.total

    def snapshot(self) -> HistogramSnapshot:
        """What was counted so far."""
        with self._lock:
            return HistogramSnapshot(tuple(self._counts), self._total)


class Family(Generic[C]):
    """All cells of one metric. Thread-safe.

    Args:
        name: of the metric.
        label_names: in the order in which they are printed.
        make_cell: a new cell.
        is_lazy: not shown before its first cell.
    """

    def __init__(
        self,
        name: str,
        label_names: Labels,
        make_cell: Callable[[], C],
        *,
        is_lazy: bool = False,
    ) -> None:
        self.name = name
        self.label_names = label_names
        self.is_lazy = is_lazy
        self._make_cell = make_cell
        self._lock = threading.Lock()
        self._cells: dict[Labels, C] = {}  # written under _lock

    def cell(self, *labels: str) -> C:
        """The cell of these label values, made now when it is new."""
        cell = self._cells.get(labels)
        if cell is None:
            with self._lock:
                cell = self._cells.setdefault(labels, self._make_cell())
        return cell

    def remove(self, *labels: str) -> None:
        """Show these label values no more; who keeps the cell counts in vain."""
        with self._lock:
            self._cells.pop(labels, None)

    def cells(self) -> Sequence[tuple[Labels, C]]:
        """All cells, sorted by their label values; a snapshot."""
        with self._lock:
            return sorted(self._cells.items(), key=_labels_of)

    def __repr__(self) -> str:
        """`<Counter /tensorflow/serving/request_count cells=3>`."""
        return f"<{type(self).__name__} {self.name} cells={len(self._cells)}>"


def _labels_of(item: tuple[Labels, object]) -> Labels:
    return item[0]


class Counter(Family[CounterCell]):
    """A number per combination of labels; `Family` says more."""

    kind = "counter"

    def __init__(self, name: str, *label_names: str, is_lazy: bool = False) -> None:
        super().__init__(name, label_names, CounterCell, is_lazy=is_lazy)


class Gauge(Counter):
    """A number that may fall, too."""

    kind = "gauge"


class Histogram(Family[HistogramCell]):
    """Samples in buckets per combination of labels; `Family` says more."""

    kind = "histogram"

    def __init__(
        self, name: str, buckets: Buckets, *label_names: str, is_lazy: bool = False
    ) -> None:
        super().__init__(name, label_names, lambda: HistogramCell(buckets), is_lazy=is_lazy)
        self.buckets = buckets
