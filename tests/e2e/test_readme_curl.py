"""The lines for curl in README: one for each route, and each does what it says."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest

from tfserve.flags import FLAGS, parse, server_config
from tfserve.server import ModelServer
from tfserve.testing.running_server import running_server

pytestmark = [pytest.mark.tensorflow, pytest.mark.one_plane]  # only the REST port is asked

ROOT = Path(__file__).resolve().parents[2]
HERE = "localhost:8501"
MONITORING = f"--monitoring_config_file={ROOT}/deploy/monitoring.config"


@dataclass(frozen=True, slots=True)
class Example:
    """A command as it stands in README, and the part of its output that stands behind it."""

    command: str
    shown: str

    @property
    def request(self) -> tuple[str, str, str]:
        """Method, path and query."""
        (target,) = re.findall(rf"{HERE}([^\s']+)", self.command)
        path, _, query = target.partition("?")
        has_body = " -d " in self.command or "--data-binary" in self.command
        named = re.search(r"-X (\w+)", self.command)
        return named[1] if named else ("POST" if has_body else "GET"), path, query


def examples_of(page: str) -> list[Example]:
    """All commands for curl that show an answer, also those that are fed by a printf."""
    blocks = re.findall(r"^```sh\n(.*?)^```", page, re.MULTILINE | re.DOTALL)
    found = re.findall(
        r"^((?:printf [^\n]* \|\n *)?curl [^\n]*?) +# ([^\n]*)$", "\n".join(blocks), re.MULTILINE
    )
    return [Example(*each) for each in found]


def example_of_make_serve() -> Example:
    """The line for curl that `make serve` prints."""
    (line,) = re.findall(r'echo "    (curl .*)"', (ROOT / "Makefile").read_text())
    command = line.replace('\\"', '"').replace("http://127.0.0.1:$(REST_PORT)", HERE)
    return Example(command, '"predictions": [2.5, 3.0, 4.5]')


EXAMPLES = [example_of_make_serve(), *examples_of((ROOT / "README.md").read_text())]


def test_every_route_has_an_example(tmp_path):
    server = ModelServer(server_config(parse(
        ["--rest_api_port=8501", f"--model_base_path={tmp_path}", MONITORING], FLAGS
    )))  # fmt: skip
    table = server._rest.routes
    shown = {id(found[0]) for each in EXAMPLES if (found := table.find(*each.request))}
    # A route without a summary answers requests that nobody should make, as others answer them.
    missing = [
        f"{route.method} {route.template}"
        for route in table.routes
        if route.summary and id(route) not in shown
    ]
    assert not missing


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """A folder that has the sample model where `make serve` puts it."""
    path = tmp_path_factory.mktemp("checkout")
    model = path / "build/models/half_plus_two"
    export = [sys.executable, "examples/half_plus_two/export.py", str(model)]
    subprocess.run(export, cwd=ROOT, check=True, capture_output=True)
    return path


@pytest.mark.skipif(shutil.which("curl") is None, reason="curl is not installed")
def test_every_example_answers_what_it_says(folder):
    flags = [
        "--model_name=half_plus_two", f"--model_base_path={folder}/build/models/half_plus_two",
        "--enable_rest_management", MONITORING,
    ]  # fmt: skip
    assert len(EXAMPLES) > 40
    with running_server(*flags, with_rest=True) as server:
        for each in EXAMPLES:  # in order: later ones use what earlier ones have set
            command = each.command.replace(HERE, f"localhost:{server.rest_port}").replace(
                "curl ", "curl --silent --show-error --fail-with-body "
            )
            done = subprocess.run(
                ["sh", "-c", command], cwd=folder, capture_output=True, text=True, check=False
            )
            assert done.returncode == 0, (each, done.stdout, done.stderr)
            assert spaceless(each.shown) in spaceless(done.stdout), (each, done.stdout)


def spaceless(text: str) -> str:
    return re.sub(r"\s", "", text)
