"""TensorFlow's own client captures a profile of a real server."""

from __future__ import annotations

import subprocess
import sys

import pytest

from tfserve.testing.running_server import running_server

pytestmark = pytest.mark.tensorflow

# In a process of its own: one session is all that a process can have, and its threads stay.
_CAPTURE = """
import sys
import tensorflow as tf
tf.profiler.experimental.client.trace(sys.argv[1], sys.argv[2], 1500, num_tracing_attempts=1)
"""


def capture(server, directory) -> subprocess.Popen:
    command = [sys.executable, "-c", _CAPTURE, f"grpc://{server.address}", str(directory)]
    return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)


def test_tensorboards_client_gets_a_profile_of_what_is_served(half_plus_two, connect, tmp_path):
    flags = ["--model_name=m", f"--model_base_path={half_plus_two}"]
    with running_server(*flags) as server:
        client = connect(server.address)
        capturing = capture(server, tmp_path)
        server.wait_for("Recording a profile")
        while capturing.poll() is None:
            client.predict("m", {"x": [[1.0]]})
        output, _ = capturing.communicate()
        assert capturing.returncode == 0, output
        assert "No trace event" not in output
        (file,) = tmp_path.glob("plugins/profile/*/*.xplane.pb")
        recording = file.read_bytes()
        assert b"/host:CPU" in recording
        assert b"RunCallable" in recording or b"SessionRun" in recording or b"Executor" in recording
