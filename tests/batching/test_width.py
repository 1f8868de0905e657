"""How many batches at a time: the present width is compared with half or twice of it."""

from __future__ import annotations

import pytest

from tfserve.batching.width import Width


def loaded(width, rate, runs=20_000, rows=16):
    """Let it see runs; `rate(width)` is rows per busy second."""
    busy_s = 0.0
    seen = []
    for _ in range(runs):
        busy_s += rows / rate(width.now)
        width.ended(rows, busy_s)
        seen.append(width.now)
    return seen


@pytest.mark.parametrize(
    ("rate", "most", "best"),
    [
        (lambda width: 1000, 8, 1),  # one batch keeps all CPUs busy: larger batches, same speed
        (lambda width: 1000 - 100 * width, 8, 1),
        (lambda width: 1000 * width, 8, 8),
        (lambda width: 1000 * min(width, 4), 8, 4),
        (lambda width: 1000 * min(width, 4), 6, 4),
        (lambda width: 1000 * width, 1, 1),
        (lambda width: 1000 * width, 2, 2),
    ],
)
def test_the_least_width_that_is_as_fast_as_any_is_found(rate, most, best):
    seen = loaded(Width(most), rate)
    assert max(set(seen[-5000:]), key=seen[-5000:].count) == best
    assert set(seen) <= set(range(1, most + 1))


def test_trials_become_rare():
    seen = loaded(Width(8), lambda width: 1000)
    assert sum(each != 1 for each in seen[-5000:]) < 200


def test_a_width_that_is_not_good_any_more_is_given_up():
    width = Width(4)
    loaded(width, lambda now: 1000 * now)
    seen = loaded(width, lambda now: 1000 / now)
    assert max(set(seen[-5000:]), key=seen[-5000:].count) == 1


def test_nothing_is_tried_where_nothing_is_merged():
    assert set(loaded(Width(8), lambda width: 1000 * width, rows=1)) == {1}
