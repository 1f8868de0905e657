"""Recorded requests are replayed on a version before it serves."""

from __future__ import annotations

import re

import numpy as np
import pytest

from tfserve.apis import prediction_log_pb2
from tfserve.apis.tensorflow import example_pb2
from tfserve.core.ids import ServableId
from tfserve.core.servable import CLASSIFY_METHOD, REGRESS_METHOD
from tfserve.errors import Code, ServingError
from tfserve.records import frame
from tfserve.tensors import encode
from tfserve.warmup import MAX_RECORDS, Replay, WarmUp

ID = ServableId("m", 3)
NAME = "tf_serving_warmup_requests"


def predict_log(x=(1.0, 2.0), signature="", name="", alias="x"):
    log = prediction_log_pb2.PredictionLog()
    request = log.predict_log.request
    request.model_spec.name = name
    request.model_spec.signature_name = signature
    request.inputs[alias].CopyFrom(encode(np.asarray(x, np.float32)))
    return log


def with_examples(message, count=2):
    for _ in range(count):
        message.input.example_list.examples.append(example_pb2.Example())


def logs_of_all_kinds():
    classify, regress, several = (prediction_log_pb2.PredictionLog() for _ in range(3))
    classify.classify_log.request.model_spec.signature_name = "classify"
    regress.regress_log.request.model_spec.signature_name = "regress"
    for message in (classify.classify_log.request, regress.regress_log.request):
        with_examples(message)
    for signature, method in (("classify", CLASSIFY_METHOD), ("regress", REGRESS_METHOD)):
        task = several.multi_inference_log.request.tasks.add(method_name=method)
        task.model_spec.name = "whatever"
        task.model_spec.signature_name = signature
    with_examples(several.multi_inference_log.request)
    return predict_log(), classify, regress, several


def file_of(*logs):
    return b"".join(frame(each.SerializeToString()) for each in logs)


@pytest.fixture
def replays():
    return []


@pytest.fixture
def warm_up(requests, clock, model, replays, tmp_path):
    """`warm_up(**options)` warms `model` up with the files of `tmp_path`."""

    def run(**options):
        warm = WarmUp(requests=requests, clock=clock, observer=replays.append, **options)
        warm(ID, str(tmp_path), model)

    return run


@pytest.fixture
def refused(warm_up):
    """`refused()`: the error that warming up ends with."""

    def run(**options):
        with pytest.raises(ServingError) as raised:
            warm_up(**options)
        return raised.value

    return run


def test_a_version_without_a_file_is_left_alone_and_the_log_says_so(
    warm_up, model, replays, tmp_path, caplog
):
    caplog.set_level("INFO")
    warm_up()

    assert model.ran == []
    assert replays == []
    assert caplog.messages == [f"No warmup data file found at {tmp_path}/assets.extra/{NAME}"]


def test_every_kind_of_record_is_run_once(warm_up, model, put):
    put(NAME, file_of(*logs_of_all_kinds()))
    warm_up()

    assert [[part.signature for part in call.parts] for call in model.ran] == [
        ["serving_default"], ["classify"], ["regress"], ["classify", "regress"],
    ]  # fmt: skip


def test_runs_that_records_ask_for_are_counted_as_tensorflow_serving_counts_them(warm_up, put):
    put(NAME, file_of(*logs_of_all_kinds()))
    counted = []
    warm_up(iterations=2, count_run=lambda *run: counted.append(run))

    assert [run[:2] for run in counted] == [
        ("m", "Predict"), ("m", "Predict"), ("m", "Classify"), ("m", "Classify"),
        ("m", "Regress"), ("m", "Regress"),
    ]  # fmt: skip
    assert [round(seconds * 1e3) for *_, seconds in counted] == [10, 1, 1, 1, 1, 1]


def test_model_names_and_versions_in_records_do_not_matter(warm_up, model, put):
    log = predict_log(name="another")
    log.predict_log.request.model_spec.version.value = 77
    put(NAME, file_of(log))
    warm_up()

    assert model.ran[0].inputs["x"].tolist() == [1.0, 2.0]


