"""Counting calls: TensorFlow Serving's request metrics, and our own by signature and code."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeAlias

from tfserve.core.call_record import CallRecord, EntryPoint
from tfserve.core.ids import ServableId
from tfserve.errors import Code
from tfserve.telemetry.metrics.call_cell import CallCell, CallNumbers, CountedElsewhere
from tfserve.telemetry.metrics.families import CounterCell, HistogramCell
from tfserve.telemetry.metrics.serving import ServingMetrics

__all__ = ["CallLabels", "CallMetrics", "VersionCounts"]

_OK = Code.OK  # an attribute of an enum costs more than a name
_GRPC, _REST = "GRPC", "REST"
_INFERENCE = ("predict", "classify", "regress")
_OF_REST = frozenset({*_INFERENCE, "status", "metadata", ""})  # its own routes, and no route
_Key: TypeAlias = tuple[EntryPoint, str, str, int | None, str, Code]


@dataclass(frozen=True, slots=True)
class CallLabels:
    """What calls are counted by. None of it is a client's invention.

    Args:
        entrypoint: `GRPC`, `REST` or `OIP`.
        method: such as `Predict`.
        model: a configured model, or "".
        version: "" where none was found.
        signature: one that the version has, `*` for several, or "".
        code: a canonical code's name.
    """

    entrypoint: str
    method: str
    model: str
    version: str
    signature: str
    code: str


@dataclass(frozen=True, slots=True)
class _Kind:
    """Equal calls, and where TensorFlow Serving counts them; None where it does not.

    Args:
        labels: our own.
        cell: all their numbers.
        count: request count.
        latency: request latency.
        runtime: runtime latency.
    """

    labels: CallLabels
    cell: CallCell
    count: CounterCell | None
    latency: HistogramCell | None
    runtime: HistogramCell | None

    def hand_on(self) -> None:
        """Add what is new since the last time to TensorFlow Serving's cells."""
        new = self.cell.take_new()
        if self.count is not None and new.calls:
            self.count.add(new.calls)
        if self.latency is not None:
            self.latency.merge(new.latency_us)
        if self.runtime is not None:
            self.runtime.merge(new.runtime_us)


@dataclass(frozen=True, slots=True)
class VersionCounts:
    """Equal calls that were counted elsewhere.

    Args:
        entry: how they came in.
        id: which version answered; None for those that were refused before anybody looked.
        signature: by which of its signatures.
        code: how.
        counted: their numbers.
    """

    entry: EntryPoint
    id: ServableId | None
    signature: str
    code: Code
    counted: CountedElsewhere


class CallMetrics:
    """Counts every call, once. A `CallObserver`; thread-safe.

    A call costs one look-up and one locked addition: TensorFlow Serving's set gets the sums when it
    is read (`hand_on`). A version that is forgotten loses its cells here; TensorFlow Serving's,
    which know no versions, keep what they were given.

    Args:
        serving: TensorFlow Serving's set.
    """

    def __init__(self, serving: ServingMetrics) -> None:
        self._serving = serving
        self._lock = threading.Lock()
        self._kinds: dict[_Key, _Kind] = {}  # written under _lock

    def observe(self, record: CallRecord) -> None:
        """Count a call."""
        model = record.model
        name = model or self._serving.name_of(record.asked)
        key = (record.entry, model, name, record.version, record.signature, record.code)
        kind = self._kinds.get(key)
        if kind is None:
            kind = self._make(key)
        kind.cell.add(record)
        if record.examples and record.code is _OK and record.entry.transport == _GRPC:
            self._serving.count_examples(name, record.examples)

    def merge(self, counts: VersionCounts) -> None:
        """Add calls that were counted elsewhere."""
        model, version = "", None
        if counts.id is not None:
            model, version = counts.id.name, counts.id.version
        name = model or self._serving.name_of("")
        key = (counts.entry, model, name, version, counts.signature, counts.code)
        kind = self._kinds.get(key) or self._make(key)
        kind.cell.merge(counts.counted)

    def _make(self, key: _Key) -> _Kind:
        entry, model, name, version, signature, code = key
        labels = CallLabels(
            entrypoint=entry.transport,
            method=entry.method,
            model=model,
            version="" if version is None else str(version),
            signature=signature,
            code=code.name,
        )
        kind = _Kind(labels, CallCell(), *self._serving_cells(entry, name, code))
        with self._lock:
            return self._kinds.setdefault(key, kind)

    def _serving_cells(
        self, entry: EntryPoint, name: str, code: Code
    ) -> tuple[CounterCell | None, HistogramCell | None, HistogramCell | None]:
        """Request count, request latency and runtime, as far as TensorFlow Serving has them."""
        serving, method = self._serving, entry.method.lower()
        is_inference = method in _INFERENCE
        is_counted = (entry.transport == _GRPC and is_inference) or (
            entry.transport == _REST and method in _OF_REST
        )
        count = serving.request_count.cell(name, code.name) if is_counted else None
        latency = runtime = None
        if is_counted and code is _OK:
            api = entry.method if is_inference else ""
            latency = serving.request_latency.cell(name, api, entry.transport)
        if is_inference and code is _OK:
            runtime = serving.runtime_latency.cell(name, method.capitalize(), "TF1")
        return count, latency, runtime

    def hand_on(self) -> None:
        """Bring TensorFlow Serving's set up to date."""
        for kind in tuple(self._kinds.values()):
            kind.hand_on()

    def forget(self, servable_id: ServableId) -> None:
        """Show no calls of a version that was let go long ago."""
        gone = (servable_id.name, servable_id.version)
        with self._lock:
            ended = [key for key in self._kinds if (key[1], key[3]) == gone]
            kinds = [self._kinds.pop(key) for key in ended]
        for kind in kinds:
            kind.hand_on()

    def calls(self) -> Sequence[tuple[CallLabels, CallNumbers]]:
        """Everything counted so far, every combination of labels once; a snapshot."""
        numbers: dict[CallLabels, CallNumbers] = {}
        for kind in tuple(self._kinds.values()):
            more, so_far = kind.cell.numbers(), numbers.get(kind.labels)
            numbers[kind.labels] = more if so_far is None else so_far + more
        return tuple(numbers.items())

    def __repr__(self) -> str:
        """`<CallMetrics kinds=12>`."""
        return f"<CallMetrics kinds={len(self._kinds)}>"
