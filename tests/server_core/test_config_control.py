"""Trying configs and changing them one after the other."""

import pytest

from tfserve.config.models import Latest, ModelConfig, ModelServerConfig, Specific
from tfserve.core.config_control import Change, ModelOutcome, ModelPlan, Outcome
from tfserve.core.deadline import Deadline
from tfserve.errors import Aborted, InvalidArgument


def to(config):
    return lambda _: config


def plan(server, *models):
    return {each.name: each for each in server.core.plan(to(server.config(*models))).models}


def change(server, *models, etag=None):
    return server.core.change(to(server.config(*models)), Deadline(0.0), etag)


def model(name="m", **more):
    return ModelConfig(name, f"/{name}", **more)


def test_a_plan_tells_what_would_come_go_and_stay_and_changes_nothing(server):
    for name in ("old", "kept", "new"):
        server.add(name, 1)
    server.start("old", "kept")
    before = server.core.snapshot()
    assert plan(server, "kept", "new") == {
        "kept": ModelPlan("kept", Change.KEEP, keep=(1,)),
        "new": ModelPlan("new", Change.ADD, load=(1,)),
        "old": ModelPlan("old", Change.REMOVE, unload=(1,)),
    }
    assert server.core.snapshot() == before
    assert server.core.model_names() == ["kept", "old"]


def test_a_plan_follows_the_version_policy_and_the_labels(server):
    server.add("m", 1, 2, 3)
    server.start(model(version_policy=Latest(2), version_labels={"stable": 2}))
    planned = plan(server, model(version_policy=Specific((1, 3)), version_labels={"stable": 3}))
    assert planned["m"] == ModelPlan(
        "m", Change.UPDATE, load=(1,), unload=(2,), keep=(3,), labels={"stable": (2, 3)}
    )


def test_a_plan_tells_what_could_not_be_loaded_and_why(server):
    server.start()
    server.storage.put("/m/1/model", age_s=0.0)
    planned = plan(server, "m", "missing")
    assert planned["m"].held_back == {1: "its files have just changed"}
    assert planned["m"].load == ()
    assert planned["missing"].problem.startswith("NOT_FOUND")


def test_a_plan_does_not_promise_what_has_failed_already(server):
    server.add("m", 1, file="broken")
    server.add("m", 2)
    server.start(model(version_policy=Latest(2)))
    planned = plan(server, model(version_policy=Specific((1, 2))))["m"]
    assert (planned.load, planned.keep, planned.unload) == ((), (2,), ())
    assert planned.held_back == {1: "DATA_LOSS: cut off"}


def test_a_plan_of_a_config_that_would_be_rejected_says_why(server):
    server.start()
    with pytest.raises(InvalidArgument, match="multiple times"):
        server.core.plan(to(server.config("m", "m")))


def test_a_change_tells_what_became_of_every_model(make_server):
    server = make_server(reload_timeout_s=5.0)
    server.add("good", 1)
    server.add("bad", 1, file="broken")
    server.add("gone", 1)
    server.start("gone")
    answers = []
    background = server.background(
        lambda: answers.append(
            server.core.change(to(server.config("good", "bad", "nowhere")), Deadline.NONE)
        )
    )
    server.clock.wait_for_waiters()
    server.settle()
    assert background.result() is None
    outcomes = {each.name: each for each in answers[0].models}
    assert outcomes["good"] == ModelOutcome("good", Change.ADD, Outcome.AVAILABLE)
    assert outcomes["bad"] == ModelOutcome("bad", Change.ADD, Outcome.FAILED, "DATA_LOSS: cut off")
    assert outcomes["nowhere"].outcome is Outcome.FAILED
    assert outcomes["gone"] == ModelOutcome("gone", Change.REMOVE, Outcome.REMOVED)
    assert answers[0].etag == server.core.snapshot().etag


def test_a_change_whose_time_is_up_leaves_models_pending(server):
    server.add("m", 1)
    server.start()
    (outcome,) = change(server, "m").models
    assert outcome.outcome is Outcome.PENDING


def test_of_two_changes_of_the_same_config_only_one_wins(server):
    server.start()
    etag = server.core.snapshot().etag
    change(server, "a", etag=etag)
    with pytest.raises(Aborted) as caught:
        change(server, "b", etag=etag)
    assert caught.value.details["etag"] == server.core.snapshot().etag
    assert server.core.model_names() == ["a"]
    with pytest.raises(Aborted):
        server.core.plan(to(server.config("b")), etag)


def test_edits_see_what_others_have_changed(server):
    server.start()

    def add(name):
        return lambda config: ModelServerConfig((*config.models, model(name)))

    for name in ("a", "b"):
        server.core.change(add(name), Deadline(0.0))
    assert server.core.model_names() == ["a", "b"]


def test_the_tag_is_that_of_the_content_whoever_changed_it(server):
    server.start("a")
    before = server.core.snapshot().etag
    server.reload_now("a", "b")
    assert server.core.snapshot().etag != before
    change(server, "a")
    assert server.core.snapshot().etag == before


def test_the_inventory_has_everything_about_every_model(server):
    server.add("m", 1)
    server.storage.put("/m/2/model", age_s=0.0)
    server.start(model(version_labels={"stable": 1}), "missing")
    found, missing = server.core.models()
    assert (missing.config.name, missing.versions) == ("missing", ())
    assert missing.not_ready.startswith("NOT_FOUND")
    assert found.not_ready == ""
    waiting, serving = found.versions
    assert (waiting.state.id.version, waiting.state.state.name) == (2, "START")
    assert waiting.waits_for == "its files have just changed"
    assert (serving.state.id.version, serving.labels, serving.requests) == (1, ("stable",), 0)
    assert serving.reserved_bytes == 0
    assert waiting.reserved_bytes is None
