"""Where and when requests are run, and what they are answered when something is wrong."""

from __future__ import annotations

import numpy as np
import pytest

from tfserve.core.deadline import Deadline
from tfserve.core.servable import Call, RawSession, SignatureCall
from tfserve.errors import (
    Cancelled,
    Code,
    FailedPrecondition,
    Internal,
    InvalidArgument,
    ResourceExhausted,
    ServingError,
    Unavailable,
)
from tfserve.testing import FakeClock, ManualExecutor

pytestmark = [pytest.mark.tensorflow, pytest.mark.timeout(120)]

HALF = (SignatureCall("serving_default", ("y",)),)
WHOLE = (SignatureCall("serving_default", ("y", "z")),)
EXAMPLE_X_3 = b"\n\x0f\n\r\n\x01x\x12\x08\x12\x06\n\x04\x00\x00@@"  # tf.Example {x: 3.0}


def call_of(*values, parts=WHOLE):
    return Call({"x": np.array(values, np.float32)}, parts)


class Answers:
    """Collects what `done` is called with."""

    def __init__(self):
        self.all = []

    def __call__(self, outputs, error):
        self.all.append(error if outputs is None else [each.tolist() for each in outputs[0]])


@pytest.fixture
def answers():
    return Answers()


@pytest.fixture
def executor():
    return ManualExecutor()


@pytest.fixture
def half_plus_two(open_model, exported_models, executor):
    return open_model(exported_models / "half_plus_two/1", executor)


def submit(servable, answers, *values, parts=WHOLE, deadline=Deadline.NONE):
    servable.submit(call_of(*values, parts=parts), deadline, answers)


def make_short(servable, executor, answers):
    """Let enough requests be run for the next to be known as short: time stands still."""
    for _ in range(5):
        submit(servable, answers, 1)
        executor.run_all()
    answers.all.clear()


def test_the_first_runs_are_never_in_the_callers_thread(half_plus_two, executor, answers):
    submit(half_plus_two, answers, 2)
    assert answers.all == []
    executor.run_all()
    assert answers.all == [[[3.0], [1.0]]]


def test_runs_known_to_be_short_are_in_the_callers_thread(half_plus_two, executor, answers):
    make_short(half_plus_two, executor, answers)
    submit(half_plus_two, answers, 2)
    assert answers.all == [[[3.0], [1.0]]]
    assert executor.pending == 0


def test_inputs_much_larger_than_any_before_are_not_known_to_be_short(
    half_plus_two, executor, answers
):
    make_short(half_plus_two, executor, answers)
    submit(half_plus_two, answers, *range(100))
    assert answers.all == []
    executor.run_all()
    assert len(answers.all[0][0]) == 100
    submit(half_plus_two, answers, *range(100))
    assert len(answers.all) == 2


def test_always_means_every_run_but_the_first(open_model, exported_models, executor, answers):
    servable = open_model(exported_models / "half_plus_two/1", executor, run_in_caller="always")
    submit(servable, answers, 2)
    assert answers.all == []
    executor.run_all()
    submit(servable, answers, *range(100))
    assert len(answers.all) == 2


def test_never_means_no_run_at_all(open_model, exported_models, executor, answers):
    servable = open_model(exported_models / "half_plus_two/1", executor, run_in_caller="never")
    make_short(servable, executor, answers)
    submit(servable, answers, 2)
    assert executor.pending == 1


class SlowClock(FakeClock):
    """Every look at it takes 20 ms."""

    def now(self):
        self.advance(0.02)
        return super().now()


def test_long_runs_move_to_the_pool_and_answer_the_same(
    open_model, exported_models, executor, answers
):
    servable = open_model(exported_models / "half_plus_two/1", executor, SlowClock())
    places = []
    for _ in range(10):
        submit(servable, answers, 2)
        executor.run_all()
        places.append(servable._calls.get(WHOLE).run._is_on_pool)
    assert answers.all == [[[3.0], [1.0]]] * 10
    assert (places[0], places[-1]) == (False, True)


