"""Replacing the config while serving."""

import pytest

from tfserve.config.models import Latest, ModelConfig, ModelServerConfig, Specific
from tfserve.core.deadline import Deadline
from tfserve.core.ids import ModelSpec
from tfserve.core.state import ManagerState
from tfserve.errors import FailedPrecondition, InvalidArgument, Unknown


def model(name, base_path=None, **more):
    return ModelConfig(name, base_path or f"/{name}", **more)


def labelled(version, *versions, label="stable", **more):
    return model(
        "m",
        version_labels={label: version},
        version_policy=Specific(versions) if versions else Latest(),
        **more,
    )


@pytest.fixture
def serving(server):
    """A server of model `m`, versions 1 and 2, `stable` being 1."""
    server.add("m", 1, 2)
    server.start(labelled(1, 1, 2))
    return server


def test_a_new_model_is_served_when_the_reload_returns(serving):
    serving.add("n", 1)
    assert serving.reload(labelled(1, 1, 2), "n") is None
    assert (serving.serves("m"), serving.serves("n")) == (2, 1)


def test_a_model_that_is_left_out_is_let_go(serving):
    serving.add("n", 1)
    serving.reload("n")
    assert serving.fails("m").message == "Servable not found for request: Latest(m)"
    assert serving.core.model_names() == ["n"]


def test_a_rename_is_one_removal_and_one_addition(serving):
    assert serving.reload(model("renamed", "/m")) is None
    assert serving.serves("renamed") == 2


def test_an_explicit_empty_list_lets_everything_go(serving):
    serving.core.reload(ModelServerConfig(()), Deadline.NONE)
    serving.settle()
    assert serving.manager.available() == {}


def test_an_unset_config_changes_nothing(serving, caplog):
    serving.core.reload(ModelServerConfig(is_unset=True), Deadline.NONE)
    assert "Taking no action for empty config." in caplog.text
    assert serving.core.model_names() == ["m"]


def test_the_same_config_again_is_no_action(serving):
    assert serving.reload_now(labelled(1, 1, 2)) is None


def test_a_changed_policy_takes_effect_at_the_next_poll(serving):
    assert serving.reload_now(model("m", version_policy=Specific((1,)))) is None
    serving.settle()
    assert serving.serves("m") == 1


@pytest.mark.parametrize(
    ("models", "text"),
    [
        (["n", "n"], "Illegal to list model n multiple times in config list"),
        (
            ["n", model("o", "relative")],
            "Expected model o to have an absolute path or URI; got base_path()=relative",
        ),
        (
            [model("m", platform="other"), "n"],
            (
                "Illegal to change a model's platform. For model m platform was tensorflow and new "
                "platform requested is other"
            ),
        ),
        (["n", model("o", platform="other")], "Model o requests unsupported platform other"),
    ],
)
def test_a_rejected_config_changes_nothing_at_all(serving, models, text):
    serving.add("n", 1)
    error = serving.reload_now(*models)
    assert (type(error), error.message) == (InvalidArgument, text)
    serving.settle()
    assert serving.core.model_names() == ["m"]
    assert serving.manager.available() == {"m": (2, 1)}
    assert serving.serves("m", label="stable") == 1
    assert serving.reload_now(labelled(1, 1, 2)) is None, "the old config is still the base"


def test_a_model_that_fails_is_named_and_the_good_one_is_served(serving):
    serving.add("good", 1)
    serving.add("bad", 4, file="broken")
    error = serving.reload(labelled(1, 1, 2), "good", "bad", "missing")
    assert error == Unknown(
        "2 model(s) did not become available: {"
        "{{name: bad version: 4} due to error: DATA_LOSS: cut off}, "
        "{{name: missing} due to error: NOT_FOUND: /missing; No such file or directory}, }"
    )
    assert (serving.serves("m"), serving.serves("good")) == (2, 1)


