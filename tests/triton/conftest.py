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
def server(tmp_path_factory):
    """Serves `identities`, one signature for each type, and `half_plus_two`, over both ports."""
    pytest.importorskip("tritonclient", reason="Triton's client is not here; see `make triton`")
    python = os.environ.get("TFSERVE_PYTHON")
    if not python:
        pytest.fail("TFSERVE_PYTHON must name the interpreter that has the server")
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
    with running_server(f"--model_config_file={config}", with_rest=True, python=python) as running:
        yield running
