"""Array -> TensorProto: which field, every element, any memory layout; and back."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tfserve.apis.tensorflow.tensor_pb2 import TensorProto
from tfserve.errors import InvalidArgument
from tfserve.tensors import DataType, decode, encode
from tfserve.tensors.wire import encode_varints, packed_payload

HOLDABLE = tuple(
    member
    for member in DataType
    if 0 < member < DataType.DT_FLOAT_REF and member.name not in {"DT_RESOURCE", "DT_VARIANT"}
)
FIELDS = {
    "float_val": ["DT_FLOAT"],
    "double_val": ["DT_DOUBLE"],
    "int_val": [
        *("DT_INT32", "DT_INT16", "DT_INT8", "DT_UINT8", "DT_UINT16", "DT_QINT8", "DT_QUINT8"),
        *("DT_QINT16", "DT_QUINT16", "DT_QINT32", "DT_INT4", "DT_UINT4", "DT_INT2", "DT_UINT2"),
    ],
    "int64_val": ["DT_INT64"],
    "uint32_val": ["DT_UINT32"],
    "uint64_val": ["DT_UINT64"],
    "bool_val": ["DT_BOOL"],
    "string_val": ["DT_STRING"],
    "half_val": ["DT_HALF", "DT_BFLOAT16"],
    "scomplex_val": ["DT_COMPLEX64"],
    "dcomplex_val": ["DT_COMPLEX128"],
    "float8_val": [
        name.name for name in HOLDABLE if "FLOAT8" in name.name or "FLOAT4" in name.name
    ],
}


def array_of(data_type, shape, data):
    """Any bits that `data_type` can have."""
    count = int(np.prod(shape))
    if data_type is DataType.DT_STRING:
        strings = np.empty(count, object)
        strings[:] = [data.draw(st.binary(max_size=9)) for _ in range(count)]
        return strings.reshape(shape)
    raw = np.frombuffer(
        data.draw(st.randoms(use_true_random=False)).randbytes(count * data_type.numpy.itemsize),
        np.uint8,
    )
    if data_type is DataType.DT_BOOL:
        raw = raw & 1
    elif data_type.label in {"int4", "uint4", "int2", "uint2", "float4_e2m1fn"}:
        return (raw & 1).astype(data_type.numpy).reshape(shape)
    return raw.view(data_type.numpy).reshape(shape)


@given(
    data_type=st.sampled_from(HOLDABLE),
    shape=st.one_of(
        st.lists(st.integers(0, 5), max_size=4), st.sampled_from([[33], [300], [70, 70]])
    ),
    as_content=st.booleans(),
    data=st.data(),
)
def test_every_type_and_shape_comes_back_bit_by_bit(data_type, shape, as_content, data):
    array = array_of(data_type, shape, data)
    back = decode(encode(array, as_content=as_content))
    assert back.dtype == array.dtype
    assert back.shape == array.shape
    if data_type is DataType.DT_STRING:
        assert back.tolist() == array.tolist()
    else:
        assert back.tobytes() == array.tobytes()


@pytest.mark.parametrize("data_type", HOLDABLE)
@pytest.mark.parametrize("count", [1, 40])
def test_values_stand_in_the_field_of_their_type_and_are_not_run_together(data_type, count):
    proto = encode(np.zeros(count, data_type.numpy) if data_type != DataType.DT_STRING
                   else np.array([b""] * count, object))  # fmt: skip
    present = {field.name for field, _ in proto.ListFields()} - {"dtype", "tensor_shape"}
    field = next(name for name, types in FIELDS.items() if data_type.name in types)
    assert present == {field}
    assert len(getattr(proto, field)) == count * (2 if "complex" in data_type.label else 1)


@pytest.mark.parametrize("count", [3, 100])
@pytest.mark.parametrize("dtype", ["i1", "u1", "i2", "i4", "i8", "u4", "u8", "?", "f2", "f4"])
def test_the_message_equals_one_that_the_protobuf_runtime_makes(dtype, count):
    info = np.iinfo(dtype) if np.dtype(dtype).kind in "iu" else None
    ends = [info.min, info.max, 0] if info else [0, 1, 0]
    array = np.resize(np.array(ends, dtype), count)
    proto = encode(array)
    plain = TensorProto(dtype=int(DataType.of(array)))
    plain.tensor_shape.dim.add(size=count)
    field = next(name for name, types in FIELDS.items() if DataType.of(array).name in types)
    values = array.view(np.uint16) if dtype == "f2" else array
    getattr(plain, field).extend(values.tolist())
    assert proto == plain


def test_a_scalar_has_an_empty_shape_message():
    proto = encode(np.float32(3)[()] * np.ones(()))
    assert proto.HasField("tensor_shape")
    assert len(proto.tensor_shape.dim) == 0
    assert proto.double_val == [3]


@pytest.mark.parametrize("as_content", [False, True])
@pytest.mark.parametrize(
    "array",
    [
        np.arange(6).reshape(2, 3).T,
        np.arange(12)[::2],
        np.arange(6, dtype=">i4"),
        np.arange(6, dtype=">f8"),
        np.asfortranarray(np.arange(80.0, dtype=np.float32).reshape(8, 10)),
        np.broadcast_to(np.int16(7), (3, 2)),
        np.array([["a", "é"], ["", "b"]]),
        np.array([b"a", b"bc"]),
        np.array(["x", b"y", "é"], object),
    ],
    ids=lambda array: str(array.dtype),
)
def test_any_memory_layout_byte_order_and_kind_of_string_goes(array, as_content):
    back = decode(encode(array, as_content=as_content))
    wanted = array.tolist()
    if DataType.of(array) is DataType.DT_STRING:
        flat = [s.encode() if isinstance(s, str) else s for s in array.ravel().tolist()]
        assert back.ravel().tolist() == flat
    else:
        assert back.tolist() == wanted
    assert back.shape == array.shape


def test_content_has_no_typed_values():
    proto = encode(np.array([1, 2], np.int16), as_content=True)
    assert proto.tensor_content == b"\1\0\2\0"
    assert not proto.int_val


def test_string_content_is_lengths_and_then_the_strings():
    proto = encode(np.array([b"a", b"", b"x" * 200], object), as_content=True)
    assert proto.tensor_content == b"\x01\x00\xc8\x01a" + b"x" * 200


def test_a_plain_integer_array_goes_as_a_quantized_type():
    proto = encode(np.array([[1], [-2]], np.int8), DataType.DT_QINT8)
    assert proto.dtype == DataType.DT_QINT8
    assert proto.int_val == [1, -2]


def test_a_reference_type_is_sent_as_its_base():
    assert encode(np.ones(1, np.float32), DataType.DT_FLOAT_REF).dtype == DataType.DT_FLOAT


@pytest.mark.parametrize(
    ("array", "dtype"),
    [
        (np.ones(1), DataType.DT_FLOAT),
        (np.ones(1, np.int32), DataType.DT_QINT8),
        (np.ones(1, np.float16), DataType.DT_BFLOAT16),
        (np.array(["a"]), DataType.DT_INT32),
        (np.ones(1), DataType.DT_STRING),
        (np.ones(1), DataType.DT_RESOURCE),
        (np.array(["2020-01-01"], "datetime64[D]"), None),
        (np.array([1], object), None),
        (np.array([None], object), None),
    ],
)
def test_an_array_that_is_not_of_the_type_is_refused(array, dtype):
    with pytest.raises(InvalidArgument):
        encode(array, dtype)


def test_a_given_message_is_filled_and_loses_what_it_had():
    holder = TensorProto(dtype=7, string_val=[b"old"], version_number=3)
    assert encode(np.ones(2, np.float32), into=holder) is holder
    assert holder == encode(np.ones(2, np.float32))


@given(st.lists(st.integers(-(1 << 63), (1 << 64) - 1), min_size=1, max_size=50))
def test_varints_are_those_of_the_protobuf_runtime(numbers):
    signed = [number - (1 << 64) if number >= 1 << 63 else number for number in numbers]
    message = TensorProto(int64_val=signed).SerializeToString()
    payload = packed_payload(message, 10)
    assert payload is not None
    assert encode_varints(np.array(signed, np.int64)) == bytes(payload)


def test_a_packed_field_that_is_absent_has_no_bytes():
    assert packed_payload(TensorProto(dtype=1).SerializeToString(), 5) == b""


def test_a_message_of_very_many_fields_is_not_walked_over():
    message = TensorProto(string_val=[b""] * 5000, int64_val=[1]).SerializeToString()
    assert packed_payload(message, 10) is None
