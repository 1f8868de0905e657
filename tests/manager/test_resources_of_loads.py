import pytest

from tfserve.core.resources import ResourceAllocation
from tfserve.errors import ResourceExhausted, Unknown
from tfserve.manager import ResourceTracker

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
