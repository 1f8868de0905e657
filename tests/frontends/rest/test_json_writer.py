"""The layout of answers, byte for byte (spec 9.7 and 9.9)."""

from __future__ import annotations

import json
import math

import ml_dtypes
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as npst

from tfserve.errors import InvalidArgument
from tfserve.frontends.rest.json_writer import (
    columnar_body,
    results_body,
    row_body,
    scores_body,
)

F = np.float32


def strings(*elements):
    return np.array(elements, dtype=object)


ROWS = [
    ({"y": np.array([2.5, 3, 4.5], F)}, "[2.5, 3.0, 4.5\n    ]"),
    ({"y": np.array([[2.5, 3], [4.5, 1e6]], F)}, "[[2.5, 3.0], [4.5, 1e+06]\n    ]"),
    (
        {"score": np.array([[0.5, 0.1], [0.25, 0.3]], F), "img_bytes": strings(b"hi", b"yo")},
        ('[\n        {\n            "score": [0.5, 0.1],\n            "img_bytes": {\n'
        '                "b64": "aGk="\n            }\n        },\n        {\n'
        '            "score": [0.25, 0.3],\n            "img_bytes": {\n'
        '                "b64": "eW8="\n            }\n        }\n    ]'),
    ),
    (
        {"img_bytes": strings(b"hi", b"yo")},
        '[{\n            "b64": "aGk="\n        }, {\n            "b64": "eW8="\n        }\n    ]',
    ),
    (
        {"s_bytes": strings([b"a", b"b"])},
        ('[[{\n                "b64": "YQ=="\n            }, {\n                "b64": "Yg=="\n'
        "            }]\n    ]"),
    ),
    ({"y": np.zeros((0, 3), F)}, "[]"),
    ({"y": np.zeros(0, F), "z": np.zeros((0, 2))}, "[]"),
    ({"y": np.zeros((2, 0), F)}, "[[], []\n    ]"),
    ({"y": np.zeros((2, 0), np.float16)}, "[[], []\n    ]"),
    ({"y": np.zeros((2, 2, 0), np.int32)}, "[[[], []], [[], []]\n    ]"),
    ({"s": strings(b'a"\n\x01', "é".encode())}, '["a\\"\\n\\u0001", "é"\n    ]'),
    ({"b": np.array([True, False])}, "[true, false\n    ]"),
    ({"i": np.array([[[1], [2]], [[3], [4]]])}, "[[[1], [2]], [[3], [4]]\n    ]"),
    ({"i": np.array([2**64 - 1], np.uint64)}, "[18446744073709551615\n    ]"),
    (
        {"a%s": np.array([1]), 'b"': np.array([-2], np.int8)},
        '[\n        {\n            "a%s": 1,\n            "b\\"": -2\n        }\n    ]',
    ),
    ({"x": np.array([[math.nan, -math.inf]])}, "[[NaN, -Infinity]\n    ]"),
]  # fmt: skip


@pytest.mark.parametrize(("outputs", "inner"), ROWS, ids=lambda value: str(value)[:40])
def test_rows(outputs, inner):
    assert row_body(outputs).decode() == f'{{\n    "predictions": {inner}\n}}'


COLUMNS = [
    ({"y": np.array([2.5, 3], F)}, "[\n        2.5,\n        3.0\n    ]"),
    (
        {"y": np.array([[1, 2]]), "n": np.array(5)},
        ('{\n        "y": [\n            [\n                1,\n                2\n            ]\n'
        '        ],\n        "n": 5\n    }'),
    ),
    ({"y": np.array(0.5, F)}, "0.5"),
    ({"y": np.zeros(0)}, "[]"),
    ({"y": np.zeros((2, 0))}, "[\n        [],\n        []\n    ]"),
    ({"s_bytes": np.array(b"hi", object)}, '{\n        "b64": "aGk="\n    }'),
    (
        {"s_bytes": strings(b"hi", b"yo")},
        ('[\n        {\n            "b64": "aGk="\n        },\n'
        '        {\n            "b64": "eW8="\n        }\n    ]'),
    ),
    (
        {"i": np.arange(4).reshape(2, 1, 2)},
        (
            "[\n        [\n            [\n                0,\n                1\n"
            "            ]\n        ],\n        [\n            [\n                2,\n"
            "                3\n            ]\n        ]\n    ]"
        ),
    ),
]  # fmt: skip


@pytest.mark.parametrize(("outputs", "inner"), COLUMNS, ids=lambda value: str(value)[:40])
def test_columns(outputs, inner):
    assert columnar_body(outputs).decode() == f'{{\n    "outputs": {inner}\n}}'


def test_results_of_a_classification():
    assert results_body([[("", 3.0)], [("cat", 0.5), ("dog", 0.25)], []]).decode() == (
        '{\n    "results": [[["", 3.0]], [["cat", 0.5], ["dog", 0.25]], []\n    ]\n}'
    )


def test_results_of_a_regression():
    assert scores_body([3, 3.5]) == b'{\n    "results": [3.0, 3.5]\n}'


ERRORS = [
    (row_body, {"y": np.array(1)}, "Tensor name: y has no shape information "),
    (
        row_body,
        {"a": np.zeros(2), "b": np.zeros(3)},
        "Tensor name: b has inconsistent batch size: 3 expecting: 2",
    ),
    (row_body, {}, "Cannot convert empty tensor map to JSON"),
    (columnar_body, {}, "Cannot convert empty tensor map to JSON"),
    *(
        (write, {"y": np.zeros(1, dtype)}, f"Failed to write JSON value for tensor type: {name}")
        for write in (row_body, columnar_body)
        for dtype, name in (
            (np.float16, "half"),
            (np.uint16, "uint16"),
            (np.complex64, "complex64"),
            (ml_dtypes.bfloat16, "bfloat16"),
        )
    ),
]


@pytest.mark.parametrize(("write", "outputs", "text"), ERRORS, ids=str)
def test_what_json_has_nothing_for(write, outputs, text):
    with pytest.raises(InvalidArgument) as caught:
        write(outputs)
    assert caught.value.message == text


def test_raw_bytes_go_as_they_are():
    assert b'"\xff\x7f/"' in row_body({"s": strings(b"\xff\x7f/")})


ARRAYS = npst.arrays(
    st.sampled_from([np.float32, np.float64, np.int8, np.int64, np.uint64, np.bool_, np.uint8]),
    npst.array_shapes(min_dims=1, max_dims=10, min_side=0, max_side=3),
    elements=None,
)


def same(values, array):
    got = np.array(values, array.dtype).reshape(array.shape)
    return np.array_equal(got, array, equal_nan=array.dtype.kind == "f")


@given(ARRAYS)
def test_any_array_is_read_back_in_both_formats(array):
    row = json.loads(row_body({"y": array}))["predictions"]
    column = json.loads(columnar_body({"y": array}))["outputs"]
    assert len(row) == len(column) == len(array)
    assert same(row, array)
    assert same(column, array)


@given(ARRAYS, ARRAYS)
def test_rows_of_several_outputs_are_objects(first, second):
    size = min(len(first), len(second))
    outputs = {"a": first[:size], "b": second[:size]}
    rows = json.loads(row_body(outputs))["predictions"]
    assert same([row["a"] for row in rows], outputs["a"])
    assert same([row["b"] for row in rows], outputs["b"])


@given(ARRAYS)
def test_memory_order_and_byte_order_do_not_show(array):
    foreign = np.asfortranarray(array).astype(array.dtype.newbyteorder())
    assert columnar_body({"y": foreign}) == columnar_body({"y": array})
    assert row_body({"y": foreign}) == row_body({"y": array})
