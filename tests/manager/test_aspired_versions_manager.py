import logging

import pytest

from tfserve.core.ids import ServableId
from tfserve.core.source import ServableData
from tfserve.errors import NotFound, Unknown
from tfserve.manager import (
    Action,
    HarnessState,
    ResourcePreservingPolicy,
    ServableAction,
)
from tfserve.testing import FakeLoader

WHOLE_LIFE = ["START", "LOADING", "AVAILABLE", "UNLOADING", "END"]


def test_an_aspired_version_is_loaded_and_lent(world):
    world.aspire(1)
    world.settle()
    with world.manager.acquire("m", None) as handle:
        assert handle.id == ServableId("m", 1)
        assert handle.servable is world.loader(1).servable
    assert world.events_of(1) == ["START", "LOADING", "AVAILABLE"]


def test_an_omitted_version_is_unloaded(world):
    world.serve(1)
    world.aspire()
    world.settle()
    assert world.available() == ()
    assert world.loader(1).unloads == 1
    assert world.events_of(1) == ["UNLOADING", "END"]
    assert world.error(1) is None


def test_the_new_version_serves_before_the_old_one_goes(world):
    world.serve(1)
    world.aspire(2)
    world.reconcile()
    assert world.available() == (1,)
    world.loads.run_next()
    assert world.available() == (2, 1)
    world.settle()
    assert world.available() == (2,)
    assert world.events == [
        ("m", 2, "START"),
        ("m", 2, "LOADING"),
        ("m", 2, "AVAILABLE"),
        ("m", 1, "UNLOADING"),
        ("m", 1, "END"),
    ]


def test_resource_preserving_unloads_before_it_loads(make_world):
    world = make_world(policies={"m": ResourcePreservingPolicy()})
    world.serve(1)
    world.aspire(2)
    world.settle()
    assert [event[1:] for event in world.events] == [
        (2, "START"),
        (1, "UNLOADING"),
        (1, "END"),
        (2, "LOADING"),
        (2, "AVAILABLE"),
    ]


def test_each_model_has_its_own_policy(make_world):
    world = make_world(policies={"frugal": ResourcePreservingPolicy()})
    for name in ("m", "frugal"):
        world.serve(1, name=name)
    for name in ("m", "frugal"):
        world.aspire(2, name=name)
    world.reconcile()
    assert world.available("m") == (1,)
    assert world.available("frugal") == ()


def test_revert_to_smaller_version_number(world):
    world.serve(8)
    world.aspire(7)
    world.reconcile()
    assert world.available() == (8,)
    world.settle()
    assert world.available() == (7,)
    with world.manager.acquire("m", None) as handle:
        assert handle.id.version == 7


def test_aspire_error_dont_unload(world):
    world.serve(1)
    world.aspire((2, Unknown("the source has no such file")))
    world.settle()
    assert world.available() == (1,)
    assert world.events_of(2) == ["START", "END"]
    assert world.error(2) == Unknown("the source has no such file")


def test_a_failed_load_does_not_unload_the_old_version(make_world):
    world = make_world(max_load_retries=0)
    world.serve(1)
    world.aspire(2, failures=[Unknown("broken")])
    world.settle()
    assert world.available() == (1,)
    assert world.error(2) == Unknown("broken")


def test_a_failed_version_that_stays_aspired_is_not_tried_again(make_world):
    world = make_world(max_load_retries=0)
    world.aspire(1, failures=[Unknown("broken")])
    world.settle()
    first = world.loader(1)
    world.aspire(1)
    world.advance(1000.0)
    assert (first.loads, world.loader(1).loads) == (1, 0)
    assert world.state(1) == "END"


def test_reload_aspired_error(world):
    world.aspire((1, Unknown("no such file")))
    world.settle()
    world.aspire()
    world.settle()
    world.aspire(1)
    world.settle()
    assert world.available() == (1,)


def test_unaspire_failed_servable_then_immediately_reaspire(make_world):
    world = make_world(max_load_retries=0)
    world.serve(1)
    world.aspire(1, (2, FakeLoader(failures=[Unknown("half copied")])))
    world.settle()
    world.aspire(1)
    world.aspire(1, 2)  # no round in between: the manager sees only the newest list
    world.settle()
    assert world.available() == (2, 1)
    assert world.loader(1).loads == 0
    assert world.events_of(2)[-4:] == ["END", "START", "LOADING", "AVAILABLE"]


def test_a_serving_version_omitted_in_a_replaced_list_goes_on_serving(world):
    world.serve(1)
    world.aspire()
    world.aspire(1)
    world.settle()
    assert world.events == []
    assert world.available() == (1,)


def test_a_version_let_go_that_still_serves_is_wanted_again_without_a_reload(world):
    world.serve(1)
    world.aspire((2, Unknown("broken")))
    world.settle()
    world.aspire(1, 3)
    world.settle()
    assert world.available() == (3, 1)
    assert world.events_of(1) == []


def test_a_list_with_a_version_that_is_leaving_is_held_back_until_it_is_gone(world):
    world.serve(1)
    handle = world.manager.acquire("m", 1)
    world.aspire()
    world.settle()
    world.aspire(1, 2)
    world.settle()
    assert world.state(2) is None
    assert world.manager.statistics().pending == ("m",)
    handle.release()
    world.settle()
    assert world.available() == (2, 1)
    assert world.events_of(1) == ["UNLOADING", "END", "START", "LOADING", "AVAILABLE"]


