"""Handlers over models made of Python functions."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pytest

from tfserve.config.models import ModelConfig, ModelServerConfig
from tfserve.core.deadline import Deadline
from tfserve.core.executor import InlineExecutor
from tfserve.core.ids import ServableId
from tfserve.core.servable import (
    CLASSIFY_METHOD,
    PREDICT_METHOD,
    REGRESS_METHOD,
    Servable,
    Signature,
    TensorSpec,
)
from tfserve.core.timer import Timers
from tfserve.errors import ServingError
from tfserve.handlers.service import Handlers
from tfserve.tensors import DataType
from tfserve.testing import FakeClock, FakeModels, FakeServable

FLOAT, INT64, STRING = DataType.DT_FLOAT, DataType.DT_INT64, DataType.DT_STRING


@dataclass
class Answer:
    """What a handler answered, and whether the work has ended."""

    responses: list[Any] = field(default_factory=list)
    errors: list[ServingError | None] = field(default_factory=list)
    events: list[str] = field(default_factory=list)

    def done(self, response, error):
        self.responses.append(response)
        self.errors.append(error)
        self.events.append("done")

    def ended(self):
        self.events.append("ended")

    @property
    def response(self):
        assert self.errors == [None], self.errors
        return self.responses[0]

    @property
    def error(self) -> ServingError:
        (error,) = self.errors
        assert error is not None, self.responses
        return error


class Serving:
    """Handlers and everything that they were given."""

    def __init__(
        self, servables: Mapping[ServableId, Servable], clock: FakeClock, **options: Any
    ) -> None:
        self.clock = clock
        self.models = FakeModels(servables, labels={"stable": 1})
        self.timers = Timers(name="test-deadlines", clock=self.clock)
        self.handlers = Handlers(
            models=self.models,
            status=self.models,
            reloader=self.models,
            timers=self.timers,
            clock=self.clock,
            **{"executor": InlineExecutor(), "read_config": read_config, **options},
        )

    def ask(self, method: str, request: Any, deadline: Deadline = Deadline.NONE) -> Answer:
        """Call a handler that answers through a callback."""
        answer = Answer()
        getattr(self.handlers, method)(request, deadline, answer.done, answer.ended)
        return answer


def read_config(message: Any) -> ModelServerConfig:
    """Names and paths only."""
    models = message.model_config_list.config
    return ModelServerConfig(tuple(ModelConfig(each.name, each.base_path) for each in models))


def make_signature(
    name: str,
    inputs: Mapping[str, DataType],
    outputs: Mapping[str, DataType],
    method_name: str = PREDICT_METHOD,
    defaults: Mapping[str, Any] | None = None,
) -> Signature:
    """A signature whose tensors are called `<signature>_<alias>:0`, of shape [None]."""

    def specs(types: Mapping[str, DataType]) -> dict[str, TensorSpec]:
        return {
            alias: TensorSpec(f"{name}_{alias}:0", dtype, (None,)) for alias, dtype in types.items()
        }

    return Signature(name, specs(inputs), specs(outputs), method_name, dict(defaults or {}))


def strings(rows: Sequence[Any]) -> np.ndarray:
    """An object array of bytes."""
    return np.array(rows, dtype=object)


def _classify(inputs: Mapping[str, np.ndarray]) -> Mapping[str, np.ndarray]:
    count = len(inputs["inputs"])
    return {
        "classes": strings([[b"cat", b"dog"]] * count),
        "scores": np.tile(np.array([0.25, 0.75], np.float32), (count, 1)),
    }


def _regress(inputs: Mapping[str, np.ndarray]) -> Mapping[str, np.ndarray]:
    return {"outputs": np.arange(len(inputs["inputs"]), dtype=np.float32)}


def make_toy(clock: FakeClock) -> FakeServable:
    """A model with a signature for every RPC; `serving_default` halves and adds two."""
    signatures = (
        make_signature("serving_default", {"x": FLOAT}, {"y": FLOAT}),
        make_signature("pair", {"a": FLOAT, "b": INT64}, {"sum": FLOAT, "a": FLOAT, "b": INT64}),
        make_signature(
            "optional", {"a": FLOAT, "b": INT64}, {"b": INT64}, defaults={"b": np.array([7])}
        ),
        make_signature(
            "classify", {"inputs": STRING}, {"classes": STRING, "scores": FLOAT}, CLASSIFY_METHOD
        ),
        make_signature("regress", {"inputs": STRING}, {"outputs": FLOAT}, REGRESS_METHOD),
    )
    functions: Mapping[str, Callable[..., Any]] = {
        "serving_default": lambda inputs: {"y": inputs["x"] / np.float32(2) + np.float32(2)},
        "pair": lambda inputs: {"sum": inputs["a"] + inputs["b"].astype(np.float32), **inputs},
        "optional": lambda inputs: {"b": inputs["b"]},
        "classify": _classify,
        "regress": _regress,
    }
    return FakeServable({each.name: each for each in signatures}, functions, clock=clock)


@pytest.fixture
def clock() -> FakeClock:
    """The time of handlers and models."""
    return FakeClock()


@pytest.fixture
def toy(clock: FakeClock) -> FakeServable:
    """A model with a signature for every RPC."""
    return make_toy(clock)


@pytest.fixture
def serving(toy: FakeServable, clock: FakeClock):
    """Handlers that serve `toy` as version 3 of `m`."""
    made = Serving({ServableId("m", 3): toy}, clock)
    yield made
    assert made.models.held == 0
    made.timers.close()


@pytest.fixture
def serve(clock: FakeClock):
    """Make handlers for one servable, version 3 of `m`, with any options; checks that nothing is
    held afterwards.
    """
    made: list[Serving] = []

    def make(servable: Servable, **options: Any) -> Serving:
        made.append(Serving({ServableId("m", 3): servable}, clock, **options))
        return made[-1]

    yield make
    for each in made:
        assert each.models.held == 0
        each.timers.close()


@pytest.fixture
def signature():
    """`make_signature`."""
    return make_signature
