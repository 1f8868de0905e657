"""When runs count as short."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tfserve.servables.tensorflow.pace import Pace

SHORT_S, MIDDLE_S, LONG_S = 1e-5, 0.0015, 0.02


def pace_after(*durations_s, size_bytes=100):
    """A pace after runs whose wall and CPU time were the same."""
    pace = Pace("auto")
    for duration_s in durations_s:
        pace.record(size_bytes, duration_s, duration_s)
    return pace


@pytest.mark.parametrize(
    ("durations_s", "is_short", "is_long"),
    [
        ((), False, False),
        ((SHORT_S,), False, False),
        ((SHORT_S,) * 3, False, False),
        ((SHORT_S,) * 4, True, False),
        ((LONG_S, *(SHORT_S,) * 3), True, False),  # the first run does not count
        ((LONG_S,) * 4, False, True),
        ((MIDDLE_S,) * 9, False, False),  # neither one nor the other
        ((*(SHORT_S,) * 9, *(MIDDLE_S,) * 9), True, False),  # what was decided stays
        ((*(SHORT_S,) * 9, 5.0), True, False),  # one outlier changes nothing
        ((*(SHORT_S,) * 9, *(LONG_S,) * 9), False, True),
        ((*(LONG_S,) * 9, *(SHORT_S,) * 7), False, True),
        ((*(LONG_S,) * 9, *(SHORT_S,) * 9), True, False),
        ((*(SHORT_S, LONG_S) * 9,), False, True),  # every other request is long
    ],
)
def test_what_the_last_runs_took_decides(durations_s, is_short, is_long):
    pace = pace_after(*durations_s)
    assert (pace.is_short(100), pace.is_long) == (is_short, is_long)


def test_twice_the_size_is_expected_to_be_short_and_more_is_not():
    pace = pace_after(*(SHORT_S,) * 5)
    assert pace.is_short(200)
    assert not pace.is_short(201)


def test_large_inputs_that_are_long_leave_small_ones_short():
    pace = pace_after(*(SHORT_S,) * 5)
    for _ in range(10):
        pace.record(10_000, LONG_S, LONG_S)
        pace.record(100, SHORT_S, SHORT_S)
    assert pace.is_short(100)
    assert not pace.is_short(10_000)


def test_large_inputs_only_make_it_long_in_the_end():
    pace = pace_after(*(SHORT_S,) * 5)
    for _ in range(40):
        pace.record(10_000, LONG_S, LONG_S)
    assert pace.is_long
    assert not pace.is_short(100)


def test_waiting_for_a_cpu_or_a_lock_does_not_make_runs_long():
    pace = Pace("auto")
    for run in range(40):
        pace.record(100, SHORT_S if run % 4 == 0 else LONG_S, SHORT_S)
    assert pace.is_short(100)


def test_larger_inputs_than_are_known_are_always_measured():
    pace = pace_after(*(SHORT_S,) * 5)
    assert not pace.is_due(200)
    assert pace.is_due(201)


def test_waiting_that_never_ends_soon_makes_runs_long():
    pace = Pace("auto")
    for _ in range(9):
        pace.record(100, LONG_S, SHORT_S)
    assert pace.is_long


def test_every_run_is_measured_until_one_in_sixteen_is_enough():
    pace = Pace("auto")
    for _ in range(4):
        assert pace.is_due(100)
        pace.record(100, SHORT_S, SHORT_S)
    assert [pace.is_due(100) for _ in range(16)] == [False] * 15 + [True]
    pace.record(100, LONG_S, LONG_S)  # then it is looked at more closely
    assert pace.is_due(100)
    pace.record(100, SHORT_S, SHORT_S)
    assert not pace.is_due(100)


RUNS = st.lists(st.tuples(st.integers(0, 10**9), st.floats(0, 0.1), st.floats(0, 0.1)), max_size=60)


@given(RUNS)
def test_modes_that_force_do_not_learn(runs):
    always, never = Pace("always"), Pace("never")
    assert not always.is_short(0)
    assert (always.is_due(0), never.is_due(0)) == (True, False)
    for run in runs:
        always.record(*run)
        assert always.is_short(10**12)
        assert not always.is_due(10**12)
    assert not never.is_short(0)
    assert (always.is_long, never.is_long) == (False, True)


@given(RUNS)
def test_nothing_is_short_and_long_at_once(runs):
    pace = Pace("auto")
    for run in runs:
        pace.record(*run)
        assert not (pace.is_long and pace.is_short(0))
