"""Servables that are batched by parameters, as TensorFlow Serving does it, and better."""

from __future__ import annotations

import numpy as np
import pytest

from tfserve.batching import Batching
from tfserve.config.batching import BatchingConfig, BatchingMode
from tfserve.core.call_record import CallRecord, EntryPoint
from tfserve.core.clock import SystemClock
from tfserve.core.deadline import Deadline
from tfserve.core.executor import ThreadExecutor
from tfserve.core.ids import ServableId
from tfserve.core.servable import Call, HasSignatureDefs, RawSession, SignatureCall
from tfserve.errors import (
    Cancelled,
    FailedPrecondition,
    Internal,
    InvalidArgument,
    ResourceExhausted,
    Unavailable,
)
from tfserve.testing import FakeServable, check_servable

ID2 = ServableId("other", 1)
QUEUE_TEXT = "Run() timeout exceeded while waiting in batching queue"


def test_requests_that_wait_together_share_one_run(recorder, make, ask, executor):
    model = recorder(lambda x: x * 10)
    batched = make(model)
    answers = [ask(batched, [1]), ask(batched, [2, 3]), ask(batched, [4])]
    assert all(each.count == 0 for each in answers)
    executor.run_all()
    assert model.runs == [[1, 2, 3, 4]]
    assert [each.y for each in answers] == [[10], [20, 30], [40]]


def test_one_request_alone_passes_through(recorder, make, ask, executor):
    model = recorder()
    answer = ask(make(model), [7])
    executor.run_all()
    assert (answer.y, model.runs) == ([7], [[7]])


def test_a_thousand_requests_wait_and_no_thread_with_them(recorder, make, ask, executor):
    model = recorder()
    batched = make(model, max_batch_size=100, max_enqueued_batches=10, num_batch_threads=2)
    answers = [ask(batched, [number]) for number in range(1000)]
    assert executor.pending <= 2
    executor.run_all()
    assert [each.y for each in answers] == [[number] for number in range(1000)]
    assert len(model.runs) == 10


def test_a_batch_waits_for_company_until_its_timeout(recorder, make, ask, executor, clock, timers):
    batched = make(recorder(), batch_timeout_micros=2_000_000)
    first = ask(batched, [1])
    executor.run_all()
    assert first.count == 0
    clock.advance(1.5)
    second = ask(batched, [2])
    clock.advance(0.5)
    timers.fire_due()
    executor.run_all()
    assert (first.y, second.y) == ([1], [2])


def test_a_full_batch_does_not_wait(recorder, make, ask, executor):
    batched = make(recorder(), batch_timeout_micros=2_000_000, max_batch_size=2)
    answers = [ask(batched, [1]), ask(batched, [2])]
    executor.run_all()
    assert [each.count for each in answers] == [1, 1]


def test_batches_are_padded_to_an_allowed_size_and_padding_is_never_seen(
    recorder, make, ask, executor
):
    model = recorder()
    batched = make(model, max_batch_size=8, allowed_batch_sizes=(4, 8))
    answers = [ask(batched, [1]), ask(batched, [2, 3])]
    executor.run_all()
    assert model.runs == [[1, 2, 3, 2]]
    assert [each.y for each in answers] == [[1], [2, 3]]


def test_inner_lengths_are_padded_where_asked_and_outputs_stay_as_they_come(
    recorder, make, ask, executor
):
    model = recorder()
    batched = make(model, pad_variable_length_inputs=True)
    answers = [ask(batched, [[1, 2, 3]]), ask(batched, [[4]])]
    executor.run_all()
    assert model.runs == [[[1, 2, 3], [4, 4, 4]]]
    assert [each.y for each in answers] == [[[1, 2, 3]], [[4, 4, 4]]]


