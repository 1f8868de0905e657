"""From a config to a server that answers, or a start that ends."""

import pytest

from tfserve.config.models import ModelConfig, ModelServerConfig
from tfserve.core.deadline import Deadline
from tfserve.core.ids import ServableId
from tfserve.core.state import ManagerState, ServableState
from tfserve.errors import InvalidArgument, NotFound, Unavailable, Unknown
from tfserve.server_core import StartRule


def labelled(name, **labels):
    return ModelConfig(name, f"/{name}", version_labels=labels)


def test_a_model_that_loads_is_served(server):
    server.add("m", 3)
    assert server.start("m") is None
    assert server.serves("m") == 3
    assert server.core.is_ready()


def test_without_models_the_start_is_over_at_once(server):
    assert server.start() is None
    assert server.core.is_ready()


def test_an_empty_config_is_no_action_and_no_failure(server, caplog):
    server.core.start(ModelServerConfig(is_unset=True))
    assert server.decide() is None
    assert "Taking no action for empty config." in caplog.text


def test_four_good_models_are_served_though_a_fifth_is_broken(server):
    for name in "abcd":
        server.add(name, 1)
    server.add("e", 1, file="broken")
    assert server.start(*"abcde") is None
    assert [server.serves(name) for name in "abcd"] == [1, 1, 1, 1]
    assert not server.core.is_ready()
    assert server.core.not_ready() == {"e": "DATA_LOSS: cut off"}
    assert (server.core.is_model_ready("a"), server.core.is_model_ready("e")) == (True, False)


def test_any_model_is_enough_where_that_is_the_policy(make_server):
    server = make_server(ready_policy="any")
    server.add("a", 1)
    server.start("a", "missing")
    assert server.core.is_ready()
    assert server.core.not_ready() == {}


def test_the_start_ends_when_every_model_has_failed_for_good(server):
    server.add("a", 1, 7, file="broken")
    server.add("b", 2, file="broken")
    assert server.start("a", "b") == Unknown(
        "2 servable(s) did not become available: {"
        "{{name: a version: 7} due to error: DATA_LOSS: cut off}, "
        "{{name: b version: 2} due to error: DATA_LOSS: cut off}, }"
    )


def test_while_retries_are_left_the_start_waits(make_server):
    server = make_server(retries=1)
    server.add("a", 1, file="broken")
    assert server.start("a") == "waiting"
    server.settle(after_s=60)
    assert isinstance(server.decide(), Unknown)


def test_a_failed_first_attempt_is_enough_when_another_model_serves(make_server):
    server = make_server(retries=5)
    server.add("a", 1, file="broken")
    server.add("b", 1)
    assert server.start("a", "b") is None


@pytest.mark.parametrize("is_empty", [True, False])
def test_while_a_path_is_missing_or_empty_the_start_waits(server, is_empty):
    if is_empty:
        server.storage.make_directory("/m")
    server.add("other", 1, file="broken")
    assert server.start("m", "other") == "waiting"
    server.add("m", 1)
    server.settle()
    assert server.decide() is None


def test_a_missing_path_does_not_hold_up_a_model_that_serves(server):
    server.add("a", 1)
    assert server.start("a", "missing") is None


def test_a_model_that_was_not_looked_at_yet_is_waited_for(server):
    server.core.start(ModelServerConfig((ModelConfig("m", "/m"),)))
    assert server.decide() == "waiting"


@pytest.mark.parametrize(
    ("rule", "error"),
    [
        (StartRule.LENIENT, None),
        (StartRule.ALL_VERSIONS, None),
        (
            StartRule.ALL_MODELS,
            Unknown(
                "1 servable(s) did not become available: "
                "{{{name: b version: 1} due to error: DATA_LOSS: cut off}, }"
            ),
        ),
    ],
)
def test_one_model_that_fails_for_good_ends_the_start_where_all_are_required(
    make_server, rule, error
):
    server = make_server(start_rule=rule)
    server.add("a", 1)
    server.add("b", 1, file="broken")
    assert server.start("a", "b") == error


def test_where_all_are_required_a_missing_path_is_waited_for(make_server):
    server = make_server(start_rule=StartRule.ALL_MODELS)
    server.add("a", 1)
    assert server.start("a", "b") == "waiting"


def test_a_model_without_versions_ends_the_start_where_that_is_asked_for(make_server):
    server = make_server(start_rule=StartRule.ALL_VERSIONS)
    server.add("a", 1)
    assert server.start("a", "b") == NotFound(
        "Unable to find a numerical version path for servable b at: /b"
    )


def test_a_wrong_config_ends_the_start(server):
    with pytest.raises(InvalidArgument):
        server.core.start(ModelServerConfig((ModelConfig("m", "relative"),)))


