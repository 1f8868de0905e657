"""Ways to the server: Unix sockets, health, reflection, limits, the container's entry point."""

from __future__ import annotations

import os
import signal
import sys
from pathlib import Path

import grpc
import numpy as np
import pytest

from tfserve.testing.running_server import ServerProcess, free_port, running_server

pytestmark = pytest.mark.tensorflow

ROOT = Path(__file__).resolve().parent.parent.parent


@pytest.fixture(scope="module")
def server(plane, start_server, half_plus_two, tmp_path_factory):
    socket_path = tmp_path_factory.mktemp("s") / "s"
    started = start_server(
        "--model_name=m", f"--model_base_path={half_plus_two}", "--enable_grpc_healthcheck_service",
        f"--grpc_socket_path={socket_path}", "--max_tensor_bytes=4096",
        "--max_request_bytes=65536", "--grpc_channel_arguments=grpc.max_connection_age_ms=600000",
    )  # fmt: skip
    started.wait_for("ready after")
    plane = plane.replace("python", "Python")
    assert f"gRPC is served by the {plane} plane" in started.output
    return started, f"unix:{socket_path}"


def test_the_unix_socket_serves_what_the_port_serves(server, connect):
    started, socket_address = server
    for address in (started.address, socket_address):
        outputs, _ = connect(address).predict("m", {"x": [[1.0]]})
        assert outputs["y"].tolist() == [[2.5]]


def test_health_says_serving(server):
    from grpc_health.v1 import health_pb2, health_pb2_grpc

    with grpc.insecure_channel(server[0].address) as channel:
        stub = health_pb2_grpc.HealthStub(channel)
        for service in ("", "PredictionService", "ModelService"):
            answer = stub.Check(health_pb2.HealthCheckRequest(service=service), timeout=10)
            assert answer.status == health_pb2.HealthCheckResponse.SERVING


def test_health_follows_the_models(shared_models, half_plus_two, tmp_path, connect):
    from grpc_health.v1 import health_pb2, health_pb2_grpc

    config = tmp_path / "models.config"
    bad = shared_models / "tensorflow_serving" / "bad_half_plus_two"
    config.write_text(
        "model_config_list { "
        f"config {{ name: 'm' base_path: '{half_plus_two}' model_platform: 'tensorflow' }} "
        f"config {{ name: 'bad' base_path: '{bad}' model_platform: 'tensorflow' }} }}"
    )
    flags = [
        f"--model_config_file={config}", "--enable_grpc_healthcheck_service",
        "--drain_delay_seconds=1",
    ]  # fmt: skip
    with (
        running_server(*flags) as server,
        grpc.insecure_channel(server.address) as channel,
    ):
        request = health_pb2.HealthCheckRequest(service="PredictionService")
        told = health_pb2_grpc.HealthStub(channel).Watch(request, timeout=60)
        assert next(told).status == health_pb2.HealthCheckResponse.NOT_SERVING
        connect(server.address).reload(
            [{"name": "m", "base_path": half_plus_two, "versions": [123]}]
        )
        assert next(told).status == health_pb2.HealthCheckResponse.SERVING
        server.send(signal.SIGTERM)
        assert next(told).status == health_pb2.HealthCheckResponse.NOT_SERVING
        assert server.wait() == 0


def test_reflection_lists_the_services(server):
    from grpc_reflection.v1alpha.proto_reflection_descriptor_database import (
        ProtoReflectionDescriptorDatabase,
    )

    with grpc.insecure_channel(server[0].address) as channel:
        services = set(ProtoReflectionDescriptorDatabase(channel).get_services())
    assert {
        "tensorflow.serving.PredictionService",
        "tensorflow.serving.ModelService",
        "grpc.health.v1.Health",
    } <= services


def details_of(error: grpc.RpcError) -> dict[str, str]:
    """What `grpc-status-details-bin` says beside the text."""
    from google.rpc import error_details_pb2, status_pb2

    (raw,) = [value for key, value in error.trailing_metadata() if key == "grpc-status-details-bin"]
    found: dict[str, str] = {}
    for each in status_pb2.Status.FromString(raw).details:
        info = error_details_pb2.ErrorInfo()
        if each.Unpack(info):
            found |= dict(info.metadata)
    return found


