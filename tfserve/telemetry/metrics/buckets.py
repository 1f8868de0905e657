"""One set of fine buckets from which the buckets of both sets of metrics are summed up."""

from __future__ import annotations

import math
from bisect import bisect_right
from collections.abc import Sequence

from tfserve.telemetry.metrics.families import Buckets

__all__ = ["FineBuckets"]


class FineBuckets:
    """Sorts samples once for several sets of buckets. Immutable.

    Args:
        sets: the sets; all limits in the samples' unit.
    """

    def __init__(self, *sets: Buckets) -> None:
        edges = {edge for each in sets for edge in _edges(each)}
        self.limits = tuple(sorted(edges))
        """`bisect_right` in these finds a sample's fine bucket; there is one more than limits."""
        self._groups = tuple(self._grouping(each) for each in sets)

    def _grouping(self, buckets: Buckets) -> Sequence[int]:
        """Fine bucket -> bucket of one set."""
        edges = _edges(buckets)
        return [0, *(bisect_right(edges, limit) for limit in self.limits)]

    def empty(self) -> list[int]:
        """Counts, all of them 0."""
        return [0] * (len(self.limits) + 1)

    def counts_of(self, fine: Sequence[int], index: int) -> tuple[int, ...]:
        """The counts of the set number `index`, from counts of fine buckets."""
        groups = self._groups[index]
        counts = [0] * (groups[-1] + 1)
        for group, count in zip(groups, fine, strict=True):
            counts[group] += count
        return tuple(counts)


def _edges(buckets: Buckets) -> Sequence[float]:
    """Limits such that a sample that equals one belongs above it."""
    if not buckets.is_limit_inside:
        return buckets.limits
    return [math.nextafter(limit, math.inf) for limit in buckets.limits]
