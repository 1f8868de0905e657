"""SavedModels whose requests share runs."""

from __future__ import annotations

import gc
import weakref

import numpy as np
import pytest

from tfserve.batching import Batching
from tfserve.config.batching import BatchingConfig, BatchingMode
from tfserve.core.deadline import Deadline
from tfserve.core.ids import ServableId
from tfserve.core.servable import Call, HasSignatureDefs, RawSession, SignatureCall
from tfserve.core.timer import Timers
from tfserve.testing import ManualExecutor

pytestmark = pytest.mark.tensorflow


@pytest.fixture
def executor():
    return ManualExecutor()


@pytest.fixture
def batched(open_model, exported_models, clock, executor):
    """`batched(model)`: opened, and batched by default parameters."""
    timers = Timers(name="timers", clock=clock)
    batching = Batching(
        BatchingConfig(BatchingMode.ON, per_model=False),
        timers=timers, clock=clock, make_executor=lambda name, threads: executor,
    )  # fmt: skip

    def batched_one(model):
        directory = exported_models / model / "1"
        wrapped = batching.wrap(ServableId(model, 1), str(directory), open_model(directory))
        wrapped.batching = batching
        return wrapped

    yield batched_one
    timers.close()


def submit(servable, inputs, *parts):
    answers = []
    call = Call({key: np.asarray(value) for key, value in inputs.items()}, parts)
    servable.submit(call, Deadline.NONE, lambda outputs, error: answers.append((outputs, error)))
    return call, answers


def test_calls_of_several_parts_share_runs_and_are_answered_as_alone(batched, executor):
    servable = batched("half_plus_two")
    whole = (SignatureCall("serving_default", ("y", "z")),)
    half = (SignatureCall("serving_default", ("z",)),)
    asked = [
        submit(servable, {"x": np.float32(range(number, number + 3))}, *parts)
        for number in range(5)
        for parts in (whole, half, whole + half)
    ]
    executor.run_all()
    for call, ((outputs, error),) in asked:
        assert error is None
        expected = servable.run(call, Deadline.NONE)
        for part, wanted in zip(outputs, expected, strict=True):
            for array, right in zip(part, wanted, strict=True):
                assert array.tolist() == right.tolist()
    counts = {each.signature: each.counts for each in servable.batching.statistics()}
    assert counts["serving_default+serving_default"].batches == 1


def test_a_matrix_that_does_not_fit_fails_alone(batched, executor):
    servable = batched("half_plus_two")
    part = SignatureCall("multiply", ("product",))
    good = [submit(servable, {"rows": np.ones((1, 3), np.float32)}, part) for _ in range(31)]
    bad = submit(servable, {"rows": np.ones((1, 4), np.float32)}, part)[1]
    executor.run_all()
    assert all(answers[0][1] is None for _, answers in good)
    assert "Matrix size-incompatible" in bad[0][1].message


def test_a_wrapper_can_do_what_the_model_can_and_keeps_nothing_when_it_is_closed(batched, executor):
    servable = batched("half_plus_two")
    assert isinstance(servable, HasSignatureDefs)
    assert isinstance(servable, RawSession)
    submit(servable, {"x": np.ones(2, np.float32)}, SignatureCall("serving_default", ("y",)))
    executor.run_all()
    servable.close()
    remembered = weakref.ref(servable)
    batching = servable.batching
    del servable
    gc.collect()
    assert remembered() is None
    assert batching.statistics() == []
