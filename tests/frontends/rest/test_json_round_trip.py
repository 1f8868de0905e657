"""Every dtype and shape through a request, a model that gives it back, and the answer."""

from __future__ import annotations

import json

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as npst

from tfserve.frontends.rest.json_reader import read_document
from tfserve.frontends.rest.json_writer import columnar_body, row_body

NUMPY = {
    "float": np.float32, "double": np.float64, "bool": np.bool_,
    "int8": np.int8, "int16": np.int16, "int32": np.int32, "int64": np.int64,
    "uint8": np.uint8, "uint32": np.uint32, "uint64": np.uint64,
}  # fmt: skip
SHAPES = npst.array_shapes(min_dims=0, max_dims=6, min_side=0, max_side=4)


@pytest.mark.parametrize("name", NUMPY)
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_numbers(rest, name, data):
    array = data.draw(npst.arrays(NUMPY[name], SHAPES, elements=None))
    check(rest, name, array)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(npst.arrays(object, SHAPES, elements=st.text(st.characters(codec="utf-8")).map(str.encode)))
def test_strings(rest, array):
    check(rest, "string", array)


@pytest.mark.parametrize("name", NUMPY)
@pytest.mark.parametrize("shape", [(700, 3), (2, 1, 50, 4, 2), (3000,)])
def test_large_arrays(rest, name, shape):
    values = np.random.default_rng(0).normal(size=shape) * 1e3
    with np.errstate(invalid="ignore"):
        check(rest, name, np.abs(values).astype(NUMPY[name]))


def check(rest, name, array):
    """The answer is what the writer makes of the same array."""
    written = columnar_body({"x": array})
    value = written[written.index(b":") + 1 : -2]
    response = rest.post(b'{"signature_name":"echo_%b","inputs":{"x":%b}}' % (name.encode(), value))
    assert (response.status, response.body) == (200, written)
    got = rest.servable.last_call.inputs["x"]
    # Of an empty tensor JSON shows no more than the first dimensions.
    assert array.size == 0 or (got.shape, got.dtype) == (array.shape, array.dtype)
    if array.ndim == 0 or len(array) == 0:
        return
    rows = row_body({"x": array})
    instances = rows[rows.index(b":") + 1 : -1]
    response = rest.post(
        b'{"signature_name":"echo_%b","instances":%b}' % (name.encode(), instances)
    )
    assert (response.status, response.body) == (200, rows)


def test_the_specials_of_floats_survive(rest):
    array = np.array([np.nan, np.inf, -np.inf, -0.0, 1e-45, 3.4028235e38], np.float32)
    check(rest, "float", array)
    assert json.dumps(read_document(row_body({"x": array})).root["predictions"]).startswith(
        "[NaN, Infinity, -Infinity, -0.0, 1.4013e-45"
    )
