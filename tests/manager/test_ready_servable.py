import weakref

import pytest

from tfserve.core.ids import ServableId
from tfserve.manager.ready_servable import ReadyServable
from tfserve.testing import FakeServable


@pytest.fixture
def ready():
    return ReadyServable(ServableId("m", 3), FakeServable())


@pytest.fixture
def drained():
    return []


def test_a_handle_lends_the_servable(ready):
    with ready.acquire() as handle:
        assert handle.id == ServableId("m", 3)
        assert handle.servable is ready.servable
        assert ready.handles == 1
    assert ready.handles == 0


def test_a_handle_released_twice_counts_once(ready, drained):
    first, second = ready.acquire(), ready.acquire()
    ready.close(lambda: drained.append(1))
    first.release()
    first.release()
    assert drained == []
    second.release()
    assert drained == [1]


def test_closing_without_handles_drains_at_once(ready, drained):
    ready.close(lambda: drained.append(1))
    assert drained == [1]


def test_after_closing_nothing_is_lent_and_draining_happens_once(ready, drained):
    handle = ready.acquire()
    ready.close(lambda: drained.append(1))
    assert ready.acquire() is None
    handle.release()
    assert ready.acquire() is None
    assert drained == [1]


def test_a_handle_is_released_when_the_request_fails(ready):
    with pytest.raises(ValueError, match="bad"), ready.acquire():
        raise ValueError("bad")
    assert ready.handles == 0


def test_a_released_handle_does_not_keep_a_retired_servable(ready):
    servable = weakref.ref(ready.servable)
    handle = ready.acquire()
    handle.release()
    ready.retire()
    assert servable() is None
    assert repr(handle) == "<ReadyServableHandle m/3>"


def test_it_shows_its_handles(ready, drained):
    ready.acquire()
    assert repr(ready) == "<ReadyServable m/3 handles=1>"
    ready.close(lambda: drained.append(1))
    assert repr(ready) == "<ReadyServable m/3 handles=1 closing>"
