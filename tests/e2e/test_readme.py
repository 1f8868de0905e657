"""What README says, done."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.tensorflow

ROOT = Path(__file__).resolve().parent.parent.parent
README = (ROOT / "README.md").read_text()


def snippets(language: str) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```", README, re.MULTILINE | re.DOTALL)


@pytest.fixture(scope="module")
def base_path(tmp_path_factory):
    """The sample model, exported as `make serve` does it."""
    path = tmp_path_factory.mktemp("models") / "half_plus_two"
    export = [sys.executable, "examples/half_plus_two/export.py", str(path)]
    subprocess.run(export, cwd=ROOT, check=True, capture_output=True)
    return path


@pytest.fixture(scope="module")
def server(start_server, base_path):
    return start_server("--model_name=half_plus_two", f"--model_base_path={base_path}")


def test_the_client_snippet_prints_what_it_says(server, tmp_path):
    code, *_ = snippets("python")
    (said,) = re.findall(r"print\(.*\)  # (.*)", code)
    script = tmp_path / "client.py"
    script.write_text(code.replace("localhost:8500", server.address))
    ran = subprocess.run(
        [sys.executable, str(script)], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert ran.stdout.strip() == said


def test_the_snippet_for_the_official_names_runs(tmp_path):
    _, code = snippets("python")
    ran = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert ran.returncode == 0, ran.stderr


def test_the_line_that_make_serve_prints_works(server):
    (line,) = re.findall(r'echo "    \$\(BIN\)/python (.*)"', (ROOT / "Makefile").read_text())
    script, *arguments = line.replace("127.0.0.1:$(PORT)", server.address).split()
    ran = subprocess.run(
        [sys.executable, script, *arguments], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert "1 / 2 + 2 = 2.5" in ran.stdout


def test_the_config_example_is_one(start_server, base_path, tmp_path, connect):
    import shutil

    (example,) = [each for each in snippets("text") if "model_config_list" in each]
    both = tmp_path / "half_plus_two"
    for version in ("1", "2"):
        shutil.copytree(base_path / "1", both / version)
    file = tmp_path / "models.config"
    file.write_text(example.replace("/models/half_plus_two", str(both)))
    client = connect(start_server(f"--model_config_file={file}").address)
    client.wait_for_versions("half_plus_two", {1, 2})
    for label, version in (("stable", 1), ("canary", 2)):
        outputs, answered = client.predict("half_plus_two", {"x": [1.0]}, label=label)
        assert (outputs["y"].tolist(), answered) == ([2.5], version)