def test_large_requests_are_cut_and_put_together_again(recorder, make, ask, executor):
    model = recorder()
    batched = make(
        model, max_batch_size=10, enable_large_batch_splitting=True, max_execution_batch_size=4
    )
    answers = [ask(batched, [1, 2, 3]), ask(batched, list(range(10, 19)))]
    executor.run_all()
    assert model.runs == [[1, 2, 3, 10], [11, 12, 13, 14], [15, 16, 17, 18]]
    assert [each.y for each in answers] == [[1, 2, 3], list(range(10, 19))]


def test_a_piece_that_fails_fails_its_request_and_no_other(recorder, make, ask, executor):
    batched = make(
        recorder(poisoned(14)),
        max_batch_size=10, enable_large_batch_splitting=True, max_execution_batch_size=4,
    )  # fmt: skip
    other, large = ask(batched, [1, 2, 3]), ask(batched, list(range(10, 19)))
    executor.run_all()
    assert other.y == [1, 2, 3]
    assert (large.error, large.count) == (Internal("poison"), 1)


@pytest.mark.parametrize(
    ("inputs", "error"),
    [
        ({}, InvalidArgument("Batching Run() must have at least one input tensor")),
        (
            {"x": np.float32(1)},
            InvalidArgument(
                "Batching Run() input tensors must have at least one dimension",
                details={"input": "x"},
            ),
        ),
        (
            {"x": np.ones(9)},
            InvalidArgument(
                "Task size 9 is larger than maximum input batch size 8",
                details={"field": "max_batch_size", "flag": "batching_parameters_file"},
            ),
        ),
    ],
)
def test_what_cannot_be_batched_is_refused_at_once(recorder, make, ask, inputs, error):
    model = recorder()
    answer = ask(make(model, max_batch_size=8), inputs)
    assert (answer.error, model.runs) == (error, [])


def test_a_request_without_rows_runs_alone(recorder, make, ask):
    model = recorder()
    answer = ask(make(model), [])
    assert (answer.y, model.runs) == ([], [[]])


@pytest.mark.parametrize(
    ("function", "text"),
    [
        (np.sum, "Batched output tensor has 0 dimensions"),
        (
            lambda x: x[:1],
            (
                "Batched output tensor's 0th dimension does not equal the sum of the 0th dimension "
                "sizes of the input tensors"
            ),
        ),
    ],
)
def test_outputs_that_are_not_made_of_rows_fail_as_in_tensorflow_serving(
    recorder, make, ask, executor, function, text
):
    model = recorder(function)
    batched = make(model)
    answers = [ask(batched, [1]), ask(batched, [2])]
    executor.run_all()
    assert [each.error.message for each in answers] == [text, text]
    assert isinstance(answers[0].error, FailedPrecondition)
    assert len(model.runs) == 1


# Neighbours


def poisoned(*values):
    def function(x):
        if np.isin(x, values).any():
            raise Internal("poison")
        return x

    return function


def test_a_request_of_another_shape_spoils_no_batch(recorder, make, ask, executor):
    def matrix_only(x):
        if x.ndim != 2 or x.shape[1] != 3:
            text = "Matrix size-incompatible"
            raise InvalidArgument(text)
        return x

    batched = make(recorder(matrix_only))
    good = [ask(batched, [[number, 0, 0]]) for number in range(15)]
    bad = [ask(batched, [[1, 2]]), ask(batched, [[[1, 2, 3]]]), ask(batched, [1.0])]
    good += [ask(batched, [[number, 0, 0]]) for number in range(15, 31)]
    executor.run_all()
    assert [each.y for each in good] == [[[number, 0, 0]] for number in range(31)]
    assert {each.error.message for each in bad} == {"Matrix size-incompatible"}


@pytest.mark.parametrize("place", [0, 13, 31])
def test_a_poisonous_request_gets_its_error_and_the_others_their_answers(
    recorder, make, ask, executor, place
):
    model = recorder(poisoned(place))
    batched = make(model)
    answers = [ask(batched, [number]) for number in range(32)]
    executor.run_all()
    assert answers[place].error == Internal("poison")
    assert [each.y for each in answers if each.error is None] == [
        [number] for number in range(32) if number != place
    ]
    assert all(each.count == 1 for each in answers)
    assert len(model.runs) <= 1 + 2 * 5  # two for each halving of 32


