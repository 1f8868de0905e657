"""Opening models the way a server does, with an executor and a clock that tests hold."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from tfserve.core.deadline import Deadline
from tfserve.core.ids import ServableId
from tfserve.core.servable import Call, SignatureCall
from tfserve.testing import FakeClock, InlineExecutor


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock()


@pytest.fixture
def open_model(clock):
    """`open_model(directory, **settings)`: a loaded SavedModel, closed after the test."""
    from tfserve.config.tensorflow import TensorFlowConfig
    from tfserve.servables.registry import servable_opener

    opened = []

    def open_one(directory: Path, executor=None, clock=clock, **settings):
        opener = servable_opener(
            "tensorflow",
            TensorFlowConfig(**settings),
            executor=executor or InlineExecutor(),
            clock=clock,
        )
        opened.append(opener(ServableId("model", 1), str(directory)))
        opened[-1].prepare()
        return opened[-1]

    yield open_one
    for servable in opened:
        servable.close()


@pytest.fixture
def call():
    """`call(servable, signature, inputs)`: every output of one signature by its alias."""

    def call_one(servable, signature="serving_default", inputs=None, outputs=None):
        aliases = tuple(outputs or servable.signatures[signature].outputs)
        arrays = {alias: np.asarray(value) for alias, value in (inputs or {}).items()}
        whole = Call(arrays, (SignatureCall(signature, aliases),))
        return dict(zip(aliases, servable.run(whole, Deadline.NONE)[0], strict=True))

    return call_one
