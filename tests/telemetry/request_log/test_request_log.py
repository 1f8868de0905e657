"""Sampled requests, in files that TensorFlow reads and warm-up replays."""

from __future__ import annotations

import json

import numpy as np
import pytest

from tfserve.apis.classification_pb2 import ClassificationRequest, ClassificationResponse
from tfserve.apis.config.logging_config_pb2 import LoggingConfig
from tfserve.apis.inference_pb2 import MultiInferenceRequest, MultiInferenceResponse
from tfserve.apis.predict_pb2 import PredictRequest, PredictResponse
from tfserve.apis.prediction_log_pb2 import PredictionLog
from tfserve.config.models import ModelConfig
from tfserve.config.request_log import LogFiles
from tfserve.core.executor import InlineExecutor
from tfserve.core.ids import ServableId
from tfserve.core.servable import Call, SignatureCall
from tfserve.errors import InvalidArgument
from tfserve.records import read_records
from tfserve.telemetry.request_log import RequestLog
from tfserve.tensors import make_ndarray, make_tensor_proto
from tfserve.testing import FakeClock


@pytest.fixture
def counted():
    return []


@pytest.fixture
def make(tmp_path, counted):
    made = []

    def log(*, kind="file", rate=1.0, draw=lambda: 0.0, redact=(), names=("m",), total=10**9):
        logs = RequestLog(
            LogFiles(str(tmp_path), 10**6, 3600, total, tuple(redact)),
            clock=FakeClock(wall=1_700_000_000.5),
            count=lambda model, status: counted.append((model, status)),
            draw=draw,
            make_executor=lambda name, threads: InlineExecutor(),
        )
        logs.follow([model(name, kind, rate) for name in names])
        made.append(logs)
        return logs

    yield log
    for each in made:
        each.close()


def model(name="m", kind="file", rate=1.0):
    message = LoggingConfig()
    message.log_collector_config.type = kind
    message.log_collector_config.filename_prefix = "requests"
    message.sampling_config.sampling_rate = rate
    return ModelConfig(name, "/m", logging_config=message.SerializeToString())


@pytest.fixture
def records(tmp_path):
    """Every PredictionLog in the files."""

    def read():
        logs = []
        for path in sorted(tmp_path.glob("requests-*.tfrecord")):
            with path.open("rb") as stream:
                logs += [PredictionLog.FromString(each) for each in read_records(stream, "x")]
        return logs

    return read


def predict(name="m"):
    request, response = PredictRequest(), PredictResponse()
    for message in (request, response):
        message.model_spec.name = name
        message.model_spec.signature_name = "serving_default"
    response.model_spec.version.value = 3
    request.inputs["x"].CopyFrom(make_tensor_proto(np.array([[1.0, 2.0]], np.float32)))
    request.inputs["name"].CopyFrom(make_tensor_proto(np.array([b"hush"], object)))
    response.outputs["y"].CopyFrom(make_tensor_proto(np.array([2.5], np.float32)))
    return request, response


def test_a_record_has_the_request_the_answer_and_what_is_known_of_them(make, records):
    request, response = predict()
    make(rate=0.25).put_messages("m", request, response)
    (log,) = records()
    assert log.predict_log.request == request
    assert log.predict_log.response == response
    assert log.log_metadata.model_spec == response.model_spec
    assert log.log_metadata.sampling_config.sampling_rate == 0.25
    assert log.log_metadata.timestamp_secs == 1_700_000_000


@pytest.mark.tensorflow
def test_tensorflow_s_own_reader_reads_the_files(make, tmp_path):
    import tensorflow as tf

    logs = make()
    for _ in range(3):
        logs.put_messages("m", *predict())
    paths = [str(path) for path in tmp_path.glob("requests-*.tfrecord")]
    read = list(tf.data.TFRecordDataset(paths).as_numpy_iterator())
    assert len(read) == 3
    log = PredictionLog.FromString(read[0])
    tensor = tf.make_ndarray(log.predict_log.request.inputs["x"])
    assert tensor.tolist() == [[1.0, 2.0]]


def test_a_json_log_has_a_record_in_each_line(make, tmp_path):
    logs = make(kind="json")
    logs.put_messages("m", *predict())
    logs.put_messages("m", *predict())
    (path,) = tmp_path.glob("requests-*.jsonl")
    lines = [json.loads(line) for line in path.read_text().splitlines()]
    assert len(lines) == 2
    assert lines[0]["predict_log"]["request"]["model_spec"]["name"] == "m"
    assert lines[0]["log_metadata"]["timestamp_secs"] == "1700000000"


@pytest.mark.parametrize(
    ("draws", "sampled"),
    [([0.0, 0.24999], [True, True]), ([0.25, 0.9], [False, False])],
)
def test_the_rate_decides_by_chance(make, draws, sampled):
    numbers = iter(draws)
    logs = make(rate=0.25, draw=lambda: next(numbers))
    assert [logs.samples("m"), logs.samples("m")] == sampled


