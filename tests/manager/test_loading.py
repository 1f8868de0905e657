import gc
import logging
import weakref

import pytest

from tfserve.core.loader import NEVER_RETRY
from tfserve.core.resources import ResourceAllocation
from tfserve.errors import Cancelled, FailedPrecondition, Internal, NotFound, Unknown
from tfserve.testing import FakeLoader, FakeServable

CANCELLED = Cancelled("Loading of servable cancelled")


def test_a_failed_load_is_tried_again_after_the_interval_and_holds_no_thread(make_world):
    world = make_world(max_load_retries=5, load_retry_interval_s=60.0)
    world.aspire(1, failures=[Unknown("first"), Unknown("second")])
    world.settle()
    assert world.loader(1).loads == 1
    assert world.loads.pending == 0
    assert (world.state(1), world.error(1)) == ("LOADING", None)
    world.advance(59.0)
    assert world.loader(1).loads == 1
    world.advance(1.0)
    assert world.loader(1).loads == 2
    world.advance(60.0)
    assert world.available() == (1,)
    assert world.events_of(1) == ["START", "LOADING", "AVAILABLE"]


def test_the_interval_counts_from_the_end_of_an_attempt(make_world):
    world = make_world(load_retry_interval_s=60.0)

    class Slow(FakeLoader):
        def load(self):
            world.clock.advance(50.0)
            super().load()

    world.aspire((1, Slow(failures=[Unknown("first")])))
    world.settle()
    world.advance(59.0)
    assert world.loader(1).loads == 1
    world.advance(1.0)
    assert world.loader(1).loads == 2


def test_without_an_interval_retries_come_at_once(make_world):
    world = make_world(max_load_retries=2, load_retry_interval_s=0.0)
    world.aspire(1, failures=[Unknown("first"), Unknown("second")])
    world.settle()
    assert world.available() == (1,)


def test_when_retries_are_used_up_the_last_reason_stands(make_world, caplog):
    world = make_world(max_load_retries=2, load_retry_interval_s=1.0)
    world.aspire(1, failures=[Unknown(text) for text in ("first", "second", "third", "fourth")])
    with caplog.at_level(logging.INFO):
        world.settle()
        world.advance(1.0)
        world.advance(1.0)
        world.advance(1000.0)
    assert world.error(1) == Unknown("third")
    version = "{name: m version: 1}"
    told = [text for text in caplog.messages if text.startswith(("Loading servable:", "Retrying"))]
    assert told == [
        f"Loading servable: {version} failed: UNKNOWN: first",
        f"Retrying of Loading servable: {version} retry: 1",
        f"Loading servable: {version} failed: UNKNOWN: second",
        f"Retrying of Loading servable: {version} retry: 2",
        f"Loading servable: {version} failed: UNKNOWN: third",
        f"Retrying of Loading servable: {version} exhausted max_num_retries: 2",
    ]


def test_a_version_whose_error_is_final_is_not_tried_again(make_world, caplog):
    world = make_world(max_load_retries=5, load_retry_interval_s=1.0)
    error = FailedPrecondition("no", details={"line": "3", **NEVER_RETRY})
    world.aspire(1, failures=[error])
    world.settle()
    world.advance(1000.0)
    assert world.loader(1).loads == 1
    assert world.error(1) == error
    assert not any("exhausted" in text for text in caplog.messages)


def test_jumps_of_the_wall_clock_do_not_change_when_a_load_is_retried(make_world):
    world = make_world(load_retry_interval_s=60.0)
    world.aspire(1, failures=[Unknown("first")])
    world.settle()
    world.clock.set_wall(0.0)
    world.advance(59.0)
    assert world.loader(1).loads == 1
    world.advance(1.0)
    assert world.loader(1).loads == 2


def test_a_load_cancelled_between_attempts_ends_at_once(make_world):
    world = make_world(load_retry_interval_s=60.0)
    world.aspire(1, failures=[Unknown("first")])
    world.settle()
    world.aspire()
    world.settle()
    assert (world.state(1), world.error(1)) == ("END", CANCELLED)
    world.advance(60.0)
    assert world.loader(1).loads == 1


def test_a_load_cancelled_in_the_queue_is_never_begun(world):
    world.aspire(1)
    world.reconcile()
    assert world.loads.pending == 1
    world.aspire()
    world.settle()
    assert world.loader(1).loads == 0
    assert world.error(1) == CANCELLED


