"""What a row of the soak has shown, and the bars for growth."""

from __future__ import annotations

import statistics
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

__all__ = ["Growth", "Sample", "Verdict"]

MIB = 1 << 20
MAX_GROWTH_MIB = 16.0  # over a whole row
MAX_SLOPE_MIB = 1.0  # per 10,000 requests, over the last half of a row
SLOPE_REQUESTS = 10_000  # fewer show nothing but jitter
MAX_FILES = 2  # more or fewer open files
MAX_THREADS = 0


@dataclass(frozen=True, slots=True)
class Verdict:
    """One line of the soak's table.

    Args:
        what: was looked at.
        measured: what was seen, with its unit.
        bar: what had to be seen.
        is_met: whether it was.
    """

    what: str
    measured: str
    bar: str
    is_met: bool


@dataclass(frozen=True, slots=True)
class Sample:
    """A server process at one moment.

    Args:
        rss_bytes: resident memory.
        files: open file descriptors.
        threads: of the process, without those that gRPC's core adds and takes away by load.
    """

    rss_bytes: int
    files: int
    threads: int


@dataclass(frozen=True, slots=True)
class Growth:
    """Samples at equal distances, the first one before any request of the row.

    Args:
        samples: at least three.
        requests: between each two, at least 1.
    """

    samples: Sequence[Sample]
    requests: int

    @property
    def total_mib(self) -> float:
        """Memory at the end beyond that at the beginning."""
        return (self.samples[-1].rss_bytes - self.samples[0].rss_bytes) / MIB

    @property
    def per_sample_mib(self) -> float:
        """Growth from sample to sample over the last half: the straight line nearest to it."""
        memory = [sample.rss_bytes / MIB for sample in self._last_half]
        return statistics.linear_regression(range(len(memory)), memory).slope

    @property
    def slope_mib(self) -> float:
        """The same per 10,000 requests."""
        return self.per_sample_mib * SLOPE_REQUESTS / self.requests

    @property
    def _last_half(self) -> Sequence[Sample]:
        return self.samples[(len(self.samples) - 1) // 2 :]

    def verdicts(self, what: str) -> Iterator[Verdict]:
        """The bars: memory in all, memory per request, open files, threads."""
        total, slope = self.total_mib, self.slope_mib
        count = self.requests * (len(self.samples) - 1)
        yield Verdict(
            f"{what}: memory after {count:,}",
            f"{total:+.1f} MiB",
            f"<= {MAX_GROWTH_MIB:.0f} MiB",
            total <= MAX_GROWTH_MIB,
        )
        if count >= SLOPE_REQUESTS:
            yield Verdict(
                f"{what}: slope of the last half",
                f"{slope:+.2f} MiB/10k",
                f"<= {MAX_SLOPE_MIB:.0f} MiB/10k",
                slope <= MAX_SLOPE_MIB,
            )
        files = self.samples[-1].files - self.samples[0].files
        yield Verdict(
            f"{what}: open files", f"{files:+d}", f"+-{MAX_FILES}", abs(files) <= MAX_FILES
        )
        threads = self.samples[-1].threads - self.samples[0].threads
        yield Verdict(
            f"{what}: threads", f"{threads:+d}", f"+-{MAX_THREADS}", abs(threads) <= MAX_THREADS
        )
