import threading
from collections import Counter

import pytest

from tfserve.core.clock import SystemClock
from tfserve.core.event_bus import EventBus
from tfserve.core.executor import ThreadExecutor
from tfserve.core.ids import ServableId
from tfserve.core.source import ServableData
from tfserve.errors import FailedPrecondition, NotFound
from tfserve.manager.basic_manager import BasicManager
from tfserve.manager.managed_versions import ManagedVersions
from tfserve.manager.resources import ResourceTracker
from tfserve.testing import FakeLoader, Gate, ManualExecutor

M1 = ServableId("m", 1)


class Changes:
    """Counts what the manager was told of, and lets a test wait for it."""

    def __init__(self):
        self._condition = threading.Condition()
        self._count = 0

    def __call__(self):
        with self._condition:
            self._count += 1
            self._condition.notify_all()

    def wait_for(self, count):
        with self._condition:
            self._condition.wait_for(lambda: self._count >= count)


@pytest.fixture
def changes():
    return Changes()


@pytest.fixture
def versions():
    return ManagedVersions(
        event_bus=EventBus(),
        clock=SystemClock(),
        resources=ResourceTracker(),
        max_load_retries=0,
        load_retry_interval_s=0.0,
        load_timeout_s=0.0,
    )


@pytest.fixture
def make_manager(versions, changes):
    made = []

    def make(loads, unloads):
        made.extend([loads, unloads])
        return BasicManager(
            versions=versions, loads=loads, unloads=unloads, load_threads=1, changed=changes
        )

    yield make
    for each in made:
        assert each.close(5.0)


@pytest.mark.parametrize(("load_threads", "unload_threads"), [(1, 1), (2, 1), (1, 2), (4, 4)])
def test_many_versions_load_and_unload_whatever_the_pools(
    make_manager, versions, changes, load_threads, unload_threads
):
    manager = make_manager(
        ThreadExecutor("tfserve-load", load_threads),
        ThreadExecutor("tfserve-unload", unload_threads),
    )
    manager.set_load_threads(load_threads)
    loaders = {ServableId(name, number): FakeLoader() for name in "ab" for number in range(8)}
    for each, loader in loaders.items():
        versions.manage(ServableData(each, loader))
        manager.load(each)
    changes.wait_for(16)
    assert dict(versions.serving.available) == dict.fromkeys("ab", tuple(range(7, -1, -1)))
    for each in loaders:
        manager.unload(each)
    changes.wait_for(32)
    assert dict(versions.serving.available) == {}
    assert {(loader.loads, loader.unloads) for loader in loaders.values()} == {(1, 1)}
    assert all(loader.load_thread.startswith("tfserve-load-") for loader in loaders.values())


def test_concurrent_loads_only_one_succeeds(make_manager, versions, changes):
    manager = make_manager(ThreadExecutor("tfserve-load", 4), ManualExecutor())
    loader = FakeLoader()
    versions.manage(ServableData(M1, loader))
    together, outcomes = threading.Barrier(4), []

    def load():
        together.wait()
        try:
            manager.load(M1)
        except FailedPrecondition as error:
            outcomes.append(type(error).__name__)
        else:
            outcomes.append("loads")

    threads = [threading.Thread(target=load) for _ in range(4)]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    changes.wait_for(1)
    assert Counter(outcomes) == {"loads": 1, "FailedPrecondition": 3}
    assert loader.loads == 1


def test_concurrent_unloads_only_one_succeeds(make_manager, versions):
    loads, unloads = ManualExecutor(), ManualExecutor()
    manager = make_manager(loads, unloads)
    versions.manage(ServableData(M1, FakeLoader()))
    manager.load(M1)
    loads.run_all()
    manager.unload(M1)
    with pytest.raises(FailedPrecondition, match="cannot be unloaded: it is quiescing"):
        manager.unload(M1)


def test_a_version_is_managed_once(versions):
    versions.manage(ServableData(M1, FakeLoader()))
    with pytest.raises(FailedPrecondition, match="managed already"):
        versions.manage(ServableData(M1, FakeLoader()))


def test_what_is_not_managed_is_not_loaded(make_manager):
    manager = make_manager(ManualExecutor(), ManualExecutor())
    with pytest.raises(NotFound, match=r"\{name: m version: 1\} is not being managed"):
        manager.load(M1)


def test_a_version_is_not_forgotten_before_its_life_is_over(versions):
    versions.manage(ServableData(M1, FakeLoader()))
    with pytest.raises(FailedPrecondition, match="cannot be dropped: it is new"):
        versions.drop(M1)


def test_destruct_on_non_serving_thread(make_manager, versions, changes):
    manager = make_manager(ThreadExecutor("tfserve-load", 1), ThreadExecutor("tfserve-unload", 1))
    loader = FakeLoader()
    versions.manage(ServableData(M1, loader))
    manager.load(M1)
    changes.wait_for(1)
    handle = manager.acquire("m", None)
    manager.unload(M1)
    handle.release()
    changes.wait_for(2)
    assert loader.unload_thread == "tfserve-unload-0"


def test_releasing_never_waits_for_the_unload(make_manager, versions, changes):
    manager = make_manager(ThreadExecutor("tfserve-load", 1), ThreadExecutor("tfserve-unload", 1))
    gate = Gate()
    versions.manage(ServableData(M1, FakeLoader(unload_gate=gate)))
    manager.load(M1)
    changes.wait_for(1)
    handle = manager.acquire("m", None)
    manager.unload(M1)
    handle.release()
    gate.wait_until_entered()  # we are here, and the unload has not ended
    gate.open()
    changes.wait_for(2)
