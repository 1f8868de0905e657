"""Every state that is published carries why the version is wanted, or why not any more."""

import pytest

from tfserve.core.ids import ServableId
from tfserve.core.source import ServableData
from tfserve.errors import Unknown
from tfserve.testing import FakeLoader


@pytest.fixture
def told(world):
    states = []
    world.bus.subscribe(states.append)

    def reasons(version):
        return [(each.state.name, each.reason) for each in states if each.id.version == version]

    return reasons


def aspire(world, *versions, left_out=None, failures=()):
    data = [
        ServableData(ServableId("m", each), FakeLoader(failures=failures), reason="wanted")
        for each in versions
    ]
    world.manager.aspire("m", data, left_out or {})


def test_a_version_that_comes_tells_why_it_is_wanted(world, told):
    aspire(world, 1)
    world.settle()
    assert told(1) == [(state, "wanted") for state in ("START", "LOADING", "AVAILABLE")]


def test_a_version_that_goes_tells_why_it_is_not(world, told):
    aspire(world, 1)
    world.settle()
    aspire(world, 2, left_out={1: "replaced"})
    world.settle()
    assert told(1)[3:] == [("UNLOADING", "replaced"), ("END", "replaced")]


def test_the_reason_of_a_list_that_another_one_overtook_is_kept(world, told):
    aspire(world, 1)
    world.settle()
    aspire(world, 2, left_out={1: "replaced"})
    aspire(world, 3, left_out={2: "replaced, too"})
    world.settle()
    assert told(1)[-1] == ("END", "replaced")


def test_a_load_that_is_cancelled_tells_why(world, told):
    world.aspire(1, failures=[Unknown("first")])
    world.settle()
    aspire(world, left_out={1: "gone"})
    world.settle()
    assert told(1)[-1] == ("END", "gone")


def test_at_the_end_everything_goes_because_of_it(world, told):
    aspire(world, 1)
    world.settle()
    world.manager.close(0)
    world.settle()
    assert told(1)[-1] == ("END", "The server is shutting down")
