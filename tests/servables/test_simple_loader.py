"""The loader that most platforms share."""

from __future__ import annotations

import gc
import weakref

import numpy as np
import pytest

from tfserve.core.background import Foreground
from tfserve.core.ids import ServableId
from tfserve.core.resources import ResourceAllocation
from tfserve.core.storage import Entry
from tfserve.errors import (
    Code,
    FailedPrecondition,
    Internal,
    NotFound,
    ResourceExhausted,
    ServingError,
)
from tfserve.servables.simple_loader import SimpleLoader

ID = ServableId("m", 3)


class FakeStorage:
    """One directory with two files, at another place than its path."""

    def __init__(self):
        self.released = []

    def walk(self, path):
        sizes = {"saved_model.pb": 100, "variables/variables.index": 50}
        return [(name, Entry(name, False, size, "")) for name, size in sizes.items()]

    def materialize(self, path):
        return f"/local{path}"

    def release(self, directory):
        self.released.append(directory)


class Model:
    """Counts its closings; owns a large array."""

    def __init__(self, log, name="model"):
        self._log = log
        self._name = name
        self.weights = np.zeros(10)

    def close(self):
        self._log.append(f"close {self._name}")


@pytest.fixture
def log():
    return []


def loader_of(open_servable, **steps):
    return SimpleLoader(
        id=ID, path="/m/3", storage=FakeStorage(), open_servable=open_servable, **steps
    )


def raising(error):
    def step(*_):
        raise error

    return step


def test_it_estimates_the_files_and_a_fifth_more():
    assert loader_of(raising(AssertionError)).estimate() == ResourceAllocation.ram(180)


def test_it_opens_wraps_and_warms_up_in_this_order_with_the_local_directory(log):
    model, wrapper = Model(log), Model(log, "wrapper")

    def step(name, result):
        def do(*arguments):
            log.append((name, *arguments))
            return result

        return do

    loader = loader_of(
        step("open", model), wrap=step("wrap", wrapper), before_available=step("warm", None)
    )
    loader.load()
    assert log == [
        ("open", ID, "/local/m/3"),
        ("wrap", ID, "/local/m/3", model),
        ("warm", ID, "/local/m/3", wrapper),
    ]
    assert loader.servable is wrapper


def test_unloading_closes_the_wrapper_first_and_keeps_nothing(log):
    loader = loader_of(lambda *_: Model(log), wrap=lambda *_: Model(log, "wrapper"))
    loader.load()
    remembered = weakref.ref(loader.servable)
    loader.unload()
    assert log == ["close wrapper", "close model"]
    assert remembered() is None
    with pytest.raises(FailedPrecondition):
        _ = loader.servable


def test_one_servable_is_closed_once_when_nothing_wraps_it(log):
    loader = loader_of(lambda *_: Model(log))
    loader.load()
    loader.unload()
    assert log == ["close model"]


def test_a_failing_close_stops_neither_the_others_nor_the_unload(log, caplog):
    wrapper = Model(log)
    wrapper.close = raising(RuntimeError("secret"))
    loader = loader_of(lambda *_: Model(log), wrap=lambda *_: wrapper)
    loader.load()
    loader.unload()
    assert log == ["close model"]
    assert "secret" in caplog.text


def test_a_failed_warm_up_closes_what_was_opened_and_can_be_tried_again(log):
    failures = [NotFound("no warm-up")]

    def warm_up(*_):
        if failures:
            raise failures.pop()

    loader = loader_of(lambda *_: Model(log), before_available=warm_up)
    with pytest.raises(NotFound):
        loader.load()
    assert log == ["close model"]
    loader.load()
    assert loader.servable is not None


@pytest.mark.parametrize(
    ("raised", "expected"),
    [
        (NotFound("x; No such file", details={"a": "b"}), None),
        (MemoryError(), ResourceExhausted("Out of memory while loading servable {}")),
        (SystemExit(1), Internal("The model tried to end the process while loading {}")),
        (
            ValueError("secret"),
            Internal("Unexpected failure while loading servable {}; see the log"),
        ),
    ],
)
def test_whatever_is_raised_becomes_an_error_of_ours(raised, expected):
    with pytest.raises(ServingError) as caught:
        loader_of(raising(raised)).load()
    if expected is None:
        assert caught.value == raised
    else:
        assert caught.value == type(expected)(expected.message.format(ID))


def test_the_error_of_a_failed_load_keeps_nothing_of_it_alive(log):
    remembered = []

    def open_badly(*_):
        model = Model(log)
        remembered.append(weakref.ref(model))
        raise NotFound("half way")

    loader = loader_of(open_badly)
    try:
        loader.load()
    except ServingError as error:
        kept = error
    gc.collect()
    assert kept.code == Code.NOT_FOUND
    assert remembered[0]() is None


def test_a_loader_tells_by_how_much_the_process_has_grown(log):
    loader = loader_of(lambda *_: Model(log))
    assert loader.resident_bytes is None
    loader.load()
    assert isinstance(loader.resident_bytes, int)


def test_opening_preparing_checks_and_closing_run_in_the_background_and_nothing_else(log):
    class Background(Foreground):
        def run(self, call):
            log.append("background")
            return call()

    class Prepared(Model):
        def prepare(self):
            log.append("prepare")

    def step(name, result):
        return lambda *_: log.append(name) or result

    model = Prepared(log)
    loader = loader_of(
        step("open", model),
        begin=step("begin", None),
        wrap=step("wrap", model),
        before_available=step("warm", None),
        background=Background(),
    )
    loader.load()
    opened = ["begin", "background", "open", "background", "prepare"]
    assert log == [*opened, "wrap", "background", "warm"]
    log.clear()
    loader.unload()
    assert log == ["background", "close model"]


def test_what_cannot_begin_is_an_error_of_the_load(log):
    loader = loader_of(lambda *_: Model(log), begin=raising(FailedPrecondition("no framework")))
    with pytest.raises(FailedPrecondition, match="no framework"):
        loader.load()
    assert log == []


def test_the_copy_of_a_version_is_released_when_it_is_unloaded_or_did_not_load(log):
    storage = FakeStorage()
    loader = SimpleLoader(id=ID, path="/m/3", storage=storage, open_servable=lambda *_: Model(log))
    loader.load()
    assert storage.released == []
    loader.unload()
    assert storage.released == ["/local/m/3"]
    broken = SimpleLoader(
        id=ID, path="/m/3", storage=storage, open_servable=raising(NotFound("gone"))
    )
    with pytest.raises(NotFound):
        broken.load()
    assert storage.released == ["/local/m/3"] * 2


def test_memory_is_given_back_after_each_unload(log):
    loader = loader_of(lambda *_: Model(log), release=lambda: log.append("release"))
    loader.load()
    loader.unload()
    assert log == ["close model", "release"]
