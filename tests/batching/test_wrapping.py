"""Which servables are batched, and by what."""

from __future__ import annotations

import pytest

from tfserve.batching import PARAMETERS_FILE, Batching
from tfserve.config.batching import BatchingConfig, BatchingMode, BatchingParameters
from tfserve.core.ids import ServableId
from tfserve.core.servable import HasBatchSizes
from tfserve.errors import InvalidArgument
from tfserve.testing import FakeServable

ID = ServableId("m", 1)
ON, AUTO = BatchingMode.ON, BatchingMode.AUTO


@pytest.fixture
def make(clock, timers, executor):
    made = []

    def make_one(mode, *, per_model=False, parameters=None):
        def make_executor(name, threads):
            made.append((name, threads))
            return executor

        return Batching(
            BatchingConfig(mode, per_model, parameters),
            timers=timers, clock=clock, make_executor=make_executor,
        )  # fmt: skip

    make_one.made = made
    return make_one


def test_the_pool_is_named_and_sized_by_the_file(make):
    make(ON, parameters=BatchingParameters(num_batch_threads=3, thread_pool_name="p"))
    make(ON)
    assert make.made[0] == ("p", 3)
    assert make.made[1][0] == "model_server_batch_threads"


@pytest.mark.parametrize(
    ("mode", "has_file", "limit", "learns"),
    [
        (ON, True, 7, False),
        (ON, False, None, None),
        (AUTO, True, 7, False),
        (AUTO, False, 1000, True),
    ],
)
def test_a_version_is_batched_by_its_own_file_where_files_are_asked_for(
    make, ask, recorder, tmp_path, mode, has_file, limit, learns
):
    if has_file:
        (tmp_path / PARAMETERS_FILE).write_text("max_batch_size { value: 7 }")
    model = recorder()
    batching = make(mode, per_model=True)
    wrapped = batching.wrap(ID, str(tmp_path), model)
    if limit is None:
        assert wrapped is model
        return
    answer = ask(wrapped, list(range(limit + 1)))
    assert (answer.error is not None) is not learns
    assert (batching.statistics()[0].lesson is not None) is learns


def test_the_files_are_left_alone_where_they_are_not_asked_for(make, ask, recorder, tmp_path):
    (tmp_path / PARAMETERS_FILE).write_text("nonsense")
    wrapped = make(ON).wrap(ID, str(tmp_path), recorder())
    assert ask(wrapped, list(range(8))).error is None


@pytest.mark.parametrize("text", ["nonsense", "max_batch_size { value: 0 }"])
def test_a_version_with_a_file_that_cannot_be_does_not_load(make, recorder, tmp_path, text):
    (tmp_path / PARAMETERS_FILE).write_text(text)
    with pytest.raises(InvalidArgument):
        make(ON, per_model=True).wrap(ID, str(tmp_path), recorder())


def test_statistics_forget_versions_that_are_closed(make, ask, tmp_path):
    batching = make(ON)
    wrapped = batching.wrap(ID, str(tmp_path), FakeServable())
    ask(wrapped, [1])
    assert [each.waiting for each in batching.statistics()] == [1]
    wrapped.close()
    wrapped.close()
    assert batching.statistics() == []


def test_a_wrapper_tells_what_warm_up_asks_for(make):
    parameters = BatchingParameters(max_batch_size=8, allowed_batch_sizes=(2, 8))
    model = FakeServable()
    wrapped = make(ON, parameters=parameters).wrap(ID, "/m/1", model)
    assert isinstance(wrapped, HasBatchSizes)
    assert tuple(wrapped.batch_sizes) == (2, 8)
    assert wrapped.has_side_effects(())  # of a model that does not tell
    model.has_side_effects = bool
    assert not wrapped.has_side_effects(())
