"""The server in its own environment, asked by Triton's client in this one: `make triton`.

TFSERVE_PYTHON names the interpreter that has the server.
"""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest

from tfserve.testing.running_server import running_server

_EXPORTS = Path(__file__).parents[1] / "support" / "exports.py"


@pytest.fixture(scope="session")
def python():
    """The interpreter that has the server."""
    pytest.importorskip("tritonclient", reason="Triton's client is not here; see `make triton`")
    python = os.environ.get("TFSERVE_PYTHON")
    if not python:
        pytest.fail("TFSERVE_PYTHON must name the interpreter that has the server")
    return python


@pytest.fixture(scope="session")
def config(python, tmp_path_factory):
    """The config file of `identities`, one signature for each type, and of `half_plus_two`."""
    models = tmp_path_factory.mktemp("models")
    quiet = {**os.environ, "TF_CPP_MIN_LOG_LEVEL": "2"}
    subprocess.run([python, str(_EXPORTS), str(models)], check=True, env=quiet, timeout=300)
    config = models / "models.config"
    parts = [
        f'config {{ name: "{name}" base_path: "{models / name}" model_platform: "tensorflow" '
        f"{labels} }}"
        for name, labels in (
            ("identities", ""),
            ("half_plus_two", 'version_labels { key: "stable" value: 1 }'),
        )
    ]
    config.write_text(f"model_config_list {{ {' '.join(parts)} }}")
    return config


@pytest.fixture(scope="session", params=["python", "native"])
def server(request, python, config):
    """Serves both models over both ports, on one of the planes."""
    plane = request.param
    if (
        plane == "native"
        and subprocess.run([python, "-c", "import tfserve_native"], check=False).returncode
    ):
        pytest.skip("the native plane is not installed")
    flags = [f"--model_config_file={config}", f"--data_plane={plane}"]
    with running_server(*flags, with_rest=True, python=python) as running:
        yield running