def test_a_model_with_one_good_version_has_come(serving):
    serving.add("n", 1)
    serving.add("n", 2, file="broken")
    assert serving.reload(labelled(1, 1, 2), model("n", version_policy=Latest(2))) is None


def test_after_a_failed_addition_the_next_reload_works(serving):
    serving.reload(labelled(1, 1, 2), "missing")
    serving.add("n", 1)
    assert serving.reload(labelled(1, 1, 2), "n") is None


def test_a_reload_gives_up_after_its_timeout(serving):
    error = Unknown("1 model(s) did not become available: {{{name: n} due to error: pending}, }")
    from_thread = start_reload(serving, Deadline.NONE, labelled(1, 1, 2), "n")
    serving.clock.advance(60)
    assert from_thread.result() == error


def test_a_reload_gives_up_at_its_callers_deadline(serving):
    deadline = Deadline.after(5, serving.clock)
    from_thread = start_reload(serving, deadline, labelled(1, 1, 2), "n")
    serving.clock.advance(5)
    assert isinstance(from_thread.result(), Unknown)


def test_a_waiting_reload_does_not_hold_up_the_end_of_the_server(serving):
    from_thread = start_reload(serving, Deadline.NONE, labelled(1, 1, 2), "n")
    serving.core.drain()
    assert "{name: n} due to error: pending" in from_thread.result().message


def test_reloads_from_many_threads_leave_one_of_their_configs(serving):
    names = [f"n{number}" for number in range(8)]
    for name in names:
        serving.add(name, 1)
    reloads = [
        serving.background(serving.core.reload, serving.config("m", name), Deadline(0.0))
        for name in names
        for _ in range(20)
    ]
    for reload in reloads:
        reload.result()
    serving.settle()
    (left,) = set(serving.core.model_names()) - {"m"}
    assert left in names
    assert serving.serves(left) == 1
    assert set(serving.manager.available()) == {"m", left}


def start_reload(server, deadline, *models):
    from_thread = server.background(server.core.reload, server.config(*models), deadline)
    server.clock.wait_for_waiters()
    return from_thread


def test_a_waiting_reload_holds_up_no_other_one(serving):
    waiting = start_reload(serving, Deadline.NONE, labelled(1, 1, 2), "slow")
    assert serving.reload_now(labelled(1, 1, 2), "slow", "missing") is not None
    serving.add("slow", 1)
    serving.settle()
    assert waiting.result() is None


def test_a_reload_whose_model_a_later_one_removes_ends(serving):
    waiting = start_reload(serving, Deadline.NONE, labelled(1, 1, 2), "slow")
    assert serving.reload_now(labelled(1, 1, 2)) is None
    assert "{name: slow} due to error: ABORTED" in waiting.result().message


def test_a_model_that_comes_back_is_loaded_afresh(serving):
    handle = serving.core.acquire(ModelSpec("m"))
    old = handle.servable
    serving.core.reload(ModelServerConfig(()), Deadline.NONE)
    serving.settle()
    waiting = start_reload(serving, Deadline.NONE, model("m"))
    serving.settle()
    handle.release()
    serving.settle()
    assert waiting.result() is None
    with serving.core.acquire(ModelSpec("m")) as fresh:
        assert fresh.servable is not old


def test_an_old_failure_of_a_removed_model_does_not_count_when_it_comes_back(serving):
    serving.add("n", 1, file="broken")
    assert serving.reload(labelled(1, 1, 2), "n") is not None
    serving.reload_now(labelled(1, 1, 2))
    serving.settle()
    serving.storage.remove("/n")
    serving.add("n", 1)
    assert serving.reload(labelled(1, 1, 2), "n") is None


# Labels

NOT_AVAILABLE = (
    "Request to assign label to version 9 of model m, which is not currently available for "
    "inference"
)


def test_a_label_moves_to_a_version_that_serves(serving):
    assert serving.reload_now(labelled(2, 1, 2)) is None
    assert serving.serves("m", label="stable") == 2


