"""Whether runs are known to be short, learnt from what real requests took."""

from __future__ import annotations

import sys
from collections import deque

from tfserve.config.tensorflow import RunInCaller

__all__ = ["Pace"]

_SHORT_S = 0.001  # below, runs may hold up the thread that asks
_LONG_S = 0.002  # above, they may not any more; between the two, what was decided stays
_CAP_S = 0.004  # what one run can weigh at most
_WEIGHT = 0.2  # of the newest run in the mean
_WINDOW = 8  # runs whose wall time is remembered
_NEEDED = 3  # runs that a decision rests on
_EVERY = 16  # while runs are short, one in so many is measured: reading a CPU clock costs 0.6 us
_GROWTH = 2  # inputs up to so many times what was short before are expected to be short
_OUTGROWN = 16  # larger and long runs in a row mean that requests have changed for good


class Pace:
    """The pace of one prepared run. Not locked: an update lost in a race does no harm.

    Two clocks are read, because either misleads alone. Wall time includes waiting for Python's lock
    and for a CPU, milliseconds on a busy server: only the least of the last runs tells something.
    The thread's CPU time has none of that, so its mean sees runs that differ; it misses work done
    by other threads.

    Sizes count too: inputs more than twice as large as any that ran shortly are not known to be
    short, and when they turn out long they do not make the small ones long. A first run counts for
    nothing, since TensorFlow spends 8 to 20 ms more on it.

    Args:
        mode: `auto` as above; `always` calls everything short after its first run, `never` nothing.
    """

    __slots__ = (
        "_cpu_mean_s", "_largest_bytes", "_mode", "_outgrown", "_runs", "_short_up_to", "_skipped",
        "_walls_s", "is_long",
    )  # fmt: skip

    def __init__(self, mode: RunInCaller) -> None:
        self._mode = mode
        self._runs = -1  # measured, the first not counted
        self._skipped = 0
        self._cpu_mean_s = 0.0
        self._walls_s: deque[float] = deque(maxlen=_WINDOW)
        self._largest_bytes = 0
        self._outgrown = 0
        self._short_up_to = -1  # bytes; -1: nothing is known to be short
        self.is_long = mode == "never"

    def is_short(self, size_bytes: int) -> bool:
        """Whether a run on inputs of `size_bytes` is known to be short."""
        return size_bytes <= self._short_up_to

    def is_due(self, size_bytes: int) -> bool:
        """Whether the run that is about to begin shall be measured; asked once per run."""
        self._skipped += 1
        return self._mode != "never" and (
            size_bytes > self._short_up_to or (self._skipped >= _EVERY and self._mode == "auto")
        )

    def record(self, size_bytes: int, wall_s: float, cpu_s: float) -> None:
        """Learn from a run on inputs of `size_bytes` that took `wall_s` seconds, and `cpu_s`
        seconds of the calling thread's CPU time.
        """
        if self._mode == "always":
            self._short_up_to = sys.maxsize
            return
        self._runs += 1
        if self._runs == 0 or self._is_outsized(size_bytes, cpu_s):
            return
        weight = _WEIGHT if self._runs > 1 else 1.0
        self._cpu_mean_s += weight * (min(cpu_s, _CAP_S) - self._cpu_mean_s)
        self._walls_s.append(wall_s)
        if self._runs >= _NEEDED:
            self._decide()

    def _is_outsized(self, size_bytes: int, cpu_s: float) -> bool:
        """Whether the run was long because its inputs were large: that says nothing about the
        others, unless all are like that.
        """
        if cpu_s < _SHORT_S:
            self._skipped = 0
            self._outgrown = 0
            self._largest_bytes = max(self._largest_bytes, size_bytes)
            return False
        self._outgrown += 1
        return 0 <= self._short_up_to < size_bytes and self._outgrown <= _OUTGROWN

    def _decide(self) -> None:
        least_s = min(self._walls_s)
        is_full = len(self._walls_s) == _WINDOW
        if self.is_long:
            # On TensorFlow's own threads: the calling thread's CPU time says nothing there.
            if max(self._walls_s) < _SHORT_S:
                self.is_long = False
        elif self._cpu_mean_s > _LONG_S or (is_full and least_s > _LONG_S):
            self._short_up_to = -1
            self._largest_bytes = 0
            self.is_long = True
        elif self._cpu_mean_s < _SHORT_S and least_s < _SHORT_S:
            self._short_up_to = _GROWTH * self._largest_bytes

    def __repr__(self) -> str:
        """`<Pace cpu 0.12 ms short up to 4096 bytes>`."""
        mean_ms = self._cpu_mean_s * 1000
        return f"<Pace cpu {mean_ms:.2f} ms short up to {self._short_up_to} bytes>"
