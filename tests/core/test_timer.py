"""Timers: order, cancelling, and what they keep in memory."""

from __future__ import annotations

import threading

import pytest

from tfserve.core.timer import Timers
from tfserve.testing import FakeClock


@pytest.fixture
def clock():
    return FakeClock(now=100.0)


@pytest.fixture
def timers(clock):
    made = Timers(name="test-timers", clock=clock)
    yield made
    assert made.close(5)


@pytest.fixture
def called():
    return []


def at(timers, called, moment, name=None):
    return timers.call_at(moment, lambda: called.append(name or moment))


def test_functions_are_called_when_their_moment_has_come_in_order(timers, clock, called):
    for moment in (103.0, 101.0, 102.0, 110.0):
        at(timers, called, moment)
    clock.wait_for_waiters()
    clock.advance(5)
    timers.fire_due()
    assert sorted(called) == [101.0, 102.0, 103.0]
    assert timers.waiting() == 1


def test_equal_moments_are_called_first_come_first_served(clock, called):
    timers = Timers(name="test-timers", clock=clock)
    timers._thread = object()  # the test calls the step itself
    for name in "abc":
        at(timers, called, 101.0, name)
    clock.advance(1)
    timers.fire_due()
    assert called == ["a", "b", "c"]


def test_the_thread_calls_them_by_itself(timers, clock):
    import threading

    is_called = threading.Event()
    timers.call_at(101.0, is_called.set)
    clock.wait_for_waiters()
    clock.advance(1)
    assert is_called.wait(5)


def test_an_earlier_timer_wakes_the_thread_that_waits_for_a_later_one(timers, clock):
    import threading

    is_called = threading.Event()
    timers.call_at(1000.0, lambda: None)
    clock.wait_for_waiters()
    timers.call_at(101.0, is_called.set)
    clock.wait_for_waiters()
    clock.advance(1)
    timers.fire_due()
    assert is_called.wait(5)


def test_a_moment_in_the_past_is_now(timers):
    import threading

    is_called = threading.Event()
    timers.call_at(1.0, is_called.set)
    assert is_called.wait(5)


def test_a_cancelled_timer_is_not_called(timers, clock, called):
    timer = at(timers, called, 101.0)
    at(timers, called, 102.0)
    timer.cancel()
    timer.cancel()
    assert timers.waiting() == 1
    clock.wait_for_waiters()
    clock.advance(5)
    timers.fire_due()
    assert called == [102.0]
    assert timers.waiting() == 0


def test_cancelling_after_the_call_changes_nothing(timers, clock, called):
    timer = at(timers, called, 101.0)
    clock.wait_for_waiters()
    clock.advance(1)
    timers.fire_due()
    timer.cancel()
    assert (called, timers.waiting()) == ([101.0], 0)


def test_cancelled_timers_do_not_pile_up(timers, called):
    for _ in range(10_000):
        at(timers, called, 1e9).cancel()
    assert len(timers._heap) < 200


def test_one_that_raises_harms_no_other(timers, clock, called, caplog):
    def explode():
        text = "a bug"
        raise ValueError(text)

    timers.call_at(101.0, explode)
    at(timers, called, 101.5)
    clock.wait_for_waiters()
    clock.advance(2)
    timers.fire_due()
    assert timers.close(5)
    assert called == [101.5]
    assert "a bug" in caplog.text


def test_after_close_nothing_is_called(timers, clock, called):
    waiting = at(timers, called, 101.0)
    assert timers.close(5)
    at(timers, called, 101.0)
    waiting.cancel()
    clock.advance(5)
    timers.fire_due()
    assert (called, timers.waiting()) == ([], 0)
    assert repr(timers) == "<Timers test-timers waiting=0>"


def test_a_thread_that_could_not_be_started_is_started_with_the_next_timer(
    timers, clock, called, monkeypatch
):
    def refuse(_):
        text = "can't start new thread"
        raise RuntimeError(text)

    with monkeypatch.context() as patched:
        patched.setattr(threading.Thread, "start", refuse)
        with pytest.raises(RuntimeError, match="can't start"):
            at(timers, called, 101.0)
    fired = threading.Event()
    clock.advance(2)
    timers.call_at(102.0, fired.set)
    assert fired.wait(5)
    assert called == [101.0]
