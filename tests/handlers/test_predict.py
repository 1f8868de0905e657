"""Predict: every text, code and check of spec 6.2."""

from __future__ import annotations

import numpy as np
import pytest

from tfserve.apis.predict_pb2 import PredictRequest
from tfserve.core.ids import ServableId
from tfserve.errors import (
    FailedPrecondition,
    Internal,
    InvalidArgument,
    NotFound,
    ResourceExhausted,
    Unavailable,
)
from tfserve.tensors import DataType, make_ndarray, make_tensor_proto
from tfserve.testing import FakeServable


def request(inputs=None, *, name="m", version=None, label=None, signature="", outputs=()):
    """A request; inputs are arrays, or messages as they are."""
    message = PredictRequest(output_filter=outputs)
    message.model_spec.name = name
    message.model_spec.signature_name = signature
    if version is not None:
        message.model_spec.version.value = version
    if label is not None:
        message.model_spec.version_label = label
    for alias, value in (inputs or {}).items():
        proto = value if hasattr(value, "dtype") and hasattr(value, "tensor_shape") else None
        message.inputs[alias].CopyFrom(proto or make_tensor_proto(value))
    return message


X = np.array([1, 2, 5], np.float32)
PAIR = {"a": X, "b": np.array([1, 1, 1])}


def test_answers_with_outputs_resolved_version_and_effective_signature(serving):
    response = serving.ask("predict", request({"x": X})).response
    assert make_ndarray(response.outputs["y"]).tolist() == [2.5, 3.0, 4.5]
    assert response.model_spec.name == "m"
    assert response.model_spec.version.value == 3
    assert response.model_spec.signature_name == "serving_default"
    assert not response.model_spec.version_label


def test_every_element_is_in_the_typed_field(serving):
    output = serving.ask("predict", request({"x": X})).response.outputs["y"]
    assert list(output.float_val) == [2.5, 3.0, 4.5]
    assert not output.tensor_content


def test_outputs_may_be_sent_as_tensor_content(serve, toy):
    served = serve(toy, as_tensor_content=True)
    output = served.ask("predict", request({"x": X})).response.outputs["y"]
    assert output.tensor_content == np.array([2.5, 3.0, 4.5], "<f4").tobytes()
    assert not output.float_val


def test_only_filtered_outputs_are_computed(serving, toy):
    response = serving.ask(
        "predict", request(PAIR, signature="pair", outputs=["sum", "b"])
    ).response
    assert set(response.outputs) == {"sum", "b"}
    assert toy.last_call.parts[0].outputs == ("sum", "b")


def test_a_default_stands_for_a_missing_input(serving):
    response = serving.ask("predict", request({"a": X}, signature="optional")).response
    assert make_ndarray(response.outputs["b"]).tolist() == [7]


def test_the_latest_version_answers_when_none_is_named(serving):
    assert serving.ask("predict", request({"x": X})).response.model_spec.version.value == 3


def test_a_label_answers_with_the_version_number(serve, toy):
    served = serve(toy)
    served.models._servables[ServableId("m", 1)] = toy
    spec = served.ask("predict", request({"x": X}, label="stable")).response.model_spec
    assert (spec.version.value, spec.version_label) == (1, "")


def test_a_signature_without_inputs_can_be_called(serve, signature):
    counter = FakeServable(
        {"incr": signature("incr", {}, {"n": DataType.DT_FLOAT})},
        {"incr": lambda _: {"n": np.array(4, np.float32)}},
    )
    answer = serve(counter).ask("predict", request(signature="incr"))
    assert make_ndarray(answer.response.outputs["n"]) == 4


NO_SPEC = PredictRequest()
NO_VALUE = make_tensor_proto([1.0])
NO_VALUE.dtype = 0
NEGATIVE = make_tensor_proto([1.0])
NEGATIVE.tensor_shape.dim[0].size = -3
UNKNOWN_DTYPE = make_tensor_proto([1.0])
UNKNOWN_DTYPE.dtype = 999
SHORT = make_tensor_proto([1.0])
SHORT.ClearField("float_val")
SHORT.tensor_content = b"\0\0\0"
HUGE = make_tensor_proto([1.0])
HUGE.tensor_shape.dim[0].size = 2**62
HUGE.tensor_shape.dim.add(size=2**62)
BOMB = make_tensor_proto([1.0])
BOMB.tensor_shape.dim[0].size = 2**31
REFERENCE = make_tensor_proto([1.0])
REFERENCE.dtype = 101