@pytest.mark.parametrize("is_cancelled", [False, True])
def test_a_version_that_ends_in_the_middle_of_a_round_begins_anew(world, is_cancelled):
    world.aspire(1)
    if is_cancelled:
        world.reconcile()
    else:
        world.settle()
    world.aspire()
    world.manager.reconcile()
    world.unloads.run_all()
    world.aspire(1)
    world.manager._apply_pending()  # what ended is not dropped yet, as it is when a round begins
    world.settle()
    assert world.available() == (1,)
    assert world.loader(1).loads == 1


def test_a_list_held_back_is_replaced_by_a_newer_one(world):
    world.serve(1)
    handle = world.manager.acquire("m", 1)
    world.aspire()
    world.settle()
    world.aspire(1)
    world.settle()
    world.aspire(2)
    world.settle()
    assert world.available() == (2,)
    handle.release()
    world.settle()
    assert world.state(1) == "END"


def test_of_several_lists_only_the_newest_counts(world):
    world.aspire(1)
    world.aspire(2)
    world.settle()
    assert world.available() == (2,)
    assert world.state(1) is None


def test_every_model_moves_in_the_same_round_and_unloads_come_first(world):
    for name in ("a", "b"):
        world.serve(1, name=name)
    world.aspire(name="b")
    world.aspire(2, name="a")
    assert world.manager.reconcile()
    assert world.loads.pending == 1
    assert world.unloads.pending == 1


def test_several_versions_of_a_model_load_at_once_the_highest_first(world):
    world.aspire(1, 3, 2)
    world.reconcile()
    assert world.loads.pending == 3
    world.loads.run_next()
    assert world.available() == (3,)


def test_a_round_with_nothing_to_do_says_so(world):
    world.serve(1)
    assert not world.manager.reconcile()


def test_an_unwanted_version_that_never_began_to_load_ends_too(world):
    world.aspire(1)
    world.manager.reconcile()
    world.aspire()
    world.settle()
    assert world.events_of(1) == ["START", "END"]
    assert world.loader(1).loads == 0


@pytest.mark.parametrize(
    "ids", [[ServableId("other", 1)], [ServableId("m", 1), ServableId("m", 1)]]
)
def test_a_list_with_foreign_or_repeated_versions_is_refused(world, ids):
    with pytest.raises(ValueError, match="the versions of m must carry its name"):
        world.manager.aspire("m", [ServableData(each, FakeLoader()) for each in ids])


def test_a_policy_that_fails_stops_only_its_own_model(make_world, caplog):
    class Broken:
        def next_action(self, versions):
            raise ZeroDivisionError(versions)

    world = make_world(policies={"m": Broken()})
    world.aspire(1)
    world.aspire(1, name="n")
    with caplog.at_level(logging.ERROR):
        world.settle()
    assert world.available("n") == (1,)
    assert "The version policy of m failed" in caplog.text


def test_a_policy_that_chooses_the_impossible_is_reported(make_world, caplog):
    class Wrong:
        def next_action(self, versions):
            ready = any(each.state is HarnessState.READY for each in versions)
            return None if ready else ServableAction(Action.UNLOAD, versions[0].id)

    world = make_world(policies={"m": Wrong()})
    world.aspire(1)
    world.settle()  # which ends: an action in vain is no reason for another round
    assert "Servable {name: m version: 1} cannot be unloaded: it is new" in caplog.text


def test_a_look_up_of_what_is_not_there_names_what_is(world):
    world.serve(1, 2)
    with pytest.raises(NotFound) as caught:
        world.manager.acquire("m", 3)
    assert caught.value.message == "Servable not found for request: Specific(m, 3)"
    assert caught.value.details == {"available_versions": "2, 1"}


def test_statistics_show_every_version(world):
    world.aspire(1, 2)
    world.settle()
    handle = world.manager.acquire("m", 2)
    world.clock.advance(3.0)
    versions = world.manager.statistics().versions
    assert [(each.id.version, each.state.name, each.handles) for each in versions] == [
        (1, "READY", 0),
        (2, "READY", 1),
    ]
    assert {each.since_s for each in versions} == {3.0}
    handle.release()
    text = "<AspiredVersionsManager managed=2 pending=0 <ServingMap m=(2, 1)>>"
    assert repr(world.manager) == text


def test_the_log_has_the_lines_that_operators_look_for(world, caplog):
    with caplog.at_level(logging.INFO):
        world.aspire(1)
        world.settle()
        world.aspire()
        world.settle()
    version = "{name: m version: 1}"
    assert caplog.messages == [
        f"Successfully reserved resources to load servable {version}",
        f"Approving load for servable version {version}",
        f"Loading servable version {version}",
        f"Successfully loaded servable version {version}",
        f"Quiescing servable version {version}",
        f"Done quiescing servable version {version}",
        f"Unloading servable version {version}",
        f"Successfully unloaded servable version {version}",
    ]
    assert world.events_of(1) == WHOLE_LIFE
