"""Which calls reach the request log, and when."""

from __future__ import annotations

import numpy as np
import pytest

from tfserve.apis.classification_pb2 import ClassificationRequest
from tfserve.apis.inference_pb2 import MultiInferenceRequest
from tfserve.apis.predict_pb2 import PredictRequest
from tfserve.core.deadline import Deadline
from tfserve.core.ids import ModelSpec
from tfserve.core.servable import CLASSIFY_METHOD, Call, SignatureCall
from tfserve.tensors import make_tensor_proto


class Log:
    """A request log that keeps what it is given."""

    def __init__(self):
        self.sampled = {"m"}
        self.asked = []
        self.logged = []

    def samples(self, model):
        self.asked.append(model)
        return model in self.sampled

    def put_messages(self, model, request, response):
        self.logged.append((model, request, response))

    def put_arrays(self, servable_id, call, outputs):
        self.logged.append((servable_id, call, outputs))


@pytest.fixture
def log():
    return Log()


@pytest.fixture
def logged(serve, toy, log):
    return serve(toy, request_log=log)


def predict(name="m", signature=""):
    request = PredictRequest()
    request.model_spec.name = name
    request.model_spec.signature_name = signature
    request.inputs["x"].CopyFrom(make_tensor_proto(np.array([1], np.float32)))
    return request


def test_a_sampled_call_is_logged_with_its_answer(logged, log):
    request = predict()
    answer = logged.ask("predict", request)
    assert log.logged == [("m", request, answer.response)]


def test_a_call_that_is_not_sampled_or_fails_is_not_logged(logged, log):
    logged.ask("predict", predict(signature="no"))
    logged.ask("predict", predict("other"))
    log.sampled.clear()
    logged.ask("predict", predict())
    assert log.asked == ["m", "other", "m"]
    assert log.logged == []


def test_examples_are_logged(logged, log):
    request = ClassificationRequest()
    request.model_spec.name = "m"
    request.model_spec.signature_name = "classify"
    request.input.example_list.examples.add()
    logged.ask("classify", request)
    several = MultiInferenceRequest(input=request.input)
    task = several.tasks.add(method_name=CLASSIFY_METHOD)
    task.model_spec.CopyFrom(request.model_spec)
    logged.ask("multi_inference", several)
    assert [entry[1] for entry in log.logged] == [request, several]


def test_calls_that_are_no_messages_are_logged_by_their_arrays(logged, log):
    call = Call({"x": np.array([1], np.float32)}, (SignatureCall("serving_default", ("y",)),))
    answers = []
    logged.handlers.infer(
        ModelSpec("m"),
        lambda handle: (call, lambda outputs: outputs[0][0].tolist()),
        Deadline.NONE,
        lambda response, error: answers.append(response),
    )
    assert answers == [[2.5]]
    ((servable_id, logged_call, outputs),) = log.logged
    assert (servable_id.version, logged_call) == (3, call)
    assert outputs[0][0].tolist() == [2.5]
