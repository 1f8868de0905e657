import pytest
from hypothesis import given
from hypothesis import strategies as st

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


@given(st.lists(st.tuples(st.sampled_from("abc"), st.integers(1, 4), st.booleans()), max_size=30))
def test_however_it_came_about_a_map_is_that_of_its_versions(changes):
    serving, there = ServingMap(), {}
    for name, version, is_added in changes:
        if is_added and (name, version) not in there:
            there[name, version] = ready(name, version)
            serving = serving.with_added(there[name, version])
        elif not is_added and (name, version) in there:
            serving = serving.without(there.pop((name, version)))
    fresh = ServingMap(there.values())
    assert list(serving.available.items()) == list(fresh.available.items())
    for name, versions in fresh.available.items():
        assert serving.find(name, None) is fresh.find(name, None)
        assert [serving.find(name, each) for each in versions] == [
            there[name, each] for each in versions
        ]
