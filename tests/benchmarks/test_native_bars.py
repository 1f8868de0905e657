"""The bars of `make bench BENCH="--native"`, on made-up ratios."""

from __future__ import annotations

import pytest

from benchmarks.native_plane import Bar


@pytest.mark.parametrize(
    ("figure", "ratio", "expected"),
    [
        ("req/s", 1.7, True),
        ("req/s", 1.69, False),
        ("CPU us/req", 1.7, True),
        ("CPU us/req", 1.71, False),
        ("p50 us", 1.71, False),
    ],
)
def test_requests_are_to_be_many_and_times_short(figure, ratio, expected):
    assert Bar("the reference", figure, 1.7).is_met(ratio) is expected