@pytest.mark.parametrize(("iterations", "runs"), [(-1, 1), (0, 1), (1, 1), (3, 3)])
def test_each_record_is_run_as_often_as_asked(warm_up, model, put, iterations, runs):
    put(NAME, file_of(predict_log([1]), predict_log([2])))
    warm_up(iterations=iterations)

    assert [call.inputs["x"].item() for call in model.ran] == [1.0] * runs + [2.0] * runs


def test_a_record_without_a_request_is_counted_and_nothing_is_run(warm_up, model, put, replays):
    put(NAME, file_of(prediction_log_pb2.PredictionLog(), predict_log()))
    warm_up()

    assert len(model.ran) == 1
    assert replays[0].records == 2


def test_the_log_tells_the_first_and_the_last_latency_of_each_record(warm_up, put, caplog):
    caplog.set_level("INFO")
    file = put(NAME, file_of(predict_log(), predict_log()))
    warm_up(iterations=2)

    started, first, second, finished = caplog.messages
    prefix = "Warm-up of servable {name: m version: 3}, record"
    assert started == f"Starting to read warmup data for model at {file}"
    assert (
        first == f"{prefix} 0 (predict serving_default): 10 ms at first, 1 ms the last of 2 times"
    )
    assert (
        second == f"{prefix} 1 (predict serving_default): 1 ms at first, 1 ms the last of 2 times"
    )
    assert finished == (
        f"Finished reading warmup data for model at {file}. Number of warmup records read: 2. "
        "Elapsed time (microseconds): 13000."
    )


def test_an_observer_is_told_of_a_whole_file(warm_up, put, replays, tmp_path):
    put(NAME, file_of(predict_log()))
    warm_up()

    (replay,) = replays
    assert (replay.id, replay.path, replay.records, replay.error) == (ID, str(tmp_path), 1, None)
    assert replay.elapsed_s == pytest.approx(0.01)


def test_all_batch_sizes_are_run_with_the_rows_of_each_record(warm_up, model, put, caplog):
    caplog.set_level("INFO")
    model.batch_sizes = (1, 2, 5)
    put(NAME, file_of(predict_log([1, 2])))
    warm_up()

    assert [call.inputs["x"].tolist() for call in model.ran] == [[1, 2], [1], [1, 2, 1, 2, 1]]
    assert caplog.messages[1].endswith("10 ms at first, 1 ms with 1 rows, 1 ms with 5 rows")


def test_what_has_no_side_effects_is_run_until_its_pace_is_known(warm_up, model, put, caplog):
    caplog.set_level("INFO")
    model.has_side_effects = lambda parts: parts[0].signature != "serving_default"
    put(NAME, file_of(*logs_of_all_kinds()[:2]))
    warm_up()

    signatures = [call.parts[0].signature for call in model.ran]
    assert signatures == ["serving_default"] * 4 + ["classify"]
    assert caplog.messages[1].endswith("10 ms at first, 1 ms the last of 4 times")


def test_slow_runs_are_repeated_once_to_tell_what_was_gained(
    requests, clock, put, tmp_path, slow_model
):
    slow_model.has_side_effects = lambda _: False
    put(NAME, file_of(predict_log()))
    WarmUp(requests=requests, clock=clock)(ID, str(tmp_path), slow_model)

    assert len(slow_model.ran) == 2


def test_a_request_without_rows_is_not_run_with_batch_sizes(warm_up, model, put):
    model.batch_sizes = (4,)
    put(NAME, file_of(predict_log(1.0)))
    warm_up()

    assert len(model.ran) == 1


def test_a_failing_request_fails_the_version_and_is_named(refused, put, replays):
    put(NAME, file_of(predict_log(), predict_log(alias="z")))
    error = refused()

    assert error.code is Code.INVALID_ARGUMENT
    assert error.message.startswith("Signature input alias: x(feed name: x:0) not found")
    assert error.message.endswith(" (record 1)")
    assert error.details["record"] == "1"
    assert replays == []


