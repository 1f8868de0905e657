"""Clients of other gRPC stacks go through one round on both planes; see README.md."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tfserve.testing.running_server import running_server

pytestmark = [pytest.mark.e2e, pytest.mark.tensorflow, pytest.mark.timeout(180)]

HERE = Path(__file__).parent
PROTOS = HERE.parents[1] / "protos"
ROUND = {"y": [2.5, 3.0, 4.5], "version": 1, "signature": "serving_default"}
EXPECTED = {
    "values": ROUND,
    "content": ROUND,
    "gzip": ROUND,
    "status": [{"version": 1, "state": "AVAILABLE", "code": 0}],
    "unknown model": {
        "code": 5,
        "text": "Servable not found for request: Latest(nobody)",
    },
    "wrong dtype": {
        "code": 3,
        "text": "Expects arg[0] to be float but int32 is provided, input: x",
    },
    "deadline": 4,
    "cancelled": 1,
    "large": {"bytes": 64 << 20, "same": True},
    "streams": 200,
    "request id": "round-1",
    "health": "SERVING",
}


def commands() -> dict[str, list[str]]:
    """Stack -> its program, of those that `make clients` built."""
    built = Path(os.environ.get("TFSERVE_CLIENTS", HERE.parents[1] / ".clients"))
    programs = {
        "grpc-go": [built / "go" / "client"],
        "grpc-js": ["node", built / "js" / "main.js"],
        "grpc++": [built / "cpp" / "client"],
    }
    there = {name: [*map(str, line)] for name, line in programs.items() if line[-1].exists()}
    return {"grpcio": [sys.executable, str(HERE / "py" / "main.py")], **there}


@pytest.fixture(scope="session")
def model(tmp_path_factory):
    """Base path of a model with signatures that halve, that echo, and that wait."""
    import tensorflow as tf

    class Model(tf.Module):
        @tf.function(input_signature=[tf.TensorSpec([None], tf.float32, name="x")])
        def halve(self, x):
            return {"y": x / 2 + 2}

        @tf.function(input_signature=[tf.TensorSpec([None], tf.float32, name="x")])
        def echo(self, x):
            return {"x": tf.identity(x)}

        @tf.function(input_signature=[tf.TensorSpec([1], tf.float32, name="seconds")])
        def wait(self, seconds):
            end = tf.timestamp() + tf.cast(seconds[0], tf.float64)
            steps = tf.while_loop(
                lambda _: tf.timestamp() < end, lambda n: (n + 1,), [tf.constant(0)]
            )
            with tf.control_dependencies(steps):
                return {"waited": tf.identity(seconds)}

    made = Model()
    signatures = {"serving_default": made.halve, "echo": made.echo, "wait": made.wait}
    base_path = tmp_path_factory.mktemp("models") / "round"
    tf.saved_model.save(made, str(base_path / "1"), signatures=signatures)
    return base_path


@pytest.fixture(scope="module", params=["python", "native"])
def plane(request):
    if request.param == "native":
        pytest.importorskip("tfserve_native", reason="the native plane is not installed")
    return request.param


@pytest.fixture(scope="module", params=["plain", "encrypted"])
def server(request, plane, model, authority, tmp_path_factory):
    """Address, and the file of the roots that clients need."""
    flags = [
        "--model_name=round", f"--model_base_path={model}", f"--data_plane={plane}",
        "--enable_grpc_healthcheck_service", "--enable_serialization_as_tensor_content",
    ]  # fmt: skip
    arguments = []
    if request.param == "encrypted":
        folder = tmp_path_factory.mktemp("certificates")
        certificate, key = authority.sign().write(folder)
        roots = folder / "roots.pem"
        roots.write_bytes(authority.root)
        flags += [f"--tls_cert_file={certificate}", f"--tls_key_file={key}"]
        arguments = [str(roots)]
    with running_server(*flags) as started:
        yield [started.address, *arguments]


@pytest.mark.parametrize("stack", commands())
def test_a_client_goes_through_the_round(stack, server):
    environment = {**os.environ, "PROTOS": f"{PROTOS}:{HERE}", "PYTHONPATH": str(HERE.parents[1])}
    done = subprocess.run(
        [*commands()[stack], *server], env=environment, timeout=120, check=False,
        capture_output=True, text=True,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout) == EXPECTED
