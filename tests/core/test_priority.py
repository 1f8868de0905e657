"""Threads that yield to others."""

from __future__ import annotations

import os
import platform
import sys
import threading
from pathlib import Path

import pytest

from tfserve.core.priority import lower_priority

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="elsewhere nothing changes")

SCHED = Path("/proc/thread-self/sched")


def niceness() -> int:
    return os.getpriority(os.PRIO_PROCESS, threading.get_native_id())


def slice_ns() -> int:
    """What the kernel tells of the calling thread; 0 where it does not."""
    lines = SCHED.read_text().splitlines() if SCHED.exists() else []
    return next((int(line.split(":")[1]) for line in lines if line.startswith("se.slice")), 0)


def within_a_thread(call):
    results = []
    thread = threading.Thread(target=lambda: results.append(call()))
    thread.start()
    thread.join(30)
    return results.pop()


def test_only_the_thread_that_asks_becomes_nicer():
    before = niceness()

    def lowered():
        lower_priority(before + 3)
        return niceness()

    assert within_a_thread(lowered) == before + 3
    assert niceness() == before


def test_a_thread_that_is_nicer_already_stays_so():
    def twice():
        lower_priority(15)
        lower_priority(5)
        return niceness()

    assert within_a_thread(twice) == 15


@pytest.mark.skipif(
    tuple(map(int, platform.release().split(".")[:2])) < (6, 12) or not slice_ns(),
    reason="this kernel has no slices of threads, or does not tell them",
)
def test_its_slices_are_long_so_that_whoever_wakes_up_need_not_wait_for_their_end():
    before = slice_ns()

    def lowered():
        lower_priority(10)
        return slice_ns()

    assert within_a_thread(lowered) == 100_000_000 != before
    assert slice_ns() == before
