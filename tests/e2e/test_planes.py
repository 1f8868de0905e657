"""Both planes: which tests run on them, and what a server on the native one does without."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

pytestmark = pytest.mark.tensorflow


@pytest.mark.one_plane
def test_servers_that_tests_share_are_started_by_the_fixture_that_knows_the_plane():
    """Another one would go on running, on the first plane, while the tests run for the second."""
    wrong = []
    for path in sorted(Path(__file__).parent.glob("test_*.py")):
        for each in ast.parse(path.read_text()).body:
            if not isinstance(each, ast.FunctionDef):
                continue
            is_shared = any("scope=" in ast.unparse(made) for made in each.decorator_list)
            if is_shared and {"running_server(", "RunningServer("} & {
                f"{ast.unparse(node.func)}("
                for node in ast.walk(each)
                if isinstance(node, ast.Call)
            }:
                wrong.append(f"{path.name}::{each.name}")
    assert wrong == []


def test_a_server_never_imports_tensorflows_python_package(start_server, connect, half_plus_two):
    server = start_server("--model_name=m", f"--model_base_path={half_plus_two}")
    assert connect(server.address).predict("m", {"x": [[1.0]]})[0]["y"].tolist() == [[2.5]]
    mapped = Path(f"/proc/{server.process.pid}/maps").read_text()
    assert "libtensorflow_framework" in mapped
    assert "_pywrap_tensorflow" not in mapped  # what its every import begins with
