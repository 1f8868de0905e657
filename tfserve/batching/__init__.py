"""Batching: requests that arrive together share a run of the model (spec 7)."""

from tfserve.batching.auto import Lesson, Phase
from tfserve.batching.batching import PARAMETERS_FILE, Batching
from tfserve.batching.observer import BatchObserver, BatchRun
from tfserve.batching.statistics import Counts, QueueStatistics

__all__ = [
    "PARAMETERS_FILE",
    "BatchObserver",
    "BatchRun",
    "Batching",
    "Counts",
    "Lesson",
    "Phase",
    "QueueStatistics",
]