@pytest.mark.parametrize(
    ("asked", "leaf", "text"),
    [
        (NO_SPEC, InvalidArgument, "Missing ModelSpec"),
        (request(name=""), InvalidArgument, "ModelSpec has no name specified."),
        (request(name="x"), NotFound, "Servable not found for request: Latest(x)"),
        (request(version=99), NotFound, "Servable not found for request: Specific(m, 99)"),
        (request(version=-1), NotFound, "Servable not found for request: Specific(m, -1)"),
        (request(version=0), NotFound, "Servable not found for request: Specific(m, 0)"),
        (request(label="x"), InvalidArgument, "Unrecognized servable version label: x"),
        (
            request({"x": X}, signature="x"),
            FailedPrecondition,
            'Serving signature key "x" not found.',
        ),
        (
            request({"x": X, "z": X, "w": X}),
            InvalidArgument,
            (
                "input size does not match signature: 3!=1 len({w,x,z}) != len({x}). "
                "Sent extra: {w,z}. Missing but required: {}."
            ),
        ),
        (
            request({}),
            InvalidArgument,
            (
                "input size does not match signature: 0!=1 len({}) != len({x}). "
                "Sent extra: {}. Missing but required: {x}."
            ),
        ),
        (
            request({"a": X}, signature="pair"),
            InvalidArgument,
            (
                "input size does not match signature: 1!=2 len({a}) != len({a,b}). "
                "Sent extra: {}. Missing but required: {b}."
            ),
        ),
        (
            request({"X": X}),
            InvalidArgument,
            (
                "Signature input alias: x(feed name: serving_default_x:0) not found in request and "
                "no default value provided. Inputs expected to be in the request {X}, or default "
                "input alias set: "
            ),
        ),
        (
            request({"z": X}, signature="optional"),
            InvalidArgument,
            (
                "Signature input alias: a(feed name: optional_a:0) not found in request and no "
                "default value provided. Inputs expected to be in the request {z}, or default "
                "input alias set: b"
            ),
        ),
        (
            request({"a": X, "z": X}, signature="optional"),
            InvalidArgument,
            "Inputs contains invalid name. Used request inputs: a, request input: a,z",
        ),
        (
            request(PAIR, signature="pair", outputs=["z"]),
            InvalidArgument,
            (
                "output tensor alias not found in signature: z Outputs expected to be in the set "
                "{a,b,sum}."
            ),
        ),
        (
            request(PAIR, signature="pair", outputs=["sum", "sum"]),
            InvalidArgument,
            "duplicate output tensor alias: sum",
        ),
        (
            request({"x": [b"text"]}),
            InvalidArgument,
            "Expects arg[0] to be float but string is provided, input: x",
        ),
        (
            request({"a": X, "b": X}, signature="pair"),
            InvalidArgument,
            "Expects arg[1] to be int64 but float is provided, input: b",
        ),
        (request({"x": NO_VALUE}), InvalidArgument, "tensor parsing error: x"),
        (request({"x": UNKNOWN_DTYPE}), InvalidArgument, "tensor parsing error: x"),
        (request({"x": REFERENCE}), InvalidArgument, "tensor parsing error: x"),
        (request({"x": NEGATIVE}), InvalidArgument, "tensor parsing error: x"),
        (request({"x": SHORT}), InvalidArgument, "tensor parsing error: x"),
        (request({"x": HUGE}), InvalidArgument, "tensor parsing error: x"),
    ],
)
def test_refuses_with_the_exact_text_and_does_not_run(serving, toy, asked, leaf, text):
    answer = serving.ask("predict", asked)
    assert (type(answer.error), answer.error.message) == (leaf, text)
    assert toy.calls == 0
    assert answer.events == ["done", "ended"]


@pytest.mark.parametrize(
    ("asked", "details"),
    [
        (
            request({"x": X}, signature="serving_defualt"),
            {
                "available_signatures": "classify, optional, pair, regress, serving_default",
                "did_you_mean": "serving_default",
            },
        ),
        (request(name="n"), {"available_models": "m"}),
        (request({"x": [b"t"]}), {"input": "x", "expected": "float", "got": "string"}),
    ],
)
def test_says_in_details_what_there_is(serving, asked, details):
    assert serving.ask("predict", asked).error.details == details


def test_signatures_that_nobody_means_are_not_suggested(serve, signature):
    names = ("__saved_model_init_op", "serving_default")
    servable = FakeServable({name: signature(name, {}, {}) for name in names})
    details = serve(servable).ask("predict", request(signature="init")).error.details
    assert details == {"available_signatures": "serving_default"}


def test_the_reason_of_a_parsing_error_is_in_the_details(serving):
    details = serving.ask("predict", request({"x": NEGATIVE})).error.details
    assert details["input"] == "x"
    assert "-3" in details["reason"]


def test_a_fill_bomb_is_refused_before_allocation_naming_the_flag(serving):
    error = serving.ask("predict", request({"x": BOMB})).error
    assert isinstance(error, ResourceExhausted)
    assert error.details["flag"] == "max_tensor_bytes"


