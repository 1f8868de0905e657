"""What a call's record says of its moments, and who is shown it."""

from __future__ import annotations

import logging

import pytest

from tfserve.core.call_record import CallObservers, CallRecord, EntryPoint
from tfserve.errors import Code
from tfserve.testing import FakeClock

PREDICT = EntryPoint("GRPC", "Predict")


@pytest.fixture
def clock():
    return FakeClock()


@pytest.fixture
def record(clock):
    return CallRecord(PREDICT, clock.now, 10)


def test_a_call_that_waited_in_a_queue_has_seconds_of_queue_run_and_all(record, clock):
    clock.advance(1)
    record.submitted_at = record.now()
    clock.advance(2)
    record.run_began_at = record.now()
    clock.advance(4)
    record.run_ended_at = record.now()
    clock.advance(8)
    record.end(Code.OK, 3)
    assert (record.queue_s, record.run_s, record.total_s) == (2, 4, 15)
    assert record.response_bytes == 3


def test_a_call_that_did_not_wait_has_no_queue(record, clock):
    record.submitted_at = record.now()
    clock.advance(4)
    record.run_ended_at = record.now()
    assert (record.queue_s, record.run_s) == (0, 4)


def test_a_call_that_was_refused_never_ran(record):
    record.end(Code.NOT_FOUND)
    assert (record.queue_s, record.run_s, record.total_s) == (0, None, 0)
    assert repr(record) == "<CallRecord GRPC Predict /? NOT_FOUND>"


def test_two_entry_points_are_never_the_same():
    assert EntryPoint("GRPC", "Predict") != PREDICT


def test_an_observer_that_fails_keeps_none_of_the_others_from_looking(record, caplog):
    class Bad:
        def observe(self, record):
            raise ValueError

    class Good:
        def __init__(self):
            self.seen = []

        def observe(self, record):
            self.seen.append(record)

    good = Good()
    with caplog.at_level(logging.ERROR):
        CallObservers([Bad(), good]).observe(record)
    assert good.seen == [record]
    assert "A call could not be observed" in caplog.text