def test_runs_go_on_while_the_server_ends(open_model, exported_models, executor):
    servable = open_model(exported_models / "half_plus_two/1", executor, SlowClock())
    executor.close()
    for _ in range(10):
        assert servable.run(call_of(2), Deadline.NONE)[0][0].tolist() == [3.0]


def test_only_the_outputs_asked_for_are_answered_in_their_order(half_plus_two):
    for aliases, expected in (("z",), [1.0]), (("z", "y"), [1.0, 3.0]), (("y", "z"), [3.0, 1.0]):
        parts = (SignatureCall("serving_default", aliases),)
        (outputs,) = half_plus_two.run(call_of(2, parts=parts), Deadline.NONE)
        assert [array.tolist() for array in outputs] == [[value] for value in expected]


def test_a_kind_of_call_seen_for_the_first_time_is_prepared_on_the_executor(
    half_plus_two, executor, answers
):
    submit(half_plus_two, answers, 2, parts=HALF)
    assert half_plus_two._calls.get(HALF) is None
    executor.run_all()
    assert answers.all == [[[3.0]]]
    assert half_plus_two._calls.get(HALF) is not None


def test_several_signatures_share_one_run_over_one_set_of_inputs(open_model, exported_models):
    servable = open_model(exported_models / "two_heads/1")
    parts = (
        SignatureCall("classification", ("scores", "classes")),
        SignatureCall("regression", ("outputs",)),
    )
    call = Call({"inputs": np.array([EXAMPLE_X_3], dtype=object)}, parts)
    (scores, classes), (outputs,) = servable.run(call, Deadline.NONE)
    assert scores.tolist() == [[1.5]]
    assert classes.tolist() == [[b"big"]]
    assert outputs is scores


def test_work_whose_deadline_passed_in_the_queue_is_dropped(
    half_plus_two, executor, answers, clock
):
    submit(half_plus_two, answers, 2, deadline=Deadline.after(5.0, clock))
    clock.advance(5.0)
    executor.run_all()
    text = "Run() timeout exceeded while waiting in batching queue"
    assert answers.all == [ResourceExhausted(text)]


def test_work_whose_caller_left_is_dropped(open_model, exported_models, executor, answers, call):
    servable = open_model(exported_models / "counter/1", executor)
    parts = (SignatureCall("incr_counter", ("output",)),)
    gone = Deadline(None, is_cancelled=lambda: True)
    servable.submit(Call({}, parts), gone, answers)
    executor.run_all()
    assert isinstance(answers.all[0], Cancelled)
    assert call(servable, "get_counter")["output"] == 0


def test_a_closed_executor_answers_unavailable(half_plus_two, executor, answers):
    executor.close()
    submit(half_plus_two, answers, 2)
    assert answers.all == [Unavailable("The server is shutting down")]


@pytest.mark.parametrize(
    ("value", "got"),
    [
        (np.array([b"a"], dtype=object), "string"),
        (np.array([b"a"]), "string"),
        (np.array([1.0]), "double"),
        (np.array([1]), "int64"),
        (np.array([True]), "bool"),
    ],
)
def test_a_wrong_dtype_is_refused_as_tensorflow_words_it_and_nothing_is_run(
    half_plus_two, executor, answers, value, got
):
    half_plus_two.submit(Call({"x": value}, WHOLE), Deadline.NONE, answers)
    assert executor.pending == 0
    assert answers.all == [
        InvalidArgument(
            f"Expects arg[0] to be float but {got} is provided",
            details={"input": "x", "expected": "float", "got": got},
        )
    ]


def test_foreign_byte_order_is_no_wrong_dtype(half_plus_two):
    call = Call({"x": np.array([2.0], ">f4")}, WHOLE)
    assert half_plus_two.run(call, Deadline.NONE)[0][0].tolist() == [3.0]


