"""A terminal in which the examples' commands are typed."""

from __future__ import annotations

import os
import re
import shlex
import subprocess
import sys
from contextlib import ExitStack
from pathlib import Path

import pytest

from tfserve.testing.running_server import RunningServer, running_server

ROOT = Path(__file__).resolve().parents[2]
TIMEOUT_S = 120


def pytest_collection_modifyitems(items):
    """These start real servers and TensorFlow."""
    for item in items:
        if "examples" in item.path.parts:
            item.add_marker(pytest.mark.e2e)
            item.add_marker(pytest.mark.tensorflow)
            item.add_marker(pytest.mark.timeout(TIMEOUT_S))


class Terminal:
    """Runs command lines as a user in the repository's folder would, with two differences: `build`
    is a temporary folder, and the server listens on a free port, which clients are told.
    """

    def __init__(self, build: Path, running: ExitStack) -> None:
        self._build = build
        self._running = running
        self._server: RunningServer | None = None

    def run(self, line: str) -> str:
        """What the command prints; it must exit with 0. A server goes on in the background."""
        line = re.sub(r"(\$PWD/)?build/", f"{self._build}/", line)
        program, *arguments = shlex.split(line)
        if program == "tensorflow_model_server":
            flags = [each for each in arguments if not each.startswith("--port=")]
            self._server = self._running.enter_context(running_server(*flags))
            return ""
        if program == "make":
            return self._start([program, f"PYTHON={sys.executable}", *arguments])
        assert program == "python", line
        if self._server is not None and arguments[0].endswith("client.py"):
            arguments.append(f"--server={self._server.address}")
        seen = self._server.line_count if self._server else 0
        output = self._start([sys.executable, *arguments])
        if self._server is not None and arguments[0].endswith("export.py"):
            self._server.wait_for("Successfully loaded servable version", after=seen)
        return output

    def _start(self, command: list[str]) -> str:
        path = os.pathsep.join(filter(None, (str(ROOT), os.environ.get("PYTHONPATH"))))
        process = subprocess.run(
            command,
            cwd=ROOT,
            capture_output=True,
            text=True,
            check=False,
            timeout=TIMEOUT_S,
            env={**os.environ, "PYTHONPATH": path},
        )
        assert process.returncode == 0, process.stderr
        return process.stdout


@pytest.fixture
def terminal(tmp_path):
    with ExitStack() as running:
        yield Terminal(tmp_path / "build", running)
