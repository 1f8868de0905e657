"""How many runs of one signature should be under way at a time, found by trying."""

from __future__ import annotations

__all__ = ["Width"]

_WINDOW_RUNS = 16  # runs that one rate rests on
_SETTLING_RUNS = 2  # runs that began before the width was changed
_MERGED_ROWS = 2.0  # rows per run, below which there is too little load to learn from
_PAIRS = 3  # comparisons of two widths; most of them decide
_BETTER = 1.05
_SHORTEST_REST, _LONGEST_REST = 4, 256  # windows between two trials


class Width:
    """Compares the present width with half or twice of it, in turns, by rows per busy second.

    A graph that keeps all CPUs busy by itself is best run one batch at a time: what waits meanwhile
    makes the next batch larger. One that does not gains from several side by side. For one thread
    at a time.

    Args:
        most: never more than this.
    """

    def __init__(self, most: int) -> None:
        self._most = most
        self._chosen = 1
        self._candidate: int | None = None  # what it is compared with; None between trials
        self._is_wider = True  # whether the next candidate is twice, not half
        self._rest = _SHORTEST_REST
        self._resting = 1  # windows before the next trial
        self._rates: list[float] = []  # of the trial: chosen, candidate, chosen, candidate, ...
        self._runs = 0  # of the window
        self._rows = 0
        self._began_s = 0.0

    @property
    def now(self) -> int:
        """How many runs may be under way."""
        if self._candidate is not None and len(self._rates) % 2:
            return self._candidate
        return self._chosen

    def ended(self, rows: int, busy_s: float) -> None:
        """A run of so many rows has ended.

        Args:
            rows: of the run.
            busy_s: for how many seconds there was any run under way, since ever.
        """
        self._runs += 1
        if self._runs <= _SETTLING_RUNS:
            self._began_s = busy_s
            self._rows = 0
            return
        self._rows += rows
        counted = self._runs - _SETTLING_RUNS
        if counted < _WINDOW_RUNS:
            return
        took_s = busy_s - self._began_s
        self._runs = 0
        if self._rows < _MERGED_ROWS * counted or took_s <= 0:
            self._candidate = None
            self._rates.clear()
            return
        self._learn(self._rows / took_s)

    def _learn(self, rate: float) -> None:
        if self._candidate is None:
            self._resting -= 1
            if self._resting <= 0:
                self._candidate = self._next_candidate()
            return
        self._rates.append(rate)
        if len(self._rates) == 2 * _PAIRS:
            self._decide(self._candidate)

    def _next_candidate(self) -> int | None:
        for is_wider in (self._is_wider, not self._is_wider):
            candidate = min(2 * self._chosen, self._most) if is_wider else self._chosen // 2
            if candidate not in (0, self._chosen):
                self._is_wider = is_wider
                return candidate
        return None

    def _decide(self, candidate: int) -> None:
        pairs = zip(self._rates[::2], self._rates[1::2], strict=True)
        wins = sum(theirs > _BETTER * ours for ours, theirs in pairs)
        self._rates.clear()
        self._candidate = None
        if 2 * wins > _PAIRS:
            self._chosen = candidate
            self._rest = _SHORTEST_REST
        else:
            self._is_wider = not self._is_wider
            self._rest = min(2 * self._rest, _LONGEST_REST)
        self._resting = self._rest

    def __repr__(self) -> str:
        """`<Width 1 of 8>`."""
        return f"<Width {self._chosen} of {self._most}>"
