"""Decoding and encoding give what TensorFlow's own runtime and library give."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tfserve.apis.tensorflow.tensor_pb2 import TensorProto
from tfserve.errors import InvalidArgument
from tfserve.tensors import DataType, decode, encode, make_ndarray, make_tensor_proto

pytestmark = [pytest.mark.tensorflow, pytest.mark.timeout(120)]

HOLDABLE = [
    member
    for member in DataType
    if 0 < member < DataType.DT_FLOAT_REF and member.name not in {"DT_RESOURCE", "DT_VARIANT"}
]
INT32 = st.integers(-(1 << 31), (1 << 31) - 1)
FIELDS = {
    "float_val": st.floats(width=32),
    "double_val": st.floats(),
    "int_val": INT32,
    "string_val": st.binary(max_size=4),
    "scomplex_val": st.floats(width=32),
    "dcomplex_val": st.floats(),
    "int64_val": st.integers(-(1 << 63), (1 << 63) - 1),
    "bool_val": st.booleans(),
    "half_val": INT32,
    "uint32_val": st.integers(0, (1 << 32) - 1),
    "uint64_val": st.integers(0, (1 << 64) - 1),
}
DIMENSIONS = st.lists(
    st.one_of(st.integers(0, 4), st.integers(0, 4), st.sampled_from([-1, 1 << 40, 1 << 62])),
    max_size=3,
)


@pytest.fixture(scope="module")
def tf():
    return pytest.importorskip("tensorflow", reason="TensorFlow is not installed")


@st.composite
def protos(draw):
    """Messages as a hostile or careless client might send them."""
    proto = TensorProto(dtype=draw(st.sampled_from(HOLDABLE)))
    for size in draw(DIMENSIONS):
        proto.tensor_shape.dim.add(size=size)
    proto.tensor_shape.unknown_rank = draw(st.booleans())
    for field in draw(st.lists(st.sampled_from(sorted(FIELDS)), max_size=3, unique=True)):
        values = draw(st.lists(FIELDS[field], max_size=8))
        getattr(proto, field).extend(values * draw(st.sampled_from([1, 1, 9])))
    if draw(st.booleans()):
        proto.float8_val = draw(st.binary(max_size=8))
    if draw(st.integers(0, 3)) == 0:
        proto.tensor_content = draw(st.binary(max_size=32))
    return proto


def elements(proto):
    return np.prod([dim.size for dim in proto.tensor_shape.dim], dtype=object)


def parsed(tf, proto):
    """What the runtime makes of it, None where it refuses."""
    try:
        return tf.io.parse_tensor(proto.SerializeToString(), proto.dtype).numpy()
    except (tf.errors.InvalidArgumentError, ValueError):  # the latter from numpy's own bounds
        return None


@settings(max_examples=400, deadline=None)
@given(proto=protos())
def test_decode_takes_refuses_and_gives_what_the_runtime_does(tf, proto):
    if elements(proto) > 1 << 20:
        return  # both would fill gigabytes
    expected = parsed(tf, proto)
    if expected is None:
        with pytest.raises(InvalidArgument):
            decode(proto)
        return
    array = decode(proto)
    expected = np.asarray(expected, array.dtype)  # scalar strings come as bytes
    assert array.shape == expected.shape
    if array.dtype == object:
        assert array.tolist() == expected.tolist()
    else:
        assert bits(array) == bits(expected)


def bits(array: np.ndarray) -> bytes:
    """What can be told apart: of a type with fewer than eight bits the rest of its byte says
    nothing.
    """
    if array.dtype.name in {"int2", "uint2", "int4", "uint4"}:
        array = array.astype(np.int8)
    return array.tobytes()


# TensorFlow's own library takes these from a server but has no way to make or read them.
NOT_IN_LIBRARY = {"float8_e4m3fnuz", "float8_e4m3b11fnuz", "float8_e5m2fnuz"}


def samples():
    rng = np.random.default_rng(7)
    for member in HOLDABLE:
        for shape in ((), (1,), (3,), (0, 2), (5, 9)):
            numbers = rng.integers(0, 2, shape)
            if member is DataType.DT_STRING:
                yield member, numbers.astype(str).astype(object)
            else:
                yield member, numbers.astype(member.numpy)


@pytest.mark.parametrize("as_content", [False, True])
def test_the_runtime_reads_what_encode_writes(tf, as_content):
    for member, array in samples():
        proto = encode(array, as_content=as_content)
        back = tf.io.parse_tensor(proto.SerializeToString(), proto.dtype).numpy()
        if member is DataType.DT_STRING:
            assert np.asarray(back, object).tolist() == np.char.encode(array.astype(str)).tolist()
        else:
            assert bits(np.asarray(back, array.dtype)) == bits(array), member


def library_samples():
    return [(member, array) for member, array in samples() if member.label not in NOT_IN_LIBRARY]


def test_make_tensor_proto_gives_the_same_message(tf):
    for member, array in library_samples():
        assert make_tensor_proto(array) == tf.make_tensor_proto(array), member


@pytest.mark.parametrize(
    "arguments",
    [
        ([1.0, 2.0],), ([[1], [2]],), (1 << 40,), (1 << 63,), (1j,), ([True],), ("é",), (b"\0a\0",),
        ([["a"], [b"b"]],), ([],), ([[]],), (np.float64(3),), ([np.float64(3)],), ([np.int8(3)],),
        (np.array([1.5, 2]), np.int32), (1, 1), (1, "half"), (1, float), ([300, -5], np.uint8),
        ([(1,), (2,)], 11), (np.array([1, 2], np.int8), 11), ([1, True],), ([1.0, True],),
        (7, None, [10]), ([1, 2], None, [2, 2]), ([[1, 2], [3, 4]], None, [4]), (5, None, []),
        ([], None, [0, 3]), ([1, 2], 29), (bytearray(b"xy"),), ("x", None, [2]), (3, 101),
        ([1.5], np.complex64), ([], np.int32),
    ],
)  # fmt: skip
def test_make_tensor_proto_treats_python_values_alike(tf, arguments):
    assert make_tensor_proto(*arguments) == tf.make_tensor_proto(*arguments)


@pytest.mark.parametrize(
    "arguments",
    [
        (None,), ([1, None],), ([[1], [2, 3]],), ([1, "a"],), ([1.5], np.int32), ([1], bool),
        (["a"], np.float32), ([1, 2, 3], None, [2]), ([1, 2], None, [2, 1], True), (1 << 70,),
        ({"a": 1},), (np.datetime64("2020-01-01"),), (np.array(["a", 1], object),),
    ],
)  # fmt: skip
def test_make_tensor_proto_refuses_with_the_same_kind_of_error(tf, arguments):
    with pytest.raises((TypeError, ValueError)) as theirs:
        tf.make_tensor_proto(*arguments)
    with pytest.raises(theirs.type):
        make_tensor_proto(*arguments)


def test_it_takes_tensors_types_and_shapes_of_tensorflow(tf):
    proto = make_tensor_proto(tf.constant([1, 2]), tf.float32, tf.TensorShape([2]))
    assert proto == tf.make_tensor_proto([1.0, 2.0])


def test_make_ndarray_gives_the_same_array(tf):
    for member, array in library_samples():
        proto = tf.make_tensor_proto(array)
        ours, theirs = make_ndarray(proto), tf.make_ndarray(proto)
        assert (ours.dtype, ours.shape) == (theirs.dtype, theirs.shape), member
        assert ours.tolist() == theirs.tolist(), member
