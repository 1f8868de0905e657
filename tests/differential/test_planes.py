"""Whatever is asked, both planes answer the same: code, text, details, outputs."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

pytest.importorskip("tfserve_native", reason="the native plane is not installed")

from benchmarks.differential.export import prepare
from benchmarks.differential.planes import MAX_TENSOR_BYTES, both_planes
from benchmarks.differential.requests import TYPES, broken_request, request, right_request
from tfserve.apis import predict_pb2
from tfserve.tensors import DataType, encode, make_ndarray

pytestmark = [pytest.mark.e2e, pytest.mark.timeout(240)]

CHANCES = st.randoms(use_true_random=False)
EXAMPLES = settings(
    max_examples=150,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)


@pytest.fixture(scope="module")
def models(tmp_path_factory):
    """The exported models; made once, they are in no way random."""
    return prepare(tmp_path_factory.mktemp("differential"))


@pytest.fixture(scope="module")
def planes(models, tmp_path_factory):
    """A server of each plane."""
    with both_planes(models, tmp_path_factory.mktemp("config")) as planes:
        yield planes


@pytest.fixture(scope="module")
def planes_with_content(models, tmp_path_factory):
    """The same, which answer in `tensor_content`."""
    flags = ["--enable_serialization_as_tensor_content"]
    with both_planes(models, tmp_path_factory.mktemp("config"), flags) as planes:
        yield planes


@given(CHANCES)
@EXAMPLES
def test_right_requests_are_answered_alike(planes, chance):
    python, native = planes.ask(right_request(chance))
    assert python == native
    assert python.code == "OK"


@given(CHANCES)
@EXAMPLES
def test_requests_of_any_kind_are_answered_alike(planes, chance):
    python, native = planes.ask(request(chance))
    assert python == native


@given(CHANCES)
@EXAMPLES
def test_broken_requests_are_answered_alike(planes, chance):
    python, native = planes.ask(broken_request(chance))
    assert python == native


@given(CHANCES)
@EXAMPLES
def test_answers_in_tensor_content_are_alike(planes_with_content, chance):
    python, native = planes_with_content.ask(right_request(chance))
    assert python == native
    assert python.code == "OK"


def types_request(data_type, shape, values):
    message = predict_pb2.PredictRequest()
    message.model_spec.name = "types"
    message.model_spec.signature_name = data_type.label
    tensor = message.inputs["x"]
    tensor.CopyFrom(encode(values, data_type))
    del tensor.tensor_shape.dim[:]
    for size in shape:
        tensor.tensor_shape.dim.add(size=size)
    return message.SerializeToString()


@pytest.mark.parametrize("data_type", TYPES, ids=lambda each: each.label)
@pytest.mark.parametrize("beyond", [0, 1])
def test_the_bound_of_what_is_filled_up_is_the_same(planes, data_type, beyond):
    is_string = data_type is DataType.DT_STRING
    one = np.array([b"x"], object) if is_string else np.zeros(1, data_type.numpy)
    count = MAX_TENSOR_BYTES // one.itemsize
    if is_string:
        message = predict_pb2.PredictRequest.FromString(types_request(data_type, [count], one))
        count = (MAX_TENSOR_BYTES - message.inputs["x"].ByteSize()) // one.itemsize
    python, native = planes.ask(types_request(data_type, [count + beyond], one))
    assert python == native
    assert python.code == ("RESOURCE_EXHAUSTED" if beyond else "OK")


def test_megabytes_come_back_as_they_went(planes):
    values = np.arange(MAX_TENSOR_BYTES // 8, dtype=np.int64) - 1000
    python, native = planes.ask(types_request(DataType.DT_INT64, values.shape, values))
    assert python == native
    response = predict_pb2.PredictResponse.FromString(native.response)
    assert (make_ndarray(response.outputs["y"]) == values).all()
