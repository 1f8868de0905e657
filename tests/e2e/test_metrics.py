"""The page of metrics of a real server."""

from __future__ import annotations

import json
import re
import urllib.error
import urllib.request
from pathlib import Path

import grpc
import pytest
from google.rpc import error_details_pb2, status_pb2
from prometheus_client.parser import text_string_to_metric_families

from tfserve.testing.running_server import running_server

pytestmark = pytest.mark.tensorflow

DOCS = Path(__file__).parents[2] / "docs" / "metrics.md"
PATH = "/monitoring/prometheus/metrics"


@pytest.fixture(scope="module")
def server(start_server, tmp_path_factory, numbered_model):
    file = tmp_path_factory.mktemp("monitoring") / "monitoring.config"
    file.write_text("prometheus_config { enable: true }")
    flags = [f"--model_base_path={numbered_model}", "--model_name=m",
             f"--monitoring_config_file={file}"]  # fmt: skip
    return start_server(*flags, with_rest=True)


def ask(server, path, body=None):
    """Status, content type and text."""
    try:
        with urllib.request.urlopen(f"{server.url}{path}", body, timeout=30) as answer:  # noqa: S310 - http
            return answer.status, answer.headers["content-type"], answer.read().decode()
    except urllib.error.HTTPError as error:
        with error:
            return error.code, error.headers["content-type"], error.read().decode()


def page(server):
    status, content_type, text = ask(server, PATH)
    assert (status, content_type) == (200, "text/plain")
    return text


def predict_by_rest(server, model="m"):
    body = json.dumps({"instances": [1.0]}).encode()
    return ask(server, f"/v1/models/{model}:predict", body)[0]


def test_calls_of_both_ports_are_on_the_page_in_both_sets(server, connect):
    client = connect(server.address)
    client.predict("m", {"x": [1.0]})
    assert predict_by_rest(server) == 200
    assert predict_by_rest(server, "nosuch") == 404
    with pytest.raises(grpc.RpcError):
        client.predict("m", {"wrong": [1.0]})
    text = page(server)
    count = ":tensorflow:serving:request_count"
    assert f'{count}{{model_name="m",status="INVALID_ARGUMENT"}} 1' in text
    assert re.search(rf'^{count}{{model_name="m",status="OK"}} [2-9]', text, re.MULTILINE)
    assert f'{count}{{model_name="nosuch",status="NOT_FOUND"}} 1' in text
    latency = ":tensorflow:serving:request_latency_count"
    assert f'{latency}{{model_name="m",API="Predict",entrypoint="GRPC"}} ' in text
    assert f'{latency}{{model_name="m",API="predict",entrypoint="REST"}} ' in text
    assert ":tensorflow:cc:saved_model:load_attempt_count{" in text
    own = text[text.index("# HELP tfserve_") :]
    samples = [s for family in text_string_to_metric_families(own) for s in family.samples]
    ran = {
        (s.labels["entrypoint"], s.labels["version"], s.labels["signature"])
        for s in samples
        if s.name == "tfserve_run_duration_seconds_count" and s.labels["code"] == "OK"
    }
    assert {("GRPC", "3", "serving_default"), ("REST", "3", "serving_default")} <= ran
    refused = {s.labels["signature"] for s in samples if s.labels.get("code") == "INVALID_ARGUMENT"}
    assert refused == {"serving_default"}
    assert not any("nosuch" in s.labels.values() for s in samples)
    of_model = [s for s in samples if s.labels.get("model") == "m"]
    (state,) = [s.labels for s in of_model if s.name == "tfserve_model_version_state"]
    assert state == {"model": "m", "version": "3", "state": "AVAILABLE"}
    (resident,) = [s.value for s in of_model if s.name == "tfserve_model_resident_bytes"]
    assert resident > 0


def test_everything_on_the_page_is_in_the_documentation_and_the_other_way_round(server):
    names = re.findall(r"^# TYPE (tfserve_\w+|:tensorflow:[\w:]+)", page(server), re.MULTILINE)
    documented = set(
        re.findall(r"^\| `(tfserve_\w+|:tensorflow:[\w:]+)`", DOCS.read_text(), re.MULTILINE)
    )
    assert set(names) <= documented
    assert documented - set(names) <= {
        "tfserve_trace_calls_dropped_total",  # with --otel_endpoint
        "tfserve_auth_decisions_total",  # with --auth_config_file
        "tfserve_security_reloads_total",
        "tfserve_security_files_current",
        ":tensorflow:serving:batching_session:padding_size",  # these three with their first batch
        ":tensorflow:serving:batching_session:input_batch_size",
        ":tensorflow:serving:batching_session:processed_batch_size",
    }


