"""Recorded requests warm a version up before it serves; one that fails keeps it from serving."""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from pathlib import Path

import pytest

ASSETS = "assets.extra"


def write_records(version: Path, requests: Sequence) -> None:
    """As users write them: with TensorFlow's writer and the official messages."""
    import tensorflow as tf
    from tensorflow_serving.apis import prediction_log_pb2

    file = version / ASSETS / "tf_serving_warmup_requests"
    file.parent.mkdir()
    with tf.io.TFRecordWriter(str(file)) as writer:
        for request in requests:
            predict_log = prediction_log_pb2.PredictLog(request=request)
            log = prediction_log_pb2.PredictionLog(predict_log=predict_log)
            writer.write(log.SerializeToString())


@pytest.fixture
def base_path(numbered_model, tmp_path):
    """Base path of a model with version 1, whose warm-up file lies beside."""
    shutil.copytree(numbered_model / "1", tmp_path / "m" / "1")
    return tmp_path / "m"


def test_recorded_requests_run_before_the_version_serves(start_server, base_path, connect, ones):
    client = connect("127.0.0.1:1")
    write_records(base_path / "1", [client.request("another", {"x": [1.0] * n}) for n in (1, 2)])
    server = start_server(
        "--model_name=m", f"--model_base_path={base_path}", "--num_request_iterations_for_warmup=3"
    )
    lines = server.output.splitlines()
    (finished,) = (line for line in lines if "Finished reading warmup data for model at" in line)
    (loaded,) = (line for line in lines if "Successfully loaded servable version" in line)

    assert "Number of warmup records read: 2." in finished
    assert lines.index(finished) < lines.index(loaded)
    assert sum("the last of 3 times" in line for line in lines) == 2
    assert connect(server.address).predict("m", {"x": ones})[1] == 1


def test_a_version_whose_warm_up_fails_never_serves_and_the_old_one_stays(
    start_server, base_path, numbered_model, connect, ones, tmp_path
):
    server = start_server(
        "--model_name=m",
        f"--model_base_path={base_path}",
        "--max_num_load_retries=0",
        "--file_system_poll_wait_seconds=0.05",
    )
    client = connect(server.address)
    bad = tmp_path / "coming"
    shutil.copytree(numbered_model / "2", bad)
    write_records(bad, [client.request("m", {"x": [1.0]}), client.request("m", {"z": [1.0]})])
    bad.rename(base_path / "2")
    server.wait_for("Loading servable: {name: m version: 2} failed")

    code, message = client.wait_for_end("m", 2)
    assert code == 3
    assert message.endswith("(record 1)")
    assert client.predict("m", {"x": ones})[1] == 1


def test_warm_up_can_be_switched_off(start_server, base_path, connect, ones):
    (base_path / "1" / ASSETS).mkdir()
    (base_path / "1" / ASSETS / "tf_serving_warmup_requests").write_bytes(b"no records")
    server = start_server(
        "--model_name=m", f"--model_base_path={base_path}", "--enable_model_warmup=false"
    )

    assert connect(server.address).predict("m", {"x": ones})[1] == 1
    assert "warmup data" not in server.output


def test_a_version_that_fails_its_admission_tests_never_serves_and_is_mended_in_place(
    start_server, base_path, numbered_model, connect, ones, tmp_path
):
    server = start_server(
        "--model_name=m",
        f"--model_base_path={base_path}",
        "--file_system_poll_wait_seconds=0.05",
    )
    client = connect(server.address)
    coming = tmp_path / "coming"
    shutil.copytree(numbered_model / "2", coming)
    (coming / ASSETS).mkdir()
    golden = coming / ASSETS / "golden.jsonl"
    golden.write_text('{"instances": [1, 1], "predictions": [3, 3]}')
    coming.rename(base_path / "2")
    server.wait_for("Loading servable: {name: m version: 2} failed")

    code, message = client.wait_for_end("m", 2)
    assert code == 9
    assert "golden.jsonl: line 1: output" in message
    assert client.predict("m", {"x": ones})[1] == 1

    mended = base_path / "2" / ASSETS / "golden.jsonl"
    mended.write_text('{"instances": [1, 1], "predictions": [2, 2]}\n')
    client.wait_for_versions("m", {2})
    server.wait_for("has passed the 1 admission tests")  # its output comes by another way
