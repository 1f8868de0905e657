"""Calls that yield to others."""

from __future__ import annotations

import os
import sys
import threading

import pytest

from tfserve.core.background import Foreground, YieldingThreads


@pytest.fixture
def background():
    threads = YieldingThreads("tfserve-test", 1)
    yield threads
    assert threads.close(5.0)


def priority():
    return os.getpriority(os.PRIO_PROCESS, threading.get_native_id())


def name():
    return threading.current_thread().name


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere a process has one priority")
def test_calls_run_at_a_lower_priority_and_the_caller_keeps_its_own(background):
    before = priority()

    assert background.run(priority) == before + 10
    assert priority() == before


def test_the_threads_stay_the_same(background):
    assert {background.run(name) for _ in range(5)} == {"tfserve-test-0"}


@pytest.mark.parametrize("error", [ValueError("no"), SystemExit(3)])
def test_what_a_call_raises_is_raised_and_the_next_one_runs(background, error):
    def work():
        raise error

    with pytest.raises(type(error)) as raised:
        background.run(work)

    assert raised.value is error
    assert background.run(name) == "tfserve-test-0"


def test_a_call_that_does_not_end_holds_up_no_other(background):
    begun, may_end = threading.Event(), threading.Event()

    def stuck():
        begun.set()
        may_end.wait(30)

    waiting = threading.Thread(target=background.run, args=(stuck,))
    waiting.start()
    begun.wait(30)

    assert background.run(name) == name()
    may_end.set()
    waiting.join(30)


def test_what_is_called_after_the_end_runs_in_the_thread_that_asks():
    threads = YieldingThreads("tfserve-test", 1)
    assert threads.close(5.0)

    assert threads.run(name) == name()


def test_in_the_foreground_calls_run_where_they_are_made():
    assert Foreground().run(name) == name()


def test_others_get_the_interpreter_soon_while_anybody_is_within(background):
    before = sys.getswitchinterval()

    with background.yielding():
        with background.yielding():
            pass
        assert sys.getswitchinterval() == pytest.approx(0.0005)

    assert sys.getswitchinterval() == before