def test_the_path_is_exact(server):
    text = f"Unexpected path: {PATH}?a=1. Should be {PATH}"
    assert ask(server, f"{PATH}?a=1") == (400, "text/plain", text)


def test_a_reload_answers_how_much_a_counter_has_grown(server, connect, numbered_model):
    from tensorflow_serving.apis import model_management_pb2

    client = connect(server.address)
    request = model_management_pb2.ReloadConfigRequest()
    name = "/tensorflow/cc/saved_model/load_attempt_count"
    request.metric_names.append(name)
    for model in ("m", "n"):
        request.config.model_config_list.config.add(
            name=model, base_path=str(numbered_model), model_platform="tensorflow"
        )
    answer = client.models.HandleReloadConfigRequest(request, timeout=60)
    assert [(each.name, each.int64_value_increase) for each in answer.metric] == [(name, 1)]


def test_without_the_flag_there_is_no_page(numbered_model):
    with running_server(f"--model_base_path={numbered_model}", with_rest=True) as server:
        assert ask(server, PATH)[0] == 404


def test_a_call_for_which_there_is_no_room_is_told_so_and_counted(slow_model, tmp_path, connect):
    file = tmp_path / "monitoring.config"
    file.write_text("prometheus_config { enable: true }")
    flags = [f"--model_base_path={slow_model}", "--model_name=slow",
             f"--monitoring_config_file={file}", "--max_inflight_requests=1",
             "--max_inflight_bytes=2000"]  # fmt: skip
    with running_server(*flags, with_rest=True) as server:
        client = connect(server.address)
        large = client.request("slow" * 1000, {"seconds": 0.0})
        size = large.ByteSize()
        too_large = refusal_of(client.predictions.Predict, large)
        running = client.predictions.Predict.future(
            client.request("slow", {"seconds": 2.0}), timeout=30
        )
        server.wait_for("a request runs")
        too_many = refusal_of(client.predictions.Predict, client.request("x", {"seconds": 0.0}))
        running.result()
        text = page(server)
    words = (
        f"A request of {size} bytes, charged as {2 * size}, does not fit into the 2000 bytes that "
        "may be in flight, the limit set by --max_inflight_bytes; try again later"
    )
    assert too_large == (words, {"flag": "max_inflight_bytes"})
    words = (
        "The server has 1 requests in flight, the limit set by --max_inflight_requests; "
        "try again later"
    )
    assert too_many == (words, {"flag": "max_inflight_requests"})
    labels = 'code="RESOURCE_EXHAUSTED",entrypoint="GRPC",method="Predict",model=""'
    assert re.search(rf"tfserve_requests_total{{{labels}[^}}]*}} 2", text)
    serving = r":tensorflow:serving:request_count{model_name=\"\",status=\"RESOURCE_EXHAUSTED\"} 2"
    assert re.search(serving, text)
    assert "tfserve_requests_refused_total 2.0" in text


def refusal_of(call, request):
    """Text and details of a call that is refused for want of room."""
    with pytest.raises(grpc.RpcError) as caught:
        call(request, timeout=30)
    assert caught.value.code() is grpc.StatusCode.RESOURCE_EXHAUSTED
    (value,) = (
        value for key, value in caught.value.trailing_metadata() if key == "grpc-status-details-bin"
    )
    status, info = status_pb2.Status.FromString(value), error_details_pb2.ErrorInfo()
    assert (status.code, status.message) == (8, caught.value.details())
    assert status.details[0].Unpack(info)
    assert (info.reason, info.domain) == ("RESOURCE_EXHAUSTED", "tfserve")
    return caught.value.details(), dict(info.metadata)


def test_the_page_comes_while_no_request_is_admitted(slow_model, tmp_path, connect):
    file = tmp_path / "monitoring.config"
    file.write_text("prometheus_config { enable: true }")
    flags = [f"--model_base_path={slow_model}", "--model_name=slow",
             f"--monitoring_config_file={file}", "--max_inflight_requests=1"]  # fmt: skip
    with running_server(*flags, with_rest=True) as server:
        client = connect(server.address)
        request = client.request("slow", {"seconds": 3.0})
        running = client.predictions.Predict.future(request, timeout=30)
        server.wait_for("a request runs")
        refused = ask(server, "/v1/models/slow")[0]
        text = page(server)
        running.result()
    assert refused == 429
    assert "tfserve_inflight_requests 1.0" in text
    assert re.search(r'tfserve_model_handles{model="slow",version="1"} 1', text)
