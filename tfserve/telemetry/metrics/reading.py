"""Metrics that are read off when a page is made, instead of being counted."""

from __future__ import annotations

import enum
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from tfserve.telemetry.metrics.families import Labels

__all__ = ["Kind", "Reading", "Readings"]


class Kind(enum.Enum):
    """What a number does."""

    COUNTER = "counter"
    """It only grows."""
    GAUGE = "gauge"
    """It goes up and down."""


@dataclass(frozen=True, slots=True)
class Reading:
    """One metric at one moment.

    Args:
        name: without the `_total` that counters get; `tfserve_...`.
        help: one sentence without a period.
        kind: see there.
        label_names: in the order of the samples' labels.
        samples: label values and number; none of the values is a client's invention.
    """

    name: str
    help: str
    kind: Kind
    label_names: Labels
    samples: Sequence[tuple[Labels, float]]


Readings: TypeAlias = Callable[[], Iterable[Reading]]
"""Reads off what its owner knows; called for every page, from any thread, and quick."""
