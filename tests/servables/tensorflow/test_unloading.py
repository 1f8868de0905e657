"""What is unloaded is gone, and the conformance kits hold for SavedModels."""

from __future__ import annotations

import gc
import weakref

import numpy as np
import pytest

from tfserve.core.deadline import Deadline
from tfserve.core.ids import ServableId
from tfserve.core.servable import Call, SignatureCall
from tfserve.core.storage import Entry
from tfserve.errors import FailedPrecondition
from tfserve.servables.simple_loader import SimpleLoader
from tfserve.testing import InlineExecutor, check_loader, check_servable

pytestmark = [pytest.mark.tensorflow, pytest.mark.timeout(120)]

CALL = Call(
    {"x": np.array([1.0, 2.0], np.float32)}, (SignatureCall("serving_default", ("y", "z")),)
)


class LocalFiles:
    """As much of a Storage as a loader needs."""

    def walk(self, path):
        return [("saved_model.pb", Entry("saved_model.pb", False, 100, ""))]

    def materialize(self, path):
        return path

    def release(self, directory):
        pass


@pytest.fixture
def make_loader(exported_models, clock):
    from tfserve.servables.registry import servable_opener

    opener = servable_opener("tensorflow", None, executor=InlineExecutor(), clock=clock)

    def make():
        return SimpleLoader(
            id=ServableId("m", 1),
            path=str(exported_models / "half_plus_two/1"),
            storage=LocalFiles(),
            open_servable=opener,
        )

    return make


def test_graph_and_session_are_freed_at_once_and_without_the_garbage_collector(
    open_model, exported_models, call
):
    servable = open_model(exported_models / "half_plus_two/1")
    call(servable, inputs={"x": np.float32([1])})
    session = servable._session
    remembered = [weakref.ref(session._graph), weakref.ref(session._session)]
    gc.disable()
    try:
        servable.close()
        assert [each() for each in remembered] == [None, None]
    finally:
        gc.enable()


def test_closing_twice_does_nothing_and_a_closed_model_refuses_to_run(
    open_model, exported_models, call
):
    servable = open_model(exported_models / "half_plus_two/1")
    servable.close()
    servable.close()
    with pytest.raises(FailedPrecondition, match=r"Session has been closed\."):
        call(servable, inputs={"x": np.float32([1])})


def test_unloading_leaves_no_object_of_tensorflow_behind(make_loader):
    def tensorflow_objects():
        gc.collect()
        names = (str(type(each).__module__) for each in gc.get_objects())
        return sum(name.startswith("tensorflow.python") for name in names)

    counts = []
    for _ in range(3):
        loader = make_loader()
        loader.load()
        loader.servable.run(CALL, Deadline.NONE)
        loader.unload()
        counts.append(tensorflow_objects())
    assert counts[1] == counts[2]


def test_the_loader_keeps_its_promises(make_loader):
    check_loader(make_loader, lambda servable: servable.run(CALL, Deadline.NONE))


def test_the_servable_keeps_its_promises(open_model, exported_models):
    check_servable(open_model(exported_models / "half_plus_two/1"), [CALL])
