"""Classify and Regress: Examples in, spec 6.5 to 6.7."""

from __future__ import annotations

import numpy as np
import pytest

from tfserve.apis.classification_pb2 import ClassificationRequest
from tfserve.apis.regression_pb2 import RegressionRequest
from tfserve.apis.tensorflow.example_pb2 import Example
from tfserve.core.servable import CLASSIFY_METHOD, REGRESS_METHOD
from tfserve.errors import InvalidArgument, NotFound
from tfserve.tensors import DataType
from tfserve.testing import FakeServable

FLOAT, DOUBLE, STRING = DataType.DT_FLOAT, DataType.DT_DOUBLE, DataType.DT_STRING
DEFAULT_NAMES = {"classify": "classify", "regress": "regress"}
REQUESTS = {"classify": ClassificationRequest, "regress": RegressionRequest}
BOTH = pytest.mark.parametrize("method", ["classify", "regress"])


def example(**features):
    message = Example()
    for name, value in features.items():
        message.features.feature[name].int64_list.value.append(value)
    return message


def request(method, *examples, signature=None, name="m", version=None):
    message = REQUESTS[method]()
    message.model_spec.name = name
    message.model_spec.signature_name = DEFAULT_NAMES[method] if signature is None else signature
    if version is not None:
        message.model_spec.version.value = version
    message.input.example_list.SetInParent()
    message.input.example_list.examples.extend(examples)
    return message


ONE = example(a=1)


def strings(rows):
    return np.array(rows, dtype=object)


def model(signature, outputs, *, inputs=None, returned=None, method_name=""):
    """A model with one signature `s`."""
    made = signature("s", {"inputs": STRING} if inputs is None else inputs, outputs, method_name)
    return FakeServable({"s": made}, {"s": lambda _: returned or {}})


def test_classify_gives_labels_and_scores_per_example(serving):
    response = serving.ask("classify", request("classify", ONE, ONE)).response
    assert len(response.result.classifications) == 2
    first = response.result.classifications[0].classes
    assert [(each.label, each.score) for each in first] == [("cat", 0.25), ("dog", 0.75)]
    spec = response.model_spec
    assert (spec.name, spec.version.value, spec.signature_name) == ("m", 3, "classify")


def test_classify_without_scores_gives_zero_scores(serve, signature):
    served = serve(model(signature, {"classes": STRING}, returned={"classes": strings([[b"cat"]])}))
    response = served.ask("classify", request("classify", ONE, signature="s")).response
    (only,) = response.result.classifications[0].classes
    assert (only.label, only.score) == ("cat", 0.0)


def test_classify_without_classes_gives_empty_labels(serve, signature):
    scores = np.array([[0.5, 0.25]], np.float32)
    served = serve(model(signature, {"scores": FLOAT, "z": FLOAT}, returned={"scores": scores}))
    response = served.ask("classify", request("classify", ONE, signature="s")).response
    classes = response.result.classifications[0].classes
    assert [(each.label, each.score) for each in classes] == [("", 0.5), ("", 0.25)]


def test_a_label_that_is_no_utf_8_does_not_fail_the_request(serve, signature):
    served = serve(
        model(signature, {"classes": STRING}, returned={"classes": strings([[b"\xff"]])})
    )
    response = served.ask("classify", request("classify", ONE, signature="s")).response
    assert response.result.classifications[0].classes[0].label == "\ufffd"


def test_regress_gives_one_number_per_example(serving):
    response = serving.ask("regress", request("regress", ONE, ONE, ONE)).response
    assert [each.value for each in response.result.regressions] == [0.0, 1.0, 2.0]
    assert response.model_spec.signature_name == "regress"


def test_regress_takes_a_column_too(serve, signature):
    column = np.array([[1], [2]], np.float32)
    served = serve(model(signature, {"outputs": FLOAT}, returned={"outputs": column}))
    response = served.ask("regress", request("regress", ONE, ONE, signature="s")).response
    assert [each.value for each in response.result.regressions] == [1.0, 2.0]


