"""What a TensorProto may hold, and what is refused before anything is allocated."""

from __future__ import annotations

import resource

import ml_dtypes
import numpy as np
import pytest

from tfserve.apis.tensorflow.tensor_pb2 import TensorProto
from tfserve.errors import InvalidArgument, ResourceExhausted
from tfserve.tensors import DataType, decode, decoded_bytes, encode


def proto_of(dtype, dims, **fields):
    proto = TensorProto(dtype=dtype, **fields)
    for size in dims:
        proto.tensor_shape.dim.add(size=size)
    return proto


def peak_memory():
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024


VALUES = {
    "values as they are": (1, [3], {"float_val": [1, 2, 3]}, [1, 2, 3]),
    "missing values are the last one": (1, [4], {"float_val": [1, 2]}, [1, 2, 2, 2]),
    "one value fills": (3, [1000], {"int_val": [7]}, [7] * 1000),
    "no values are zeros": (2, [2], {}, [0, 0]),
    "extra values are ignored": (9, [2], {"int64_val": [1, 2, 3]}, [1, 2]),
    "many extra values are ignored": (9, [2], {"int64_val": range(100)}, [0, 1]),
    "many values fill": (9, [102], {"int64_val": range(100)}, [*range(100), 99, 99]),
    "values in another field are ignored": (1, [2], {"double_val": [1, 2]}, [0, 0]),
    "a scalar takes the first value": (1, [], {"float_val": [5, 6]}, 5),
    "a scalar without values is zero": (1, [], {}, 0),
    "a zero dimension ignores values": (1, [0], {"float_val": [1]}, []),
    "a zero dimension ignores content": (1, [0], {"tensor_content": b"abcd"}, []),
    "content wins over values": (4, [2], {"tensor_content": b"ab", "int_val": [1, 2]}, [97, 98]),
    "int8 is cut": (6, [2], {"int_val": [300, -1]}, [44, -1]),
    "uint8 is cut": (4, [3], {"int_val": [-1, 256, 300]}, [255, 0, 44]),
    "int16 is cut": (5, [1], {"int_val": [1 << 16 | 5]}, [5]),
    "uint16 is cut": (17, [1], {"int_val": [-1]}, [65535]),
    "many int8 are cut": (6, [100], {"int_val": [300] * 100}, [44] * 100),
    "int4 is cut": (29, [2], {"int_val": [300, 9]}, [-4, -7]),
    "uint4 is cut": (30, [3], {"int_val": [300, 9, -1]}, [12, 9, 15]),
    "int2 is cut": (31, [4], {"int_val": [300, 9, -1, 2]}, [0, 1, -1, -2]),
    "uint2 is cut": (32, [4], {"int_val": [300, 9, -1, 2]}, [0, 1, 3, 2]),
    "half is bits": (19, [3], {"half_val": [15360, 1 << 20 | 15360]}, [1, 1, 1]),
    "bfloat16 is bits": (14, [2], {"half_val": [0x3F80, 0x4000]}, [1, 2]),
    "float8 is bytes": (24, [2], {"float8_val": b"\x3c"}, [1, 1]),
    "complex is pairs": (8, [2], {"scomplex_val": [1, 2, 3, 4]}, [1 + 2j, 3 + 4j]),
    "a lone real part is dropped": (8, [2], {"scomplex_val": [1, 2, 3]}, [1 + 2j, 1 + 2j]),
    "only a lone real part is zero": (8, [1], {"scomplex_val": [1]}, [0]),
    "double complex is pairs": (18, [1], {"dcomplex_val": [1, -2]}, [1 - 2j]),
    "booleans": (10, [3], {"bool_val": [True, False]}, [True, False, False]),
    "boolean content": (10, [2], {"tensor_content": b"\x00\x01"}, [False, True]),
    "unsigned": (23, [1], {"uint64_val": [(1 << 64) - 1]}, [(1 << 64) - 1]),
    "strings": (7, [2], {"string_val": [b"a", b"\0\xff"]}, [b"a", b"\0\xff"]),
    "strings fill": (7, [3], {"string_val": [b"a", b"b"]}, [b"a", b"b", b"b"]),
    "missing strings are empty": (7, [2], {}, [b"", b""]),
    "extra strings are ignored": (7, [1], {"string_val": [b"a", b"b"]}, [b"a"]),
    "string content": (7, [3], {"tensor_content": b"\x01\x00\x02abc"}, [b"a", b"", b"bc"]),
    "long string content": (7, [1], {"tensor_content": b"\x80\x02" + b"x" * 256}, [b"x" * 256]),
}


@pytest.mark.parametrize(("dtype", "dims", "fields", "expected"), VALUES.values(), ids=VALUES)
def test_decodes(dtype, dims, fields, expected):
    array = decode(proto_of(dtype, dims, **fields))
    assert array.dtype == DataType(dtype).numpy
    assert array.shape == tuple(dims)
    assert array.flags.c_contiguous
    assert array.tolist() == np.array(expected).astype(array.dtype).tolist()


@pytest.mark.parametrize("dims", [[], [2]])
def test_unknown_rank_says_nothing_beside_the_dimensions(dims):
    proto = proto_of(1, dims, float_val=[1, 2])
    proto.tensor_shape.unknown_rank = True
    assert decode(proto).shape == tuple(dims)


def test_no_shape_at_all_is_a_scalar():
    assert decode(TensorProto(dtype=1, float_val=[3])).shape == ()


def test_quantized_types_come_as_tensorflow_has_them():
    array = decode(proto_of(11, [2], int_val=[200, -1]))
    assert array.dtype == np.dtype([("qint8", np.int8)])
    assert array["qint8"].tolist() == [-56, -1]


