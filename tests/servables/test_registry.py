"""Platforms are found by name, ours and those of other distributions."""

from __future__ import annotations

import subprocess
import sys

import pytest

from tfserve.core.clock import SystemClock
from tfserve.core.executor import InlineExecutor
from tfserve.errors import InvalidArgument
from tfserve.servables.registry import platform_names, servable_opener


def opener_of(platform, settings=None):
    return servable_opener(platform, settings, executor=InlineExecutor(), clock=SystemClock())


def install_plugin(tmp_path, monkeypatch):
    """Put a distribution on the path that adds the platform `echo`."""
    (tmp_path / "echo_platform.py").write_text(
        "def factory(settings, *, executor, clock):\n    return (settings, executor, clock)\n"
    )
    metadata = tmp_path / "echo_platform-1.dist-info"
    metadata.mkdir()
    (metadata / "METADATA").write_text("Metadata-Version: 2.1\nName: echo-platform\nVersion: 1\n")
    entry = "[tfserve.platforms]\necho = echo_platform:factory\n"
    (metadata / "entry_points.txt").write_text(entry)
    monkeypatch.syspath_prepend(tmp_path)


def test_an_unknown_platform_is_refused_with_those_that_exist():
    with pytest.raises(InvalidArgument, match=r"no platform 'caffe'; there are: .*tensorflow"):
        opener_of("caffe")


def test_a_platform_of_another_distribution_is_found_by_its_entry_point(tmp_path, monkeypatch):
    install_plugin(tmp_path, monkeypatch)
    assert "echo" in platform_names()
    settings, executor, _ = opener_of("echo", "its settings")
    assert settings == "its settings"
    assert isinstance(executor, InlineExecutor)


def test_a_missing_framework_names_the_extra_that_installs_it():
    code = (
        "import sys\n"
        "sys.modules['tensorflow'] = None  # as if it were not installed\n"
        "from tfserve.errors import FailedPrecondition\n"
        "from tfserve.servables.registry import servable_opener\n"
        "try:\n"
        "    servable_opener('tensorflow', None, executor=None, clock=None)\n"
        "except FailedPrecondition as error:\n"
        "    print(error.message)\n"
    )
    output = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True).stdout
    assert output.decode() == (
        "Platform tensorflow needs tensorflow, which is not installed: "
        "pip install 'pytfserve[server]'\n"
    )


@pytest.mark.tensorflow
@pytest.mark.timeout(120)
def test_settings_of_the_wrong_kind_are_a_mistake_of_the_program():
    with pytest.raises(TypeError, match="takes a TensorFlowConfig, not str"):
        opener_of("tensorflow", "text")
