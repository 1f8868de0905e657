import pytest

from tfserve.core.resources import ResourceAllocation
from tfserve.errors import Code, ResourceExhausted, Unknown
from tfserve.manager import AutoPolicy, ResourceTracker
from tfserve.manager.harness import LoadPhase

ram = ResourceAllocation.ram
NOTHING = ResourceAllocation()


@pytest.fixture
def world(make_world):
    """A manager with room for ten."""
    return make_world(
        resources=ResourceTracker(ram(10)), max_load_retries=1, load_retry_interval_s=1.0
    )


def refused(name):
    return ResourceExhausted(f"Insufficient resources to load servable {{name: {name} version: 1}}")


def test_what_does_not_fit_is_refused_and_not_retried(world):
    world.aspire(1, resources=ram(11))
    world.settle()
    assert world.error(1) == refused("m")
    assert world.events_of(1) == ["START", "END"]
    world.advance(10.0)
    assert world.loader(1).loads == 0


def test_a_load_reserves_while_it_runs_and_keeps_what_it_occupies(world):
    world.aspire(1, resources=ram(8), loaded_resources=ram(3))
    world.settle()
    assert world.used() == ram(3)


def test_resources_released_if_load_fails(world):
    world.aspire(1, resources=ram(8), failures=[Unknown("first"), Unknown("second")])
    world.settle()
    assert world.used() == ram(8)  # kept for the next attempt
    world.advance(1.0)
    assert world.state(1) == "END"
    assert world.used() == NOTHING


def test_resources_are_released_by_an_unload(world):
    world.aspire(1, resources=ram(8))
    world.settle()
    world.aspire()
    world.settle()
    assert world.used() == NOTHING


def test_a_load_waits_for_a_running_load_to_free_what_it_lacks(world):
    world.aspire(1, name="a", resources=ram(8), loaded_resources=ram(2))
    world.aspire(1, name="b", resources=ram(8))
    world.reconcile()
    a_attempt = world.loads
    world.loader(1, "a").load, original = (
        lambda: (a_attempt.run_next(), original())[1],  # b's attempt comes while a loads
        world.loader(1, "a").load,
    )
    a_attempt.run_next()
    assert world.state(1, "a") == "AVAILABLE"
    assert world.state(1, "b") == "START"
    world.settle()
    assert world.available("b") == (1,)


def test_a_load_waits_for_an_unload_under_way(world):
    world.aspire(1, name="a", resources=ram(8))
    world.settle()
    handle = world.manager.acquire("a", None)
    world.aspire(name="a")
    world.aspire(1, name="b", resources=ram(8))
    world.settle()
    assert (world.state(1, "a"), world.state(1, "b")) == ("UNLOADING", "START")
    assert world.loads.pending == 0  # it waits in no thread
    handle.release()
    world.settle()
    assert world.available("b") == (1,)


def test_a_load_is_refused_when_waiting_was_in_vain(world):
    world.aspire(1, name="a", resources=ram(8), failures=[Unknown("first")])
    world.settle()
    world.aspire(1, name="b", resources=ram(8))
    world.settle()
    assert world.state(1, "b") == "START"  # a waits for its next attempt and may still fail
    world.advance(1.0)
    assert world.available("a") == (1,)
    assert world.error(1, "b") == refused("b")


def test_a_load_that_waits_for_resources_can_be_cancelled(world):
    world.aspire(1, name="a", resources=ram(8), failures=[Unknown("first")])
    world.settle()
    world.aspire(1, name="b", resources=ram(8))
    world.settle()
    world.aspire(name="b")
    world.settle()
    assert world.state(1, "b") == "END"
    assert world.used() == ram(8)


def test_of_two_that_wait_one_gets_the_resources_and_the_other_is_refused(world):
    world.aspire(1, name="a", resources=ram(8), failures=[Unknown("1"), Unknown("2")])
    world.settle()
    world.aspire(1, name="b", resources=ram(8))
    world.aspire(1, name="c", resources=ram(8))
    world.settle()
    world.advance(1.0)
    assert [world.state(1, name) for name in "abc"] == ["END", "AVAILABLE", "END"]
    assert world.error(1, "c") == refused("c")


@pytest.fixture
def auto(make_world):
    """The same with policy `auto`."""
    return make_world(
        resources=ResourceTracker(ram(10)), max_load_retries=0, default_policy=AutoPolicy()
    )


def test_auto_loads_first_where_both_versions_fit(auto):
    auto.aspire(1, resources=ram(5))
    auto.settle()
    auto.aspire(2, resources=ram(5))
    auto.reconcile()
    assert auto.available() == (1,)
    auto.settle()
    assert auto.available() == (2,)
    assert auto.events.index(("m", 2, "AVAILABLE")) < auto.events.index(("m", 1, "UNLOADING"))


def test_auto_unloads_first_where_only_one_version_fits(auto):
    auto.aspire(1, resources=ram(6))
    auto.settle()
    auto.aspire(2, resources=ram(6))
    auto.settle()
    assert auto.available() == (2,)
    assert auto.events.index(("m", 1, "END")) < auto.events.index(("m", 2, "LOADING"))
    assert auto.used() == ram(6)


def test_auto_keeps_the_old_version_where_the_new_one_would_not_fit_alone_either(auto):
    auto.aspire(1, name="other", resources=ram(5))
    auto.aspire(1, resources=ram(4))
    auto.settle()
    auto.aspire(2, resources=ram(6))
    auto.settle()
    assert auto.error(2).code is Code.RESOURCE_EXHAUSTED
    assert auto.available() == (1,)


def test_auto_does_not_unload_while_others_may_free_what_is_lacking(auto):
    auto.aspire(1, name="other", resources=ram(4))
    auto.aspire(1, resources=ram(3))
    auto.settle()
    handle = auto.manager.acquire("other", None)
    auto.aspire(name="other")
    auto.aspire(2, resources=ram(5))
    auto.settle()
    assert auto.available() == (1,)
    handle.release()
    auto.settle()
    assert auto.available() == (2,)
    assert auto.events.index(("m", 2, "AVAILABLE")) < auto.events.index(("m", 1, "UNLOADING"))


def test_a_version_that_waits_for_room_is_refused_when_the_old_one_is_wanted_again(auto):
    auto.aspire(1, resources=ram(6))
    auto.settle()
    old = auto.loader(1)
    auto.aspire(2, resources=ram(6))
    auto.reconcile()
    auto.loads.run_next()  # finds no room
    auto.aspire((1, old), (2, auto.loader(2)))
    auto.settle()
    assert auto.available() == (1,)
    assert auto.error(2).code is Code.RESOURCE_EXHAUSTED


def test_statistics_tell_what_is_done_about_each_load_and_what_it_takes(auto):
    auto.aspire(1, resources=ram(6))
    auto.reconcile()
    (queued,) = auto.manager.statistics().versions
    auto.settle()
    (loaded,) = auto.manager.statistics().versions
    assert (queued.phase, queued.reserved) == (LoadPhase.QUEUED, None)
    assert (loaded.phase, loaded.reserved) == (LoadPhase.IDLE, ram(6))
