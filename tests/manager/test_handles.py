import pytest

from tfserve.core.ids import ServableId
from tfserve.errors import NotFound


def test_a_long_request_holds_up_its_versions_unload_and_nothing_else(world):
    world.serve(1)
    handle = world.manager.acquire("m", None)
    world.aspire(2)
    world.aspire(1, name="n")
    world.settle()
    assert world.available() == (2,)
    assert world.available("n") == (1,)
    assert world.state(1) == "UNLOADING"
    assert world.unloads.pending == 0  # it waits in no thread
    assert handle.servable is world.loader(1).servable
    handle.release()
    world.settle()
    assert world.loader(1).unloads == 1
    assert world.state(1) == "END"


def test_a_version_on_its_way_out_is_not_lent_any_more(world):
    world.serve(1)
    handle = world.manager.acquire("m", 1)
    world.aspire()
    world.settle()
    for version in (None, 1):
        with pytest.raises(NotFound):
            world.manager.acquire("m", version)
    handle.release()


def test_a_request_for_the_latest_survives_a_swap_between_look_up_and_borrowing(world):
    world.serve(1)
    old_map = world.manager._versions.serving
    world.aspire(2)
    world.settle()

    class Stale:
        """Finds version 1 as if the map had been read just before the swap."""

        def find(self, name, version):
            world.manager._versions.serving = new_map
            return old_map.find(name, version)

    new_map = world.manager._versions.serving
    world.manager._versions.serving = Stale()
    with world.manager.acquire("m", None) as handle:
        assert handle.id == ServableId("m", 2)


def test_available_is_told_when_requests_find_the_version_and_unloading_while_they_do(world):
    found = {}

    def look(event):
        try:
            world.manager.acquire("m", event.id.version).release()
        except NotFound:
            found[event.state.name] = False
        else:
            found[event.state.name] = True

    world.bus.subscribe(look)
    world.aspire(1)
    world.settle()
    world.aspire()
    world.settle()
    assert found == {
        "START": False,
        "LOADING": False,
        "AVAILABLE": True,
        "UNLOADING": True,
        "END": False,
    }
