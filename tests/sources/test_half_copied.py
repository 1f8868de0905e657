"""Versions that are being copied, that are incomplete, and that failed and are mended."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tfserve.core.state import ManagerState
from tfserve.errors import Cancelled, NotFound, PermissionDenied, Unavailable


def test_a_version_whose_files_have_just_changed_is_held_back_for_a_moment(world):
    world.add(1, age_s=0.2)
    world.configure()
    world.poll()
    assert world.aspired() == {}
    assert world.source.observation("m").held_back == {1: "its files have just changed"}
    world.poll(after_s=0.8)
    assert world.aspired() == {1: "/m/1"}


def test_holding_back_for_a_moment_is_not_worth_a_line(world, logged):
    world.add(0)
    world.configure()
    world.poll()
    world.add(1, age_s=0)
    world.poll()
    assert logged() == []


def test_files_from_the_future_only_have_to_stay_as_they_are(world):
    world.add(1, age_s=-5000)
    world.configure()
    world.poll()
    world.poll(after_s=0.9)
    assert world.aspired() == {}
    world.poll(after_s=0.2)
    assert world.aspired() == {1: "/m/1"}


def test_the_wall_clock_may_jump(world):
    world.add(1, age_s=0)
    world.configure()
    world.poll()
    world.clock.set_wall(0)
    world.poll(after_s=1)
    assert world.aspired() == {1: "/m/1"}


def test_a_version_that_grows_is_held_back_until_it_rests(world):
    world.add(1)
    world.configure()
    world.poll()
    for size in range(20):
        world.storage.put("/m/2/pb", b"x" * size)
        world.poll(after_s=0.9)
    assert world.aspired() == {1: "/m/1"}
    world.poll(after_s=0.9)
    assert world.aspired() == {2: "/m/2"}


def test_temporary_names_ask_for_more_patience(world):
    world.add(1)
    world.configure()
    world.poll()
    world.add(2, "pb", ".vocabulary.txt.x7Yq2P", age_s=3)
    world.poll()
    assert world.aspired() == {1: "/m/1"}
    world.storage.remove("/m/2/.vocabulary.txt.x7Yq2P")
    world.add(2, "pb", "vocabulary.txt", age_s=3)
    world.poll()
    assert world.aspired() == {2: "/m/2"}


def test_a_temporary_file_left_behind_does_not_hold_up_for_ever(world):
    world.add(2, "pb", "data.part", age_s=60)
    world.configure()
    world.poll()
    assert world.aspired() == {2: "/m/2"}


def test_an_incomplete_version_is_held_back_and_the_reason_logged_once(world, logged):
    world.add(1)
    world.configure()
    world.poll()
    world.add(2, "variables", age_s=0)
    for _ in range(4):
        world.poll(after_s=0.5)
    assert world.lists() == [[1]]
    assert logged() == ["Version 2 of servable m is not loaded yet: /m/2/pb is missing"]
    assert world.source.observation("m").held_back == {2: "/m/2/pb is missing"}


def test_an_incomplete_version_that_stays_so_is_reported_beside_the_old_one(world):
    world.add(1)
    world.configure()
    world.poll()
    world.add(2, "variables", age_s=0)
    world.poll()
    world.poll(after_s=6)
    assert world.aspired() == {1: "/m/1", 2: NotFound("/m/2/pb is missing")}
    assert world.lists()[-1] == [1, 2], "failures come last"


def test_an_old_incomplete_version_is_reported_at_once(world):
    world.add(2, "variables")
    world.configure()
    world.poll()
    assert world.aspired() == {2: NotFound("/m/2/pb is missing")}


def test_with_the_newest_incomplete_at_the_start_the_next_is_served(world):
    world.add(1)
    world.add(2, "variables")
    world.configure()
    world.poll()
    assert world.aspired() == {1: "/m/1", 2: NotFound("/m/2/pb is missing")}


def test_an_incomplete_version_is_served_when_it_is_completed(world):
    world.add(2, "variables")
    world.configure()
    world.poll()
    world.add(2)
    world.poll()
    assert world.aspired() == {2: "/m/2"}
    assert world.lists() == [[2], [], [2]], "let go in between, so that the manager tries again"


def test_while_a_reported_version_changes_it_is_held_back_again(world):
    world.add(1)
    world.add(2, "variables")
    world.configure()
    world.poll()
    world.add(2, age_s=0)
    world.poll()
    assert world.aspired() == {1: "/m/1"}
    world.poll(after_s=1)
    assert world.aspired() == {2: "/m/2"}


@pytest.mark.parametrize("path", ["/m/2", "/m/2/pb"])
def test_an_unreadable_version_is_reported_and_the_old_one_stays(world, path):
    world.add(1)
    world.configure()
    world.poll()
    world.add(2, age_s=0)
    world.storage.fail(path, PermissionDenied(f"{path}; Permission denied"))
    world.poll()
    world.poll(after_s=2)
    assert world.aspired()[1] == "/m/1"
    if path == "/m/2":
        assert world.aspired()[2] == PermissionDenied("/m/2; Permission denied")


def test_a_version_that_cannot_be_read_right_now_is_waited_for(world):
    world.add(1)
    world.configure()
    world.poll()
    world.add(2)
    world.storage.fail("/m/2", Unavailable("/m/2; Input/output error"))
    world.poll()
    assert world.aspired() == {1: "/m/1"}
    world.storage.mend("/m/2")
    world.poll()
    assert world.aspired() == {2: "/m/2"}


@settings(max_examples=50, deadline=None)
@given(
    st.permutations(["pb", "variables/index", "variables/shard-0", "variables/shard-1"]),
    st.lists(st.floats(0.05, 4.0), min_size=4, max_size=4),
)
def test_in_whatever_order_and_speed_it_is_copied_no_version_is_aspired_before_its_end(
    make_world, order, pauses
):
    world = make_world()
    world.add(1)
    world.configure()
    world.poll()

    def missing_part(platform, storage, path, files):
        return NotFound("incomplete") if set(order) - set(files) and path == "/m/2" else None

    world.source._watches["m"]._look._missing_part = missing_part
    for file, pause in zip(order, pauses, strict=True):
        assert (world.aspired() or {}).get(2) != "/m/2"
        world.add(2, file, age_s=0)
        world.poll(after_s=pause)
    world.poll(after_s=1)
    world.poll(after_s=1)
    assert world.aspired() == {2: "/m/2"}


# Failed loads


def test_a_failed_version_is_left_alone_while_its_files_stay(world):
    world.add(1)
    world.configure()
    world.poll()
    world.fails(1)
    for _ in range(100):
        world.poll(after_s=30)
    assert world.lists() == [[1]]


def test_a_failed_version_is_tried_again_when_its_files_have_changed(world):
    world.add(1)
    world.configure()
    world.poll()
    world.fails(1)
    world.poll(after_s=2)
    world.add(1)
    world.poll()
    assert world.lists() == [[1], [], [1]]


def test_a_failed_version_that_is_being_mended_is_tried_when_it_rests(world):
    world.add(1)
    world.configure()
    world.poll()
    world.fails(1)
    world.poll(after_s=2)
    world.add(1, age_s=0)
    world.poll()
    assert world.lists() == [[1]]
    world.poll(after_s=1)
    assert world.lists() == [[1], [], [1]]


def test_what_serves_is_kept_while_a_failed_version_is_tried_again(world):
    world.add(1)
    world.configure()
    world.poll()
    world.loads(1)
    world.add(2)
    world.poll()
    world.fails(2)
    world.poll(after_s=2)
    world.add(2)
    world.poll()
    assert world.lists() == [[1], [2], [1], [2]]


def test_tries_come_ever_more_slowly_and_at_least_once_a_minute(world):
    world.add(1)
    world.configure()
    world.poll()
    pauses = []
    for _ in range(8):
        world.fails(1)
        waited = 0.0
        count = len(world.lists())
        while len(world.lists()) == count:
            world.add(1)  # changes all the time
            world.poll(after_s=0.5)
            waited += 0.5
        pauses.append(waited)
    assert pauses == [1, 2, 4, 8, 16, 32, 60, 60]


def test_after_a_success_tries_begin_quickly_again(world):
    world.add(1)
    world.configure()
    world.poll()
    for _ in range(5):
        world.fails(1)
    world.loads(1)
    world.fails(1)
    world.poll()
    world.add(1)
    world.poll(after_s=1.1)
    assert world.lists() == [[1], [], [1]]


def test_a_cancelled_load_is_no_failure(world):
    world.add(1)
    world.configure()
    world.poll()
    world.becomes(ManagerState.END, 1, Cancelled("Loading of servable cancelled"))
    world.add(1)
    world.poll(after_s=100)
    assert world.lists() == [[1]]


def test_files_of_a_version_that_serves_are_not_looked_at(world):
    world.add(1)
    world.configure()
    world.poll()
    world.loads(1)
    before = world.storage.calls
    world.poll()
    assert world.storage.calls == before + 1


def serving_with_changed_files(world):
    world.add(1)
    world.configure()
    world.poll()
    world.loads(1)
    world.storage.put("/m/1/pb", b"another one")


def test_changed_files_of_a_version_that_serves_are_noticed_now_and_then(world, logged):
    serving_with_changed_files(world)
    world.poll(after_s=29)
    assert world.source.observation("m").changed == frozenset()
    world.poll(after_s=1)
    assert world.source.observation("m").changed == {1}
    world.poll(after_s=1)
    world.poll(after_s=30)
    assert world.source.observation("m").changed == {1}
    assert logged() == [
        (
            "Version 1 of servable m serves as it was loaded; its files have changed since. A new "
            "version number, or a restart, brings the change"
        )
    ]


def test_changed_files_of_a_version_that_serves_do_not_bring_it_again(world):
    serving_with_changed_files(world)
    world.poll(after_s=30)
    world.poll(after_s=30)
    assert world.lists() == [[1]]


def test_unchanged_files_are_not_remarked_on(world, logged):
    world.add(1)
    world.configure()
    world.poll()
    world.loads(1)
    world.poll(after_s=30)
    world.poll(after_s=30)
    assert world.source.observation("m").changed == frozenset()
    assert logged() == []


def test_files_that_cannot_be_looked_at_are_not_called_changed(world):
    world.add(1)
    world.configure()
    world.poll()
    world.loads(1)
    world.clock.advance(30)
    world.storage.fail("/m/1", Unavailable("away"))
    world.poll()
    assert world.source.observation("m").changed == frozenset()


def test_a_changed_version_that_is_loaded_anew_is_not_called_changed_any_more(world):
    serving_with_changed_files(world)
    world.poll(after_s=30)
    world.becomes(ManagerState.END, 1)
    world.poll()
    assert world.source.observation("m").changed == frozenset()
