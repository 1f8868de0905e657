"""PredictRequests at random: right ones in every way that is right, and ones that are nearly so."""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence

import numpy as np

from benchmarks.fuzzing.mutator import mutate
from tfserve.apis import predict_pb2
from tfserve.apis.tensorflow import tensor_pb2
from tfserve.tensors import DataType, encode
from tfserve.tensors.data_type import Array
from tfserve.tensors.layout import Packing, layout_of
from tfserve.tensors.wire import varint

__all__ = ["TYPES", "broken_request", "request", "right_request"]

TYPES = (
    DataType.DT_FLOAT, DataType.DT_DOUBLE, DataType.DT_HALF, DataType.DT_BFLOAT16,
    DataType.DT_INT8, DataType.DT_INT16, DataType.DT_INT32, DataType.DT_INT64,
    DataType.DT_UINT8, DataType.DT_UINT16, DataType.DT_UINT32, DataType.DT_UINT64,
    DataType.DT_COMPLEX64, DataType.DT_COMPLEX128, DataType.DT_BOOL, DataType.DT_STRING,
    DataType.DT_QINT8, DataType.DT_QUINT8, DataType.DT_QINT32,
)  # fmt: skip
MIXED = "mixed"
OUTPUTS = ("scaled", "scaled again", "names", "product")
STRANGE = (0, 1, 2, 3, 4, -1, 1 << 20, 1 << 40, (1 << 63) - 1)  # as sizes of a dimension
FIELDS = (5, 6, 7, 8, 9, 10, 11, 12, 13, 16, 17, 18)


def request(chance: random.Random) -> bytes:
    """One of any kind."""
    make = chance.choice((right_request, right_request, _nearly_right, broken_request))
    return make(chance)


def right_request(chance: random.Random) -> bytes:
    """One that is to be answered."""
    return _right(chance).SerializeToString()


def broken_request(chance: random.Random) -> bytes:
    """A right one with some of its bytes changed."""
    data, other = right_request(chance), right_request(chance)
    return mutate(data, [other], (), chance)


def _nearly_right(chance: random.Random) -> bytes:
    message = _right(chance)
    for _ in range(chance.randint(1, 2)):
        chance.choice(_FAULTS)(message, chance)
    return message.SerializeToString()


def _right(chance: random.Random) -> predict_pb2.PredictRequest:
    message = predict_pb2.PredictRequest()
    if chance.randrange(3):
        data_type = chance.choice(TYPES)
        message.model_spec.name = "types"
        message.model_spec.signature_name = data_type.label
        shape = [chance.randint(0, 3) for _ in range(chance.randint(0, 3))]
        message.inputs["x"].MergeFromString(_tensor(data_type, shape, chance))
    else:
        _fill_mixed(message, chance)
    outputs = OUTPUTS if message.model_spec.name == MIXED else ("y", "shape")
    if not chance.randrange(3):
        message.output_filter.extend(chance.sample(outputs, chance.randint(1, len(outputs))))
    return message


def _fill_mixed(message: predict_pb2.PredictRequest, chance: random.Random) -> None:
    spec = message.model_spec
    spec.name = MIXED
    spec.signature_name = chance.choice(("", "serving_default"))
    which = chance.randrange(3)
    if which == 1:
        spec.version.value = chance.randint(1, 2)
    elif which == 2:
        spec.version_label = "stable"
    rows = chance.randint(0, 3)
    message.inputs["rows"].MergeFromString(_tensor(DataType.DT_FLOAT, [rows, 2], chance))
    if chance.randrange(2):
        message.inputs["names"].MergeFromString(_tensor(DataType.DT_STRING, [rows], chance))
    if chance.randrange(2):
        message.inputs["scale"].MergeFromString(_tensor(DataType.DT_FLOAT, [], chance))


def _tensor(data_type: DataType, shape: Sequence[int], chance: random.Random) -> bytes:
    """A TensorProto with values, in one of the ways there are to give them."""
    count = int(np.prod(shape, dtype=int))
    way = chance.choice(("content", "packed", "one by one", "too few", "too many"))
    given = {"too few": chance.randint(0, count), "too many": count + 2}.get(way, count)
    values = _values(data_type, given, chance)
    proto = encode(values, data_type, as_content=way == "content")
    del proto.tensor_shape.dim[:]
    for size in shape:
        proto.tensor_shape.dim.add(size=size, name=chance.choice(("", "name")))
    proto.tensor_shape.unknown_rank = not shape and bool(chance.randrange(2))
    return _one_by_one(proto, data_type) if way == "one by one" else proto.SerializeToString()


