import threading

import pytest

from tfserve.testing import FakeClock


@pytest.fixture
def clock():
    return FakeClock(now=10.0, wall=500.0)


def test_time_stands_still_until_it_is_moved(clock):
    assert (clock.now(), clock.wall()) == (10.0, 500.0)
    clock.advance(2.5)
    assert (clock.now(), clock.wall()) == (12.5, 502.5)


def test_the_wall_clock_can_be_set_without_moving_time(clock):
    clock.set_wall(0.0)
    assert (clock.now(), clock.wall()) == (10.0, 0.0)


class Waiter:
    """A thread that waits on the clock once and keeps the answer."""

    def __init__(self, clock, timeout_s):
        self.condition = threading.Condition()
        self.answers = []
        self.thread = threading.Thread(target=self._wait, args=(clock, timeout_s))
        self.thread.start()

    def _wait(self, clock, timeout_s):
        with self.condition:
            self.answers.append(clock.wait(self.condition, timeout_s))


def test_advance_wakes_those_whose_time_is_over_and_only_them(clock):
    short, long = Waiter(clock, 5.0), Waiter(clock, 6.0)
    clock.wait_for_waiters(2)
    clock.advance(5.0)
    short.thread.join()
    assert short.answers == [False]
    assert long.answers == []
    clock.advance(1.0)
    long.thread.join()
    assert long.answers == [False]


@pytest.mark.parametrize("timeout_s", [5.0, None])
def test_a_notified_waiter_goes_on_in_time(clock, timeout_s):
    waiter = Waiter(clock, timeout_s)
    clock.wait_for_waiters()
    with waiter.condition:
        waiter.condition.notify_all()
    waiter.thread.join()
    assert waiter.answers == [True]


@pytest.mark.parametrize("timeout_s", [0.0, -1.0])
def test_nobody_waits_for_what_is_over(clock, timeout_s):
    waiter = Waiter(clock, timeout_s)
    waiter.thread.join()
    assert waiter.answers == [False]


def test_a_clock_shows_who_waits(clock):
    assert repr(clock) == "<FakeClock now=10.0 waiting=0>"