def test_config_polling_can_mend_a_mistyped_path_while_the_start_waits(server):
    server.add("m", 1)
    server.core.start(ModelServerConfig((ModelConfig("m", "/mistyped"),)))
    server.settle()
    assert server.decide() == "waiting"
    server.reload_now("m")
    server.settle()
    assert server.decide() is None


# Labels


def test_before_the_start_labels_are_unavailable(server):
    error = server.fails("m", label="stable")
    assert error == Unavailable("Model labels does not init yet.stable")


def test_a_label_may_name_a_version_that_is_still_to_be_loaded(server):
    server.add("m", 1)
    server.core.start(ModelServerConfig((labelled("m", stable=1),)))
    assert server.fails("m", label="stable").message == (
        "Servable not found for request: Specific(m, 1)"
    )
    server.settle()
    assert server.serves("m", label="stable") == 1


def test_a_label_of_a_version_that_never_comes_is_warned_about(server, caplog):
    server.add("m", 1)
    server.start(labelled("m", canary=9))
    assert "Label canary of model m names version 9, which does not serve yet" in caplog.text


@pytest.mark.parametrize("name", ["m", "nobody"])
def test_an_unknown_label_has_tensorflow_servings_text(server, name):
    server.add("m", 1)
    server.start(labelled("m", stable=1))
    error = server.fails(name, label="unstable")
    assert error.message == "Unrecognized servable version label: unstable"
    assert error.details == {"available_labels": "stable" if name == "m" else ""}


# What is not there


@pytest.mark.parametrize(
    ("asked", "nearest"), [("image-search", "image_search"), ("MNIST", "mnist"), ("mnst", "mnist")]
)
def test_a_name_that_nobody_serves_is_answered_with_the_nearest(server, asked, nearest):
    for name in ("image_search", "mnist"):
        server.add(name, 1)
    server.start("image_search", "mnist")
    error = server.fails(asked)
    assert error.message == f"Servable not found for request: Latest({asked})"
    assert error.details["did_you_mean"] == nearest
    assert error.details["available_models"] == "image_search, mnist"


def test_a_version_that_is_not_there_is_answered_with_those_that_are(server):
    server.add("m", 3)
    server.start("m")
    error = server.fails("m", version=4)
    assert error.message == "Servable not found for request: Specific(m, 4)"
    assert error.details == {"available_versions": "3"}


def test_a_configured_model_that_does_not_serve_is_answered_with_the_reason(server):
    server.start("m")
    details = server.fails("m").details
    assert details["reason"] == "NOT_FOUND: /m; No such file or directory"
    assert server.core.why_not_served("m") == details["reason"]


def test_there_is_no_reason_for_what_serves_or_is_not_configured(server):
    server.add("m", 1)
    server.start("m")
    assert (server.core.why_not_served("m"), server.core.why_not_served("n")) == ("", "")


# Status and health


def test_a_version_that_is_held_back_shows_as_started(server):
    server.add("m", 1)
    server.storage.put("/m/2/model")
    server.start("m")
    assert server.core.version_states("m") == [
        ServableState(ServableId("m", 2), ManagerState.START),
        ServableState(ServableId("m", 1), ManagerState.AVAILABLE),
    ]


def test_a_version_whose_files_have_changed_since_it_was_loaded_has_a_note(server):
    server.add("m", 1)
    server.start("m")
    server.storage.put("/m/1/model", b"another one")
    server.settle(after_s=30)
    (state,) = server.core.version_states("m")
    assert state.state is ManagerState.AVAILABLE
    assert state.note == "Its files have changed on disk since it was loaded"


def test_names_configs_and_readiness_of_models(server):
    server.add("b", 1)
    server.start("b", "a")
    assert server.core.model_names() == ["a", "b"]
    assert server.core.model_config("a") == ModelConfig("a", "/a")
    assert server.core.model_config("c") is None
    assert server.core.is_model_ready("c") is None


def test_nothing_is_ready_before_the_start_and_while_draining(server):
    assert not server.core.is_ready()
    server.add("m", 1)
    server.start("m")
    server.core.drain()
    assert not server.core.is_ready()
    assert server.core.is_model_ready("m") is False
    assert server.serves("m") == 1


def test_subscribers_hear_of_everything_until_they_leave(server):
    heard = []
    with server.core.subscribe(lambda: heard.append(server.core.is_ready())):
        server.add("m", 1)
        server.start("m")
        server.core.drain()
    server.progress.notify()
    assert heard[0] is False
    assert True in heard
    assert heard[-1] is False


def test_a_start_that_takes_too_long_names_what_it_waits_for(server):
    server.core.start(ModelServerConfig((ModelConfig("m", "/m"),)))
    with pytest.raises(Exception, match=r"1 servable\(s\) did not .*\{name: m\} due to.*pending"):
        server.core.wait_until_decided(Deadline(0.0))
