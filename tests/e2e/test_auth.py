"""Real servers that ask who is there."""

from __future__ import annotations

import http.client
import json
import os
import subprocess
import sys
from pathlib import Path

import grpc
import pytest

from tfserve.apis import get_model_status_pb2, model_management_pb2
from tfserve.apis.model_service_pb2_grpc import ModelServiceStub
from tfserve.testing.running_server import running_server

pytestmark = pytest.mark.tensorflow


def made(*command: str, given: str = "") -> str:
    """What a command of `tfserve` prints."""
    return subprocess.run(
        [sys.executable, "-m", "tfserve", *command],
        input=given, capture_output=True, text=True, check=True,
    ).stdout  # fmt: skip


def new_key() -> tuple[str, str]:
    key, hashed = made("new-key").splitlines()
    return key.removeprefix("key: "), hashed.removeprefix("hash: ")


def write(file: Path, **keys: str) -> None:
    """The file of principals: each scope's hash."""
    entries = [
        {"name": scope, "keys": [hashed], "scopes": [scope]} for scope, hashed in keys.items()
    ]
    file.write_text(json.dumps({"principals": entries}))


def get(port: int, path: str, headers: dict[str, str]) -> int:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    try:
        connection.request("GET", path, headers=headers)
        return connection.getresponse().status
    finally:
        connection.close()


def status(server, key: str) -> grpc.StatusCode:
    request = get_model_status_pb2.GetModelStatusRequest()
    request.model_spec.name = "m"
    return _code(server, "GetModelStatus", request, key)


def reload(server, key: str) -> grpc.StatusCode:
    request = model_management_pb2.ReloadConfigRequest()
    request.config.model_config_list.config.add(name="m", base_path="/nowhere")
    return _code(server, "HandleReloadConfigRequest", request, key)


def _code(server, method, request, key):
    with grpc.insecure_channel(server.address) as channel:
        try:
            call = getattr(ModelServiceStub(channel), method)
            call(request, metadata=[("authorization", f"Bearer {key}")], timeout=30)
        except grpc.RpcError as error:
            return error.code()
        return grpc.StatusCode.OK


def test_keys_are_asked_for_changed_without_a_restart_and_told_to_nobody(half_plus_two, tmp_path):
    (reader, reader_hash), (other, other_hash) = new_key(), new_key()
    file = tmp_path / "auth.json"
    write(file, read=reader_hash)
    flags = [
        "--model_name=m", f"--model_base_path={half_plus_two}", f"--auth_config_file={file}",
        "--security_files_poll_wait_seconds=0.05", "--log_level=debug", "--access_log=stderr",
    ]  # fmt: skip
    with running_server(*flags, with_rest=True) as server:
        port = server.rest_port
        assert get(port, "/v1/models/m", {"x-api-key": reader}) == 200
        assert get(port, "/v1/models/m", {"authorization": f"Bearer {reader}x"}) == 401
        assert get(port, f"/v1/models/m?api_key={reader}", {}) == 401
        assert get(port, f"/v1/models/m?api_key={reader}", {"x-api-key": reader}) != 401
        assert status(server, reader) is grpc.StatusCode.OK
        assert status(server, other) is grpc.StatusCode.UNAUTHENTICATED
        assert reload(server, reader) is grpc.StatusCode.PERMISSION_DENIED
        file.write_text("{")
        server.wait_for("The new principals cannot be used, the old ones stay")
        assert status(server, reader) is grpc.StatusCode.OK
        write(file, read=other_hash)
        server.wait_for("New principals are in use")
        assert status(server, reader) is grpc.StatusCode.UNAUTHENTICATED
        assert status(server, other) is grpc.StatusCode.OK
        server.wait_for("Keys and passwords are sent to port")
        seen = server.output + Path(f"/proc/{server.process.pid}/cmdline").read_text()
        for secret in (reader, other, reader_hash, other_hash, reader_hash[7:]):
            assert secret not in seen


