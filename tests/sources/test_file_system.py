"""What the source aspires as storage and models change."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tfserve.config.models import All, Latest, ModelConfig, Specific
from tfserve.core.state import ManagerState
from tfserve.errors import NotFound, PermissionDenied, Unavailable


def test_an_old_complete_version_is_aspired_at_the_first_poll(world):
    world.add(3)
    world.configure()
    world.poll()
    assert world.aspired() == {3: "/m/3"}


def test_leading_zeros_stay_in_the_path(world):
    world.add("00000123")
    world.configure()
    world.poll()
    assert world.aspired() == {123: "/m/00000123"}


def test_an_unchanged_storage_is_not_told_again(world):
    world.add(3)
    world.configure()
    for _ in range(3):
        world.poll()
    assert world.lists() == [[3]]


def test_a_newer_version_takes_the_place_of_the_older(world):
    world.add(1)
    world.configure()
    world.poll()
    world.add(2)
    world.poll()
    assert world.lists() == [[1], [2]]


@pytest.mark.parametrize(
    ("policy", "versions"),
    [(Latest(2), [3, 2]), (All(), [3, 2, 1]), (Specific((1, 3)), [3, 1]), (Specific((9,)), [])],
)
def test_the_policy_chooses(world, policy, versions):
    for version in (1, 2, 3):
        world.add(version)
    world.configure(policy=policy)
    world.poll()
    assert world.lists() == [versions]


def test_a_changed_policy_counts_from_the_next_poll_on(world):
    world.add(1)
    world.add(2)
    world.configure()
    world.poll()
    world.configure(policy=All())
    world.poll()
    assert world.lists() == [[2], [2, 1]]


def test_a_specific_version_that_is_missing_is_warned_about_once(world, logged):
    world.add(1)
    world.configure(policy=Specific((1, 5)))
    world.poll()
    world.poll()
    assert logged() == [
        (
            "Version 5 of servable m, which was requested to be served as a 'specific' version in "
            "the servable's version policy, was not found in the file system"
        )
    ]


def test_an_empty_specific_policy_lets_everything_go(world):
    world.add(1)
    world.configure()
    world.poll()
    world.configure(policy=Specific(()))
    world.poll()
    assert world.lists() == [[1], []]


def test_odd_names_are_warned_about_once_each(world, logged):
    world.add(1)
    for name in ("abc", "7.tmp", "²", "+7", " 7", "9223372036854775808"):
        world.storage.put(f"/m/{name}/pb")
    world.storage.put("/m/8")
    world.configure()
    for _ in range(3):
        world.poll(after_s=100)
    assert world.aspired() == {1: "/m/1"}
    assert len(logged()) == 7


def test_hundreds_of_odd_names_do_not_flood_the_log(world, logged):
    world.add(1)
    for number in range(500):
        world.storage.put(f"/m/part-{number}")
    world.configure()
    world.poll()
    assert len(logged()) == 21


# A removed model


def test_a_model_that_leaves_the_config_loses_its_versions_at_once(world):
    world.add(1)
    world.configure()
    world.poll()
    world.configure("other")
    assert world.lists() == [[1], []]


def test_a_poll_under_way_cannot_bring_a_removed_model_back(world):
    world.add(1)
    world.configure()
    world.poll()
    world.add(2)
    (watch,) = world.source._watches.values()
    world.configure("other")
    watch.poll()
    assert world.lists() == [[1], []]


def test_a_model_that_comes_back_is_looked_at_afresh(world):
    world.add(1)
    world.configure()
    world.poll()
    world.configure("other")
    world.configure()
    world.poll()
    assert world.lists() == [[1], [], [1]]


# Storage that goes away


def test_a_missing_base_path_is_logged_once_and_aspires_nothing(world, logged):
    world.configure()
    for _ in range(5):
        world.poll(after_s=30)
    assert world.target.calls == ()
    assert logged() == [
        (
            "FileSystemStoragePathSource encountered a filesystem access error: Could not find "
            "base path /m for servable m with error NOT_FOUND: /m; No such file or directory"
        )
    ]
    assert isinstance(world.source.observation("m").problem, NotFound)


def test_a_base_path_that_appears_later_is_served(world):
    world.configure()
    world.poll()
    world.add(1)
    world.poll()
    assert world.aspired() == {1: "/m/1"}
    assert world.source.observation("m").problem is None


def test_an_empty_base_path_says_so_in_tensorflow_servings_words(world, logged):
    world.storage.make_directory("/m")
    world.configure()
    world.poll()
    text = (
        "No versions of servable m found under base path /m. Did you forget to name your leaf "
        "directory as a number (eg. '/1/')?"
    )
    assert logged() == [text]
    assert world.source.observation("m").problem == NotFound(text)
    assert world.lists() == [[]]


def test_a_base_path_that_is_a_file_is_a_problem_of_that_model_only(world):
    world.storage.put("/m")
    world.add(1, model="other")
    world.configure("m", "other")
    world.poll()
    assert "Not a directory" in world.source.observation("m").problem.message
    assert world.aspired("other") == {1: "/other/1"}


@pytest.mark.parametrize(
    "vanish",
    [
        lambda world: world.storage.remove("/m"),
        lambda world: (world.storage.remove("/m"), world.storage.make_directory("/m")),
        lambda world: world.storage.fail("/m", Unavailable("/m; Stale file handle")),
        lambda world: world.storage.fail("/m", PermissionDenied("/m; Permission denied")),
    ],
    ids=["removed", "empty", "ESTALE", "unreadable"],
)
def test_what_serves_goes_on_serving_when_storage_goes_away(world, vanish, logged):
    world.add(1)
    world.configure()
    world.poll()
    vanish(world)
    for _ in range(3):
        world.poll(after_s=100)
    assert world.lists() == [[1]]
    assert len(logged()) in (1, 2)  # an empty one: what is found, and what is not done about it


def test_refusing_to_unload_is_told(world, logged):
    world.add(1)
    world.configure()
    world.poll()
    world.storage.remove("/m/1")
    world.storage.make_directory("/m")
    world.poll()
    assert "Refusing to unload all versions for Servable: m" in logged()


def test_without_that_promise_the_last_version_goes_with_its_directory(world):
    world.source = world.make_source(keep_last_version=False)
    world.add(1)
    world.storage.make_directory("/m")
    world.configure()
    world.poll()
    world.storage.remove("/m/1")
    world.poll()
    assert world.lists() == [[1], []]


def test_one_version_removed_while_others_stay_is_let_go(world):
    world.add(1)
    world.add(2)
    world.configure()
    world.poll()
    world.storage.remove("/m/2")
    world.poll()
    assert world.lists() == [[2], [1]]


def test_a_new_base_path_that_is_wrong_lets_nothing_go(world):
    world.add(1)
    world.configure()
    world.poll()
    world.configure(ModelConfig("m", "/mistyped"))
    world.poll()
    assert world.lists() == [[1]]


# A base path that is a version


@pytest.mark.parametrize(("path", "version"), [("/x/12", 12), ("/x/12/", 12), ("/x/mnist", 1)])
def test_a_base_path_that_is_a_version_is_served_as_one(world, path, version, logged):
    world.storage.put(path.rstrip("/") + "/pb", age_s=1000)
    world.storage.put(path.rstrip("/") + "/variables/index", age_s=1000)
    world.configure(ModelConfig("m", path))
    world.poll()
    assert world.aspired() == {version: path.rstrip("/")}
    (line,) = logged()
    assert "is itself a version" in line
    assert f"as version {version}" in line


def test_a_base_path_with_versions_is_no_version_whatever_else_is_in_it(world):
    world.add(4)
    world.storage.put("/m/pb", age_s=1000)
    world.configure()
    world.poll()
    assert world.aspired() == {4: "/m/4"}


# Others do not suffer


@pytest.mark.parametrize("error", [Unavailable("/a; Input/output error"), NotFound("/a; gone")])
def test_one_unreadable_model_does_not_hold_up_another(world, error):
    world.add(1, model="a")
    world.add(1, model="b")
    world.storage.fail("/a", error)
    world.configure("a", "b")
    world.poll()
    assert world.aspired("a") is None
    assert world.aspired("b") == {1: "/b/1"}


def test_one_stalled_model_does_not_hold_up_another(world):
    world.source = world.make_source(poll_interval_s=1)
    world.add(1, model="a")
    world.add(1, model="b")
    gate = world.storage.stall("/a")
    world.configure("a", "b")
    with world.source:
        gate.wait_until_entered()
        world.target.wait_for_calls(1)
        assert world.aspired("a") is None
        assert world.aspired("b") == {1: "/b/1"}
        world.configure("b")  # removing the stalled one does not wait for it either
        assert world.aspired("a") == {}
        gate.open()


# Every call may fail once


def test_whichever_call_fails_the_old_version_stays_and_the_new_one_comes_next(make_world):
    number = 0
    while True:
        world = make_world()
        world.add(1)
        world.configure()
        world.poll()
        world.add(2)
        number += 1
        world.storage.fail_call(world.storage.calls + number, Unavailable("/m; Input/output error"))
        before = world.storage.calls
        world.poll()
        is_beyond = world.storage.calls - before < number
        versions = [set(each) for each in world.lists()]
        assert all(versions), f"call {number} lost the last version: {versions}"
        world.poll()
        world.poll(after_s=2)
        assert world.aspired() == {2: "/m/2"}, f"call {number}"
        if is_beyond:
            break
    assert number > 3


# The promise, whatever happens


@settings(max_examples=60, deadline=None)
@given(
    st.lists(
        st.one_of(
            st.tuples(st.just("add"), st.integers(0, 4)),
            st.tuples(st.just("remove"), st.integers(0, 4)),
            st.tuples(st.just("half"), st.integers(0, 4)),
            st.tuples(st.just("empty"), st.just(0)),
            st.tuples(st.just("break"), st.just(0)),
            st.tuples(st.just("mend"), st.just(0)),
            st.tuples(st.just("load"), st.integers(0, 4)),
            st.tuples(st.just("fail"), st.integers(0, 4)),
            st.tuples(st.just("poll"), st.integers(0, 10)),
        ),
        max_size=25,
    )
)
def test_while_something_serves_no_list_is_ever_without_a_version(make_world, steps):
    world = make_world()
    world.storage.make_directory("/m")
    world.configure()
    serving = set()
    for step, number in steps:
        told = len(world.target.calls)
        do(world, step, number)
        loadable = {
            each.id.version
            for _, versions in world.target.calls
            for each in versions
            if each.data is not None
        }
        # What was only ever listed with an error cannot have been loaded.
        if step == "load" and number in loadable and number in (world.aspired() or {}):
            serving.add(number)
        elif step == "fail":
            serving.discard(number)
        for _, versions in world.target.calls[told:]:
            assert not serving or any(each.data is not None for each in versions)


def do(world, step, number):
    if step == "add":
        world.add(number)
    elif step == "half":
        world.storage.remove(f"/m/{number}")
        world.add(number, "variables", age_s=0)
    elif step == "remove":
        world.storage.remove(f"/m/{number}")
    elif step == "empty":
        world.storage.remove("/m")
        world.storage.make_directory("/m")
    elif step == "break":
        world.storage.fail("/m", Unavailable("/m; Stale file handle"))
    elif step == "mend":
        world.storage.mend("/m")
    elif step == "load" and number in (world.aspired() or {}):
        world.becomes(ManagerState.AVAILABLE, number)
    elif step == "fail" and number in (world.aspired() or {}):
        world.fails(number)
    elif step == "poll":
        world.poll(after_s=number)


def test_who_waits_is_told_of_news_and_not_of_every_poll(world):
    world.add(1)
    world.configure("m", "missing")
    for _ in range(3):
        world.poll()
    assert world.observed == 2
    world.add(2)
    world.poll()
    assert world.observed == 3


@pytest.mark.parametrize("what_became_of_it", ["loads", "fails"])
def test_files_that_were_complete_are_looked_at_and_not_read_again(world, what_became_of_it):
    world.add(1)
    world.configure()
    world.poll()
    getattr(world, what_became_of_it)(1)
    before = world.storage.calls
    world.poll(60)
    assert world.storage.calls - before == len(["list", "stat", "walk"])
