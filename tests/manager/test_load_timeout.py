import pytest

from tfserve.core.clock import SystemClock
from tfserve.core.deadline import Deadline
from tfserve.core.executor import ThreadExecutor
from tfserve.core.resources import ResourceAllocation
from tfserve.errors import DeadlineExceeded, Unknown
from tfserve.testing import FakeLoader, Gate

LATE = DeadlineExceeded(
    "Loading servable {name: m version: 1} took longer than the 30 seconds that "
    "--load_timeout_seconds allows",
    details={"flag": "load_timeout_seconds"},
)


class Slow(FakeLoader):
    """Takes 30 s of the world's time, during which the manager goes on."""

    def __init__(self, world, *, on="load", **settings):
        super().__init__(**settings)
        self.world = world
        self.on = on
        self.seen = None

    def _take_long(self):
        self.world.clock.advance(30.0)
        self.world.reconcile()
        statistics = self.world.manager.statistics()
        self.seen = (
            self.world.state(1),
            self.world.error(1),
            statistics.abandoned_loads,
            self.world.loads.threads,
            self.world.used(),
        )

    def estimate(self):
        if self.on == "estimate" and self.seen is None:
            self._take_long()
        return super().estimate()

    def load(self):
        if self.on == "load":
            self._take_long()
        super().load()


@pytest.fixture
def world(make_world):
    return make_world(load_timeout_s=30.0, load_threads=1)


RAM = ResourceAllocation.ram(5)


def test_an_overdue_load_ends_its_thread_is_replaced_and_its_result_unloaded(world):
    world.aspire((1, Slow(world, resources=RAM)))
    world.settle()
    loader = world.loader(1)
    assert loader.seen == ("END", LATE, 1, 2, RAM)
    assert (loader.loads, loader.unloads) == (1, 1)
    assert world.available() == ()
    assert world.manager.statistics().abandoned_loads == 0
    assert world.loads.threads == 1
    assert world.used() == ResourceAllocation()


def test_an_overdue_load_that_fails_in_the_end_is_not_retried(world):
    world.aspire((1, Slow(world, failures=[Unknown("late")])))
    world.settle()
    world.advance(1000.0)
    assert world.loader(1).loads == 1
    assert world.error(1) == LATE
    assert world.loads.threads == 1


def test_an_overdue_estimate_ends_too(world):
    world.aspire((1, Slow(world, on="estimate", resources=RAM)))
    world.settle()
    assert world.loader(1).seen[:4] == ("END", LATE, 1, 2)
    assert world.loader(1).loads == 0
    assert world.manager.statistics().abandoned_loads == 0
    assert world.used() == ResourceAllocation()


def test_time_in_the_queue_and_between_attempts_does_not_count(make_world):
    world = make_world(load_timeout_s=30.0, load_retry_interval_s=60.0)
    world.aspire(1, failures=[Unknown("first")])
    world.reconcile()
    world.clock.advance(31.0)
    world.settle()
    world.advance(60.0)
    assert world.available() == (1,)


def test_no_timeout_means_that_a_load_may_take_for_ever(make_world):
    world = make_world(load_timeout_s=0.0)
    world.aspire((1, Slow(world)))
    world.settle()
    assert world.available() == (1,)


def test_with_one_load_thread_another_model_loads_although_a_load_hangs(make_world):
    gate = Gate()
    world = make_world(
        load_timeout_s=30.0,
        load_threads=1,
        make_executor=ThreadExecutor,
    )
    world.aspire(1, gate=gate)
    world.aspire(1, name="n")
    world.manager.reconcile()
    gate.wait_until_entered()
    world.clock.advance(30.0)
    world.manager.reconcile()
    world.monitor.wait_until(lambda _: world.available("n") == (1,), Deadline.NONE, SystemClock())
    gate.open()
    assert world.manager.close(5.0)
