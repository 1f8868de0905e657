import pytest

from tfserve.core.ids import ServableId
from tfserve.errors import NotFound
from tfserve.manager.ready_servable import ReadyServable
from tfserve.manager.serving_map import ServingMap
from tfserve.testing import FakeServable


def ready(name, version):
    return ReadyServable(ServableId(name, version), FakeServable())


@pytest.fixture
def serving():
    return ServingMap([ready("m", 2), ready("n", 7), ready("m", 10)])


def test_the_latest_is_the_highest_number(serving):
    assert serving.find("m", None).id == ServableId("m", 10)
    assert serving.find("m", 2).id == ServableId("m", 2)


def test_available_lists_versions_highest_first(serving):
    assert dict(serving.available) == {"m": (10, 2), "n": (7,)}


def test_a_change_makes_a_new_map(serving):
    changed = serving.with_added(ready("m", 11)).without(serving.find("n", 7))
    assert dict(changed.available) == {"m": (11, 10, 2)}
    assert dict(serving.available) == {"m": (10, 2), "n": (7,)}


@pytest.mark.parametrize(
    ("name", "version", "text", "details"),
    [
        ("x", None, "Latest(x)", {"available_models": "m, n"}),
        ("x", 1, "Specific(x, 1)", {"available_models": "m, n"}),
        ("m", 3, "Specific(m, 3)", {"available_versions": "10, 2"}),
        ("m", 0, "Specific(m, 0)", {"available_versions": "10, 2"}),
    ],
)
def test_what_is_not_there_is_named_and_what_is_there_too(serving, name, version, text, details):
    with pytest.raises(NotFound) as caught:
        serving.find(name, version)
    assert caught.value.message == f"Servable not found for request: {text}"
    assert caught.value.details == details


def test_details_stay_short_however_many_models_there_are():
    serving = ServingMap(ready(f"m{number:03}", 1) for number in range(100))
    with pytest.raises(NotFound) as caught:
        serving.find("x", None)
    assert caught.value.details["available_models"].endswith("m063, and 36 more")
