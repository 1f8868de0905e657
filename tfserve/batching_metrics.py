"""What batching tells about itself, as metrics: TensorFlow Serving's, counted as things happen, and
ours, read off when somebody asks.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import fields

from tfserve.batching import BatchRun, Counts, QueueStatistics
from tfserve.telemetry.metrics import Kind, Reading
from tfserve.telemetry.metrics.serving import ServingMetrics

__all__ = ["BatchMetrics", "batching_readings"]

_QUEUE = ("model", "version", "signature")
_COUNTS = {
    "requests": "Requests that were run in batches, or alone after they had waited",
    "batches": "Runs of batches, and of single requests that had waited",
    "rows": "Rows that were run, padding left out",
    "padding": "Rows that were run and nobody asked for",
    "dropped": "Requests that were not run: their deadline had passed, or their client had gone",
    "refused": "Requests that were refused because the queue was full",
    "failed": "Batches that failed and had more than one request",
    "repeated": "Runs to find out which request of a batch is to blame",
    "compared": "Runs of single requests beside their batch, to see whether it makes a difference",
}


class BatchMetrics:
    """Counts TensorFlow Serving's metrics of batching (spec 10.2). A BatchObserver. Thread-safe.

    Args:
        metrics: where.
    """

    def __init__(self, metrics: ServingMetrics) -> None:
        self._metrics = metrics

    def on_taken(self, queued_s: float) -> None:
        """A request leaves its queue."""
        self._metrics.count_queued(queued_s)

    def on_run(self, run: BatchRun) -> None:
        """A batch has run."""
        sizes = [rows for rows in run.request_rows for _ in range(run.inputs)]
        self._metrics.count_batch(sizes, run.rows)
        self._metrics.count_padding(run.padding, run.rows)


def batching_readings(queues: Sequence[QueueStatistics]) -> Iterable[Reading]:
    """`tfserve_batching_*`; nothing where nothing is batched.

    The queues of one signature, which differ in what is fetched, count together.
    """
    if not queues:
        return
    for field in fields(Counts):
        yield _reading(
            f"tfserve_batching_{field.name}",
            _COUNTS[field.name],
            queues,
            lambda queue, name=field.name: getattr(queue.counts, name),  # type: ignore[misc]
            Kind.COUNTER,
        )
    waiting, batches = "Requests that wait in a batch queue", "Batches that wait in a queue"
    yield _reading("tfserve_batching_queued", waiting, queues, lambda queue: queue.waiting)
    yield _reading(
        "tfserve_batching_queued_batches", batches, queues, lambda queue: queue.waiting_batches
    )
    learnt = [queue for queue in queues if queue.lesson is not None]
    if learnt:
        yield from _lesson_readings(learnt)


def _lesson_readings(queues: Sequence[QueueStatistics]) -> Iterable[Reading]:
    # Of several queues of a signature the last one speaks: each is in a phase of its own.
    found = {_labels(queue): queue.lesson for queue in queues if queue.lesson is not None}
    yield Reading(
        "tfserve_batching_phase",
        "1 for how far --enable_batching=auto has come with a signature",
        Kind.GAUGE,
        (*_QUEUE, "phase"),
        [((*labels, lesson.phase.value), 1.0) for labels, lesson in found.items()],
    )
    yield Reading(
        "tfserve_batching_max_rows",
        "The largest batch that --enable_batching=auto has found worth it",
        Kind.GAUGE,
        _QUEUE,
        [(labels, float(lesson.max_rows)) for labels, lesson in found.items()],
    )


def _reading(
    name: str,
    text: str,
    queues: Sequence[QueueStatistics],
    value_of: Callable[[QueueStatistics], float],
    kind: Kind = Kind.GAUGE,
) -> Reading:
    sums: dict[tuple[str, ...], float] = {}
    for queue in queues:
        labels = _labels(queue)
        sums[labels] = sums.get(labels, 0.0) + value_of(queue)
    return Reading(name, text, kind, _QUEUE, list(sums.items()))


def _labels(queue: QueueStatistics) -> tuple[str, ...]:
    return (queue.servable.name, str(queue.servable.version), queue.signature)