REFUSED = {
    "no dtype": (0, [1], {}, "DT_INVALID"),
    "unknown dtype": (999, [1], {}, "999"),
    "resource": (20, [1], {}, "DT_RESOURCE"),
    "variant": (21, [1], {}, "DT_VARIANT"),
    "reference": (101, [1], {"float_val": [1]}, "DT_FLOAT_REF"),
    "negative": (1, [2, -1], {}, r"\[2,-1\] has a negative dimension"),
    "255 dimensions": (1, [1] * 255, {}, "255 dimensions, at most 254"),
    "more dimensions than numpy has": (1, [1] * 254, {}, "is not supported"),
    "too many elements": (1, [1 << 32, 1 << 32], {}, "too large"),
    "too many elements, wrapping": (1, [1 << 4, (1 << 60) + 2], {}, "too large"),
    "too many elements before a zero": (1, [1 << 62, 4, 0], {}, "too large"),
    "too many bytes": (1, [4, (1 << 60) + 2], {"float_val": [1]}, "too large"),
    "more than numpy has beside a zero": (1, [0, 1 << 62, 4], {}, "is not supported"),
    "short content": (1, [2], {"tensor_content": b"1234567"}, "7 bytes, 8 expected"),
    "long content": (1, [2], {"tensor_content": b"123456789"}, "9 bytes, 8 expected"),
    "content of other size": (3, [1], {"tensor_content": b"12"}, "2 bytes, 4 expected"),
    "content that is no boolean": (10, [1], {"tensor_content": b"\x02"}, "0 and 1"),
    "fewer lengths": (7, [3], {"tensor_content": b"\x00\x00"}, "too few"),
    "unfinished length": (7, [1], {"tensor_content": b"\x80"}, "does not begin with"),
    "strings too short": (7, [2], {"tensor_content": b"\x01\x02ab"}, "add up to 3"),
    "strings too long": (7, [2], {"tensor_content": b"\x01\x02abcd"}, "add up to 3"),
    "lying length": (7, [1], {"tensor_content": b"\x80\x80\x80\x80\x80\x20a"}, "lengths"),
    "lying 32 bit length": (7, [1], {"tensor_content": b"\xff\xff\xff\xff\x0fa"}, "add up to"),
    "lying count": (7, [1 << 40], {"tensor_content": b"\x00" * 10}, "too few"),
}


@pytest.mark.parametrize(("dtype", "dims", "fields", "text"), REFUSED.values(), ids=REFUSED)
def test_refuses_without_allocating(dtype, dims, fields, text):
    proto = proto_of(dtype, dims, **fields)
    before = peak_memory()
    with pytest.raises(InvalidArgument, match=text) as refusal:
        decode(proto)
    assert peak_memory() - before < 1 << 20
    assert "\n" not in refusal.value.message


@pytest.mark.parametrize("dims", [[0], [0, 1 << 40], [3, 0, 2]])
def test_zero_size_shapes_are_kept(dims):
    assert decode(proto_of(1, dims)).shape == tuple(dims)


@pytest.mark.parametrize(
    ("dtype", "fields"), [(1, {"float_val": [1]}), (7, {"string_val": [b"a"]}), (1, {})]
)
def test_the_byte_bound_holds_before_anything_is_filled(dtype, fields):
    before = peak_memory()
    with pytest.raises(ResourceExhausted, match="--max_tensor_bytes=1073741824") as refusal:
        decode(proto_of(dtype, [1 << 31], **fields), max_bytes=1 << 30)
    assert refusal.value.details == {"flag": "max_tensor_bytes"}
    assert peak_memory() - before < 1 << 20


def test_the_byte_bound_is_inclusive():
    proto = proto_of(1, [4], float_val=[1])
    assert decode(proto, max_bytes=16).nbytes == 16
    with pytest.raises(ResourceExhausted):
        decode(proto, max_bytes=15)


def test_a_tensor_beyond_the_memory_is_refused_where_there_is_no_bound():
    with pytest.raises(ResourceExhausted, match="no memory"):
        decode(proto_of(2, [1 << 55], double_val=[1]))


def test_decoded_bytes_come_from_type_and_shape_alone():
    assert decoded_bytes(proto_of(1, [1 << 31], float_val=[1])) == 8 << 30
    assert decoded_bytes(proto_of(1, [0])) == 0
    assert decoded_bytes(proto_of(18, [])) == 16


def test_decoded_bytes_of_strings_count_references_and_payload():
    strings = proto_of(7, [100], string_val=[b"x" * 5000])
    assert 800 + 5000 <= decoded_bytes(strings) <= 800 + 5100


def test_decoded_bytes_refuses_what_decode_refuses():
    with pytest.raises(InvalidArgument, match="negative"):
        decoded_bytes(proto_of(1, [-1]))


@pytest.mark.parametrize("as_content", [False, True])
@pytest.mark.parametrize("count", [1, 33, 5000])
@pytest.mark.parametrize("dtype", ["f4", "f8", "i4", "u1", "?", "c8", "f2"])
def test_the_array_outlives_the_message_and_its_changes(dtype, count, as_content):
    expected = np.arange(count).astype(dtype)
    proto = encode(expected, as_content=as_content)
    array = decode(proto)
    proto.Clear()
    del proto
    _ = [encode(np.zeros(count, dtype)) for _ in range(10)]  # whoever reused the memory
    assert array.tolist() == expected.tolist()


def test_foreign_fields_in_front_do_not_hide_the_values():
    proto = encode(np.arange(100, dtype=np.float64))
    proto.float_val.extend(range(50))
    proto.version_number = 7
    proto.string_val.extend([b"x" * 300] * 2000)
    assert decode(proto).tolist() == list(range(100))


def test_ml_dtypes_arrays_are_of_their_own_types():
    assert decode(proto_of(14, [1])).dtype == ml_dtypes.bfloat16
