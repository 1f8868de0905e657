import threading

import pytest

from tfserve.core.deadline import Deadline
from tfserve.core.event_bus import EventBus
from tfserve.core.ids import ServableId
from tfserve.core.state import ManagerState, ServableState
from tfserve.errors import NotFound
from tfserve.manager import ServableStateMonitor
from tfserve.testing import FakeClock


def state(version, manager_state, name="m", error=None):
    return ServableState(ServableId(name, version), manager_state, error)


@pytest.fixture
def bus():
    return EventBus()


@pytest.fixture
def monitor(bus):
    return ServableStateMonitor(bus)


@pytest.fixture
def clock():
    return FakeClock()


def test_versions_are_listed_highest_first_with_their_last_state(bus, monitor):
    for each in (state(2, ManagerState.START), state(10, ManagerState.START)):
        bus.publish(each)
    failed = state(2, ManagerState.END, error=NotFound("no such file"))
    bus.publish(failed)
    assert monitor.version_states("m") == (state(10, ManagerState.START), failed)
    assert monitor.state(ServableId("m", 2)) == failed
    assert monitor.states() == {"m": monitor.version_states("m")}


def test_what_was_never_seen_has_no_state(monitor):
    assert monitor.version_states("m") == ()
    assert monitor.state(ServableId("m", 1)) is None
    assert monitor.states() == {}


def test_a_new_monitor_does_not_know_the_past(bus, monitor):
    bus.publish(state(1, ManagerState.END))
    with ServableStateMonitor(bus) as fresh:
        assert fresh.version_states("m") == ()
    bus.publish(state(2, ManagerState.START))
    assert fresh.version_states("m") == ()
    assert len(monitor.version_states("m")) == 2


def test_subscribers_are_told_when_the_answer_is_known_already(bus, monitor):
    seen = []
    subscription = monitor.subscribe(lambda: seen.append(monitor.version_states("m")))
    bus.publish(state(1, ManagerState.START))
    subscription.close()
    bus.publish(state(1, ManagerState.LOADING))
    assert seen == [(state(1, ManagerState.START),)]


def is_available(monitor):
    return any(each.state is ManagerState.AVAILABLE for each in monitor.version_states("m"))


def test_waiting_for_what_holds_already_does_not_wait(bus, monitor, clock):
    bus.publish(state(1, ManagerState.AVAILABLE))
    assert monitor.wait_until(is_available, Deadline(0.0), clock)


def test_waiting_ends_with_the_event_that_fulfils_it(bus, monitor, clock):
    answers = []
    thread = threading.Thread(
        target=lambda: answers.append(monitor.wait_until(is_available, Deadline.NONE, clock))
    )
    thread.start()
    clock.wait_for_waiters()
    bus.publish(state(1, ManagerState.LOADING))
    clock.wait_for_waiters()
    bus.publish(state(1, ManagerState.AVAILABLE))
    thread.join()
    assert answers == [True]


def test_waiting_ends_at_the_deadline(monitor, clock):
    answers = []
    deadline = Deadline.after(5.0, clock)
    thread = threading.Thread(
        target=lambda: answers.append(monitor.wait_until(is_available, deadline, clock))
    )
    thread.start()
    clock.wait_for_waiters()
    clock.advance(5.0)
    thread.join()
    assert answers == [False]


def test_nobody_waits_for_a_caller_who_is_gone(monitor, clock):
    assert not monitor.wait_until(is_available, Deadline(None, lambda: True), clock)


def test_a_monitor_shows_how_much_it_knows(bus, monitor):
    bus.publish(state(1, ManagerState.START))
    assert repr(monitor) == "<ServableStateMonitor models=1 events=1>"