def test_where_many_are_poisonous_not_much_more_is_run_than_without_batching(
    recorder, make, ask, executor
):
    model = recorder(poisoned(*range(0, 64, 2)))
    batched = make(model)
    answers = [ask(batched, [number]) for number in range(64)]
    executor.run_all()
    assert [each.error is None for each in answers] == [number % 2 == 1 for number in range(64)]
    assert len(model.runs) <= 1 + 2 * 7 + 64


def test_a_batch_with_side_effects_is_not_run_again_and_says_so(recorder, make, ask, executor):
    model = recorder(poisoned(2), has_side_effects=True)
    batched = make(model)
    answers = [ask(batched, [number]) for number in range(4)]
    executor.run_all()
    text = (
        "poison (of a batch of 4 requests, which are not run again one by one because the model "
        "has side effects)"
    )
    assert {each.error.message for each in answers} == {text}
    assert {type(each.error) for each in answers} == {Internal}
    assert len(model.runs) == 1
    alone = ask(batched, [2])
    executor.run_all()
    assert alone.error == Internal("poison")


def test_a_bug_in_a_model_is_internal_without_its_text(recorder, make, ask, executor, caplog):
    def buggy(x):
        text = "secret"
        raise ZeroDivisionError(text)

    answer = ask(make(recorder(buggy)), [1])
    executor.run_all()
    assert isinstance(answer.error, Internal)
    assert "secret" not in answer.error.message
    assert "ZeroDivisionError" in caplog.text


def test_an_answer_that_cannot_be_delivered_harms_no_other(recorder, make, ask, executor, caplog):
    batched = make(recorder())

    def broken(outputs, error):
        text = "gone"
        raise ConnectionError(text)

    batched.submit(Call({"x": np.array([1])}, (SignatureCall("s", ("y",)),)), Deadline.NONE, broken)
    answer = ask(batched, [2])
    executor.run_all()
    assert answer.y == [2]
    assert "could not be delivered" in caplog.text


# Deadlines and callers that leave


def test_a_deadline_that_passes_while_queued_is_answered_then_and_never_run(
    recorder, make, ask, executor, clock, timers
):
    model = recorder()
    batched = make(model)
    late = ask(batched, [1], Deadline(clock.now() + 1))
    other = ask(batched, [2])
    clock.advance(1)
    timers.fire_due()
    assert late.error == ResourceExhausted(QUEUE_TEXT)
    executor.run_all()
    assert (other.y, model.runs) == ([2], [[2]])
    assert batched.statistics()[0].counts.dropped == 1


def test_late_and_cancelled_work_is_dropped_when_its_batch_is_taken(
    recorder, make, ask, executor, clock
):
    model = recorder()
    batched = make(model)
    is_gone = []
    late = ask(batched, [1], Deadline(clock.now() + 1))
    gone = ask(batched, [2], Deadline(None, lambda: bool(is_gone)))
    wanted = ask(batched, [3])
    is_gone.append(True)
    clock.advance(1)  # the timer's thread has not been that quick
    executor.run_all()
    assert late.error == ResourceExhausted(QUEUE_TEXT)
    assert isinstance(gone.error, Cancelled)
    assert (wanted.y, model.runs) == ([3], [[3]])
    assert all(each.count == 1 for each in (late, gone, wanted))


def test_a_batch_that_nobody_waits_for_is_not_run(recorder, make, ask, executor, clock):
    model = recorder()
    answers = [ask(make(model), [1], Deadline(None, lambda: True)) for _ in range(3)]
    executor.run_all()
    assert model.runs == []
    assert {type(each.error) for each in answers} == {Cancelled}


