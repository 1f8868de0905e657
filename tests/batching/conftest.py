"""Batching with a clock and an executor that tests hold."""

from __future__ import annotations

import threading
from dataclasses import dataclass, field

import numpy as np
import pytest

from tfserve.batching import Batching
from tfserve.config.batching import BatchingConfig, BatchingMode, BatchingParameters
from tfserve.core.deadline import Deadline
from tfserve.core.ids import ServableId
from tfserve.core.servable import Call, SignatureCall
from tfserve.core.timer import Timers
from tfserve.testing import FakeClock, FakeServable, ManualExecutor

ID = ServableId("m", 1)
PARTS = (SignatureCall("s", ("y",)),)


@dataclass
class Answer:
    """What a request got, once it has."""

    outputs: object = None
    error: object = None
    count: int = 0
    arrived: threading.Event = field(default_factory=threading.Event)

    def __call__(self, outputs, error):
        self.outputs, self.error = outputs, error
        self.count += 1
        self.arrived.set()

    @property
    def y(self):
        """The one output of the one part."""
        assert self.error is None, self.error
        ((array,),) = self.outputs
        return array.tolist()


class Recorder(FakeServable):
    """Answers `y` with a function of `x`; remembers the rows of each run."""

    def __init__(self, function=lambda x: x, *, has_side_effects=False, clock=None):
        super().__init__(functions={"s": self._call}, clock=clock)
        self.function = function
        self.runs = []
        self.deadlines = []
        self._has_side_effects = has_side_effects

    def _call(self, inputs):
        self.runs.append(inputs["x"].tolist())
        return {"y": self.function(inputs["x"])}

    def run(self, call, deadline):
        self.deadlines.append(deadline.expires_at)
        return super().run(call, deadline)

    def has_side_effects(self, parts):
        return self._has_side_effects


@pytest.fixture
def clock():
    return FakeClock()


@pytest.fixture
def timers(clock):
    timers = Timers(name="timers", clock=clock)
    yield timers
    timers.close()


@pytest.fixture
def executor():
    return ManualExecutor()


@pytest.fixture
def make(clock, timers, executor, tmp_path):
    """`make(servable, **parameters)`: it, batched by parameters; `mode=AUTO` by learning."""

    def make_one(servable, mode=BatchingMode.ON, observer=None, **parameters):
        batching = Batching(
            BatchingConfig(mode, per_model=False, parameters=BatchingParameters(**parameters)),
            timers=timers,
            clock=clock,
            observer=observer,
            make_executor=lambda name, threads: executor,
        )
        wrapped = batching.wrap(ID, str(tmp_path), servable)
        wrapped.batching = batching
        return wrapped

    return make_one


@pytest.fixture
def ask():
    """`ask(servable, x)`: submits one request for `y` of signature `s`."""

    def ask_one(servable, x, deadline=Deadline.NONE, parts=PARTS):
        answer = Answer()
        inputs = x if isinstance(x, dict) else {"x": np.asarray(x)}
        servable.submit(Call(inputs, parts), deadline, answer)
        return answer

    return ask_one


@pytest.fixture
def recorder():
    """The class of models with one signature `s`, whose `y` is a function of `x`."""
    return Recorder