def test_the_inputs_of_one_request_share_the_tensor_budget(serve, toy):
    served = serve(toy, max_tensor_bytes=8 * len(X) + 4 * len(X) - 1)
    error = served.ask("predict", request(PAIR, signature="pair")).error
    assert error.details["flag"] == "max_tensor_bytes"
    served = serve(toy, max_tensor_bytes=8 * len(X) + 4 * len(X))
    assert served.ask("predict", request(PAIR, signature="pair")).response


def test_a_method_name_matters_only_with_the_flag(serve, signature):
    odd = FakeServable(
        {"odd": signature("odd", {}, {}, "tensorflow/serving/other")}, {"odd": lambda _: {}}
    )
    assert serve(odd).ask("predict", request(signature="odd")).response
    error = serve(odd, check_method_names=True).ask("predict", request(signature="odd")).error
    assert error == Internal(
        "Expected prediction signature method_name to be one of {tensorflow/serving/predict, "
        "tensorflow/serving/classify, tensorflow/serving/regress}. Was: tensorflow/serving/other"
    )


def test_a_classify_signature_takes_serialized_examples_as_a_string_tensor(serving):
    response = serving.ask("predict", request({"inputs": [b""]}, signature="classify")).response
    assert make_ndarray(response.outputs["classes"]).tolist() == [[b"cat", b"dog"]]


@pytest.mark.parametrize(
    ("returned", "text"),
    [
        (np.array([1], np.int64), ("Servable {name: m version: 3} returned output y as int64 "
         "instead of float")),
        ([1.0], "Servable {name: m version: 3} failed"),
        (None, "Servable {name: m version: 3} failed"),
        (np.array(["2020"], "datetime64[D]"), ("Servable {name: m version: 3} returned output y as "
         "datetime64[D] instead of float")),
    ],
)  # fmt: skip
def test_a_wrong_output_is_internal_and_names_the_version(serve, signature, returned, text):
    wrong = FakeServable(
        {"serving_default": signature("serving_default", {}, {"y": DataType.DT_FLOAT})},
        {"serving_default": lambda _: {"y": returned}},
    )
    served = serve(wrong)
    assert served.ask("predict", request()).error == Internal(text)
    assert served.ask("predict", request()).error == Internal(text)


def test_a_wrong_number_of_outputs_is_internal(serve, toy):
    class Generous(FakeServable):
        def run(self, call, deadline):
            ((array,),) = super().run(call, deadline)
            return ((array, array),)

    served = serve(Generous(toy.signatures, toy._functions))
    assert served.ask("predict", request({"x": X})).error == Internal(
        "Servable {name: m version: 3} returned 2 outputs instead of 1"
    )


def test_a_foreign_exception_of_a_model_stays_in_the_log(serve, signature, caplog):
    def explode(_):
        secret = "/etc/secret"
        raise OSError(secret)

    broken = FakeServable(
        {"serving_default": signature("serving_default", {}, {"y": DataType.DT_FLOAT})},
        {"serving_default": explode},
    )
    error = serve(broken).ask("predict", request()).error
    assert error == Internal("Servable {name: m version: 3} failed")
    assert "secret" in caplog.text


def test_the_runtime_s_own_error_is_passed_on(serve, signature):
    def refuse(_):
        text = "The first dimension must be 3"
        raise Unavailable(text)

    broken = FakeServable(
        {"serving_default": signature("serving_default", {}, {"y": DataType.DT_FLOAT})},
        {"serving_default": refuse},
    )
    error = serve(broken).ask("predict", request()).error
    assert error == Unavailable("The first dimension must be 3")


def test_an_output_of_a_reference_type_is_sent_as_its_base(serve, signature):
    variable = FakeServable(
        {"serving_default": signature("serving_default", {}, {"y": DataType.DT_FLOAT_REF})},
        {"serving_default": lambda _: {"y": X}},
    )
    output = serve(variable).ask("predict", request()).response.outputs["y"]
    assert output.dtype == DataType.DT_FLOAT


def test_big_endian_outputs_are_floats_too(serve, signature):
    foreign = FakeServable(
        {"serving_default": signature("serving_default", {}, {"y": DataType.DT_FLOAT})},
        {"serving_default": lambda _: {"y": X.astype(">f4")}},
    )
    output = serve(foreign).ask("predict", request()).response.outputs["y"]
    assert make_ndarray(output).tolist() == X.tolist()


def test_signatures_of_many_versions_do_not_pile_up(serve, signature):
    served = serve(FakeServable())
    for _ in range(1100):
        served.models._servables[ServableId("m", 3)] = FakeServable(
            {"serving_default": signature("serving_default", {}, {})}
        )
        served.ask("predict", request())
    assert len(served.handlers._predict._plans) <= 1024
