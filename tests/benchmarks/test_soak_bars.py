"""The bars of `make soak`, on made-up processes."""

from __future__ import annotations

import pytest

from benchmarks.soaking.verdict import MIB, Growth, Sample


def growth(*memory_mib: float, files: int = 0, threads: int = 0) -> Growth:
    """Samples every 5,000 requests; files and threads are gained on the way."""
    samples = [Sample(int(mib * MIB), 20, 10) for mib in memory_mib]
    samples[-1] = Sample(samples[-1].rss_bytes, 20 + files, 10 + threads)
    return Growth(samples, 5_000)


def missed(of: Growth) -> list[str]:
    """What the verdicts that are not met end with."""
    return [
        each.what.split(": ")[1].split(" after")[0] for each in of.verdicts("x") if not each.is_met
    ]


@pytest.mark.parametrize(
    ("grown", "expected"),
    [
        (growth(100, 108, 108, 108, 108), []),  # once, then flat
        (growth(100, 120, 120, 120, 120), ["memory"]),
        (growth(100, 101, 102, 103, 104), ["slope of the last half"]),  # 2 MiB per 10,000
        (growth(100, 100, 100, 100, 100, files=3), ["open files"]),
        (growth(100, 100, 100, 100, 100, files=-2), []),
        (growth(100, 100, 100, 100, 100, threads=1), ["threads"]),
        (growth(100, 95, 90, 90, 90), []),
    ],
)
def test_growth_is_held_against_the_bars(grown, expected):
    assert missed(grown) == expected


def test_a_leak_of_one_kib_per_request_is_found_in_a_tenth_of_the_requests():
    leak = Growth([Sample(100 * MIB + n * 500 * 1024, 20, 10) for n in range(21)], 500)

    assert "slope of the last half" in missed(leak)


def test_the_slope_of_a_short_row_is_not_judged():
    short = Growth([Sample(100 * MIB + n * MIB, 20, 10) for n in range(11)], 100)

    assert missed(short) == []
