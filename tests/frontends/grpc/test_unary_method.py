"""Bytes in, bytes out, without a network: what random and mutated requests are answered."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tfserve.apis.get_model_metadata_pb2 import GetModelMetadataRequest
from tfserve.apis.predict_pb2 import PredictRequest, PredictResponse
from tfserve.core.call_record import EntryPoint, Unobserved
from tfserve.core.clock import SystemClock
from tfserve.core.executor import InlineExecutor
from tfserve.core.ids import ServableId
from tfserve.core.request_id import RequestIds
from tfserve.core.servable import Signature, TensorSpec
from tfserve.core.timer import Timers
from tfserve.errors import Code, Internal
from tfserve.frontends.grpc.methods import UnaryMethod, serving_methods
from tfserve.handlers.service import Handlers
from tfserve.limits import InflightBudget
from tfserve.tensors import DataType, make_ndarray, make_tensor_proto
from tfserve.testing import FakeModels, FakeServable

DTYPES = [DataType.DT_FLOAT, DataType.DT_INT64, DataType.DT_STRING, DataType.DT_BOOL]
PREDICT = "/tensorflow.serving.PredictionService/Predict"


class RecordingCaller:
    """Keeps the one answer."""

    expires_at = None
    peer = "ipv4:127.0.0.1:1"
    principal = None

    def __init__(self):
        self.replies = []
        self.headers = {}
        self.errors = []

    def is_gone(self):
        return False

    def header(self, name):
        return self.headers.get(name)

    def reply(self, message, trailers=()):
        self.replies.append(message)
        self.trailers = trailers

    def fail(self, error, trailers=()):
        self.errors.append(error)
        self.trailers = trailers


def signature(name, dtype):
    return Signature(
        name, {"x": TensorSpec("x:0", dtype, None)}, {"x": TensorSpec("y:0", dtype, None)}
    )


@pytest.fixture(scope="module")
def budget():
    return InflightBudget()


class Records:
    """Keeps what it is shown."""

    def __init__(self):
        self.seen = []

    def observe(self, record):
        self.seen.append(record)


@pytest.fixture(scope="module")
def records():
    return Records()


def unary(begin, budget, clock=None, observer=None, *, makes_ids=False):
    return UnaryMethod(
        PredictRequest,
        begin,
        budget,
        clock or SystemClock(),
        entry=EntryPoint("GRPC", "Predict"),
        observer=observer or Unobserved(),
        request_ids=RequestIds(makes=makes_ids),
    )


@pytest.fixture(scope="module")
def methods(budget, records):
    """The serving methods over a model with an echo signature for several dtypes."""
    clock = SystemClock()
    echo = FakeServable({each.label: signature(each.label, each) for each in DTYPES})
    models = FakeModels({ServableId("m", 1): echo})
    handlers = Handlers(
        models=models,
        status=models,
        reloader=models,
        read_config=lambda message: message,
        executor=InlineExecutor(),
        timers=Timers(name="unused", clock=clock),
        clock=clock,
        max_tensor_bytes=2**20,
        enable_session_run=True,
    )
    yield serving_methods(handlers, budget, clock, records, RequestIds())
    assert models.held == 0
    assert budget.statistics().requests == 0


def answer(method, data):
    caller = RecordingCaller()
    method.answer(data, caller)
    assert len(caller.replies) + len(caller.errors) == 1
    return caller


def request(dtype=DataType.DT_FLOAT, values=(1.0, 2.0)):
    message = PredictRequest()
    message.model_spec.name = "m"
    message.model_spec.signature_name = dtype.label
    message.inputs["x"].CopyFrom(make_tensor_proto(np.asarray(values)))
    return message


@given(data=st.data())
def test_random_bytes_are_never_unknown(methods, data):
    method = methods[data.draw(st.sampled_from(sorted(methods)))]
    for error in answer(method, data.draw(st.binary(max_size=200))).errors:
        assert error.code is not Code.UNKNOWN
        assert len(error.message) < 4096


@given(data=st.data())
def test_mutated_requests_are_never_unknown_and_break_no_model(methods, data):
    good = bytearray(request(values=np.ones((2, 3), np.float32)).SerializeToString())
    for _ in range(data.draw(st.integers(1, 4))):
        good[data.draw(st.integers(0, len(good) - 1))] = data.draw(st.integers(0, 255))
    for error in answer(methods[PREDICT], bytes(good)).errors:
        assert error.code in {
            Code.INTERNAL, Code.INVALID_ARGUMENT, Code.NOT_FOUND, Code.FAILED_PRECONDITION,
            Code.RESOURCE_EXHAUSTED,
        }  # fmt: skip
        if error.code is Code.INTERNAL:
            assert error.message == "Failed to parse PredictRequest"


DIMENSIONS = st.lists(
    st.one_of(st.integers(-3, 5), st.sampled_from([2**31, 2**32, 2**60 + 2, 2**63 - 1])), max_size=5
)


@given(
    dims=DIMENSIONS,
    dtype=st.integers(-1, 140),
    content=st.binary(max_size=40),
    floats=st.lists(st.floats(width=32), max_size=4),
    ints=st.lists(st.integers(-(2**31), 2**31 - 1), max_size=4),
    texts=st.lists(st.binary(max_size=5), max_size=4),
    is_unknown_rank=st.booleans(),
)
def test_any_tensor_is_echoed_or_refused(
    methods, dims, dtype, content, floats, ints, texts, is_unknown_rank
):
    message = PredictRequest()
    message.model_spec.name = "m"
    message.model_spec.signature_name = "float"
    tensor = message.inputs["x"]
    tensor.dtype = dtype
    tensor.tensor_content = content
    tensor.float_val.extend(floats)
    tensor.int_val.extend(ints)
    tensor.string_val.extend(texts)
    tensor.tensor_shape.unknown_rank = is_unknown_rank
    for size in dims:
        tensor.tensor_shape.dim.add(size=size)
    caller = answer(methods[PREDICT], message.SerializeToString())
    for error in caller.errors:
        assert error.code in {Code.INVALID_ARGUMENT, Code.RESOURCE_EXHAUSTED}
    for reply in caller.replies:
        assert dtype == DataType.DT_FLOAT
        shape = make_ndarray(PredictResponse.FromString(reply).outputs["x"]).shape
        assert shape == (() if is_unknown_rank and not dims else tuple(dims))


SPECIAL = np.array([0x7FC00001, 0x7F800000, 0xFF800000, 1, 0x80000000, 0x3F800000], np.uint32).view(
    np.float32
)


@pytest.mark.parametrize(
    ("dtype", "values"),
    [
        (DataType.DT_FLOAT, SPECIAL),
        (DataType.DT_INT64, np.array([-(2**63), 2**63 - 1, 0])),
        (DataType.DT_STRING, np.array([b"\0", b"\xff\xfe", b""], dtype=object)),
        (DataType.DT_BOOL, np.array([True, False])),
        (DataType.DT_FLOAT, np.zeros((0, 3), np.float32)),
        (DataType.DT_FLOAT, np.float32(3)),
    ],
)  # fmt: skip
def test_values_survive_the_round_trip_bit_by_bit(methods, dtype, values):
    (reply,) = answer(methods[PREDICT], request(dtype, values).SerializeToString()).replies
    echoed = make_ndarray(PredictResponse.FromString(reply).outputs["x"])
    assert echoed.shape == np.shape(values)
    assert echoed.tobytes() == np.asarray(values).tobytes() or echoed.tolist() == values.tolist()


def test_an_answer_that_cannot_be_serialized_is_internal(budget, caplog):
    class Unserializable:
        DESCRIPTOR = PredictResponse.DESCRIPTOR

        def SerializeToString(self):  # noqa: N802 - protobuf's name
            text = "too large"
            raise ValueError(text)

    def begin(request, deadline, done, ended):
        done(Unserializable(), None)
        ended()

    method = unary(begin, budget)
    assert answer(method, b"").errors == [Internal("Failed to serialize PredictResponse")]
    assert "too large" in caplog.text


def test_a_request_that_does_not_fit_into_memory_stays_charged_no_longer():
    def parse(data):
        raise MemoryError

    own = InflightBudget()
    method = unary(lambda *_: None, own)
    method._parse = parse
    with pytest.raises(MemoryError):
        method.answer(b"abc", RecordingCaller())
    assert own.statistics().requests == 0


def test_the_charge_ends_with_the_work_and_not_with_the_answer():
    ends = []

    def begin(request, deadline, done, ended):
        done(PredictResponse(), None)
        ends.append(ended)

    own = InflightBudget()
    answer(unary(begin, own), request().SerializeToString())
    assert own.statistics().size_bytes == 2 * len(request().SerializeToString())
    ends[0]()
    assert own.statistics().size_bytes == 0


def test_the_client_s_deadline_is_on_the_server_s_clock():
    seen = []

    def begin(request, deadline, done, ended):
        seen.append(deadline)
        done(PredictResponse(), None)

    clock = SystemClock()
    caller = RecordingCaller()
    caller.expires_at = clock.wall() + 5
    unary(begin, InflightBudget(), clock).answer(b"", caller)
    assert seen[0].remaining_s(clock.now()) == pytest.approx(5, abs=1)


def noted(methods, records, method, data):
    answer(methods[method], data)
    return records.seen[-1]


def test_a_call_is_noted_once_with_what_was_found_and_how_it_was_answered(methods, records):
    before = len(records.seen)
    data = request(values=np.ones(2, np.float32)).SerializeToString()
    record = noted(methods, records, PREDICT, data)
    assert len(records.seen) == before + 1
    assert (record.entry.transport, record.entry.method) == ("GRPC", "Predict")
    assert (record.asked, record.model, record.version) == ("m", "m", 1)
    assert (record.signature, record.code) == ("float", Code.OK)
    assert record.request_bytes == len(data)
    assert record.response_bytes > 0
    assert record.began_at <= record.submitted_at <= record.run_ended_at <= record.ended_at
    assert record.origin.peer == "ipv4:127.0.0.1:1"


def test_a_model_that_nobody_has_is_noted_as_asked_for_only(methods, records):
    message = request()
    message.model_spec.name = "invented"
    record = noted(methods, records, PREDICT, message.SerializeToString())
    assert (record.asked, record.model, record.version) == ("invented", "", None)
    assert record.code is Code.NOT_FOUND


def test_a_version_that_nobody_has_is_noted_under_its_model(methods, records):
    message = request()
    message.model_spec.version.value = 9
    record = noted(methods, records, PREDICT, message.SerializeToString())
    assert (record.model, record.version, record.code) == ("m", None, Code.NOT_FOUND)


@pytest.mark.parametrize(("signature_name", "noted_name"), [("float", "float"), ("invented", "")])
def test_a_refused_request_is_noted_with_a_signature_that_exists_only(
    methods, records, signature_name, noted_name
):
    message = request()
    message.model_spec.signature_name = signature_name
    message.inputs["surplus"].CopyFrom(message.inputs["x"])
    record = noted(methods, records, PREDICT, message.SerializeToString())
    assert record.signature == noted_name
    assert record.code is not Code.OK
    assert record.run_s is None


def test_a_request_that_is_no_message_is_noted_once(methods, records):
    before = len(records.seen)
    record = noted(methods, records, PREDICT, b"\xff")
    assert len(records.seen) == before + 1
    assert (record.asked, record.code, record.request_bytes) == ("", Code.INTERNAL, 1)


def test_a_request_that_the_budget_refuses_is_noted(records):
    before = len(records.seen)
    method = unary(lambda *_: None, InflightBudget(max_bytes=1), observer=records)
    answer(method, b"12345")
    assert len(records.seen) == before + 1
    assert records.seen[-1].code is Code.RESOURCE_EXHAUSTED


def test_a_call_that_runs_no_model_is_noted_with_the_model(methods, records):
    message = GetModelMetadataRequest(metadata_field=["signature_def"])
    message.model_spec.name = "m"
    method = "/tensorflow.serving.PredictionService/GetModelMetadata"
    record = noted(methods, records, method, message.SerializeToString())
    assert (record.model, record.code, record.run_s) == ("m", Code.OK, None)
    message.model_spec.name = "invented"
    record = noted(methods, records, method, message.SerializeToString())
    assert (record.asked, record.model) == ("invented", "")


def answered_with(*, makes_ids=False, data=b"", **headers):
    caller = RecordingCaller()
    caller.headers = {name.replace("_", "-"): value for name, value in headers.items()}

    def begin(request, deadline, done, ended):
        done(PredictResponse(), None)
        ended()

    unary(begin, InflightBudget(), makes_ids=makes_ids).answer(data, caller)
    return dict(caller.trailers)


def test_a_client_s_request_id_comes_back_with_the_answer_and_with_an_error():
    assert answered_with(x_request_id="abc-1") == {"x-request-id": "abc-1"}
    assert answered_with(x_request_id="abc-1", data=b"\xff") == {"x-request-id": "abc-1"}


def test_an_answer_carries_no_id_that_nobody_asked_for():
    assert answered_with() == {}
    assert answered_with(x_request_id="two\nlines") == {}


def test_where_calls_are_logged_each_has_an_id_of_its_own():
    first = answered_with(makes_ids=True)["x-request-id"]
    assert first != answered_with(makes_ids=True)["x-request-id"]
    assert answered_with(makes_ids=True, x_request_id="abc") == {"x-request-id": "abc"}