@pytest.mark.parametrize(
    ("model", "signature", "code", "text", "named"),
    [
        ("n", "", grpc.StatusCode.NOT_FOUND, "Servable not found for request: Latest(n)", "m"),
        (
            "m",
            "predict_images",
            grpc.StatusCode.FAILED_PRECONDITION,
            'Serving signature key "predict_images" not found.',
            "serving_default",
        ),
    ],
)
def test_a_name_that_nobody_serves_is_answered_with_the_names_that_exist(
    server, connect, model, signature, code, text, named
):
    with pytest.raises(grpc.RpcError) as raised:
        connect(server[0].address).predict(model, {"x": [[1.0]]}, signature=signature)
    assert (raised.value.code(), raised.value.details()) == (code, text)
    assert any(named in value for value in details_of(raised.value).values())


def test_a_tensor_beyond_the_limit_is_refused_and_the_flag_named(server, connect):
    with pytest.raises(grpc.RpcError) as raised:
        connect(server[0].address).predict("m", {"x": np.zeros((2000, 1), np.float32)})
    assert raised.value.code() is grpc.StatusCode.RESOURCE_EXHAUSTED
    assert details_of(raised.value)["flag"] == "max_tensor_bytes"


def test_a_request_beyond_the_limit_is_refused(server, connect):
    with pytest.raises(grpc.RpcError) as raised:
        connect(server[0].address).predict("m", {"x": np.zeros((20_000, 1), np.float32)})
    assert raised.value.code() is grpc.StatusCode.RESOURCE_EXHAUSTED


def test_session_run_has_to_be_enabled(server):
    from tfserve.apis import session_service_pb2, session_service_pb2_grpc

    request = session_service_pb2.SessionRunRequest(fetch=["y:0"])
    request.model_spec.name = "m"
    with grpc.insecure_channel(server[0].address) as channel:
        stub = session_service_pb2_grpc.SessionServiceStub(channel)
        with pytest.raises(grpc.RpcError) as raised:
            stub.SessionRun(request, timeout=10)
    assert raised.value.code() is grpc.StatusCode.UNIMPLEMENTED
    assert "--enable_session_run" in raised.value.details()


def test_a_socket_alone_is_enough(start_server, half_plus_two, tmp_path, connect):
    path = tmp_path / "s"
    start_server(
        "--port=0", f"--grpc_socket_path={path}", f"--model_base_path={half_plus_two}",
        until=f"Running gRPC ModelServer at UNIX socket {path}",
    )  # fmt: skip
    outputs, _ = connect(f"unix:{path}").predict("default", {"x": [[1.0]]})
    assert outputs["y"].tolist() == [[2.5]]


def test_the_containers_entry_point_serves_and_ends_like_the_command(
    shared_models, tmp_path, connect
):
    models = tmp_path / "models"
    models.mkdir()
    (models / "hp2").symlink_to(
        shared_models / "tensorflow_serving" / "saved_model_half_plus_two_cpu"
    )
    port = free_port()
    environment = {
        **os.environ,
        "PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}",
        "MODEL_NAME": "hp2",
        "MODEL_BASE_PATH": str(models),
    }
    script = ROOT / "docker" / "tf_serving_entrypoint.sh"
    process = ServerProcess([str(script), f"--port={port}"], environment=environment)
    try:
        process.wait_for(f"Running gRPC ModelServer at 0.0.0.0:{port} ...")
        outputs, version = connect(f"localhost:{port}").predict("hp2", {"x": [[1.0]]})
        assert (outputs["y"].tolist(), version) == ([[2.5]], 123)
        assert process.stop() == 0, process.output
    finally:
        process.close()


@pytest.mark.parametrize(("given", "taken"), [("a-7", ["a-7"]), ("x" * 129, [])])
def test_the_name_that_a_client_gives_its_call_comes_back(server, connect, given, taken):
    client = connect(server[0].address)
    metadata = [("x-request-id", given), ("traceparent", f"00-{'1' * 32}-{'2' * 16}-01")]
    for _ in range(3):  # the first runs of a signature go other ways than later ones
        _, call = client.predictions.Predict.with_call(
            client.request("m", {"x": [[1.0]]}), metadata=metadata, timeout=30
        )
        named = [value for name, value in call.trailing_metadata() if name == "x-request-id"]
        assert named == taken
