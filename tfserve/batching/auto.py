"""Whether batching pays for a signature, and up to which size: learnt from what runs took."""

from __future__ import annotations

import enum
import threading
from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass, field

from tfserve.batching.width import Width

__all__ = ["TRANSITIONS", "Learner", "Lesson", "Phase"]

_SHORT_S = 0.0005  # runs below cost no more than handing a request to another thread and back
_RECENT = 8  # runs of a size that are remembered
_NEEDED = 3  # runs of a size that a decision rests on
_COMPARED = 3  # batches that must agree with single runs before any is trusted
_TRIAL_TASKS = 4  # requests in such a batch, so that nobody waits long for the single runs
_PAYS = 0.9  # of the time per row of single runs; what is above is not worth the waiting
_IMPROVES = 0.95  # of the time per row of smaller batches; what is above is only later
_BASELINE_EVERY = 32  # batches; a single run between them tells what merging saves now
_FORGET_EVERY = 1024  # batches; then sizes that were no better may be tried again
_PATIENCE = 32  # batches that must have run before it is given up
_LOOK_AGAIN = 1024  # requests after which it is tried anew; each time twice as many, up to
_LONGEST_LOOK = 65_536
_MAX_ROWS = 1000  # TensorFlow Serving's max_batch_size


class Phase(enum.Enum):
    """How far the learning has come."""

    MEASURING = "measuring"
    """Every request runs alone, and is timed."""
    TRIAL = "trial"
    """Small batches are merged, and each of their requests runs alone, too, and is compared."""
    ON = "on"
    """Requests that wait are merged."""
    OFF = "off"
    """It does not pay: requests go straight to the model; tried anew after a while."""
    NEVER = "never"
    """It must not be: answers depend on who shares a batch, or runs have side effects."""


TRANSITIONS: Mapping[Phase, frozenset[Phase]] = {
    Phase.MEASURING: frozenset({Phase.TRIAL, Phase.ON, Phase.OFF, Phase.NEVER}),
    Phase.TRIAL: frozenset({Phase.ON, Phase.OFF, Phase.NEVER}),
    Phase.ON: frozenset({Phase.OFF, Phase.NEVER}),
    Phase.OFF: frozenset({Phase.MEASURING, Phase.NEVER}),
    Phase.NEVER: frozenset(),
}


@dataclass(frozen=True, slots=True)
class Lesson:
    """What a Learner knows, for status pages.

    Args:
        phase: see there.
        reason: why it is off, or never to be; "" otherwise.
        max_rows: the largest batch that is worth it, as far as is known.
        width: how many batches may run at a time.
        alone_us_per_row: of requests that ran alone, microseconds; None when there was none.
        merged_us_per_row: the same of batches, by their number of rows rounded up to a power of
            two.
    """

    phase: Phase
    reason: str
    max_rows: int
    width: int
    alone_us_per_row: float | None
    merged_us_per_row: Mapping[int, float] = field(default_factory=dict)


def _useful_bits(medians: Mapping[int, float], alone: float, least: int) -> int:
    """Up to how many rows (2**bits) batches are worth it.

    While larger was better, what is twice as large is to be tried, too.

    Args:
        medians: bits -> seconds per row of batches, ascending.
        alone: seconds per row of single requests.
        least: bits of a single request's rows.
    """
    best, useful, behind = alone, least, 0
    for bits, median in medians.items():
        if median < _IMPROVES * best:
            best, useful, behind = median, bits, 0
        else:
            behind += 1
            if behind > 1 and useful > least:  # one may be noise; before any gain, all may
                return useful
    return max(least, *medians) + 1 if medians else least + 3


