"""Comparing what a model answers with what it should."""

from __future__ import annotations

import ml_dtypes
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from tfserve.warmup.comparison import Tolerance, difference

EXACT = Tolerance(0, 0)


def f32(*values):
    return np.array(values, np.float32)


@given(
    arrays.arrays(
        st.sampled_from([np.float32, np.float64, np.int8, np.uint64, np.bool_]),
        arrays.array_shapes(min_dims=0, max_dims=3, min_side=0),
    )
)
def test_every_tensor_equals_itself(array):
    assert difference(array, array.copy(), EXACT) == ""
    assert difference(array, array.copy(), Tolerance()) == ""


@pytest.mark.parametrize(
    ("actual", "expected", "tolerance"),
    [
        (f32(1.000001), f32(1), Tolerance()),
        (f32(1.05), f32(1), Tolerance(rtol=0.1)),
        (f32(0.05), f32(0), Tolerance(atol=0.1)),
        (f32(np.nan, np.inf), f32(np.nan, np.inf), Tolerance()),
        (np.array([3], np.int8), np.array([2], np.int8), Tolerance(atol=1)),
        (np.array([b"a"], object), np.array([b"a"], object), Tolerance()),
        (np.array([1.5], ml_dtypes.bfloat16), np.array([1.51], ml_dtypes.bfloat16), Tolerance(0.1)),
    ],
)
def test_what_is_within_the_tolerance_passes(actual, expected, tolerance):
    assert difference(actual, expected, tolerance) == ""


@pytest.mark.parametrize(
    ("actual", "expected", "tolerance", "text"),
    [
        (f32(1, 2), f32(1), Tolerance(), "its shape is [2] instead of [1]"),
        (np.float32(1), np.float32(2), Tolerance(),
         "1 of 1 values differ, at most by 1: it is 1.0 instead of 2.0"),
        (f32(1, 2.5, 4), f32(1, 2.25, 3), Tolerance(),
         "2 of 3 values differ, at most by 1: [2] is 4.0 instead of 3.0"),
        (f32(1, np.nan), f32(1, 2), Tolerance(), "1 of 2 values differ"),
        (f32(np.inf), f32(-np.inf), Tolerance(), "[0] is inf instead of -inf"),
        (f32(1.000001), f32(1), EXACT, "1 of 1 values differ"),
        (np.array([2**62 + 1]), np.array([2**62]), Tolerance(), "1 of 1 values differ"),
        (np.array([[1], [4]]), np.array([[1], [2]]), Tolerance(atol=1),
         "at most by 2: [1,0] is 4 instead of 2"),
        (np.array([True]), np.array([False]), Tolerance(1, 1), "[0] is True instead of False"),
        (np.array([b"a", b"b"], object), np.array([b"a", b"c"], object), Tolerance(1, 1),
         "1 of 2 values differ: [1] is b'b' instead of b'c'"),
        (np.array([b"x" * 100], object), np.array([b""], object), Tolerance(),
         "... instead of b''"),
    ],
)  # fmt: skip
def test_what_is_not_is_told(actual, expected, tolerance, text):
    assert text in difference(np.asarray(actual), np.asarray(expected), tolerance)