def test_who_leaves_gives_the_room_in_the_queue_back_within_a_second(
    recorder, make, ask, executor, clock, timers
):
    batched = make(recorder(), max_batch_size=1, max_enqueued_batches=1)
    is_gone = []
    gone = ask(batched, [1], Deadline(None, lambda: bool(is_gone)))
    assert isinstance(ask(batched, [2]).error, Unavailable)
    is_gone.append(True)
    clock.advance(0.5)
    timers.fire_due()
    assert isinstance(gone.error, Cancelled)
    waiting = ask(batched, [3])
    executor.run_all()
    assert waiting.y == [3]


def test_a_batch_runs_with_the_last_deadline_of_its_members(recorder, make, ask, executor, clock):
    model = recorder()
    batched = make(model)
    for seconds in (1, 3, 2):
        ask(batched, [seconds], Deadline(clock.now() + seconds))
    executor.run_all()
    ask(batched, [1], Deadline(clock.now() + 1))
    ask(batched, [2])
    executor.run_all()
    assert model.deadlines == [clock.now() + 3, None]


# What a wrapper must be besides


def test_signatures_and_kinds_of_outputs_have_queues_of_their_own(make, ask, executor):
    model = FakeServable()
    batched = make(model)
    one, both = (
        (SignatureCall("a", ("x",)),),
        (SignatureCall("a", ("x",)), SignatureCall("b", ("x",))),
    )
    first = ask(batched, [1], parts=one)
    second = ask(batched, [2], parts=both)
    third = ask(batched, [3], parts=both)
    executor.run_all()
    assert model.calls == 2
    assert first.outputs == ((np.array([1]),),)
    assert [part[0].tolist() for part in second.outputs] == [[2], [2]]
    assert [part[0].tolist() for part in third.outputs] == [[3], [3]]
    assert [each.signature for each in batched.statistics()] == ["a", "a+b"]


def test_a_client_cannot_make_queues_without_end(make, ask, executor):
    batched = make(FakeServable())
    for number in range(1000):
        ask(batched, [1], parts=(SignatureCall("s", ("x",) * number),))
        executor.run_all()
    assert len(batched.statistics()) <= 256


def test_a_wrapper_can_do_exactly_what_its_servable_can(make):
    class Both(FakeServable):
        def signature_defs(self):
            return "defs"

        def run_raw(self, feeds, fetches, targets, deadline):
            return ("raw",)

    both, neither = make(Both()), make(FakeServable())
    assert isinstance(both, HasSignatureDefs)
    assert isinstance(both, RawSession)
    assert (both.signature_defs(), both.run_raw({}, (), (), Deadline.NONE)) == ("defs", ("raw",))
    assert not isinstance(neither, HasSignatureDefs | RawSession)


def test_records_of_calls_tell_when_their_run_began_and_how_large_it_was(
    recorder, make, ask, executor, clock
):
    batched = make(recorder())
    record = CallRecord(EntryPoint("GRPC", "Predict"), clock.now)
    ask(batched, [1, 2], Deadline(record=record))
    ask(batched, [3])
    record.submitted_at = clock.now()
    clock.advance(0.25)
    executor.run_all()
    assert (record.queue_s, record.batch_size) == (0.25, 3)


def test_what_waits_when_the_model_goes_or_the_server_ends_is_answered(recorder, make, ask):
    batched = make(recorder())
    answer = ask(batched, [1])
    batched.close()
    assert answer.error == Unavailable("The model is being unloaded")
    other = make(recorder())
    answer = ask(other, [1])
    other.batching._scheduler.close()
    assert answer.error == Unavailable("The server is shutting down")
    assert ask(other, [1]).error == Unavailable("The server is shutting down")


@pytest.mark.parametrize("mode", ["true", "auto"])
def test_a_batched_servable_keeps_every_promise_of_a_servable(
    recorder, clock, timers, tmp_path, mode, request
):
    batching = Batching(
        BatchingConfig(BatchingMode(mode), per_model=False),
        timers=timers, clock=SystemClock(), make_executor=ThreadExecutor,
    )  # fmt: skip
    model = recorder()
    call = Call({"x": np.arange(3)}, (SignatureCall("s", ("y",)),))
    check_servable(batching.wrap(ID2, str(tmp_path), model), [call])
    assert batching.close(5)
