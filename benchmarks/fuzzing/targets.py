"""What `make fuzz` feeds: every parser of bytes that somebody else wrote."""

from __future__ import annotations

import contextlib
import io
import re
from collections.abc import Callable
from typing import TYPE_CHECKING

import numpy as np
from google.protobuf.message import DecodeError

from benchmarks.fuzzing.campaign import Target
from benchmarks.fuzzing.rest_targets import rest_targets
from tfserve.apis import predict_pb2
from tfserve.apis.tensorflow import tensor_pb2, types_pb2
from tfserve.config.model_file import parse_model_config
from tfserve.core.deadline import Deadline
from tfserve.core.ids import ServableId
from tfserve.core.servable import Servable, Signature, TensorSpec
from tfserve.errors import Code, DataLoss, ServingError
from tfserve.handlers.model_spec import asked_for
from tfserve.handlers.predict import PredictHandler
from tfserve.records import frame, read_json_lines, read_records
from tfserve.sources.version_policy import version_of
from tfserve.tensors import DataType, decode, decoded_bytes, encode
from tfserve.testing import FakeServable

if TYPE_CHECKING:
    from typing_extensions import Self

__all__ = ["targets"]

MAX_TENSOR_BYTES = 1 << 20
LONGEST_TEXT = 2 * 4096  # names that a request brings are repeated: it is that long itself
OUR_FAULT = {Code.UNKNOWN, Code.INTERNAL, Code.DATA_LOSS}  # never the answer to a broken request
DTYPES = (
    types_pb2.DT_FLOAT, types_pb2.DT_INT8, types_pb2.DT_INT64, types_pb2.DT_HALF,
    types_pb2.DT_COMPLEX64, types_pb2.DT_BOOL, types_pb2.DT_STRING, types_pb2.DT_UINT32,
)  # fmt: skip
CONFIG = b"""\
model_config_list {
  config {
    name: "m" base_path: "/models/m" model_platform: "tensorflow"
    model_version_policy { specific { versions: 1 versions: 2 } }
    version_labels { key: "stable" value: 1 }
  }
  config: { name: 'n', base_path: '/n' model_version_policy { all {} } } # the other
}
"""
JSON_CONFIG = b"""{"model_config_list": {"config": [
  {"name": "m", "base_path": "/models/m", "model_platform": "tensorflow",
   "model_version_policy": {"latest": {"num_versions": 2}}}]}}"""
CONFIG_WORDS = tuple(
    b"model_config_list config name base_path model_platform model_version_policy specific latest "
    b"all versions version_labels key value num_versions { } [ ] : ; , < > \" ' # -1 0x7f 1e9 inf "
    b"true null custom_model_config logging_config sampling_config".split()
)


def targets() -> tuple[Target, ...]:
    """All of them."""
    return (
        Target("predict", _predict(), _predict_seeds()),
        Target("tensor", _tensor, _tensor_seeds()),
        Target("config", _config, (CONFIG, JSON_CONFIG, b"model_config_list {}"), CONFIG_WORDS),
        Target("version", _version, (b"1", b"007", b"9223372036854775807"), _version_words()),
        Target("records", _records, (b"", frame(b"one") + frame(b"") + frame(b"three"))),
        Target("lines", _lines, (b'{"instances": [1, [2.5]]}\n\n"a"', b"[NaN]\r\n1e999")),
        *rest_targets(),
    )


def _answered(run: Callable[[], str]) -> str:
    """What `run` says, or the error that it ends with.

    Raises:
        AssertionError: an error that blames the server, or says too much.
    """
    try:
        return run()
    except ServingError as error:
        if error.code in OUR_FAULT or len(error.message) > LONGEST_TEXT:
            raise AssertionError(error.status) from error
        return error.status


# ---- PredictRequest: from bytes to a call and its answer, the model being an echo


class _Handle:
    """Holds a servable that needs no holding."""

    def __init__(self, servable: Servable) -> None:
        self.id = ServableId("m", 1)
        self.servable = servable

    def release(self) -> None:
        """Nothing to give back."""

    def __enter__(self) -> Self:
        """Itself."""
        return self

    def __exit__(self, *_: object) -> None:
        """Nothing."""


