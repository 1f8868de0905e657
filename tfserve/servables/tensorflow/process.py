"""What has to be set for the whole process before TensorFlow is imported."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path

__all__ = ["has_gpu", "importing"]

_SYSTEM_ALLOCATOR = "TF_ONEDNN_USE_SYSTEM_ALLOCATOR"
_LOG_LEVEL = "TF_CPP_MIN_LOG_LEVEL"
_STDERR = 2
_FLUSH_S = 2.0
_DEVICES = Path("/dev")
# NVIDIA, its Tegra boards, WSL, AMD.
_GPU_NODES = ("nvidia*", "nvhost*", "nvgpu*", "nvmap", "dxg", "kfd")

# Passes everything on but remarks (a line that begins as `I0000 `) and what belongs to them.
_WITHOUT_REMARKS = r"""
import re, sys
remark = re.compile(
    rb"I\d{4} |WARNING: All log messages before absl::InitializeLog|To enable the following instr"
)
for line in sys.stdin.buffer:
    if not remark.match(line):
        sys.stdout.buffer.write(line)
        sys.stdout.buffer.flush()
"""


def has_gpu() -> bool:
    """Whether this machine may have a GPU; False only where it certainly has none."""
    if not sys.platform.startswith("linux"):
        return True
    return any(next(_DEVICES.glob(node), None) is not None for node in _GPU_NODES)


@contextmanager
def importing() -> Iterator[None]:
    """Set the process up and import TensorFlow inside; what the environment says wins.

    - Tensors live in the C library's memory. With oneDNN, TensorFlow on CPUs keeps what large
      tensors occupied, weights too, in a pool of its own that only grows: an unloaded model of
      57 MB gave 1 MB back, and 56 MB with this. Tensors above 32 MB take about three times as long
      to allocate in exchange.
    - Remarks of TensorFlow's native code stay away from the server's log, warnings and errors do
      not.
    """
    os.environ.setdefault(_SYSTEM_ALLOCATOR, "1")
    is_asked_for = _LOG_LEVEL in os.environ
    os.environ.setdefault(_LOG_LEVEL, "1")
    if is_asked_for or "tensorflow" in sys.modules:
        yield
        return
    with _without_remarks():
        yield


@contextmanager
def _without_remarks() -> Iterator[None]:
    """Standard error goes through a filter: the remarks that come before TensorFlow has read its
    log level cannot be switched off otherwise.

    The filter is a process of its own, so that the last words of a crash come through.
    """
    with ExitStack() as restored:
        with suppress(AttributeError, OSError, ValueError):  # no standard error, or a closed one
            sys.stderr.flush()
            original = os.dup(_STDERR)
            restored.callback(os.close, original)
            _filter_stderr(original, restored)
        yield


def _filter_stderr(original: int, restored: ExitStack) -> None:
    for_filter, for_writers = os.pipe()
    with ExitStack() as ours:
        ours.callback(os.close, for_filter)
        ours.callback(os.close, for_writers)
        passing_on = subprocess.Popen(
            [sys.executable, "-S", "-c", _WITHOUT_REMARKS],
            stdin=for_filter,
            stdout=original,
            stderr=subprocess.DEVNULL,
            start_new_session=True,  # signals to the server's group do not end it
        )
        restored.callback(_await, passing_on)
        os.dup2(for_writers, _STDERR)
        restored.callback(os.dup2, original, _STDERR)  # the last end to write to is closed


def _await(process: subprocess.Popen[bytes]) -> None:
    """Until it has passed on everything; a program started meanwhile may hold the pipe open."""
    with suppress(subprocess.TimeoutExpired):
        process.wait(_FLUSH_S)
