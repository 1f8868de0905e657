import dataclasses
import itertools

import pytest

from tfserve.core.ids import ServableId
from tfserve.manager import (
    Action,
    AspiredServableStateSnapshot,
    AutoPolicy,
    AvailabilityPreservingPolicy,
    HarnessState,
    ResourcePreservingPolicy,
    ServableAction,
)

WANTED, UNWANTED = True, False
NEW, LOADING, READY = HarnessState.NEW, HarnessState.LOADING, HarnessState.READY
UNLOADING, QUIESCING = HarnessState.UNLOADING, HarnessState.QUIESCING
DISABLED, ERROR = HarnessState.DISABLED, HarnessState.ERROR


def snapshots(*versions):
    return [
        AspiredServableStateSnapshot(ServableId("m", number), state, is_aspired)
        for number, state, is_aspired in versions
    ]


def load(version):
    return ServableAction(Action.LOAD, ServableId("m", version))


def unload(version):
    return ServableAction(Action.UNLOAD, ServableId("m", version))


AVAILABILITY = {
    "nothing is managed": ([], None),
    "the highest new version is loaded first": (
        [(1, NEW, WANTED), (3, NEW, WANTED), (2, NEW, WANTED)],
        load(3),
    ),
    "the next one while the first loads": ([(1, NEW, WANTED), (3, LOADING, WANTED)], load(1)),
    "a new version is loaded before the old one is unloaded": (
        [(1, READY, UNWANTED), (2, NEW, WANTED)],
        load(2),
    ),
    "the old version serves while the new one loads": (
        [(1, READY, UNWANTED), (2, LOADING, WANTED)],
        None,
    ),
    "the old version goes when the new one is ready": (
        [(1, READY, UNWANTED), (2, READY, WANTED)],
        unload(1),
    ),
    "the old version stays when the new one failed": (
        [(1, READY, UNWANTED), (2, ERROR, WANTED)],
        None,
    ),
    "the last version goes when none is wanted": ([(1, READY, UNWANTED)], unload(1)),
    "the lowest goes first": ([(2, READY, UNWANTED), (1, READY, UNWANTED)], unload(1)),
    "of two old versions one is enough": (
        [(1, READY, UNWANTED), (2, READY, UNWANTED), (3, NEW, WANTED)],
        unload(1),
    ),
    "an old version goes before another is loaded when one is ready": (
        [(1, READY, UNWANTED), (2, READY, WANTED), (3, NEW, WANTED)],
        unload(1),
    ),
    "what is on its way out is left alone": (
        [(1, UNLOADING, UNWANTED), (2, QUIESCING, UNWANTED), (3, READY, WANTED)],
        None,
    ),
    "an unwanted new version is not loaded": ([(1, NEW, UNWANTED)], None),
    "a failed version is not tried again": ([(1, ERROR, WANTED)], None),
    "a lower version replaces a higher one": ([(2, READY, UNWANTED), (1, NEW, WANTED)], load(1)),
}

RESOURCE = {
    "nothing is managed": ([], None),
    "the highest new version is loaded first": ([(1, NEW, WANTED), (2, NEW, WANTED)], load(2)),
    "the old version is unloaded before the new one is loaded": (
        [(1, READY, UNWANTED), (2, NEW, WANTED)],
        unload(1),
    ),
    "the lowest goes first": ([(2, READY, UNWANTED), (1, READY, UNWANTED)], unload(1)),
    "nothing is loaded while an old version is on its way out": (
        [(1, UNLOADING, UNWANTED), (2, NEW, WANTED)],
        None,
    ),
    "nothing is loaded while the load of an unwanted version runs": (
        [(1, LOADING, UNWANTED), (2, NEW, WANTED)],
        None,
    ),
    "the new version is loaded when the old one is gone": (
        [(1, DISABLED, UNWANTED), (2, NEW, WANTED)],
        load(2),
    ),
    "a failed old version does not hold up the new one": (
        [(1, ERROR, UNWANTED), (2, NEW, WANTED)],
        load(2),
    ),
    "wanted versions are left alone": ([(1, READY, WANTED), (2, ERROR, WANTED)], None),
}


@pytest.mark.parametrize(("versions", "action"), AVAILABILITY.values(), ids=AVAILABILITY)
def test_availability_preserving(versions, action):
    assert AvailabilityPreservingPolicy().next_action(snapshots(*versions)) == action


@pytest.mark.parametrize(("versions", "action"), RESOURCE.values(), ids=RESOURCE)
def test_resource_preserving(versions, action):
    assert ResourcePreservingPolicy().next_action(snapshots(*versions)) == action


@pytest.mark.parametrize("policy", [AvailabilityPreservingPolicy(), ResourcePreservingPolicy()])
def test_the_order_of_the_snapshots_does_not_matter(policy):
    versions = snapshots(
        (1, READY, UNWANTED), (2, READY, UNWANTED), (3, NEW, WANTED), (4, NEW, WANTED)
    )
    answers = {policy.next_action(each) for each in itertools.permutations(versions)}
    assert len(answers) == 1


@pytest.mark.parametrize("policy", [AvailabilityPreservingPolicy(), ResourcePreservingPolicy()])
def test_whatever_the_states_an_action_is_one_that_can_be_done(policy):
    kinds = [(state, wanted) for state in HarnessState for wanted in (WANTED, UNWANTED)]
    for (some, is_some), (other, is_other) in itertools.product(kinds, kinds):
        versions = snapshots((1, some, is_some), (2, other, is_other))
        action = policy.next_action(versions)
        if action is None:
            continue
        chosen = versions[action.id.version - 1]
        if action.action is Action.LOAD:
            assert (chosen.state, chosen.is_aspired) == (NEW, WANTED)
        else:
            assert (chosen.state, chosen.is_aspired) == (READY, UNWANTED)


def waiting_for_room(number):
    return AspiredServableStateSnapshot(
        ServableId("m", number), HarnessState.LOAD_REQUESTED, WANTED, waits_for_room=True
    )


@pytest.mark.parametrize(("versions", "action"), AVAILABILITY.values(), ids=AVAILABILITY)
def test_auto_is_availability_preserving_while_there_is_room(versions, action):
    wanted = action and dataclasses.replace(action, may_make_room=action.action is Action.LOAD)

    assert AutoPolicy().next_action(snapshots(*versions)) == wanted


@pytest.mark.parametrize(
    ("others", "action"),
    [
        ([(1, READY, UNWANTED)], unload(1)),
        ([(3, READY, UNWANTED), (2, READY, UNWANTED)], unload(2)),
        ([(1, UNLOADING, UNWANTED)], None),
        ([(1, READY, WANTED)], None),
        ([], None),
    ],
)
def test_auto_unloads_first_when_a_version_waits_for_room(others, action):
    assert AutoPolicy().next_action([*snapshots(*others), waiting_for_room(4)]) == action
