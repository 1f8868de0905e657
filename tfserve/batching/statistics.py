"""Snapshots of batching, for metrics, status pages and tests."""

from __future__ import annotations

from dataclasses import dataclass

from tfserve.batching.auto import Lesson
from tfserve.core.ids import ServableId

__all__ = ["Counts", "QueueStatistics"]


@dataclass(frozen=True, slots=True)
class Counts:
    """What became of the requests of one signature; pieces of a request that was cut count each.

    Args:
        requests: that left the queue and were run.
        batches: runs of one or more of them.
        rows: without padding.
        padding: rows that nobody asked for.
        dropped: left the queue unrun, since their deadline had passed or their caller had gone.
        refused: not let in, since the queue was full.
        failed: runs of more than one request that failed.
        repeated: runs to find out which request was to blame.
        compared: single runs beside a merged one.
    """

    requests: int = 0
    batches: int = 0
    rows: int = 0
    padding: int = 0
    dropped: int = 0
    refused: int = 0
    failed: int = 0
    repeated: int = 0
    compared: int = 0


@dataclass(frozen=True, slots=True)
class QueueStatistics:
    """One queue now.

    Args:
        servable: whose.
        signature: whose; several parts are joined by `+`.
        outputs: what is fetched.
        waiting: requests in the queue.
        waiting_batches: as `max_enqueued_batches` counts them.
        counts: since the version was loaded.
        lesson: what is learnt; None where parameters decide.
    """

    servable: ServableId
    signature: str
    outputs: tuple[str, ...]
    waiting: int
    waiting_batches: int
    counts: Counts
    lesson: Lesson | None
