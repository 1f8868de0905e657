"""Calls with more or fewer rows than were recorded."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tfserve.core.servable import Call
from tfserve.warmup.rows import rows_of, with_rows


def call_of(**inputs):
    return Call(inputs, ())


@pytest.mark.parametrize(
    ("inputs", "rows"),
    [
        ({"a": np.zeros((2, 3)), "b": np.zeros(2)}, 2),
        ({"a": np.zeros(2), "b": np.zeros(3)}, 0),
        ({"a": np.zeros(2), "b": np.float32(1)}, 0),
        ({"a": np.zeros((0, 3))}, 0),
        ({}, 0),
    ],
)
def test_rows_are_what_all_inputs_agree_on(inputs, rows):
    call = call_of(**{alias: np.asarray(value) for alias, value in inputs.items()})

    assert rows_of(call) == rows


@given(st.integers(1, 5), st.integers(1, 20))
def test_rows_are_repeated_in_turn(rows, count):
    call = with_rows(call_of(a=np.arange(rows), b=np.array([b"x"] * rows, object)), count)

    assert call.inputs["a"].tolist() == [index % rows for index in range(count)]
    assert call.inputs["b"].shape == (count,)