@BOTH
def test_examples_are_fed_serialized(serving, toy, method):
    other = example(b=2)
    serving.ask(method, request(method, ONE, other))
    fed = toy.last_call.inputs["inputs"]
    assert fed.shape == (2,)
    assert [Example.FromString(each) for each in fed] == [ONE, other]


@BOTH
def test_a_context_is_merged_into_every_example_whose_own_features_win(serving, toy, method):
    message = request(method)
    message.input.example_list_with_context.context.CopyFrom(example(a=1, b=1))
    message.input.example_list_with_context.examples.extend([example(b=2), example(c=3)])
    serving.ask(method, message)
    merged = [Example.FromString(each) for each in toy.last_call.inputs["inputs"]]
    values = [
        {name: list(feature.int64_list.value) for name, feature in each.features.feature.items()}
        for each in merged
    ]
    assert values == [{"a": [1], "b": [2]}, {"a": [1], "b": [1], "c": [3]}]


@BOTH
@pytest.mark.parametrize("kind", ["none", "no examples", "context only"])
def test_no_examples_are_refused(serving, method, kind):
    message = request(method)
    if kind == "none":
        message.input.Clear()
    if kind == "context only":
        message.input.example_list_with_context.context.CopyFrom(ONE)
    assert serving.ask(method, message).error == InvalidArgument("Input is empty.")


@BOTH
@pytest.mark.parametrize(
    ("asked", "leaf", "text"),
    [
        ({}, InvalidArgument, "Missing ModelSpec"),
        ({"name": ""}, InvalidArgument, "ModelSpec has no name specified."),
        ({"name": "x"}, NotFound, "Servable not found for request: Latest(x)"),
        ({"version": 9}, NotFound, "Servable not found for request: Specific(m, 9)"),
        ({"signature": "x"}, InvalidArgument, "No signature was found with the name: x"),
    ],
)
def test_refuses_the_spec_before_looking_at_the_examples(serving, method, asked, leaf, text):
    message = request(method, **asked) if asked else REQUESTS[method]()
    error = serving.ask(method, message).error
    assert (type(error), error.message) == (leaf, text)


def test_the_default_signature_is_meant_when_none_is_named(serving):
    message = request("classify", ONE, signature="")
    error = serving.ask("classify", message).error
    assert error.message.startswith("No classification inputs found in SignatureDef: inputs {\n")
    assert 'key: "x"' in error.message


@pytest.mark.parametrize(
    ("method", "inputs", "outputs", "text"),
    [
        ("classify", {"inputs": STRING, "z": STRING}, {"scores": FLOAT},
         "Expected one input Tensor."),
        ("classify", {"inputs": STRING}, {}, "Expected one or two output Tensors, found 0"),
        ("classify", {"inputs": STRING}, {"scores": FLOAT, "classes": STRING, "z": FLOAT},
         "Expected one or two output Tensors, found 3"),
        ("classify", {"inputs": STRING}, {"z": FLOAT},
         ('Expected classification signature outputs to contain at least one of "classes" or '
         '"scores". Signature was: inputs {')),
        ("classify", {"inputs": FLOAT}, {"scores": FLOAT},
         "Expects arg[0] to be float but string is provided, input: inputs"),
        ("regress", {"inputs": STRING, "z": STRING}, {"outputs": FLOAT},
         "Expected one input Tensor."),
        ("regress", {"inputs": STRING}, {"outputs": FLOAT, "z": FLOAT},
         "Expected one output Tensor."),
        ("regress", {"z": STRING}, {"outputs": FLOAT},
         "No regression inputs found in SignatureDef: inputs {"),
        ("regress", {"inputs": STRING}, {"z": FLOAT},
         "No regression outputs found in SignatureDef: inputs {"),
    ],
)  # fmt: skip
def test_refuses_a_signature_of_another_shape(serve, signature, method, inputs, outputs, text):
    served = serve(model(signature, outputs, inputs=inputs))
    error = served.ask(method, request(method, ONE, signature="s")).error
    assert isinstance(error, InvalidArgument)
    assert error.message.split("\n")[0] == text


