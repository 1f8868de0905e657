from tfserve.core.ids import ServableId
from tfserve.core.source import ServableData
from tfserve.manager.pending_versions import PendingVersions
from tfserve.testing import FakeLoader


def data(*numbers):
    return [ServableData(ServableId("m", number), FakeLoader()) for number in numbers]


def test_only_the_newest_list_counts_and_it_knows_what_all_lists_had():
    pending = PendingVersions()
    for numbers in ((1, 2), (2, 3), (1, 2, 3)):
        pending.put("m", data(*numbers))
    assert pending.lists()["m"].wanted == {1, 2, 3}
    assert pending.lists()["m"].kept == {2}


def test_a_list_that_came_while_the_old_one_was_applied_stays():
    pending = PendingVersions()
    pending.put("m", data(1))
    applied = pending.lists()["m"]
    pending.put("m", data(2))
    pending.remove("m", applied)
    assert pending.lists()["m"].wanted == {2}
    pending.remove("m", pending.lists()["m"])
    assert pending.lists() == {}


def test_after_an_applied_list_what_was_kept_counts_anew():
    pending = PendingVersions()
    pending.put("m", data())
    pending.remove("m", pending.lists()["m"])
    pending.put("m", data(1))
    assert pending.lists()["m"].kept == {1}


def test_when_closed_only_nothing_can_be_wanted():
    pending = PendingVersions()
    pending.put("m", data(1))
    pending.close()
    pending.put("n", data())
    pending.want_nothing({"m": [1], "x": []}, "the end")
    assert {name: each.wanted for name, each in pending.lists().items()} == {"m": set(), "x": set()}
