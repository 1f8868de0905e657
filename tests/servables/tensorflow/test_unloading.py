"""What is unloaded is gone, and the conformance kits hold for SavedModels."""

from __future__ import annotations

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


def test_graph_and_session_are_freed_once_and_at_once(open_model, exported_models, call):
    servable = open_model(exported_models / "half_plus_two/1")
    call(servable, inputs={"x": np.float32([1])})
    library, freed = servable._session._library, []
    real = library.long

    class Watched:
        def __getattr__(self, name):
            if name.startswith("TF_Delete"):
                freed.append(name)
            return getattr(real, name)

    library.long = Watched()
    servable.close()
    servable.close()
    assert freed == ["TF_DeleteSession", "TF_DeleteGraph"]


def test_closing_twice_does_nothing_and_a_closed_model_refuses_to_run(
    open_model, exported_models, call
):
    servable = open_model(exported_models / "half_plus_two/1")
    servable.close()
    servable.close()
    with pytest.raises(FailedPrecondition, match=r"Session has been closed\."):
        call(servable, inputs={"x": np.float32([1])})


def test_the_loader_keeps_its_promises(make_loader):
    check_loader(make_loader, lambda servable: servable.run(CALL, Deadline.NONE))


def test_the_servable_keeps_its_promises(open_model, exported_models):
    check_servable(open_model(exported_models / "half_plus_two/1"), [CALL])
