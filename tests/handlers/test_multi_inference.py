"""MultiInference: spec 6.8."""

from __future__ import annotations

import numpy as np
import pytest

from tfserve.apis.inference_pb2 import MultiInferenceRequest
from tfserve.core.servable import CLASSIFY_METHOD, PREDICT_METHOD, REGRESS_METHOD
from tfserve.errors import InvalidArgument, NotFound, Unimplemented
from tfserve.testing import FakeServable

CLASSIFY = ("m", "classify", CLASSIFY_METHOD)
REGRESS = ("m", "regress", REGRESS_METHOD)


def request(*tasks, examples=2):
    message = MultiInferenceRequest()
    for name, signature, method in tasks:
        task = message.tasks.add(method_name=method)
        task.model_spec.name = name
        task.model_spec.signature_name = signature
    message.input.example_list.SetInParent()
    for _ in range(examples):
        message.input.example_list.examples.add()
    return message


def test_results_come_in_the_order_of_the_tasks_from_one_run(serving, toy):
    results = serving.ask("multi_inference", request(REGRESS, CLASSIFY)).response.results
    assert [each.WhichOneof("result") for each in results] == [
        "regression_result",
        "classification_result",
    ]
    assert [each.model_spec.signature_name for each in results] == ["regress", "classify"]
    assert [each.model_spec.version.value for each in results] == [3, 3]
    assert [each.value for each in results[0].regression_result.regressions] == [0.0, 1.0]
    assert len(results[1].classification_result.classifications) == 2
    assert toy.calls == 1


def test_versions_of_later_tasks_are_ignored(serving):
    message = request(REGRESS, CLASSIFY)
    message.tasks[1].model_spec.version.value = 99
    assert len(serving.ask("multi_inference", message).response.results) == 2


@pytest.mark.parametrize(
    ("asked", "leaf", "text"),
    [
        (request(), InvalidArgument, "ModelSpec has no name specified."),
        (request(("", "", "")), InvalidArgument, "ModelSpec has no name specified."),
        (request(("x", "", "")), NotFound, "Servable not found for request: Latest(x)"),
        (
            request(REGRESS, ("", "classify", CLASSIFY_METHOD)),
            InvalidArgument,
            "Found ModelSpec with an empty model name.",
        ),
        (
            request(REGRESS, ("x", "classify", CLASSIFY_METHOD)),
            InvalidArgument,
            "All ModelSpecs in a MultiInferenceRequest must access the same model name.",
        ),
        (
            request(REGRESS, ("m", "regress", CLASSIFY_METHOD)),
            InvalidArgument,
            "Duplicate evaluation of signature: regress",
        ),
        (
            request(("m", "x", CLASSIFY_METHOD)),
            InvalidArgument,
            "Requested signature not found in model graph: x",
        ),
        (
            request(("m", "", PREDICT_METHOD)),
            Unimplemented,
            "Unsupported signature method_name: tensorflow/serving/predict",
        ),
        (
            request(("m", "classify", "")),
            Unimplemented,
            "Unsupported signature method_name: ",
        ),
        (
            request(("m", "classify", REGRESS_METHOD)),
            InvalidArgument,
            "Expected one output Tensor.",
        ),
        (request(REGRESS, CLASSIFY, examples=0), InvalidArgument, "Input is empty."),
        (
            request(("m", "x", CLASSIFY_METHOD), examples=0),
            InvalidArgument,
            "Requested signature not found in model graph: x",
        ),
    ],
)
def test_refuses_with_the_exact_text(serving, toy, asked, leaf, text):
    error = serving.ask("multi_inference", asked).error
    assert (type(error), error.message) == (leaf, text)
    assert toy.calls == 0


def test_one_bad_result_fails_the_whole_call(serve, toy):
    functions = dict(toy._functions)
    functions["regress"] = lambda _: {"outputs": np.zeros(2)}
    served = serve(FakeServable(toy.signatures, functions))
    error = served.ask("multi_inference", request(CLASSIFY, REGRESS)).error
    assert error == InvalidArgument("Expected output Tensor of DT_FLOAT.  Got: DT_DOUBLE")