@BOTH
def test_the_signature_is_checked_before_the_input_is(serve, signature, method):
    served = serve(model(signature, {}, inputs={}))
    error = served.ask(method, request(method, signature="s")).error
    assert error.message == "Expected one input Tensor."


@pytest.mark.parametrize(
    ("method", "task", "name"),
    [("classify", "classification", CLASSIFY_METHOD), ("regress", "regression", REGRESS_METHOD)],
)
def test_a_method_name_matters_only_with_the_flag(serve, toy, method, task, name):
    other = "regress" if method == "classify" else "classify"
    asked = request(method, ONE, signature=other)
    assert serve(toy).ask(method, asked).error.message != ""
    error = serve(toy, check_method_names=True).ask(method, asked).error
    was = toy.signatures[other].method_name
    assert error == InvalidArgument(
        f"Expected {task} signature method_name to be {name}. Was: {was}"
    )
    served = serve(toy, check_method_names=True)
    assert served.ask(method, request(method, ONE)).response


F32 = np.float32


@pytest.mark.parametrize(
    ("returned", "text"),
    [
        ({"scores": np.zeros(2, F32)},
         "Expected Tensor shape: [batch_size num_classes] but got [2]"),
        ({"scores": np.zeros((2, 2, 2), F32)},
         "Expected Tensor shape: [batch_size num_classes] but got [2,2,2]"),
        ({"scores": np.zeros((2, 2))}, "Expected scores Tensor of DT_FLOAT. Got: DT_DOUBLE"),
        ({"classes": np.zeros((2, 2))}, "Expected classes Tensor of DT_STRING. Got: DT_DOUBLE"),
        ({"scores": np.zeros((3, 2), F32)}, "Expected scores output batch size of 2. Got: 3"),
        ({"classes": strings([[b""]])}, "Expected classes output batch size of 2. Got: 1"),
        ({"classes": strings([[b""], [b""]]), "scores": np.zeros((2, 3), F32)},
         "Tensors class and score should match in dim_size(1). Got 1 vs. 3"),
    ],
)  # fmt: skip
def test_refuses_what_is_no_classification(serve, signature, returned, text):
    served = serve(model(signature, dict.fromkeys(returned, FLOAT), returned=returned))
    answer = served.ask("classify", request("classify", ONE, ONE, signature="s"))
    assert answer.error == InvalidArgument(text)


@pytest.mark.parametrize(
    ("returned", "text"),
    [
        (np.zeros((), F32), ("Expected output Tensor shape to be either [batch_size] or "
         "[batch_size, 1] but got []")),
        (np.zeros((2, 2), F32), ("Expected output Tensor shape to be either [batch_size] or "
         "[batch_size, 1] but got [2,2]")),
        (np.zeros(3, F32), "Input batch size did not match output batch size: 2 vs. 3"),
        (np.zeros(2), "Expected output Tensor of DT_FLOAT.  Got: DT_DOUBLE"),
    ],
)  # fmt: skip
def test_refuses_what_is_no_regression(serve, signature, returned, text):
    served = serve(model(signature, {"outputs": FLOAT}, returned={"outputs": returned}))
    answer = served.ask("regress", request("regress", ONE, ONE, signature="s"))
    assert answer.error == InvalidArgument(text)


@pytest.mark.parametrize(
    ("method", "text"),
    [
        ("classify", "Expected 2 output tensor(s).  Got: 0"),
        ("regress", "Expected output_tensors and output_tensor_names to have the same size."),
    ],
)
def test_refuses_a_wrong_number_of_outputs(serve, toy, method, text):
    class Silent(FakeServable):
        def run(self, call, deadline):
            return ((),)

    answer = serve(Silent(toy.signatures)).ask(method, request(method, ONE))
    assert answer.error == InvalidArgument(text)