class _Times:
    """Seconds per row of the last few runs; the median of them counts."""

    __slots__ = ("_recent",)

    def __init__(self) -> None:
        self._recent: deque[float] = deque(maxlen=_RECENT)

    def add(self, seconds_per_row: float) -> None:
        self._recent.append(seconds_per_row)

    def __len__(self) -> int:
        return len(self._recent)

    def median(self) -> float:
        return sorted(self._recent)[len(self._recent) // 2]


class Learner:
    """Learns about one signature from real requests, none of which is invented. Thread-safe.

    `max_rows` and `max_tasks` say what the next batch may have; they are read without the lock.

    Args:
        cpus: how many runs may be under way at a time, at most.
        forbidden: why requests must never be merged; "" when nothing speaks against it.
    """

    def __init__(self, cpus: int, forbidden: str = "") -> None:
        self._cpus = cpus
        self._lock = threading.Lock()
        self.phase = Phase.NEVER if forbidden else Phase.MEASURING  # written under _lock
        self.max_rows = 1  # written under _lock
        self.max_tasks: int | None = 1  # written under _lock
        self._reason = forbidden  # guarded by _lock
        self._direct: deque[float] = deque(maxlen=_RECENT)  # guarded by _lock; seconds
        self._alone = _Times()  # guarded by _lock; runs while others waited, as batches have it
        self._merged: dict[int, _Times] = {}  # guarded by _lock; by bit length of rows
        self._request_rows = 1  # guarded by _lock; of the last request that ran alone
        self._width = Width(cpus)  # guarded by _lock
        self._agreed = 0  # written under _lock; batches compared
        self._agreed_varied = 0  # of these, batches of different requests; written under _lock
        self._batches = 0  # guarded by _lock
        self._runs = 0  # guarded by _lock; merged ones
        self._has_baseline = False  # written under _lock
        self._takes = 0  # without lock: one lost in a race does no harm
        self._passed = 0  # the same
        self._look_again = _LOOK_AGAIN  # written under _lock; requests to pass while it is off

    @property
    def is_out(self) -> bool:
        """Whether requests are to go straight to the model; asked once per request."""
        phase = self.phase
        if phase is Phase.NEVER:
            return True
        if phase is not Phase.OFF:
            return False
        self._passed += 1
        if self._passed >= self._look_again:
            with self._lock:
                if self.phase is Phase.OFF:
                    self._look_again = min(2 * self._look_again, _LONGEST_LOOK)
                    self._move(Phase.MEASURING)
        return True

    def limits(self) -> tuple[int, int | None]:
        """How many rows and tasks the batch that is taken now may have; asked once per batch."""
        self._takes += 1
        is_alone = self._takes % (_BASELINE_EVERY if self._has_baseline else 2) == 1
        return self.max_rows, 1 if is_alone else self.max_tasks

    def width_after(self, rows: int, busy_s: float) -> int:
        """A run of so many rows has ended: how many may be under way from now on; called with the
        scheduler's lock held. See `Width`.
        """
        with self._lock:
            if self.phase is not Phase.ON:
                return self._cpus
            self._width.ended(rows, busy_s)
            return self._width.now

    @property
    def is_proven(self) -> bool:
        """Whether enough batches of different requests agreed with single runs."""
        return self._agreed_varied >= _COMPARED

    @property
    def is_turning(self) -> bool:
        """Whether the next batch that is compared shall be merged in the reverse order."""
        return self._agreed % 2 == 1

    def is_to_be_compared(self, *, is_varied: bool) -> bool:
        """Whether the batch about to run shall be compared with single runs: the first ones, then
        ever fewer.

        Args:
            is_varied: its requests are not all the same; only such batches prove anything about
                others like them.
        """
        with self._lock:
            self._batches += 1
            return self.doubts(is_varied=is_varied) or self._batches & (self._batches - 1) == 0

    def doubts(self, *, is_varied: bool) -> bool:
        """Whether too little is known for such a batch to be trusted."""
        return self._agreed < _COMPARED or (is_varied and not self.is_proven)

    def compared(self, difference: str, *, is_varied: bool) -> None:
        """A batch was compared with single runs.

        Args:
            difference: where they differ; "" where they agree.
            is_varied: as it was before.
        """
        with self._lock:
            if difference:
                self._forbid(difference)
            else:
                self._agreed += 1
                self._agreed_varied += is_varied

    def forbid(self, reason: str) -> None:
        """Never merge requests again."""
        with self._lock:
            self._forbid(reason)

    def ran_directly(self, seconds: float) -> None:
        """A request ran alone, in the way it would have without batching, and took `seconds`."""
        with self._lock:
            self._direct.append(seconds)
            self._decide()

    def ran_alone(self, rows: int, seconds: float) -> None:
        """A request of `rows` rows that had waited ran alone and took `seconds`."""
        with self._lock:
            self._request_rows = rows
            self._alone.add(seconds / rows)
            self._has_baseline = len(self._alone) >= _NEEDED
            self._direct.append(seconds)
            self._decide()

    def ran_merged(self, rows: int, seconds: float) -> None:
        """A batch of `rows` rows took `seconds`, with merging and splitting."""
        with self._lock:
            times = self._merged.setdefault((rows - 1).bit_length(), _Times())
            times.add(seconds / rows)
            self._runs += 1
            if self._runs % _FORGET_EVERY == 0:
                self._forget_large()
            self._decide()

    def _forget_large(self) -> None:  # under _lock
        """Let sizes be tried again that once were no better."""
        for bits in [bits for bits in self._merged if 1 << bits > self.max_rows]:
            del self._merged[bits]

    def _decide(self) -> None:  # under _lock
        if self.phase is Phase.MEASURING and len(self._direct) == _RECENT:
            # Waiting for the interpreter's lock makes many look long: the best ones tell.
            if sorted(self._direct)[1] < _SHORT_S:
                self._turn_off("its runs are so short that merging them saves nothing")
            else:
                self._move(Phase.ON if self._agreed >= _COMPARED else Phase.TRIAL)
        if self.phase is Phase.TRIAL and self._agreed >= _COMPARED:
            self._move(Phase.ON)
        if self.phase is Phase.ON:
            self._set_size()

    def _set_size(self) -> None:  # under _lock
        """Find the useful maximum, or that there is none."""
        if len(self._alone) < _NEEDED:
            return
        medians = {
            bits: times.median()
            for bits, times in sorted(self._merged.items())
            if len(times) >= _NEEDED
        }
        alone = self._alone.median()
        # The first batches run beside the single ones that they are compared with, and are small:
        # alone they say little.
        if self._runs >= _PATIENCE and min(medians.values(), default=0.0) > _PAYS * alone:
            self._turn_off("merging its requests saves no time")
            return
        bits = _useful_bits(medians, alone, (self._request_rows - 1).bit_length())
        self.max_rows = min(1 << bits, _MAX_ROWS)

    def _turn_off(self, reason: str) -> None:  # under _lock
        self._reason = reason
        self._move(Phase.OFF)

    def _forbid(self, reason: str) -> None:  # under _lock
        if self.phase is not Phase.NEVER:
            self._reason = reason
            self._move(Phase.NEVER)

    def _move(self, phase: Phase) -> None:  # under _lock; the only gate
        if phase not in TRANSITIONS[self.phase]:
            raise AssertionError(f"{self.phase} -> {phase}")
        self.phase = phase
        self._passed = 0
        if phase is Phase.ON:
            self._merged.clear()
            self._runs = 0
            self.max_rows, self.max_tasks = max(self.max_rows, 8 * self._request_rows), None
        elif phase is Phase.TRIAL:
            self.max_rows, self.max_tasks = _MAX_ROWS, _TRIAL_TASKS
        else:
            self.max_rows, self.max_tasks = 1, 1
        if phase is Phase.MEASURING:
            self._reason = ""
            self._direct.clear()
            self._alone = _Times()
            self._has_baseline = False
            self._merged.clear()

    def lesson(self) -> Lesson:
        """A snapshot."""
        with self._lock:
            return Lesson(
                phase=self.phase,
                reason=self._reason,
                max_rows=self.max_rows,
                width=self._width.now if self.phase is Phase.ON else self._cpus,
                alone_us_per_row=self._alone.median() * 1e6 if len(self._alone) else None,
                merged_us_per_row={
                    1 << bits: times.median() * 1e6 for bits, times in sorted(self._merged.items())
                },
            )
