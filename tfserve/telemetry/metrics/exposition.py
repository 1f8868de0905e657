"""Metrics as text, exactly as TensorFlow Serving prints them for Prometheus (spec 10.1).

Matches: util/prometheus_exporter.cc. A library would call counters `..._total` and print more than
dashboards made for TensorFlow Serving expect.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from tfserve.telemetry.metrics.families import Counter, Histogram, HistogramCell, Labels

__all__ = ["exposition"]

_NOT_IN_NAME = re.compile(r"[^A-Za-z0-9_]")
_NOT_IN_LABEL = re.compile(r"[^A-Za-z0-9]")
_DIGITS = "0123456789"


def exposition(families: Iterable[Counter | Histogram]) -> str:
    """The families' text, sorted by name; "" when there are none."""
    lines: list[str] = []
    for family in sorted(families, key=lambda each: each.name):
        lines.extend(_lines(family))
    return "\n".join(lines) + "\n" if lines else ""


def _lines(family: Counter | Histogram) -> Iterator[str]:
    cells = family.cells()
    if family.is_lazy and not cells:
        return
    name = _metric_name(family.name)
    yield f"# TYPE {name} {family.kind}"
    if isinstance(family, Histogram):
        limits = [*(f"{limit:g}" for limit in family.buckets.limits), "+Inf"]
        for labels, samples in family.cells():
            yield from _histogram(name, _pairs(family, labels), samples, limits)
    else:
        for labels, number in family.cells():
            yield f"{name}{{{','.join(_pairs(family, labels))}}} {number.value}"


def _histogram(
    name: str, pairs: list[str], cell: HistogramCell, limits: list[str]
) -> Iterator[str]:
    samples = cell.snapshot()
    count = 0
    for limit, more in zip(limits, samples.counts, strict=True):
        count += more
        bucket = ",".join((*pairs, f'le="{limit}"'))
        yield f"{name}_bucket{{{bucket}}} {count}"
    labels = ",".join(pairs)
    yield f"{name}_sum{{{labels}}} {samples.total:g}"
    yield f"{name}_count{{{labels}}} {count}"


def _pairs(family: Counter | Histogram, labels: Labels) -> list[str]:
    return [
        f'{_label_name(name)}="{_label_value(value)}"'
        for name, value in zip(family.label_names, labels, strict=True)
    ]


def _metric_name(name: str) -> str:
    return _not_first_a_digit(_NOT_IN_NAME.sub(":", name))


def _label_name(name: str) -> str:
    return _not_first_a_digit(_NOT_IN_LABEL.sub("_", name))


def _not_first_a_digit(name: str) -> str:
    return f"_{name}" if name[:1] in tuple(_DIGITS) else name


def _label_value(value: str) -> str:
    # A line end is ours: in TensorFlow Serving a model's name could forge lines of the page.
    return value.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
