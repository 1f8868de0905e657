"""From start to exit code, with a server that does what the test says."""

from __future__ import annotations

import signal
import threading

import pytest

from tfserve.core.executor import ThreadExecutor
from tfserve.errors import Cancelled, Internal, Unknown
from tfserve.supervisor import Ended, Supervisor


class FakeServer:
    """Its methods are given by the test; events keep the order."""

    def __init__(self, start=lambda: None, stop=lambda: (), in_flight=lambda: ()):
        self.start, self.stop, self.in_flight = start, stop, in_flight


@pytest.fixture
def supervisor():
    executor = ThreadExecutor("test-main", 2)
    yield Supervisor(executor=executor)
    executor.close(0)


def run(supervisor, *, limit_s: float = 60.0, **methods) -> Ended:
    return supervisor.run(FakeServer(**methods), stop_limit_s=limit_s)


def terminated(supervisor, then=None):
    """A start that succeeds and is followed by SIGTERM."""

    def start():
        supervisor.signalled(signal.SIGTERM)

    return start


def test_a_failed_start_ends_with_255_and_its_error(supervisor):
    error = Unknown("1 servable(s) did not become available")

    def start():
        raise error

    assert run(supervisor, start=start) == Ended(255, error=error)


@pytest.mark.parametrize("surprise", [RuntimeError("boom"), SystemExit(0), MemoryError()])
def test_an_unexpected_failure_of_the_start_ends_with_255_and_is_logged(
    supervisor, surprise, caplog
):
    def start():
        raise surprise

    ended = run(supervisor, start=start)
    assert (ended.code, type(ended.error)) == (255, Internal)
    assert "The start failed unexpectedly" in caplog.text


def test_the_first_signal_stops_the_server_and_ends_with_0(supervisor):
    stopped = []

    def stop():
        stopped.append(True)
        return ()

    assert run(supervisor, start=terminated(supervisor), stop=stop) == Ended(0)
    assert stopped == [True]


def test_abandoned_requests_end_with_1_and_are_named(supervisor, caplog):
    ended = run(supervisor, start=terminated(supervisor), stop=lambda: ("m/3: 2 requests",))
    assert ended == Ended(1, is_clean=False)
    assert "abandoned: m/3: 2 requests" in caplog.text


@pytest.mark.parametrize(("second", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
def test_a_second_signal_ends_at_once_and_names_what_is_abandoned(supervisor, second, code, caplog):
    release = threading.Event()

    def stop():
        supervisor.signalled(second)
        release.wait()  # a drain that would go on for ever
        return ()

    ended = run(
        supervisor,
        start=terminated(supervisor),
        stop=stop,
        in_flight=lambda: ("m/3: 2 requests", "n/1: 1 request"),
    )
    release.set()
    assert ended == Ended(code, is_clean=False)
    assert "Second signal; abandoned: m/3: 2 requests, n/1: 1 request" in caplog.text


def test_a_signal_during_the_start_stops_it_and_ends_with_0(supervisor):
    is_stopping = threading.Event()

    def start():
        supervisor.signalled(signal.SIGTERM)
        is_stopping.wait()
        raise Cancelled("the start was given up")

    def stop():
        is_stopping.set()
        return ()

    assert run(supervisor, start=start, stop=stop) == Ended(0)


def test_a_stop_that_never_ends_is_given_up(supervisor, caplog):
    release = threading.Event()

    def stop():
        release.wait()
        return ()

    ended = run(
        supervisor,
        limit_s=0.0,
        start=terminated(supervisor),
        stop=stop,
        in_flight=lambda: ("m/3: 1 request",),
    )
    release.set()
    assert ended == Ended(1, is_clean=False)
    assert "Gave up stopping; abandoned: m/3: 1 request" in caplog.text


def test_a_stop_that_fails_ends_with_1(supervisor, caplog):
    def stop():
        raise RuntimeError("boom")

    assert run(supervisor, start=terminated(supervisor), stop=stop).code == 1
    assert "The stop failed unexpectedly" in caplog.text
