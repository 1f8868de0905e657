"""Tensors as JSON lists."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tfserve.errors import InvalidArgument
from tfserve.frontends.oip.json_data import from_json, to_json
from tfserve.tensors import DataType


@pytest.mark.parametrize(
    ("dtype", "shape", "data", "expected"),
    [
        ("DT_FLOAT", [2, 2], [[1, 2.5], [3, 4]], [[1.0, 2.5], [3.0, 4.0]]),
        ("DT_FLOAT", [2, 2], [1, 2.5, 3, 4], [[1.0, 2.5], [3.0, 4.0]]),
        ("DT_FLOAT", [4], [[1, 2], [3, 4]], [1.0, 2.0, 3.0, 4.0]),
        ("DT_FLOAT", [1], [1e39], [float("inf")]),
        ("DT_FLOAT", [2], [1, 2**70], [1.0, 2.0**70]),
        ("DT_FLOAT", [0], [], []),
        ("DT_INT32", [0, 3], [], []),
        ("DT_HALF", [1], [0.5], [0.5]),
        ("DT_BFLOAT16", [1], [1.5], [1.5]),
        ("DT_BOOL", [2], [True, False], [True, False]),
        ("DT_INT8", [2], [-128, 127], [-128, 127]),
        ("DT_INT64", [2], [-(2**63), 2**63 - 1], [-(2**63), 2**63 - 1]),
        ("DT_UINT64", [2], [1, 2**64 - 1], [1, 2**64 - 1]),
        ("DT_STRING", [2, 1], [["a"], ["é"]], [[b"a"], ["é".encode()]]),
        ("DT_STRING", [2], [["a"], ["b"]], [b"a", b"b"]),
        ("DT_STRING", [0], [], []),
    ],
)
def test_flat_and_nested_lists_are_tensors(dtype, shape, data, expected):
    array = from_json("x", DataType[dtype], shape, data)
    assert array.dtype == DataType[dtype].numpy
    assert array.shape == tuple(shape)
    assert array.tolist() == expected


def test_a_parser_may_have_made_arrays_already():
    array = from_json("x", DataType.DT_FLOAT, [2], np.array([1.0, 2.0]))
    assert (array.dtype, array.tolist()) == (np.float32, [1.0, 2.0])


@pytest.mark.parametrize(
    ("dtype", "data", "text"),
    [
        ("DT_FLOAT", "1", "The data of input x must be a list"),
        ("DT_FLOAT", None, "The data of input x must be a list"),
        ("DT_FLOAT", [[1], [2, 3]], "The lists in the data of input x differ in length"),
        ("DT_FLOAT", [1, 2], "Input x has 2 elements, its shape [1] needs 1"),
        ("DT_STRING", ["a", "b"], "Input x has 2 elements, its shape [1] needs 1"),
        ("DT_FLOAT", ["1"], "The data of input x does not go with its datatype FP32"),
        ("DT_FLOAT", [None], "The data of input x does not go with its datatype FP32"),
        ("DT_FLOAT", [True], "The data of input x does not go with its datatype FP32"),
        ("DT_FLOAT", [{}], "The data of input x does not go with its datatype FP32"),
        ("DT_INT32", [1.5], "The data of input x does not go with its datatype INT32"),
        ("DT_BOOL", [1], "The data of input x does not go with its datatype BOOL"),
        ("DT_STRING", [1], "The data of input x does not go with its datatype BYTES"),
        ("DT_INT8", [128], "Input x has elements out of the range of int8"),
        ("DT_UINT8", [-1], "Input x has elements out of the range of uint8"),
        ("DT_INT64", [2**70], "Input x has elements out of the range of int64"),
    ],
)
def test_what_does_not_fit_is_refused(dtype, data, text):
    with pytest.raises(InvalidArgument) as caught:
        from_json("x", DataType[dtype], [1], data)
    assert caught.value.message == text


@given(st.recursive(st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
                    lambda inner: st.lists(inner, max_size=3), max_leaves=8),
       st.sampled_from(["DT_FLOAT", "DT_INT32", "DT_UINT64", "DT_BOOL", "DT_STRING"]))  # fmt: skip
def test_any_document_is_a_tensor_or_refused(data, dtype):
    try:
        array = from_json("x", DataType[dtype], [1], data)
    except InvalidArgument:
        return
    assert array.shape == (1,)


def test_text_that_is_none_cannot_be_json():
    with pytest.raises(InvalidArgument, match="ask for binary_data"):
        to_json("y", np.array([b"\xff"], object))