def _values(data_type: DataType, count: int, chance: random.Random) -> Array:
    if data_type is DataType.DT_STRING:
        strings = np.empty(count, object)
        strings[:] = [chance.choice((b"", b"a", b"\xff\x00", b"long" * 20)) for _ in range(count)]
        return strings
    dtype = data_type.numpy
    bits = dtype if dtype.names is None else dtype[0]
    if data_type is DataType.DT_BOOL:
        return np.array([chance.randrange(2) for _ in range(count)], bool)
    if bits.kind in "iu":
        low, high = np.iinfo(bits).min, np.iinfo(bits).max
        numbers = [chance.choice((0, 1, 100, int(low), int(high))) for _ in range(count)]
    else:
        numbers = [chance.choice((0.0, 1.0, -2.5, 1e30, float("nan"))) for _ in range(count)]
    with np.errstate(over="ignore"):
        return np.array(numbers, bits if bits.kind in "iu" else float).astype(bits).view(dtype)


def _one_by_one(proto: tensor_pb2.TensorProto, data_type: DataType) -> bytes:
    """The elements unpacked, as old clients send them."""
    layout = layout_of(data_type)
    elements = list(getattr(proto, layout.field))
    proto.ClearField(layout.field)
    head = proto.SerializeToString()
    if layout.packing is Packing.STRINGS:
        parts = [varint(layout.number << 3 | 2) + varint(len(each)) + each for each in elements]
    elif layout.packing is Packing.VARINT:
        parts = [
            varint(layout.number << 3) + varint(int(each) & (1 << 64) - 1) for each in elements
        ]
    else:
        key = layout.number << 3 | (5 if layout.element.itemsize == 4 else 1)
        parts = [varint(key) + layout.element.type(each).tobytes() for each in elements]
    return head + b"".join(parts)


# ---- what makes a right request wrong, or stranger


def _wrong_name(message: predict_pb2.PredictRequest, chance: random.Random) -> None:
    name = chance.choice(("", "type", "mixed", "types", "missing"))
    if chance.randrange(2):
        message.model_spec.name = name
    else:
        message.model_spec.signature_name = name


def _wrong_version(message: predict_pb2.PredictRequest, chance: random.Random) -> None:
    if chance.randrange(2):
        message.model_spec.version.value = chance.choice((-1, 0, 1, 3, (1 << 63) - 1))
    else:
        message.model_spec.version_label = chance.choice(("", "canary", "stable"))


def _fewer_inputs(message: predict_pb2.PredictRequest, chance: random.Random) -> None:
    if message.inputs:
        del message.inputs[chance.choice(sorted(message.inputs))]


def _more_inputs(message: predict_pb2.PredictRequest, chance: random.Random) -> None:
    alias = chance.choice(("", "x", "rows", "names", "extra"))
    message.inputs[alias].MergeFromString(_tensor(chance.choice(TYPES), [1], chance))


def _wrong_filter(message: predict_pb2.PredictRequest, chance: random.Random) -> None:
    message.output_filter.append(chance.choice(("", "y", "scaled", "names", "missing")))


def _some_tensor(
    message: predict_pb2.PredictRequest, chance: random.Random
) -> tensor_pb2.TensorProto:
    return message.inputs[chance.choice(sorted(message.inputs) or ["x"])]


def _wrong_shape(message: predict_pb2.PredictRequest, chance: random.Random) -> None:
    tensor = _some_tensor(message, chance)
    if chance.randrange(4) == 0:
        for _ in range(chance.choice((33, 65, 255))):
            tensor.tensor_shape.dim.add(size=1)
    elif tensor.tensor_shape.dim and chance.randrange(2):
        chance.choice(tensor.tensor_shape.dim).size = chance.choice(STRANGE)
    else:
        tensor.tensor_shape.dim.add(size=chance.choice(STRANGE))
    tensor.tensor_shape.unknown_rank = bool(chance.randrange(2))


def _wrong_type(message: predict_pb2.PredictRequest, chance: random.Random) -> None:
    tensor = _some_tensor(message, chance)
    message_type = chance.choice((*TYPES, 0, 20, 21, 29, 101, 99))
    tensor.MergeFromString(b"\x08" + varint(int(message_type)))


def _wrong_content(message: predict_pb2.PredictRequest, chance: random.Random) -> None:
    tensor = _some_tensor(message, chance)
    tensor.tensor_content = chance.choice((b"", b"\x01", b"\x00\x02", b"\x01\x00\x00\x00" * 4))


def _more_values(message: predict_pb2.PredictRequest, chance: random.Random) -> None:
    payload = chance.choice((b"", b"\x01", b"\x01" * 8, b"\xff" * 9 + b"\x01", b"\xff"))
    field = varint(chance.choice(FIELDS) << 3 | 2) + varint(len(payload)) + payload
    tensor = _some_tensor(message, chance)
    try:
        tensor.MergeFromString(field)
    except Exception:  # noqa: BLE001  protobuf's implementations raise different ones
        tensor.Clear()


_FAULTS: Sequence[Callable[[predict_pb2.PredictRequest, random.Random], None]] = (
    _wrong_name, _wrong_version, _fewer_inputs, _more_inputs, _wrong_filter, _wrong_shape,
    _wrong_type, _wrong_content, _more_values,
)  # fmt: skip
