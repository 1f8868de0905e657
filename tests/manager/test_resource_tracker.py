from tfserve.core.resources import Resource, ResourceAllocation
from tfserve.manager import ResourceTracker

ram = ResourceAllocation.ram
SLOTS = Resource("tpu", "num_model_slots")


def test_what_fits_is_reserved_and_what_does_not_is_refused():
    tracker = ResourceTracker(ram(10))
    assert tracker.reserve(ram(6))
    assert not tracker.reserve(ram(5))
    assert tracker.reserve(ram(4))
    assert tracker.used == ram(10)


def test_a_refused_reservation_reserves_nothing_of_any_resource():
    tracker = ResourceTracker(ResourceAllocation({SLOTS: 1}) + ram(10))
    assert not tracker.reserve(ResourceAllocation({SLOTS: 2}) + ram(1))
    assert tracker.used == ResourceAllocation()


def test_a_resource_without_a_total_is_without_limit():
    assert ResourceTracker(ram(10)).reserve(ResourceAllocation({SLOTS: 1000}))
    assert ResourceTracker().reserve(ram(2**70))


def test_commit_replaces_the_reservation():
    tracker = ResourceTracker(ram(10))
    tracker.reserve(ram(8))
    tracker.commit(ram(8), ram(3))
    assert tracker.used == ram(3)
    assert tracker.reserve(ram(7))


def test_commit_above_the_total_makes_later_reservations_wait():
    tracker = ResourceTracker(ram(10))
    tracker.reserve(ram(8))
    tracker.commit(ram(8), ram(12))
    assert tracker.used == ram(12)
    assert not tracker.reserve(ram(1))


def test_release_gives_back():
    tracker = ResourceTracker(ram(10))
    tracker.reserve(ram(10))
    tracker.release(ram(10))
    assert tracker.used == ResourceAllocation()
