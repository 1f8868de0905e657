"""The one test with real time: requests of several threads against swaps of versions, for 2 s."""

import sys
import threading
import time

import pytest

from tfserve.core.clock import SystemClock
from tfserve.core.deadline import Deadline
from tfserve.core.event_bus import EventBus
from tfserve.core.ids import ServableId
from tfserve.core.source import ServableData
from tfserve.errors import NotFound
from tfserve.manager import (
    AspiredVersionsManager,
    AvailabilityPreservingPolicy,
    ServableStateMonitor,
)
from tfserve.testing import FakeLoader

SECONDS = 2.0


class Clients:
    """Threads that borrow the latest version, and pinned ones, until they are stopped."""

    def __init__(self, manager, loader_of):
        self.manager = manager
        self.loader_of = loader_of
        self.is_stopped = False
        self.answers = 0
        self.broken = []
        self.threads = [
            threading.Thread(target=self._run, args=(ask,))
            for ask in (self.latest, self.latest, self.pinned, self.pinned)
        ]

    def _run(self, ask):
        while not self.is_stopped:
            try:
                ask()
            except Exception as error:  # noqa: BLE001 - whatever it is, the test fails with it
                self.broken.append(repr(error))
                return

    def _use(self, handle):
        loader = self.loader_of[handle.id]
        for _ in range(3):
            if not loader.is_loaded or handle.servable is not loader.servable:
                self.broken.append(f"{handle.id} was unloaded while it was held")
        self.answers += 1

    def latest(self):
        with self.manager.acquire("m", None) as handle:
            self._use(handle)

    def pinned(self):
        for version in self.manager.available()["m"]:
            try:
                handle = self.manager.acquire("m", version)
            except NotFound:  # it went between the two look-ups
                continue
            with handle:
                self._use(handle)


@pytest.fixture
def eager_switching():
    """Threads give way a hundred times as often as they do by default."""
    before = sys.getswitchinterval()
    sys.setswitchinterval(before / 100)
    yield
    sys.setswitchinterval(before)


@pytest.mark.usefixtures("eager_switching")
def test_no_request_fails_and_nothing_held_is_unloaded_while_versions_are_swapped():
    clock, loader_of = SystemClock(), {}
    bus = EventBus()
    monitor = ServableStateMonitor(bus)
    manager = AspiredVersionsManager(
        policy_for=lambda name: AvailabilityPreservingPolicy(),
        event_bus=bus,
        clock=clock,
        load_threads=2,
        unload_threads=2,
    )

    def switch_to(version):
        servable_id = ServableId("m", version)
        loader_of[servable_id] = FakeLoader()
        manager.aspire("m", [ServableData(servable_id, loader_of[servable_id])])
        deadline = Deadline.after(5.0, clock)
        assert monitor.wait_until(
            lambda _: manager.available().get("m") == (version,), deadline, clock
        )

    ends_at = time.monotonic() + SECONDS
    with manager:
        switch_to(1)
        clients = Clients(manager, loader_of)
        for each in clients.threads:
            each.start()
        version = 1
        while time.monotonic() < ends_at and not clients.broken:
            version += 1
            switch_to(version)
        clients.is_stopped = True
        for each in clients.threads:
            each.join()
    assert clients.broken == []
    assert version > 10
    assert clients.answers > 1000
    assert all(each.unloads == 1 for each in loader_of.values())