@pytest.mark.parametrize(("kind", "number"), [("predict_streamed_log", 7), ("session_run_log", 5)])
def test_kinds_that_cannot_be_replayed_are_refused(refused, put, kind, number):
    log = prediction_log_pb2.PredictionLog()
    getattr(log, kind).SetInParent()
    put(NAME, file_of(predict_log(), log))
    error = refused()

    assert error.code is Code.UNIMPLEMENTED
    assert error.message == f"Unsupported log_type for warmup: {number} (record 1)"


def test_a_record_that_is_no_message_is_shown_in_one_short_line(refused, put):
    file = put(NAME, file_of(predict_log()) + frame(b"\xff\n" * 100))
    error = refused()

    assert error.code is Code.INVALID_ARGUMENT
    prefix, suffix = "Failed to parse warmup record: ", f"... from {file} (record 1)"
    assert re.fullmatch(re.escape(prefix) + r"(\\xff\\n){32}" + re.escape(suffix), error.message)


def test_a_damaged_file_is_named_and_what_was_read_is_observed(refused, put, replays):
    put(NAME, file_of(predict_log())[:-1])
    error = refused()

    assert error.code is Code.DATA_LOSS
    assert error.message == (
        "truncated record at 0' failed with Read less bytes than requested. "
        "Please verify your warmup data is in TFRecord format. (record 0)"
    )
    assert [(each.records, each.error) for each in replays] == [(0, error)]


def test_a_text_file_is_no_tfrecord_file(refused, put):
    put(NAME, '{"instances": [1.0]}\n')

    assert refused().message.startswith("corrupted record at 0 (Is this even a TFRecord file?).")


def test_a_thousand_records_are_taken_and_one_more_is_run_and_refused(warm_up, refused, model, put):
    file = put(NAME, file_of(predict_log()) * MAX_RECORDS)
    warm_up()
    put(NAME, file_of(predict_log()) * (MAX_RECORDS + 5))
    error = refused()

    assert len(model.ran) == 2 * MAX_RECORDS + 1
    assert error.code is Code.INVALID_ARGUMENT
    assert error.message == f"Number of warmup records exceeds the maximum (1000) at {file}"


def test_json_lines_are_replayed_too(warm_up, model, put, replays):
    put(f"{NAME}.jsonl", '{"instances": [1, 2]}\n\n{"inputs": {"x": [3.5]}}\n')
    warm_up()

    assert [call.inputs["x"].tolist() for call in model.ran] == [[1, 2], [3.5]]
    assert replays[0].records == 2


def test_both_files_are_replayed(warm_up, model, put):
    put(f"{NAME}.jsonl", '{"instances": [1]}')
    put(NAME, file_of(predict_log([7])))
    warm_up()

    assert [call.inputs["x"].tolist() for call in model.ran] == [[7], [1]]


@pytest.mark.parametrize(
    ("line", "text"),
    [
        ('{"instanzes": [1]}', "unknown name 'instanzes'; did you mean 'instances'?"),
        ("[1]", "must be an object, not [1]"),
        ("{}", "exactly one of 'inputs' and 'instances' must be there"),
        ('{"inputs": {"z": [1]}}', "unknown name 'z'; there are: x"),
        ('{"instances": ["a"]}', 'x is no tensor of float: it has values such as "a"'),
    ],
)
def test_a_broken_line_is_named(refused, put, line, text):
    put(f"{NAME}.jsonl", f'{{"instances": [1]}}\n{line}\n')
    error = refused()

    assert error.code is Code.INVALID_ARGUMENT
    assert error.message == f"{text} (line 2)"
    assert error.details["line"] == "2"


def test_a_line_that_is_no_json_names_the_file(refused, put):
    file = put(f"{NAME}.jsonl", '{"instances": [1}')

    assert refused().message.startswith(f"{file}: line 1: Expecting ',' delimiter")


def test_a_file_that_cannot_be_read_is_told(refused, put, monkeypatch):
    file = put(NAME, b"")
    monkeypatch.setattr("pathlib.Path.open", lambda *_: (_ for _ in ()).throw(OSError(5, "")))

    assert refused().message == f"{file}; Input/output error"


def test_a_replay_is_a_value():
    assert Replay(ID, "/m/3", 2, 0.5) == Replay(ID, "/m/3", 2, 0.5, None)
