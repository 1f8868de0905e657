"""Deadlines, cancellation, and how long a handle is held."""

from __future__ import annotations

import numpy as np
import pytest

from tfserve.apis.predict_pb2 import PredictRequest
from tfserve.core.call_record import CallRecord, EntryPoint
from tfserve.core.deadline import Deadline
from tfserve.errors import Cancelled, DeadlineExceeded, Internal, ResourceExhausted
from tfserve.tensors import make_tensor_proto
from tfserve.testing import DeferredServable, ManualExecutor

QUEUE_TEXT = "Run() timeout exceeded while waiting in batching queue"


@pytest.fixture
def request_():
    message = PredictRequest()
    message.model_spec.name = "m"
    message.inputs["x"].CopyFrom(make_tensor_proto(np.array([1], np.float32)))
    return message


@pytest.fixture
def executor():
    return ManualExecutor()


@pytest.fixture
def slow(serve, toy, executor):
    """Handlers of a model that ends when the test says so."""
    return serve(DeferredServable(toy, executor))


def test_a_run_in_time_is_answered_and_sets_no_timer_when_it_ends_at_once(serving, request_):
    answer = serving.ask("predict", request_, Deadline(serving.clock.now() + 5))
    assert answer.response
    assert serving.timers.waiting() == 0


def test_the_answer_waits_for_the_model_but_not_the_caller(slow, request_, executor):
    answer = slow.ask("predict", request_, Deadline(slow.clock.now() + 5))
    assert (answer.events, slow.models.held) == ([], 1)
    executor.run_all()
    assert answer.response
    assert (answer.events, slow.models.held) == (["done", "ended"], 0)
    assert slow.timers.waiting() == 0


def test_at_the_deadline_the_caller_is_answered_and_the_run_goes_on(slow, request_, executor):
    answer = slow.ask("predict", request_, Deadline(slow.clock.now() + 5))
    slow.clock.wait_for_waiters()
    slow.clock.advance(4.9)
    assert answer.events == []
    slow.clock.advance(0.2)
    slow.timers.fire_due()
    assert answer.error == DeadlineExceeded("Timed out waiting for notification")
    assert (answer.events, slow.models.held) == (["done"], 1)
    executor.run_all()
    assert (answer.events, slow.models.held) == (["done", "ended"], 0)
    assert len(answer.responses) == 1


@pytest.mark.parametrize(
    ("seconds", "is_cancelled", "error"),
    [
        (0.0, False, ResourceExhausted(QUEUE_TEXT)),
        (-1.0, True, ResourceExhausted(QUEUE_TEXT)),
        (5.0, True, Cancelled("The caller has cancelled the request")),
    ],
)
def test_work_that_nobody_waits_for_never_begins(
    serving, toy, request_, seconds, is_cancelled, error
):
    deadline = Deadline(serving.clock.now() + seconds, lambda: is_cancelled)
    answer = serving.ask("predict", request_, deadline)
    assert answer.error == error
    assert toy.calls == 0
    assert answer.events == ["done", "ended"]


def test_without_a_deadline_no_timer_is_set(slow, request_, executor):
    slow.ask("predict", request_)
    assert slow.timers.waiting() == 0
    executor.run_all()


def test_a_servable_that_answers_twice_is_heard_once(serve, toy, request_):
    class Twice(DeferredServable):
        def submit(self, call, deadline, done):
            self._servable.submit(call, deadline, done)
            self._servable.submit(call, deadline, done)

    answer = serve(Twice(toy, ManualExecutor())).ask("predict", request_)
    assert answer.events == ["done", "ended"]


def test_a_servable_that_answers_nothing_is_internal(serve, toy, request_):
    class Nothing(DeferredServable):
        def submit(self, call, deadline, done):
            done(None, None)

    answer = serve(Nothing(toy, ManualExecutor())).ask("predict", request_)
    assert answer.error == Internal("Servable {name: m version: 3} returned nothing")


def test_a_caller_that_fails_on_the_answer_keeps_nothing_held(serving, request_, caplog):
    ended = []

    def explode(response, error):
        text = "the transport is broken"
        raise RuntimeError(text)

    serving.handlers.predict(request_, Deadline.NONE, explode, lambda: ended.append(True))
    assert (ended, serving.models.held) == ([True], 0)
    assert "the transport is broken" in caplog.text


def test_a_bug_in_a_look_up_is_internal_and_logged(serving, request_, caplog):
    def broken(spec):
        text = "oops"
        raise KeyError(text)

    serving.models.acquire = broken
    answer = serving.ask("predict", request_)
    assert answer.error == Internal("Internal error; see the server's log")
    assert "oops" in caplog.text


def test_the_moments_of_a_run_are_noted_until_the_caller_is_answered(slow, request_, executor):
    record = CallRecord(EntryPoint("GRPC", "Predict"), slow.clock.now)
    slow.ask("predict", request_, Deadline(record=record))
    slow.clock.advance(3)
    executor.run_all()
    assert (record.queue_s, record.run_s) == (0, 3)
    assert (record.model, record.version, record.signature) == ("m", 3, "serving_default")


def test_a_run_that_outlives_its_deadline_is_not_noted_as_ended(slow, request_, executor):
    record = CallRecord(EntryPoint("GRPC", "Predict"), slow.clock.now)
    slow.ask("predict", request_, Deadline(slow.clock.now() + 5, record=record))
    slow.clock.wait_for_waiters()
    slow.clock.advance(6)
    slow.timers.fire_due()
    executor.run_all()
    assert record.run_s is None
