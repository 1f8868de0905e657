"""DataType: names, numpy types, and what has none."""

from __future__ import annotations

import ml_dtypes
import numpy as np
import pytest

from tfserve.apis.tensorflow import types_pb2
from tfserve.errors import InvalidArgument
from tfserve.tensors import DataType


def test_has_the_names_and_numbers_of_the_public_enum():
    assert {member.name: int(member) for member in DataType} == dict(types_pb2.DataType.items())


@pytest.mark.parametrize(
    ("data_type", "label"),
    [
        (DataType.DT_FLOAT, "float"),
        (DataType.DT_HALF, "half"),
        (DataType.DT_INT64, "int64"),
        (DataType.DT_STRING, "string"),
        (DataType.DT_FLOAT_REF, "float_ref"),
        (DataType.DT_BFLOAT16, "bfloat16"),
    ],
)
def test_label_is_the_short_name_of_messages(data_type, label):
    assert data_type.label == label


def test_reference_types_have_the_numpy_type_of_their_base():
    for member in DataType:
        if member.is_reference and member.base not in {DataType.DT_RESOURCE, DataType.DT_VARIANT}:
            assert member.base.numpy == member.numpy
            assert not member.base.is_reference


@pytest.mark.parametrize(
    "data_type", [DataType.DT_INVALID, DataType.DT_RESOURCE, DataType.DT_VARIANT_REF]
)
def test_types_without_values_have_no_numpy_type(data_type):
    with pytest.raises(InvalidArgument, match=data_type.name):
        _ = data_type.numpy


def test_every_numpy_type_leads_back_to_its_data_type():
    for member in DataType:
        if 0 < member < DataType.DT_FLOAT_REF and member.name not in {"DT_RESOURCE", "DT_VARIANT"}:
            assert DataType.of(member.numpy) is member


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        (np.zeros(1, ">f4"), DataType.DT_FLOAT),
        (np.zeros(1, ">i8"), DataType.DT_INT64),
        (np.array([b"a"]), DataType.DT_STRING),
        (np.array(["a"]), DataType.DT_STRING),
        (np.array(["a"], object), DataType.DT_STRING),
        (np.float32, DataType.DT_FLOAT),
        (np.dtype(bool), DataType.DT_BOOL),
        (np.longlong, DataType.DT_INT64),
        (ml_dtypes.bfloat16, DataType.DT_BFLOAT16),
    ],
)
def test_of_takes_arrays_dtypes_and_scalar_types_of_any_byte_order(given, expected):
    assert DataType.of(given) is expected


@pytest.mark.parametrize("dtype", ["datetime64[s]", "longdouble", [("a", "f4"), ("b", "f4")]])
def test_numpy_types_that_tensorflow_lacks_are_refused(dtype):
    with pytest.raises(InvalidArgument, match="has no TensorFlow type"):
        DataType.of(np.dtype(dtype))
