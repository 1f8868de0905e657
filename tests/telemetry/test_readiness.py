"""What the log says until the server is ready, and when it is."""

from __future__ import annotations

import logging

import pytest

from tfserve.core.event_bus import EventBus
from tfserve.telemetry.readiness import ReadinessLog
from tfserve.testing import FakeClock


class FakeReadiness:
    """As ready as the test says."""

    def __init__(self):
        self.missing = {"m": "pending"}
        self.is_draining = False
        self._changes = EventBus()

    def is_ready(self):
        return not self.missing and not self.is_draining

    def not_ready(self):
        return self.missing

    def subscribe(self, changed):
        return self._changes.subscribe(lambda _: changed())


@pytest.fixture
def readiness():
    return FakeReadiness()


@pytest.fixture
def clock():
    return FakeClock()


@pytest.fixture
def log(readiness, clock, caplog):
    caplog.set_level(logging.INFO)
    return ReadinessLog(readiness, clock=clock, began_at=clock.now())


def test_what_is_missing_is_told_once_with_its_reason(log, readiness, caplog):
    log.report_once()
    log.report_once()
    readiness.missing = {"m": "NOT_FOUND: /m; No such file or directory", "n": "pending"}
    log.report_once()
    assert caplog.messages == [
        "not ready yet: m (pending)",
        "not ready yet: m (NOT_FOUND: /m; No such file or directory), n (pending)",
    ]


def test_models_that_come_one_after_the_other_are_no_news(log, readiness, caplog):
    readiness.missing = {f"m{number}": "pending" for number in range(3)}
    while readiness.missing:
        log.report_once()
        readiness.missing = dict(list(readiness.missing.items())[1:])
    assert caplog.messages == ["not ready yet: m0 (pending), m1 (pending), m2 (pending)"]


def test_of_very_many_models_those_with_a_reason_are_listed(log, readiness, caplog):
    readiness.missing = {f"m{number}": "pending" for number in range(100)} | {"bad": "DATA_LOSS"}
    log.report_once()
    (line,) = caplog.messages
    assert line.startswith("not ready yet: bad (DATA_LOSS), m0 (pending), ")
    assert line.endswith("m18 (pending) and 81 more")


def test_ready_is_told_once_with_how_long_it_took(log, readiness, clock, caplog):
    log.opened()
    clock.advance(2.5)
    readiness.missing = {}
    log.report_once()
    log.report_once()
    assert caplog.messages == ["ready after 2.5 s"]


def test_nobody_is_ready_before_the_ports_are_open(log, readiness, caplog):
    readiness.missing = {}
    log.report_once()
    assert caplog.messages == []
    log.opened()
    log.report_once()
    assert caplog.messages == ["ready after 0.0 s"]


def test_readiness_that_is_lost_and_comes_back_is_told(log, readiness, clock, caplog):
    log.opened()
    readiness.missing = {}
    log.report_once()
    readiness.missing = {"new": "pending"}
    log.report_once()
    clock.advance(1.0)
    readiness.missing = {}
    log.report_once()
    assert caplog.messages[1:] == ["not ready any more: new (pending)", "ready again after 1.0 s"]


def test_a_drain_is_not_told_as_something_missing(log, readiness, caplog):
    log.opened()
    readiness.missing = {}
    log.report_once()
    readiness.is_draining = True
    log.report_once()
    assert caplog.messages == ["ready after 0.0 s"]
