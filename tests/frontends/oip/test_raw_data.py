"""Raw bytes: there and back, without a copy, and what is wrong with them."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from tfserve.errors import InvalidArgument
from tfserve.frontends.oip.raw_data import from_raw, to_raw
from tfserve.tensors import DataType

NUMERIC = [
    DataType.DT_BOOL, DataType.DT_UINT8, DataType.DT_UINT16, DataType.DT_UINT32,
    DataType.DT_UINT64, DataType.DT_INT8, DataType.DT_INT16, DataType.DT_INT32, DataType.DT_INT64,
    DataType.DT_HALF, DataType.DT_FLOAT, DataType.DT_DOUBLE,
]  # fmt: skip
SHAPES = arrays.array_shapes(min_dims=0, max_dims=3, min_side=0, max_side=4)


@given(st.sampled_from(NUMERIC).flatmap(lambda each: arrays.arrays(each.numpy, SHAPES)))
def test_numbers_come_back_as_they_went(array):
    raw = bytes(to_raw(array))
    assert raw == array.tobytes()
    back = from_raw("x", DataType.of(array), array.shape, raw)
    assert back.dtype == array.dtype
    np.testing.assert_array_equal(back, array)


def test_brain_floats_come_back_as_they_went():
    array = np.arange(6, dtype=DataType.DT_BFLOAT16.numpy).reshape(2, 3)
    back = from_raw("x", DataType.DT_BFLOAT16, [2, 3], bytes(to_raw(array)))
    assert back.tobytes() == array.tobytes()


@given(st.lists(st.binary(max_size=9), max_size=5))
def test_strings_come_back_as_they_went(items):
    array = np.empty(len(items), object)
    array[:] = items
    back = from_raw("x", DataType.DT_STRING, [len(items)], to_raw(array))
    assert back.tolist() == items


def test_what_does_not_lie_in_order_is_put_in_order():
    array = np.arange(6, dtype=np.int32).reshape(2, 3).T
    assert bytes(to_raw(array)) == array.tobytes()


def test_numbers_are_views_of_the_request():
    data = np.arange(1000, dtype=np.float32).tobytes()
    array = from_raw("x", DataType.DT_FLOAT, [1000], memoryview(data))
    assert np.shares_memory(array, np.frombuffer(data, np.uint8))


def test_what_begins_inside_a_word_is_copied_into_whole_ones():
    data = b"{" + np.arange(10, dtype=np.float64).tobytes()
    array = from_raw("x", DataType.DT_DOUBLE, [10], memoryview(data)[1:])
    assert array.flags.aligned
    assert array.tolist() == list(range(10))


def test_an_answer_is_not_copied_to_be_sent():
    array = np.arange(1000, dtype=np.float32)
    assert np.shares_memory(np.frombuffer(to_raw(array), np.uint8), array)


@pytest.mark.parametrize(
    ("dtype", "shape", "data", "text"),
    [
        ("DT_FLOAT", [2], b"1234",
         "Input x has 4 bytes of data, 8 are expected for 2 elements of float"),
        ("DT_FLOAT", [], b"",
         "Input x has 0 bytes of data, 4 are expected for 1 elements of float"),
        ("DT_FLOAT", [-1], b"", "Input x has a negative dimension: [-1]"),
        ("DT_FLOAT", [2**40, 2**40], b"",
         "Input x has too many elements: [1099511627776, 1099511627776]"),
        ("DT_BOOL", [1], b"\2", "Input x of datatype BOOL has bytes other than 0 and 1"),
        ("DT_STRING", [1], b"\1\0\0",
         "Input x has 3 bytes of data, too few for 1 elements of BYTES"),
        ("DT_STRING", [2**62], b"",
         "Input x has 0 bytes of data, too few for 4611686018427387904 elements of BYTES"),
        ("DT_STRING", [2], b"\4\0\0\0abcd\1\0\0", "Input x ends before element 1 of 2"),
        ("DT_STRING", [1], b"\4\0\0\0abc", "Input x ends inside element 0 of 1"),
        ("DT_STRING", [1], b"\1\0\0\0ab", "Input x has 1 bytes behind its 1 elements"),
    ],
)  # fmt: skip
def test_what_does_not_fit_is_refused(dtype, shape, data, text):
    with pytest.raises(InvalidArgument) as caught:
        from_raw("x", DataType[dtype], shape, data)
    assert caught.value.message == text