def test_errors_of_ops_keep_their_code_and_text(half_plus_two, call):
    with pytest.raises(InvalidArgument) as caught:
        call(half_plus_two, "multiply", {"rows": np.ones((1, 2), np.float32)})
    first_line = caught.value.message.partition("\n")[0]
    assert first_line.startswith("Matrix size-incompatible: In[0]: [1,2], In[1]: [3,2]")
    assert "Traceback" not in caught.value.message


def test_python_inside_a_model_fails_without_its_traceback(
    open_model, exported_models, call, caplog
):
    import tensorflow as tf  # with it comes what calls Python; a server has none

    assert tf.py_function
    servable = open_model(exported_models / "python_inside/1")
    with pytest.raises(Internal) as caught:
        call(servable, inputs={"x": np.float32([1])})
    assert caught.value == Internal("Python code inside the model failed")
    assert "pyfunc_0" in caplog.text  # the operator sees it


@pytest.mark.parametrize(
    ("parts", "error"),
    [
        (
            (SignatureCall("nope", ()),),
            FailedPrecondition(
                'Serving signature key "nope" not found.',
                details={
                    "available_signatures": "__saved_model_init_op, multiply, serving_default"
                },
            ),
        ),
        (
            (SignatureCall("serving_default", ("q",)),),
            InvalidArgument(
                "output tensor alias not found in signature: q Outputs expected to be in the set "
                "{y,z}."
            ),
        ),
    ],
)
def test_calls_of_what_the_model_does_not_have_are_refused(
    half_plus_two, executor, answers, parts, error
):
    submit(half_plus_two, answers, 1, parts=parts)
    executor.run_all()
    assert answers.all == [error]


def test_a_missing_input_is_refused(half_plus_two):
    with pytest.raises(InvalidArgument, match=r"Signature input alias: x\(feed name: "):
        half_plus_two.run(Call({}, WHOLE), Deadline.NONE)


def test_after_an_error_requests_go_on(half_plus_two, call):
    for _ in range(3):
        with pytest.raises(ServingError):
            call(half_plus_two, "multiply", {"rows": np.ones((1, 2), np.float32)})
    rows = np.ones((1, 3), np.float32)
    assert call(half_plus_two, "multiply", {"rows": rows})["product"].tolist() == [[3.0, 3.0]]


def test_raw_runs_feed_and_fetch_by_names_in_the_graph(open_model, exported_models):
    servable = open_model(exported_models / "counter/1")
    assert isinstance(servable, RawSession)
    delta = {"delta:0": np.float32(5).reshape(())}
    (target,) = servable.signatures["incr_counter_by"].outputs.values()
    servable.run_raw(delta, (), (target.name.partition(":")[0],), Deadline.NONE)
    (value,) = servable.run_raw({}, ("counter:0",), (), Deadline.NONE)
    assert value == 5


@pytest.mark.parametrize(
    ("feeds", "fetches", "targets", "code"),
    [
        ({"nope:0": np.float32(1)}, ("counter:0",), (), Code.INVALID_ARGUMENT),
        ({}, ("nope:0",), (), Code.INVALID_ARGUMENT),
        ({}, ("counter:7",), (), Code.OUT_OF_RANGE),
        ({}, (), ("nope",), Code.NOT_FOUND),
        ({"delta:0": np.array(1)}, ("delta:0",), (), Code.INVALID_ARGUMENT),
    ],
)
def test_raw_runs_of_unknown_names_get_the_runtimes_error(
    open_model, exported_models, feeds, fetches, targets, code
):
    servable = open_model(exported_models / "counter/1")
    with pytest.raises(ServingError) as caught:
        servable.run_raw(feeds, fetches, targets, Deadline.NONE)
    assert caught.value.code == code


def test_whatever_fails_on_the_executor_the_request_is_answered(half_plus_two, executor, answers):
    def fail():
        raise RuntimeError

    submit(half_plus_two, answers, 2, deadline=Deadline(None, fail))
    executor.run_all()
    assert [type(each) for each in answers.all] == [Internal]