def test_passwords_are_taken_by_basic_authentication(half_plus_two, tmp_path):
    import base64

    hashed = made("hash-password", given="correct horse\n").strip()
    file = tmp_path / "auth.json"
    entry = {"name": "alice", "password": hashed, "scopes": ["read"]}
    file.write_text(json.dumps({"principals": [entry]}))
    flags = ["--model_name=m", f"--model_base_path={half_plus_two}", f"--auth_config_file={file}"]
    with running_server(*flags) as server, grpc.insecure_channel(server.address) as channel:
        request = get_model_status_pb2.GetModelStatusRequest()
        request.model_spec.name = "m"
        token = base64.b64encode(b"alice:correct horse").decode()
        call = ModelServiceStub(channel).GetModelStatus
        for _ in range(2):  # the second is remembered
            assert call(request, metadata=[("authorization", f"Basic {token}")], timeout=30)
        assert "correct horse" not in server.output
        assert token not in server.output


def test_a_broken_file_ends_the_start(tmp_path):
    file = tmp_path / "auth.json"
    file.write_text('{"principals": [{"name": "a", "keys": ["my secret"], "scopes": ["read"]}]}')
    ended = subprocess.run(
        [sys.executable, "-m", "tfserve", "serve", "--port=0", f"--grpc_socket_path={tmp_path}/s",
         f"--model_base_path={tmp_path}", f"--auth_config_file={file}"],
        capture_output=True, text=True, check=False, env=dict(os.environ),
    )  # fmt: skip
    assert ended.returncode == 255
    assert "principals[0]: one of keys is not sha256:" in ended.stdout
    assert "my secret" not in ended.stdout + ended.stderr


def predict(server, key: str, model: str = "m") -> grpc.StatusCode:
    import numpy as np

    from tfserve.apis.predict_pb2 import PredictRequest
    from tfserve.apis.prediction_service_pb2_grpc import PredictionServiceStub
    from tfserve.tensors import make_tensor_proto

    request = PredictRequest()
    request.model_spec.name = model
    request.inputs["x"].CopyFrom(make_tensor_proto(np.ones((1, 1), np.float32)))
    with grpc.insecure_channel(server.address) as channel:
        try:
            PredictionServiceStub(channel).Predict(
                request, metadata=[("authorization", f"Bearer {key}")], timeout=30
            )
        except grpc.RpcError as error:
            return error.code()
        return grpc.StatusCode.OK


def metrics(server, key: str) -> str:
    connection = http.client.HTTPConnection("127.0.0.1", server.rest_port, timeout=30)
    connection.request("GET", "/monitoring/prometheus/metrics", headers={"x-api-key": key})
    try:
        return connection.getresponse().read().decode()
    finally:
        connection.close()


def test_who_may_predict_may_do_so_until_the_file_says_otherwise(half_plus_two, tmp_path):
    (shop, shop_hash), (reader, reader_hash), (admin, admin_hash) = new_key(), new_key(), new_key()
    file = tmp_path / "auth.json"
    write(file, predict=shop_hash, read=reader_hash, admin=admin_hash)
    monitoring = tmp_path / "monitoring.config"
    monitoring.write_text("prometheus_config { enable: true }")
    flags = [
        "--model_name=m", f"--model_base_path={half_plus_two}", f"--auth_config_file={file}",
        "--security_files_poll_wait_seconds=0.05", f"--monitoring_config_file={monitoring}",
    ]  # fmt: skip
    with running_server(*flags, with_rest=True) as server:
        for _ in range(5):  # the first runs of a signature go other ways than later ones
            assert predict(server, shop) is grpc.StatusCode.OK
            assert predict(server, reader) is grpc.StatusCode.PERMISSION_DENIED
            assert predict(server, shop + "x") is grpc.StatusCode.UNAUTHENTICATED
        counted = [each for each in metrics(server, reader).splitlines() if "decisions" in each]
        assert [each for each in counted if 'outcome="allowed"} 6' in each], counted
        document = {
            "principals": [{"name": "shop", "keys": [shop_hash], "scopes": ["predict"],
                            "models": ["other-*"]}],
        }  # fmt: skip
        file.write_text(json.dumps(document))
        server.wait_for("New principals are in use")
        for _ in range(3):
            assert predict(server, shop) is grpc.StatusCode.PERMISSION_DENIED
            assert predict(server, shop, "other-1") is grpc.StatusCode.NOT_FOUND
            assert predict(server, admin) is grpc.StatusCode.UNAUTHENTICATED
