"""What real servers log, and that nobody waits for it."""

from __future__ import annotations

import json
import subprocess
import sys

import grpc
import pytest

from tfserve.testing.running_server import free_port, running_server

pytestmark = pytest.mark.tensorflow


def test_every_call_has_a_line_and_its_id_comes_back(numbered_model, connect, tmp_path):
    path = tmp_path / "access.log"
    flags = [f"--access_log={path}", "--log_format=json", "--log_level=debug"]
    model = [f"--model_base_path={numbered_model}", "--model_name=m"]
    with running_server(*model, *flags) as server:
        client = connect(server.address)
        request = client.request("m", {"x": [1.0]})
        metadata = [("x-request-id", "abc-1"), ("authorization", "Bearer hush-hush")]
        _, call = client.predictions.Predict.with_call(request, metadata=metadata, timeout=30)
        assert dict(call.trailing_metadata())["x-request-id"] == "abc-1"
        request.model_spec.name = "no\nsuch"
        with pytest.raises(grpc.RpcError) as failed:
            client.predictions.Predict(request, timeout=30)
        made = dict(failed.value.trailing_metadata())["x-request-id"]
    good, bad = (json.loads(line) for line in path.read_text().splitlines())
    assert good["request_id"] == "abc-1"
    assert good["peer"].startswith(("ipv4:127.0.0.1:", "ipv6:"))
    assert (good["model"], good["signature"], good["code"]) == ("m", "serving_default", "OK")
    assert good["version"] == 3
    assert 0 < good["run_ms"] < good["total_ms"]
    assert good["request_bytes"] > 0 < good["response_bytes"]
    assert (bad["request_id"], bad["model"], bad["code"]) == (made, "no\nsuch", "NOT_FOUND")
    assert bad["version"] is None
    lines = [json.loads(line) for line in server.output.splitlines() if line.startswith("{")]
    assert any("Running gRPC ModelServer" in line["message"] for line in lines)
    assert "hush-hush" not in server.output + path.read_text()


def test_an_access_log_that_cannot_be_opened_ends_the_start(numbered_model, tmp_path):
    path = tmp_path / "no" / "access.log"
    command = [
        sys.executable, "-m", "tfserve", "serve", f"--port={free_port()}",
        f"--model_base_path={numbered_model}", f"--access_log={path}",
    ]  # fmt: skip
    ended = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
    assert ended.returncode == 255
    assert f"--access_log={path}: No such file or directory" in ended.stdout


def test_a_full_disk_costs_lines_and_no_answers(numbered_model, connect):
    model = [f"--model_base_path={numbered_model}", "--model_name=m"]
    with running_server(*model, "--access_log=/dev/full") as server:
        client = connect(server.address)
        for _ in range(20):
            outputs, _ = client.predict("m", {"x": [1.0]})
            assert outputs


def test_traces_that_no_collector_takes_cost_no_answers(numbered_model, connect):
    flags = [f"--otel_endpoint=http://127.0.0.1:{free_port()}", "--otel_sample_ratio=1"]
    with running_server(f"--model_base_path={numbered_model}", "--model_name=m", *flags) as server:
        outputs, _ = connect(server.address).predict("m", {"x": [1.0]})
        assert outputs
