"""make_tensor_proto and make_ndarray as clients use them."""

from __future__ import annotations

import numpy as np
import pytest

from tfserve.apis.tensorflow.tensor_pb2 import TensorProto
from tfserve.tensors import DataType, make_ndarray, make_tensor_proto


class Tensor:
    """Anything that numpy can read."""

    def __array__(self, dtype=None, copy=None):
        return np.array([1, 2], dtype or np.int16)


class TensorFlowType:
    """A `tf.DType`, as far as it is looked at."""

    as_datatype_enum = 3


MADE = {
    "floats are float32": (([1.0, 2.0],), "DT_FLOAT", [1, 2]),
    "integers are int32": (([[1], [2]],), "DT_INT32", [[1], [2]]),
    "big integers are int64": ((1 << 40,), "DT_INT64", 1 << 40),
    "huge integers are uint64": ((1 << 63,), "DT_UINT64", 1 << 63),
    "complex stays double": ((1j,), "DT_COMPLEX128", 1j),
    "beyond float32 is infinite": ((1e300,), "DT_FLOAT", float("inf")),
    "booleans": (([True, False],), "DT_BOOL", [True, False]),
    "text is UTF-8": (("é",), "DT_STRING", "é".encode()),
    "bytes keep their NULs": ((b"\0a\0",), "DT_STRING", b"\0a\0"),
    "text and bytes mix": (([["a"], [b"b"]],), "DT_STRING", [[b"a"], [b"b"]]),
    "nothing is float": (([],), "DT_FLOAT", []),
    "arrays keep their type": ((np.arange(3.0),), "DT_DOUBLE", [0, 1, 2]),
    "arrays are cast": ((np.array([1.5, 2]), np.int32), "DT_INT32", [1, 2]),
    "scalars of numpy keep their type": ((np.float64(3),), "DT_DOUBLE", 3),
    "whatever has __array__": ((Tensor(),), "DT_INT16", [1, 2]),
    "a number as dtype": ((1, 1), "DT_FLOAT", 1),
    "a name as dtype": ((1, "half"), "DT_HALF", 1),
    "a numpy name as dtype": ((1, "float64"), "DT_DOUBLE", 1),
    "a DataType as dtype": ((1, DataType.DT_UINT8), "DT_UINT8", 1),
    "a reference as dtype": ((1, 101), "DT_FLOAT", 1),
    "float as dtype": ((1, float), "DT_FLOAT", 1),
    "a tf.DType as dtype": (([1], TensorFlowType()), "DT_INT32", [1]),
    "integers are cut": (([300, -5], np.uint8), "DT_UINT8", [44, 251]),
    "quantized": (([(1,), (2,)], 11), "DT_QINT8", [(1,), (2,)]),
    "one value and a shape": ((7, None, [3]), "DT_INT32", [7, 7, 7]),
    "another shape": (([[1, 2], [3, 4]], None, (4,)), "DT_INT32", [1, 2, 3, 4]),
    "an empty shape": (([], None, [0, 3]), "DT_FLOAT", []),
    "a verified shape": (([1, 2], None, [2], True), "DT_INT32", [1, 2]),
}


@pytest.mark.parametrize(("arguments", "dtype", "expected"), MADE.values(), ids=MADE)
def test_makes(arguments, dtype, expected):
    proto = make_tensor_proto(*arguments)
    assert DataType(proto.dtype).name == dtype
    assert make_ndarray(proto).tolist() == expected


REFUSED = {
    "None": ((None,), ValueError, "None values not supported"),
    "None inside": (([None],), TypeError, "NoneType"),
    "ragged": (([[1], [2, 3]],), ValueError, "inhomogeneous"),
    "text and numbers": (([1, "a"],), TypeError, "int"),
    "a dictionary": (({"a": 1},), TypeError, "dict"),
    "floats as integers": (([1.5], np.int32), TypeError, "Expected int32, but got"),
    "integers as booleans": (([1], bool), TypeError, "Expected bool, but got"),
    "complex as floats": (([1j], np.float32), TypeError, "Expected float, but got"),
    "text as numbers": ((["a"], np.float32), TypeError, "Expected float, but got"),
    "numbers as text": (([1], str), TypeError, "Expected string, but got"),
    "too many": (([1, 2, 3], None, [2]), ValueError, "Takes at most 2, but got 3"),
    "another shape verified": (
        ([1, 2], None, [2, 1], True),
        TypeError,
        r"\(2, 1\), but got \(2,\)",
    ),
    "dates": ((np.datetime64("2020-01-01"),), TypeError, "datetime64"),
    "unknown dtype": ((1, 999), ValueError, "999"),
}


@pytest.mark.parametrize(("arguments", "error", "text"), REFUSED.values(), ids=REFUSED)
def test_refuses(arguments, error, text):
    with pytest.raises(error, match=text):
        make_tensor_proto(*arguments)


def test_a_tensor_proto_is_returned_as_it_is():
    proto = TensorProto(dtype=1)
    assert make_tensor_proto(proto) is proto


def test_numbers_travel_as_content_and_single_ones_as_values():
    assert make_tensor_proto([1.0, 2.0]).tensor_content
    assert make_tensor_proto([1.0]).float_val == [1]
    assert make_tensor_proto([True, False]).bool_val == [True, False]
    assert make_tensor_proto(["a", "b"]).string_val == [b"a", b"b"]


def test_make_ndarray_gives_a_writable_array():
    for values in ([1.0, 2.0], [True, False], ["a", "b"], 3):
        assert make_ndarray(make_tensor_proto(values)).flags.writeable


@pytest.mark.parametrize("proto", [TensorProto(), TensorProto(dtype=20), TensorProto(dtype=999)])
def test_make_ndarray_raises_value_error_for_what_is_no_tensor(proto):
    with pytest.raises(ValueError, match="cannot be sent"):
        make_ndarray(proto)
