"""A server core with everything real around it but storage, models and time."""

import threading

import pytest

from tfserve.config.models import ModelConfig, ModelServerConfig
from tfserve.core.deadline import Deadline
from tfserve.core.event_bus import EventBus
from tfserve.core.ids import ModelSpec
from tfserve.errors import DataLoss, ServingError
from tfserve.manager import (
    AspiredVersionsManager,
    AvailabilityPreservingPolicy,
    ServableStateMonitor,
)
from tfserve.server_core import EventLog, LoadProgress, ServerCore
from tfserve.sources import FileSystemStoragePathSource, LoaderAdapter, SourceRouter
from tfserve.testing import FakeClock, FakeLoader, InlineExecutor
from tfserve.testing.storage import FakeStorage

BROKEN = DataLoss("cut off")


class Server:
    """One core. Nothing happens by itself: `settle` polls and reconciles until all is quiet.

    A version loads unless its directory has a file `broken`.
    """

    def __init__(self, *, retries=0, poll_interval_s=-1.0, **options):
        self.clock = FakeClock()
        self.storage = FakeStorage(self.clock)
        bus = EventBus()
        self.monitor = ServableStateMonitor(bus)
        self.progress = LoadProgress(self.clock)
        self.history = EventLog(self.clock)
        self.manager = AspiredVersionsManager(
            policy_for=lambda name: AvailabilityPreservingPolicy(),
            event_bus=bus,
            clock=self.clock,
            load_threads=1,
            unload_threads=1,
            max_load_retries=retries,
            make_executor=lambda name, threads: InlineExecutor(),
        )
        adapter = LoaderAdapter(
            make_loader=self._make_loader,
            target=self.manager,
            attempt_failed=self._attempt_failed,
        )
        router = SourceRouter(targets={"tensorflow": adapter}, unrouted=adapter)
        self.source = FileSystemStoragePathSource(
            storage=self.storage,
            target=router,
            clock=self.clock,
            poll_interval_s=poll_interval_s,
            observed=self.progress.notify,
        )
        bus.subscribe(self.history.on_servable_state)
        bus.subscribe(self.progress.on_servable_state)
        bus.subscribe(self.source.on_servable_state)
        self.core = ServerCore(
            source=self.source,
            router=router,
            manager=self.manager,
            monitor=self.monitor,
            progress=self.progress,
            history=self.history,
            clock=self.clock,
            platforms=("tensorflow",),
            **options,
        )

    def _attempt_failed(self, servable_id, error):
        self.history.on_attempt_failed(servable_id, error)
        self.progress.on_attempt_failed(servable_id, error)

    def _make_loader(self, servable_id, path):
        names = [name for name, _ in self.storage.walk(path)]
        return FakeLoader(failures=[BROKEN] * 9 if "broken" in names else ())

    def add(self, name, *versions, file="model"):
        for version in versions:
            self.storage.put(f"/{name}/{version}/{file}", age_s=1000)

    def settle(self, after_s=0.0):
        self.clock.advance(after_s)
        self.source.poll_once()
        while self.manager.reconcile():
            pass

    def start(self, *models):
        self.core.start(config(*models))
        self.settle()
        return self.decide()

    def decide(self):
        """The start's error, None when it is well, or "waiting"."""
        return outcome(self.core.wait_until_decided, Deadline(0.0), waiting="waiting")

    def reload(self, *models):
        """Begin a reload, let everything settle, and return its error or None."""
        reload = Background(self.core.reload, config(*models), Deadline.NONE)
        self.clock.wait_for_waiters()
        self.settle()
        return reload.result()

    def reload_now(self, *models):
        """A reload that does not wait; its error or None."""
        return outcome(self.core.reload, config(*models), Deadline(0.0))

    def background(self, function, *arguments):
        return Background(function, *arguments)

    def config(self, *models):
        return config(*models)

    def serves(self, name, **spec):
        with self.core.acquire(ModelSpec(name, **spec)) as handle:
            return handle.id.version

    def fails(self, name, **spec):
        with pytest.raises(ServingError) as caught:
            self.core.acquire(ModelSpec(name, **spec))
        return caught.value


class Background:
    """A call in a thread of its own."""

    def __init__(self, function, *arguments):
        self._result = None
        self._thread = threading.Thread(target=self._run, args=(function, arguments), daemon=True)
        self._thread.start()

    def _run(self, function, arguments):
        self._result = outcome(function, *arguments)

    def result(self):
        self._thread.join()
        return self._result


def outcome(function, *arguments, waiting=None):
    try:
        function(*arguments)
    except ServingError as error:
        return waiting if waiting and error.code == 4 else error
    return None


def config(*models):
    return ModelServerConfig(
        tuple(each if isinstance(each, ModelConfig) else model(each) for each in models)
    )


def model(name, **more):
    return ModelConfig(name, more.pop("base_path", f"/{name}"), **more)


@pytest.fixture
def make_server():
    return Server


@pytest.fixture
def server():
    return Server()
