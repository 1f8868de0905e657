"""Models for the tests of servables."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

_EXPORTS = Path(__file__).resolve().parent.parent / "support" / "exports.py"


@pytest.fixture(scope="session")
def exported_models(tmp_path_factory) -> Path:
    """The models of tests/support/exports.py: `<directory>/<model>/1`; not to be changed."""
    directory = tmp_path_factory.mktemp("models")
    environment = {**os.environ, "TF_CPP_MIN_LOG_LEVEL": "3"}
    subprocess.run(
        [sys.executable, str(_EXPORTS), str(directory)],
        check=True,
        env=environment,
        capture_output=True,
    )
    return directory
