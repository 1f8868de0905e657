import logging
import threading

import pytest

from tfserve.core.periodic import PeriodicTask
from tfserve.testing import FakeClock


class Steps:
    """Counts rounds and lets a test wait for the next one."""

    def __init__(self):
        self.rounds = threading.Semaphore(0)
        self.count = 0
        self.failure = None

    def __call__(self):
        self.count += 1
        self.rounds.release()
        if self.failure is not None:
            raise self.failure


@pytest.fixture
def steps():
    return Steps()


@pytest.fixture
def clock():
    return FakeClock()


@pytest.fixture
def make_task(steps, clock):
    made = []

    def make(interval_s):
        made.append(PeriodicTask("tfserve-test", steps, interval_s=interval_s, clock=clock))
        return made[-1]

    yield make
    for each in made:
        assert each.close(5.0)


def test_the_first_round_comes_at_once_and_the_next_after_the_interval(make_task, steps, clock):
    make_task(10.0).start()
    steps.rounds.acquire()
    clock.wait_for_waiters()
    clock.advance(9.9)
    assert steps.count == 1
    clock.advance(0.1)
    steps.rounds.acquire()
    assert steps.count == 2


def test_the_first_round_may_come_after_one_interval(make_task, steps, clock):
    make_task(10.0).start(at_once=False)
    clock.wait_for_waiters()
    assert steps.count == 0
    clock.advance(10.0)
    steps.rounds.acquire()


def test_wake_brings_a_round_forward(make_task, steps, clock):
    task = make_task(10.0)
    task.start()
    steps.rounds.acquire()
    clock.wait_for_waiters()
    task.wake()
    steps.rounds.acquire()
    assert steps.count == 2


def test_a_wake_before_the_start_is_not_lost(make_task, steps):
    task = make_task(0.0)
    task.wake()
    task.start(at_once=False)
    steps.rounds.acquire()
    assert steps.count == 1


def test_without_an_interval_only_wake_makes_rounds(make_task, steps, clock):
    task = make_task(0.0)
    task.start(at_once=False)
    clock.wait_for_waiters()
    clock.advance(1e6)
    assert steps.count == 0
    task.wake()
    steps.rounds.acquire()


def test_after_a_long_pause_one_round_makes_up_for_all(make_task, steps, clock):
    make_task(1.0).start()
    steps.rounds.acquire()
    clock.wait_for_waiters()
    clock.advance(30.0)
    steps.rounds.acquire()
    clock.wait_for_waiters()
    assert steps.count == 2


def test_jumps_of_the_wall_clock_change_nothing(make_task, steps, clock):
    make_task(10.0).start()
    steps.rounds.acquire()
    clock.wait_for_waiters()
    clock.set_wall(0.0)
    clock.advance(9.0)
    assert steps.count == 1
    clock.advance(1.0)
    steps.rounds.acquire()


def test_a_round_that_fails_is_logged_and_the_next_comes_as_planned(
    make_task, steps, clock, caplog
):
    steps.failure = SystemExit(1)
    with caplog.at_level(logging.ERROR):
        make_task(10.0).start()
        steps.rounds.acquire()
        clock.wait_for_waiters()
        clock.advance(10.0)
        steps.rounds.acquire()
    assert steps.count == 2
    assert "A background task failed" in caplog.text


def test_close_is_idempotent_and_nothing_runs_afterwards(make_task, steps):
    task = make_task(0.0)
    task.start(at_once=False)
    assert task.close(5.0)
    assert task.close(5.0)
    task.wake()
    task.start()
    assert steps.count == 0