def test_a_label_may_move_in_the_config_that_drops_its_old_version(serving):
    assert serving.reload_now(labelled(2, 2)) is None
    assert serving.serves("m", label="stable") == 2
    serving.settle()
    assert serving.manager.available() == {"m": (2,)}
    assert serving.serves("m", label="stable") == 2


def test_a_label_cannot_move_to_a_version_that_is_still_to_come(serving):
    serving.add("m", 9)
    error = serving.reload_now(labelled(9, 9))
    assert (type(error), error.message) == (FailedPrecondition, NOT_AVAILABLE)
    serving.settle()
    assert serving.serves("m", label="stable") == 1
    assert serving.manager.available() == {"m": (2, 1)}


def test_labels_that_are_left_out_are_gone(serving):
    serving.reload_now(model("m"))
    assert serving.fails("m", label="stable").message == (
        "Unrecognized servable version label: stable"
    )


@pytest.mark.parametrize("is_allowed", [False, True])
def test_a_new_label_may_name_an_unavailable_version_only_where_that_is_allowed(
    make_server, is_allowed
):
    server = make_server(allow_labels_for_unavailable_models=is_allowed)
    server.add("m", 1, 2)
    server.start(labelled(1, 1, 2))
    error = server.reload_now(labelled(9, 1, 2, label="canary"))
    assert (error is None) == is_allowed
    if is_allowed:
        assert "Specific(m, 9)" in server.fails("m", label="canary").message
        moved = server.reload_now(labelled(8, 1, 2, label="canary"))
        assert isinstance(moved, FailedPrecondition), "an existing one may not move there"


def test_a_label_that_stays_may_stay_though_its_version_is_away(server):
    server.add("m", 1)
    server.start(labelled(9))
    assert server.reload_now(labelled(9), "n") is not None  # n is missing
    assert "n" in server.core.model_names()


def test_a_request_that_races_with_a_moving_label_is_answered_by_the_new_version(serving):
    acquire = serving.manager.acquire

    def move_first(name, version):
        serving.manager.acquire = acquire
        serving.reload_now(labelled(2, 2))
        serving.settle()
        return acquire(name, version)

    serving.manager.acquire = move_first
    assert serving.serves("m", label="stable") == 2


# Allowed roots


@pytest.mark.parametrize(
    ("path", "is_allowed"),
    [
        ("/models/m", True),
        ("/models", True),
        ("/models/../etc", False),
        ("/models2/m", False),
        ("/etc", False),
        ("gs://bucket/m", True),
        ("gs://bucket2/m", False),
        ("gs://bucket/../other/m", False),
    ],
)
def test_base_paths_may_be_bound_to_roots(make_server, path, is_allowed):
    server = make_server(allowed_model_roots=("/models", "gs://bucket/"), reload_timeout_s=0)
    server.start()
    error = server.reload_now(model("m", path))
    assert isinstance(error, InvalidArgument) != is_allowed
    assert ("m" in server.core.model_names()) == is_allowed


class Follower:
    """Follows configs; refuses model `bad`."""

    def __init__(self):
        self.followed = []

    def check(self, models):
        if any(each.name == "bad" for each in models):
            raise InvalidArgument("no such setting")

    def follow(self, models):
        self.followed.append([each.name for each in models])


def test_a_follower_sees_every_config_in_force_and_may_refuse_one(make_server):
    follower = Follower()
    server = make_server(followers=(follower,), reload_timeout_s=0)
    server.start()
    server.reload_now(model("m", "/m"))
    refused = server.reload_now(model("m", "/m"), model("bad", "/b"))
    assert refused == InvalidArgument("no such setting")
    assert follower.followed == [[], ["m"]]
    assert server.core.model_names() == ["m"]


def test_states_of_models_that_left_stay_known(serving):
    serving.core.reload(ModelServerConfig(()), Deadline.NONE)
    serving.settle()
    states = serving.core.version_states("m")
    assert [(each.id.version, each.state) for each in states] == [
        (2, ManagerState.END),
        (1, ManagerState.END),
    ]
