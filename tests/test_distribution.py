"""What `pip install` brings."""

from __future__ import annotations

import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent


@pytest.fixture(scope="module")
def wheel(tmp_path_factory):
    """The built wheel; nothing is downloaded."""
    target = tmp_path_factory.mktemp("wheel")
    source = tmp_path_factory.mktemp("source")
    # From a copy: the build leaves its own files beside the sources.
    tracked = subprocess.run(
        ["git", "ls-files", "-z", "tfserve", "pyproject.toml", "README.md", "LICENSE"],
        cwd=ROOT, capture_output=True, text=True, check=True,
    ).stdout  # fmt: skip
    for name in filter(None, tracked.split("\0")):
        copy = source / name
        copy.parent.mkdir(parents=True, exist_ok=True)
        copy.write_bytes((ROOT / name).read_bytes())
    build = [sys.executable, "-m", "pip", "wheel", "--no-deps", "--no-build-isolation", "--quiet"]
    subprocess.run([*build, "--wheel-dir", str(target), str(source)], check=True)
    (built,) = target.glob("pytfserve-*-py3-none-any.whl")
    with zipfile.ZipFile(built) as opened:
        yield opened


@pytest.mark.timeout(60)
def test_the_wheel_holds_the_package_with_its_types_and_descriptors(wheel):
    names = set(wheel.namelist())
    assert {
        "tfserve/py.typed",
        "tfserve/main.py",
        "tfserve/apis/descriptors.binpb",
        "tfserve/apis/predict_pb2.py",
        "tfserve/apis/predict_pb2.pyi",
        "tfserve/apis/config/model_server_config_pb2.pyi",
    } <= names
    assert {name.split("/")[0].split("-")[0] for name in names} == {"tfserve", "pytfserve"}


@pytest.mark.timeout(60)
def test_the_wheel_installs_both_commands(wheel):
    (name,) = [each for each in wheel.namelist() if each.endswith("entry_points.txt")]
    text = wheel.read(name).decode()
    assert "tensorflow_model_server = tfserve.main:run_model_server" in text
    assert "tfserve = tfserve.main:run" in text


@pytest.mark.timeout(60)
def test_what_a_client_installs_is_light(wheel):
    (name,) = [each for each in wheel.namelist() if each.endswith("METADATA")]
    needed = [
        line.removeprefix("Requires-Dist: ")
        for line in wheel.read(name).decode().splitlines()
        if line.startswith("Requires-Dist: ") and "extra ==" not in line
    ]
    assert sorted(each.split(">=")[0] for each in needed) == [
        "grpcio", "ml_dtypes", "numpy", "protobuf",
    ]  # fmt: skip


@pytest.mark.parametrize("base_path", ["/models", "gs://bucket", "s3://bucket/models/"])
def test_the_image_serves_the_named_model_below_a_directory_or_uri(tmp_path, base_path):
    command = tmp_path / "tensorflow_model_server"
    command.write_text('#!/bin/sh\nprintf "%s\\n" "$@"\n')
    command.chmod(0o755)
    flags = subprocess.run(
        ["/bin/sh", str(ROOT / "docker" / "tf_serving_entrypoint.sh"), "--more=1"],
        env={"PATH": f"{tmp_path}:/usr/bin:/bin", "MODEL_NAME": "m", "MODEL_BASE_PATH": base_path},
        capture_output=True, text=True, check=True,
    ).stdout.split()  # fmt: skip
    assert flags == [
        "--port=8500", "--rest_api_port=8501", "--model_name=m",
        f"--model_base_path={base_path.rstrip('/')}/m", "--more=1",
    ]  # fmt: skip
