"""What a real server logs of requests warms another one up."""

from __future__ import annotations

import shutil
import subprocess
import sys

import pytest

from tfserve.testing.running_server import free_port, running_server

pytestmark = pytest.mark.tensorflow

CONFIG = """
model_config_list {{ config {{
  name: "m" base_path: "{path}" model_platform: "tensorflow"
  logging_config {{
    log_collector_config {{ type: "{kind}" filename_prefix: "m/requests" }}
    sampling_config {{ sampling_rate: 1.0 }}
  }}
}} }}
"""


@pytest.fixture
def config(tmp_path, numbered_model):
    def write(kind="file"):
        path = tmp_path / "models.config"
        path.write_text(CONFIG.format(path=numbered_model, kind=kind))
        return f"--model_config_file={path}"

    return write


def test_logged_requests_are_a_warm_up_file(config, connect, tmp_path, numbered_model):
    logs = tmp_path / "logs"
    with running_server(config(), f"--request_log_dir={logs}") as server:
        client = connect(server.address)
        for _ in range(3):
            client.predict("m", {"x": [1.0]})
    (file,) = logs.glob("m/requests-*.tfrecord")
    warm = tmp_path / "warm" / "3"
    shutil.copytree(numbered_model / "3", warm)
    (warm / "assets.extra").mkdir(exist_ok=True)
    shutil.copy(file, warm / "assets.extra" / "tf_serving_warmup_requests")
    with running_server(f"--model_base_path={warm.parent}") as server:
        server.wait_for("Number of warmup records read: 3")


@pytest.mark.parametrize(
    ("kind", "flags", "error"),
    [
        ("file", [], "INVALID_ARGUMENT: No request-logger-creator provided."),
        (
            "kafka",
            ["--request_log_dir=/tmp"],
            "NOT_FOUND: Cannot find LogCollector::Factory for type: kafka",
        ),
    ],
)
def test_a_log_that_cannot_be_ends_the_start(config, kind, flags, error):
    command = [
        sys.executable, "-m", "tfserve", "serve", f"--port={free_port()}", config(kind), *flags,
    ]  # fmt: skip
    ended = subprocess.run(command, capture_output=True, text=True, timeout=120, check=False)
    assert ended.returncode == 255
    assert f"Failed to start server. Error: {error}" in ended.stdout
