import threading

import pytest

from tfserve.core.resources import ResourceAllocation
from tfserve.errors import Unknown
from tfserve.testing import FakeLoader, FakeServable, Gate


def test_it_lends_its_servable_only_while_loaded():
    servable = FakeServable()
    loader = FakeLoader(servable)
    for change in (lambda: None, loader.unload):
        with pytest.raises(AssertionError, match="while nothing is loaded"):
            _ = loader.servable
        loader.load()
        assert loader.servable is servable
        change()
        if change != loader.unload:
            loader.unload()


def test_it_fails_as_often_as_it_is_told():
    loader = FakeLoader(failures=[Unknown("first"), SystemExit(2)])
    with pytest.raises(Unknown):
        loader.load()
    with pytest.raises(SystemExit):
        loader.load()
    loader.load()
    assert (loader.loads, loader.is_loaded) == (3, True)


def test_it_estimates_what_it_is_told_before_and_after_the_load():
    before, after = ResourceAllocation.ram(8), ResourceAllocation.ram(3)
    loader = FakeLoader(
        resources=before, loaded_resources=after, estimate_failures=[Unknown("first")]
    )
    with pytest.raises(Unknown):
        loader.estimate()
    assert loader.estimate() == before
    loader.load()
    assert loader.estimate() == after


@pytest.mark.parametrize("calls", [["load", "load"], ["unload"], ["load", "unload", "unload"]])
def test_it_tells_when_it_is_called_out_of_order(calls):
    loader = FakeLoader()
    for each in calls[:-1]:
        getattr(loader, each)()
    with pytest.raises(AssertionError, match="was called for what is"):
        getattr(loader, calls[-1])()


def test_a_gate_holds_the_load_until_it_is_opened():
    gate = Gate()
    loader = FakeLoader(gate=gate)
    thread = threading.Thread(target=loader.load, name="tfserve-load-0")
    thread.start()
    gate.wait_until_entered()
    assert not loader.is_loaded
    gate.open()
    thread.join()
    assert loader.is_loaded
    assert loader.load_thread == "tfserve-load-0"


def test_an_unload_can_fail():
    loader = FakeLoader(unload_failure=Unknown("stuck"))
    loader.load()
    with pytest.raises(Unknown):
        loader.unload()
    assert repr(loader) == "<FakeLoader not loaded loads=1 unloads=1>"
