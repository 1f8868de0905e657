"""Many rounds with few threads."""

import threading

import pytest

from tfserve.sources.rounds import Rounds
from tfserve.testing import FakeClock
from tfserve.testing.loader import Gate

MODELS = 50


@pytest.fixture
def clock():
    return FakeClock()


@pytest.fixture
def rounds(clock):
    made = Rounds("tfserve-test", clock=clock, threads=2)
    yield made
    assert made.close(10)


class Counter:
    """Counts steps, each followed by another after an interval."""

    def __init__(self, interval_s=None, gate=None):
        self.steps = threading.Semaphore(0)
        self.threads = set()
        self._interval_s = interval_s
        self._gate = gate

    def __call__(self):
        self.threads.add(threading.current_thread().name)
        if self._gate is not None:
            self._gate.pass_through()
        self.steps.release()
        return self._interval_s


def test_the_first_step_comes_at_once_and_the_next_after_the_interval(rounds, clock):
    step = Counter(interval_s=5.0)
    rounds.open(step).start()
    step.steps.acquire()
    clock.wait_for_waiters()
    clock.advance(4.9)
    assert not step.steps.acquire(blocking=False)
    clock.advance(0.1)
    step.steps.acquire()


def test_nothing_happens_before_the_start(rounds):
    step = Counter()
    rounds.open(step).wake()
    assert not step.steps.acquire(blocking=False)


def test_many_quick_ones_share_the_threads(rounds):
    steps = [Counter() for _ in range(MODELS)]
    for step in steps:
        rounds.open(step).start()
    for step in steps:
        step.steps.acquire()
    assert len(set().union(*(step.threads for step in steps))) <= 2


def test_slow_ones_hold_up_nobody(rounds, clock):
    gate = Gate()
    for _ in range(MODELS):
        rounds.open(Counter(gate=gate)).start()
    quick = Counter()
    rounds.open(quick).start()
    while not quick.steps.acquire(timeout=0.001):  # each look adds threads for those that are stuck
        clock.advance(0.25)
    gate.open()


def test_waking_during_a_step_makes_another_one(rounds):
    gate = Gate()
    step = Counter(gate=gate)
    each = rounds.open(step)
    each.start()
    gate.wait_until_entered()
    each.wake()
    each.wake()
    gate.open()
    step.steps.acquire()
    step.steps.acquire()
    assert not step.steps.acquire(timeout=0.01)


def test_a_closed_one_takes_no_further_step(rounds, clock):
    step = Counter(interval_s=1.0)
    each = rounds.open(step)
    each.start()
    step.steps.acquire()
    assert each.close(clock, 10)
    clock.advance(10)
    each.wake()
    assert not step.steps.acquire(timeout=0.01)


def test_closing_does_not_wait_for_a_step_that_is_stuck(rounds, clock):
    gate = Gate()
    each = rounds.open(Counter(gate=gate))
    each.start()
    gate.wait_until_entered()
    assert not each.close(clock, 0)
    gate.open()


def test_a_step_that_raises_comes_again(rounds, clock):
    tries = threading.Semaphore(0)

    def fail():
        tries.release()
        raise OSError

    rounds.open(fail).start()
    tries.acquire()
    while not tries.acquire(timeout=0.001):
        clock.advance(1.0)
