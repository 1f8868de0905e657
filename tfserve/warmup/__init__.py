"""What is done with a loaded version before it serves: recorded requests are replayed on it, and
those with known answers must be answered right.
"""

from tfserve.warmup.checks import checks_of
from tfserve.warmup.golden import GOLDEN_FILE, AdmissionTests
from tfserve.warmup.replay import MAX_RECORDS, WARMUP_FILE, Replay, WarmUp, WarmUpObserver
from tfserve.warmup.requests import RequestReader

__all__ = [
    "GOLDEN_FILE",
    "MAX_RECORDS",
    "WARMUP_FILE",
    "AdmissionTests",
    "Replay",
    "RequestReader",
    "WarmUp",
    "WarmUpObserver",
    "checks_of",
]
