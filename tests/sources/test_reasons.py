"""Why versions come and go, as sources tell it."""

import pytest

from tfserve.config.models import All, Latest, ModelConfig, Specific
from tfserve.sources.reasons import NOT_CONFIGURED, RETRIED, why_left_out, why_wanted

LATEST = "the version policy asks for the latest version"


@pytest.mark.parametrize(
    ("policy", "text"),
    [
        (Latest(), "The version policy asks for the latest version"),
        (Latest(3), "The version policy asks for the latest 3 versions"),
        (All(), "The version policy asks for all versions"),
        (Specific((2, 7)), "The version policy asks for versions 2, 7 only"),
        (Specific(()), "The version policy asks for no version"),
    ],
)
def test_what_is_wanted_is_what_the_policy_asks_for(policy, text):
    assert why_wanted(policy) == text


@pytest.mark.parametrize(
    ("policy", "chosen", "on_storage", "text"),
    [
        (Latest(), (8,), (7, 8), f"Replaced by version 8: {LATEST}"),
        (Latest(), (8,), (8,), "It is not below base path /m any more"),
        (All(), (8,), (8,), "It is not below base path /m any more"),
        (Specific((8,)), (8,), (7, 8), "The version policy asks for version 8 only"),
        (Specific(()), (), (7,), "The version policy asks for no version"),
    ],
)  # fmt: skip
def test_what_is_left_out_has_its_own_reason(policy, chosen, on_storage, text):
    model = ModelConfig("m", "/m", version_policy=policy)
    assert why_left_out(model, (7, *chosen), chosen, on_storage) == {7: text}


def test_a_newer_version_is_why_the_older_one_goes(world):
    world.add(1)
    world.configure()
    world.poll()
    world.add(2)
    world.poll()
    assert [each.reason for _, (each,) in world.target.calls] == [why_wanted(Latest())] * 2
    assert list(world.target.left_out("m")) == [1]
    assert "Replaced by version 2" in world.target.left_out("m")[1]


def test_a_model_that_leaves_the_config_says_so(world):
    world.add(1)
    world.configure()
    world.poll()
    world.source.set_config([])
    assert world.target.left_out("m") == {1: NOT_CONFIGURED}


def test_a_failed_version_is_tried_again_because_its_files_have_changed(world):
    world.add(1)
    world.configure()
    world.poll()
    world.fails(1)
    world.poll(after_s=2)
    world.add(1)
    world.poll()
    assert [each.reason for each in world.target.calls[-1][1]] == [RETRIED]
