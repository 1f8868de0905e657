"""JSON values become tensors of the signature's types, or are refused with the reason."""

from __future__ import annotations

import json

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from tfserve.core.servable import TensorSpec
from tfserve.errors import FailedPrecondition, InvalidArgument
from tfserve.tensors import DataType
from tfserve.warmup.json_tensors import array_of, predict_request, signature_named, tensors_of

FLOAT, INT, STRING, BOOL = (
    TensorSpec("t:0", dtype, None)
    for dtype in (DataType.DT_FLOAT, DataType.DT_INT8, DataType.DT_STRING, DataType.DT_BOOL)
)


@given(
    arrays.arrays(
        st.sampled_from([np.float32, np.float64, np.int8, np.uint64, np.bool_]),
        arrays.array_shapes(min_dims=0, max_dims=3),
    )
)
def test_what_json_can_say_comes_back_exactly(array):
    spec = TensorSpec("t:0", DataType.of(array), None)
    again = array_of(json.loads(json.dumps(array.tolist())), "t", spec)

    assert again.dtype == array.dtype
    np.testing.assert_array_equal(again, array)


@pytest.mark.parametrize(
    ("value", "spec", "expected"),
    [
        (3, FLOAT, np.float32(3)),
        ([], FLOAT, np.empty(0, np.float32)),
        ([[]], INT, np.empty((1, 0), np.int8)),
        ([[1], [2]], INT, np.array([[1], [2]], np.int8)),
        (["a", {"b64": "/w=="}], STRING, np.array([b"a", b"\xff"], object)),
        ("ä", STRING, np.array("ä".encode(), object)),
        ([["a", "b"]], STRING, np.array([[b"a", b"b"]], object)),
        ([], STRING, np.empty(0, object)),
        ([True], BOOL, np.array([True])),
    ],
)
def test_values_of_each_kind(value, spec, expected):
    array = array_of(value, "t", spec)

    assert array.dtype == spec.dtype.numpy
    assert array.shape == np.shape(expected)
    np.testing.assert_array_equal(array, expected)


def test_bfloat16_is_taken():
    assert array_of([1.5], "t", TensorSpec("t:0", DataType.DT_BFLOAT16, None)).tolist() == [1.5]


@pytest.mark.parametrize(
    ("value", "spec"),
    [
        ([[1], [1, 2]], FLOAT),
        (["1"], FLOAT),
        ([None], FLOAT),
        ([1.5], INT),
        ([300], INT),
        ([True], INT),
        ([1], BOOL),
        ([1], STRING),
        ([["a"], "b"], STRING),
        ([{"b64": "*"}], STRING),
        ([{"b64": 1}], STRING),
        ([1, {"a": 1}], FLOAT),
    ],
)
def test_what_is_no_such_tensor_is_refused(value, spec):
    with pytest.raises(InvalidArgument, match=r"^t is no tensor of \w+: "):
        array_of(value, "t", spec)


def test_rows_are_put_together_by_name():
    specs = {"a": FLOAT, "b": INT}
    found = tensors_of({"rows": [{"a": 1, "b": 2}, {"a": 3, "b": 4}]}, "columns", "rows", specs)

    assert {alias: array.tolist() for alias, array in found.items()} == {"a": [1, 3], "b": [2, 4]}


def test_a_lone_tensor_needs_no_name():
    found = tensors_of({"columns": {"b64": "YQ=="}}, "columns", "rows", {"s": STRING})

    assert found["s"].tolist() == b"a"


@pytest.mark.parametrize(
    "body",
    [
        {"columns": [1]},
        {"rows": [1, 2]},
        {"rows": []},
        {"rows": {"a": 1}},
        {"rows": [{"a": 1, "b": 1}, {"a": 1}]},
        {"columns": {"c": 1}},
    ],
)
def test_bodies_that_fit_no_signature_are_refused(body):
    with pytest.raises(InvalidArgument):
        tensors_of(body, "columns", "rows", {"a": FLOAT, "b": INT})


def test_a_request_is_what_a_client_would_send(model):
    signature = signature_named({"signature_name": "several"}, model)
    request = predict_request({"inputs": {"x": [1.0], "n": [2]}}, signature, ("y",))

    assert request.model_spec.signature_name == "several"
    assert sorted(request.inputs) == ["n", "x"]
    assert list(request.output_filter) == ["y"]


def test_a_signature_that_there_is_not_is_told_with_those_there_are(model):
    with pytest.raises(FailedPrecondition, match=r'^Serving signature key "x" not found\.$') as got:
        signature_named({"signature_name": "x"}, model)

    assert "several" in got.value.details["available_signatures"]
