"""What the process is told before TensorFlow is imported, and what of its words reaches the log."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

from tfserve.servables.tensorflow import process

REMARK = "I0000 00:00:17 1 port.cc:153] oneDNN custom operations are on."
ERROR = "E0000 00:00:17 1 platform.cc:52] the driver is too old"
SPEAKS = f"""
import os
from tfserve.servables.tensorflow.process import importing
with importing():
    os.write(2, b"{REMARK}\\n{ERROR}\\n")
    LAST_WORDS
os.write(2, b"{REMARK} afterwards\\n")
"""


def stderr_of(program: str, **environment: str) -> list[str]:
    inherited = {key: value for key, value in os.environ.items() if key != "TF_CPP_MIN_LOG_LEVEL"}
    ended = subprocess.run(
        [sys.executable, "-c", program],
        stderr=subprocess.PIPE,
        text=True,
        env=inherited | environment,
        check=False,
        timeout=60,
    )
    return ended.stderr.splitlines()


def test_remarks_during_the_import_stay_away_and_errors_do_not():
    assert stderr_of(SPEAKS.replace("LAST_WORDS", "")) == [ERROR, f"{REMARK} afterwards"]


def test_the_last_words_of_a_crash_come_through():
    program = SPEAKS.replace("LAST_WORDS", "os.write(2, b'no AVX here'); os.abort()")
    assert stderr_of(program) == [ERROR, "no AVX here"]


def test_the_traceback_of_a_failed_import_comes_through():
    lines = stderr_of(SPEAKS.replace("LAST_WORDS", "import a_missing_library"))
    assert lines[-1] == "ModuleNotFoundError: No module named 'a_missing_library'"


def test_who_asks_for_tensorflows_words_gets_all_of_them():
    lines = stderr_of(SPEAKS.replace("LAST_WORDS", ""), TF_CPP_MIN_LOG_LEVEL="0")
    assert lines == [REMARK, ERROR, f"{REMARK} afterwards"]


def test_a_process_without_standard_error_imports_all_the_same():
    program = f"import os; os.close(2); {SPEAKS.strip()}".replace("LAST_WORDS", "print('done')")
    program = program.replace("import os\n", "\n", 1).replace("os.write(2", "(lambda *_: 0)(2")
    ended = subprocess.run([sys.executable, "-c", program], capture_output=True, check=True)
    assert ended.stdout == b"done\n"


@pytest.mark.parametrize(
    ("nodes", "has_gpu"),
    [((), False), (("null",), False), (("nvidia0",), True), (("dxg",), True), (("kfd",), True)],
)
def test_only_a_machine_without_any_device_node_certainly_has_no_gpu(
    tmp_path, monkeypatch, nodes, has_gpu
):
    for node in nodes:
        (tmp_path / node).touch()
    monkeypatch.setattr(process, "_DEVICES", tmp_path)
    monkeypatch.setattr(sys, "platform", "linux")
    assert process.has_gpu() is has_gpu


def test_where_devices_have_other_names_there_may_be_a_gpu(monkeypatch):
    monkeypatch.setattr(sys, "platform", "darwin")
    assert process.has_gpu()
