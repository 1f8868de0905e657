"""What is done with a loaded version before it serves: recorded requests are replayed on it."""

from tfserve.warmup.replay import MAX_RECORDS, WARMUP_FILE, Replay, WarmUp, WarmUpObserver
from tfserve.warmup.requests import RequestReader

__all__ = ["MAX_RECORDS", "WARMUP_FILE", "Replay", "RequestReader", "WarmUp", "WarmUpObserver"]