def test_a_model_without_a_log_is_not_asked_for_chance(make):
    def draw():
        raise AssertionError

    logs = make(draw=draw, names=())
    assert not logs.samples("m")
    logs.put_messages("m", *predict())


def test_inputs_that_are_left_out_keep_their_dtype_and_shape(make, records):
    request, response = predict()
    make(redact=["name", "y"]).put_messages("m", request, response)
    (log,) = records()
    assert b"hush" not in log.SerializeToString()
    assert make_ndarray(log.predict_log.request.inputs["x"]).tolist() == [[1.0, 2.0]]
    hidden = log.predict_log.request.inputs["name"]
    assert make_ndarray(hidden).tolist() == [b""]
    assert make_ndarray(log.predict_log.response.outputs["y"]).tolist() == [0.0]
    assert request.inputs["name"].string_val == [b"hush"]  # the request itself is as it was


@pytest.mark.parametrize("with_context", [False, True])
def test_features_of_examples_are_left_out(make, records, with_context):
    request, response = ClassificationRequest(), ClassificationResponse()
    request.model_spec.name = "m"
    if with_context:
        listed = request.input.example_list_with_context
        listed.context.features.feature["name"].bytes_list.value.append(b"hush")
    else:
        listed = request.input.example_list
    example = listed.examples.add()
    example.features.feature["name"].bytes_list.value.append(b"hush")
    example.features.feature["x"].float_list.value.append(1)
    make(redact=["name"]).put_messages("m", request, response)
    (log,) = records()
    assert b"hush" not in log.SerializeToString()
    assert b"x" in log.classify_log.request.SerializeToString()


def test_a_multi_inference_is_logged_with_its_first_result_s_version(make, records):
    request, response = MultiInferenceRequest(), MultiInferenceResponse()
    request.tasks.add().model_spec.name = "m"
    response.results.add().model_spec.version.value = 3
    make().put_messages("m", request, response)
    (log,) = records()
    assert log.multi_inference_log.request == request
    assert log.log_metadata.model_spec.version.value == 3


def test_a_request_that_was_no_message_is_logged_as_a_predict(make, records):
    call = Call(
        {"x": np.array([1.0], np.float32), "s": np.array([b"a"], object)},
        (SignatureCall("pair", ("y",)),),
    )
    outputs = ((np.array([2.5], np.float32),),)
    make().put_arrays(ServableId("m", 3), call, outputs)
    (log,) = records()
    request, response = log.predict_log.request, log.predict_log.response
    assert (request.model_spec.name, request.model_spec.signature_name) == ("m", "pair")
    assert request.model_spec.version.value == log.log_metadata.model_spec.version.value == 3
    assert make_ndarray(request.inputs["s"]).tolist() == [b"a"]
    assert make_ndarray(response.outputs["y"]).tolist() == [2.5]


def test_models_with_equal_configs_share_a_log(make, tmp_path, records):
    logs = make(names=("m", "n"))
    logs.put_messages("m", *predict("m"))
    logs.put_messages("n", *predict("n"))
    assert len(list(tmp_path.glob("requests-*"))) == 1
    assert [log.log_metadata.model_spec.name for log in records()] == ["m", "n"]


def test_a_reload_keeps_a_log_that_is_still_wanted_and_ends_the_others(make, tmp_path, records):
    logs = make(names=("m", "n"))
    logs.put_messages("m", *predict())
    logs.follow([model("m")])
    logs.put_messages("m", *predict())
    assert len(list(tmp_path.glob("requests-*"))) == 1
    logs.follow([])
    assert not logs.samples("m")
    logs.put_messages("m", *predict())
    assert len(records()) == 2
    logs.follow([model("m")])
    logs.put_messages("m", *predict())
    assert len(records()) == 3


def test_a_config_that_cannot_be_is_refused_before_it_is_in_force(make):
    with pytest.raises(InvalidArgument):
        make().check([ModelConfig("m", "/m", options={}, logging_config=model().logging_config),
                      _outside()])  # fmt: skip


def _outside():
    message = LoggingConfig.FromString(model().logging_config)
    message.log_collector_config.filename_prefix = "../outside"
    return ModelConfig("n", "/n", logging_config=message.SerializeToString())


def test_records_are_counted_written_or_not(make, counted, tmp_path, monkeypatch):
    logs = make()
    logs.put_messages("m", *predict())

    def fail(*args):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.write", fail)
    logs.put_messages("m", *predict())
    monkeypatch.undo()
    assert counted == [("m", "OK"), ("m", "RESOURCE_EXHAUSTED")]
    ((reading),) = logs.read()
    assert dict(reading.samples) == {("dropped",): 1.0, ("written",): 1.0}
