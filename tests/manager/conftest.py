import pytest

from tfserve.core.event_bus import EventBus
from tfserve.core.ids import ServableId
from tfserve.core.source import ServableData
from tfserve.manager import (
    AspiredVersionsManager,
    AvailabilityPreservingPolicy,
    ServableStateMonitor,
)
from tfserve.testing import FakeClock, FakeLoader, ManualExecutor


class World:
    """A manager whose time and threads a test moves, and what it says."""

    def __init__(self, *, policies=None, default_policy=None, load_threads=2, **settings):
        policies = policies or {}
        default_policy = default_policy or AvailabilityPreservingPolicy()
        self.clock = FakeClock()
        self.events = []
        self.loaders = {}
        self.bus = EventBus()
        self.bus.subscribe(self._note)
        self.monitor = ServableStateMonitor(self.bus)
        self.executors = []
        self.manager = AspiredVersionsManager(
            policy_for=lambda name: policies.get(name, default_policy),
            event_bus=self.bus,
            clock=self.clock,
            load_threads=load_threads,
            unload_threads=settings.pop("unload_threads", 2),
            make_executor=settings.pop("make_executor", self._make_executor),
            **settings,
        )

    def _note(self, event):
        self.events.append((event.id.name, event.id.version, event.state.name))

    def _make_executor(self, name, threads):
        self.executors.append(ManualExecutor(name, threads))
        return self.executors[-1]

    @property
    def loads(self):
        return self.executors[0]

    @property
    def unloads(self):
        return self.executors[1]

    def loader(self, version, name="m"):
        return self.loaders[name, version]

    def aspire(self, *versions, name="m", **loader_settings):
        """Aspire `versions`, each with a new FakeLoader (or a given loader or error)."""
        data = []
        for each in versions:
            version, content = each if isinstance(each, tuple) else (each, None)
            servable_id = ServableId(name, version)
            if isinstance(content, Exception):
                data.append(ServableData(servable_id, error=content))
                continue
            loader = content or FakeLoader(**loader_settings)
            self.loaders[name, version] = loader
            data.append(ServableData(servable_id, loader))
        self.manager.aspire(name, data)

    def reconcile(self):
        while self.manager.reconcile():
            pass

    def settle(self):
        """Reconcile and run tasks until nothing more happens by itself."""
        self.reconcile()
        while sum(each.run_all() for each in self.executors):
            self.reconcile()

    def advance(self, seconds):
        self.clock.advance(seconds)
        self.settle()

    def serve(self, *versions, name="m"):
        self.aspire(*versions, name=name)
        self.settle()
        assert set(self.available(name)) == set(versions)
        self.events.clear()

    def available(self, name="m"):
        return self.manager.available().get(name, ())

    def state(self, version, name="m"):
        found = self.monitor.state(ServableId(name, version))
        return None if found is None else found.state.name

    def error(self, version, name="m"):
        return self.monitor.state(ServableId(name, version)).error

    def used(self):
        return self.manager.statistics().resources_used

    def events_of(self, version, name="m"):
        return [state for *servable, state in self.events if servable == [name, version]]


@pytest.fixture
def make_world():
    return World


@pytest.fixture
def world():
    return World()