class Unwanted(FakeLoader):
    """Nobody wants this version any more by the time its load, or its estimate, ends."""

    def __init__(self, world, *, on, **settings):
        super().__init__(**settings)
        self.world = world
        self.on = on

    def _let_go(self, where):
        if where == self.on:
            self.world.aspire()
            self.world.reconcile()

    def estimate(self):
        self._let_go("estimate")
        return super().estimate()

    def load(self):
        self._let_go("load")
        super().load()


def test_a_load_cancelled_while_it_runs_is_unloaded_again(world):
    world.aspire((1, Unwanted(world, on="load")))
    world.settle()
    loader = world.loader(1)
    assert (loader.loads, loader.unloads, loader.is_loaded) == (1, 1, False)
    assert world.events_of(1) == ["START", "LOADING", "END"]
    assert world.error(1) == CANCELLED


def test_a_load_cancelled_while_it_estimates_is_not_begun(world):
    world.aspire((1, Unwanted(world, on="estimate")))
    world.settle()
    assert world.loader(1).loads == 0
    assert world.error(1) == CANCELLED


def test_retry_on_load_error_cancelled_load(make_world):
    world = make_world(load_retry_interval_s=0.0)
    world.aspire((1, Unwanted(world, on="load", failures=[Unknown("test load error")])))
    world.settle()
    assert world.loader(1).loads == 1
    assert world.error(1) == Unknown("test load error")


def test_a_version_whose_load_was_cancelled_can_be_wanted_again(world):
    world.aspire((1, Unwanted(world, on="load")))
    world.settle()
    world.aspire(1)
    world.settle()
    assert world.available() == (1,)


@pytest.mark.parametrize(
    "raised", [SystemExit(3), MemoryError(), ValueError("secret"), GeneratorExit()]
)
def test_whatever_a_loader_raises_ends_its_own_version_only(make_world, raised, caplog):
    world = make_world(max_load_retries=0)
    world.aspire(1, failures=[raised])
    world.aspire(1, name="n")
    with caplog.at_level(logging.ERROR):
        world.settle()
    assert world.error(1) == Internal(
        "Loading servable {name: m version: 1} failed unexpectedly; the server's log says why"
    )
    assert type(raised).__name__ in caplog.text
    assert world.available("n") == (1,)


def test_a_failed_estimate_is_retried_and_says_what_it_was_for(make_world):
    world = make_world(max_load_retries=1, load_retry_interval_s=1.0)
    world.aspire(1, estimate_failures=[NotFound("gone"), NotFound("still gone")])
    world.settle()
    assert world.state(1) == "START"
    world.advance(1.0)
    assert world.error(1) == NotFound(
        "Error while attempting to reserve resources to load servable {name: m version: 1}: "
        "still gone"
    )
    assert world.loader(1).loads == 0


def test_a_loader_without_its_servable_has_failed_and_is_unloaded(make_world):
    class Empty(FakeLoader):
        @property
        def servable(self):
            raise RuntimeError

    world = make_world(max_load_retries=0)
    world.aspire((1, Empty()))
    world.settle()
    assert world.loader(1).unloads == 1
    assert world.state(1) == "END"


def test_a_loader_that_fails_to_unload_ends_with_its_reason(world, caplog):
    world.aspire(1, unload_failure=Unknown("stuck"))
    world.settle()
    world.aspire()
    world.settle()
    assert (world.state(1), world.error(1)) == ("END", Unknown("stuck"))
    assert "Unloading servable: {name: m version: 1} failed: UNKNOWN: stuck" in caplog.messages
    assert world.used() == ResourceAllocation()


def test_an_errors_traceback_does_not_keep_what_the_load_had_in_memory(make_world):
    remembered = []

    class Greedy(FakeLoader):
        def load(self):
            tensor = FakeServable()  # stands for gigabytes
            remembered.append(weakref.ref(tensor))
            raise Unknown("out of luck")

    world = make_world(max_load_retries=0)
    world.aspire((1, Greedy()))
    world.settle()
    gc.collect()
    assert world.error(1) == Unknown("out of luck")
    assert remembered[0]() is None


def test_a_slow_load_does_not_delay_other_models(make_world):
    world = make_world(load_threads=2)
    world.aspire(1, name="slow")
    world.reconcile()
    world.aspire(1, name="quick")
    world.reconcile()
    world.loads.run_next(1)  # the second thread, while the first is in the slow load
    assert world.available("quick") == (1,)


@pytest.mark.parametrize(("asked", "given"), [(0, 1), (1, 1), (8, 8)])
def test_zero_threads_mean_one(make_world, asked, given):
    world = make_world(load_threads=asked, unload_threads=asked)
    assert (world.loads.threads, world.unloads.threads) == (given, given)
    world.manager.set_load_threads(asked)
    assert world.loads.threads == given