def _predict() -> Callable[[bytes], str]:
    tensors = {
        "x": TensorSpec("x:0", DataType.DT_FLOAT, None),
        "s": TensorSpec("s:0", DataType.DT_STRING, (None,)),
    }
    only = {"x": tensors["x"]}
    signatures = {
        "serving_default": Signature("serving_default", only, only),
        "both": Signature("both", tensors, tensors),
    }
    handle = _Handle(FakeServable(signatures))
    handler = PredictHandler(
        max_tensor_bytes=MAX_TENSOR_BYTES, check_method_names=False, as_tensor_content=False
    )

    def run(data: bytes) -> str:
        try:
            request = predict_pb2.PredictRequest.FromString(data)
        except DecodeError:
            return "no PredictRequest"

        def answer() -> str:
            asked_for(request)
            call, answer_of = handler.prepare(request, handle)
            taken = sum(array.nbytes for array in call.inputs.values())
            assert taken <= MAX_TENSOR_BYTES, taken  # noqa: S101
            response = answer_of(handle.servable.run(call, Deadline.NONE))
            return f"answered {sorted(response.outputs)}"

        return _answered(answer)

    return run


def _predict_seeds() -> tuple[bytes, ...]:
    seeds = []
    for signature in ("", "both"):
        request = predict_pb2.PredictRequest()
        request.model_spec.name = "m"
        request.model_spec.signature_name = signature
        request.inputs["x"].CopyFrom(encode(np.ones((2, 3), np.float32)))
        if signature:
            request.inputs["s"].CopyFrom(encode(np.array([b"one", b"two"], object)))
            request.output_filter.append("x")
            request.model_spec.version.value = 1
        seeds.append(request.SerializeToString())
    return tuple(seeds)


# ---- TensorProto


def _tensor(data: bytes) -> str:
    try:
        proto = tensor_pb2.TensorProto.FromString(data)
    except DecodeError:
        return "no TensorProto"

    def answer() -> str:
        size = decoded_bytes(proto)
        array = decode(proto, max_bytes=MAX_TENSOR_BYTES)
        is_string = array.dtype == object
        assert is_string or array.nbytes == size, (array.nbytes, size)  # noqa: S101
        for as_content in (False, True):
            again = decode(encode(array, DataType(proto.dtype), as_content=as_content))
            same = array.shape == again.shape and array.tobytes() == again.tobytes()
            assert same or (array == again).all(), (array, again)  # noqa: S101
        return f"{DataType(proto.dtype).label} of rank {array.ndim}"

    return _answered(answer)


def _tensor_seeds() -> tuple[bytes, ...]:
    strings = [[b"a", b""], [b"ccc", b"dd"]]
    arrays = {
        DataType(dtype): np.array(
            strings if dtype == types_pb2.DT_STRING else [[1, 0], [1, 1]], DataType(dtype).numpy
        )
        for dtype in DTYPES
    }
    return tuple(
        encode(array, dtype, as_content=as_content).SerializeToString()
        for dtype, array in arrays.items()
        for as_content in (False, True)
    )


# ---- names and texts


def _config(data: bytes) -> str:
    with contextlib.redirect_stderr(io.StringIO()):  # where TensorFlow Serving, too, says more
        outcome = _answered(
            lambda: f"{len(parse_model_config(data, 'models.config').models)} models"
        )
    return re.sub(r"[Mm]odel \S+|field named .*", "", outcome)  # names are all alike


def _version(data: bytes) -> str:
    version = version_of(data.decode("utf-8", "surrogateescape"))
    if version is None:
        return "no version"
    assert data.isdigit(), data  # noqa: S101
    assert 0 <= version < 1 << 63, version  # noqa: S101
    return f"version of {len(data)} digits"


def _version_words() -> tuple[bytes, ...]:
    words = "\uff11\uff12 \xb2 \u0663 _ - + . e ' ' 0 9223372036854775808 \n \x00"  # other digits
    return tuple(word.encode() for word in words.split(" "))


# ---- files of records


def _records(data: bytes) -> str:
    read: list[bytes] = []
    end = "all"
    stream = io.BytesIO(data)
    try:
        read.extend(read_records(stream, "file", max_record_bytes=MAX_TENSOR_BYTES))
    except DataLoss as error:
        end = re.sub(r"\d+", "N", error.status)
        place = error.details["record"], int(error.details["offset"])
    framed = b"".join(map(frame, read))
    if end == "all":
        assert framed == data, read  # noqa: S101
    else:
        assert place == (str(len(read)), len(framed)), place  # noqa: S101
        assert data.startswith(framed), read  # noqa: S101
    return f"{len(read)} records, then {end}"


def _lines(data: bytes) -> str:
    return re.sub(
        r"\d+",
        "N",
        _answered(lambda: f"{len(list(read_json_lines(io.BytesIO(data), 'file')))} lines"),
    )
