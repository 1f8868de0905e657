"""From nothing to the first answer, and the memory that takes: beside the C++ reference."""

from __future__ import annotations

import os
import pathlib
import socket
import statistics
import sys
import tempfile
import time
from collections.abc import Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass

import grpc

from benchmarks.contenders import CALLER, TFSERVE, predict_message, reference_command
from benchmarks.h2load import PREDICT
from benchmarks.models import Case
from benchmarks.table import Table
from tfserve.testing.running_server import ServerProcess, free_port

__all__ = ["table"]

_MAX_S = 1.5
_MAX_MORE_MB = 100.0
_TIMEOUT_S = 60.0
_POLL_S = 0.002
_PYTHON_PACKAGE = "/tensorflow/python/"  # libraries that only `import tensorflow` maps
_MEMORY = ("VmRSS", "RssAnon", "RssFile")


@dataclass(frozen=True, slots=True)
class _Start:
    """One server's beginning.

    Args:
        seconds: from the start of its process to the first answer.
        memory_mb: resident then: in all, its own, of files.
        has_package: whether TensorFlow's Python package was imported.
    """

    seconds: float
    memory_mb: tuple[float, ...]
    has_package: bool


def table(models: pathlib.Path, reference: pathlib.Path, rounds: int) -> Table:
    """half_plus_two served by both, in turn; medians. The first start of each is not counted: it
    reads files from the disk, and compiles Python's sources, which an installation has done.
    """
    case = Case.read(models, "half_plus_two")
    base_path = models / case.model
    ours = [sys.executable, "-m", "tfserve", "serve", "--port=PORT", "--data_plane=native"]
    ours += [f"--model_name={case.model}", f"--model_base_path={base_path}"]
    commands = {TFSERVE: ours, CALLER: reference_command(reference, base_path / "1")}
    message = predict_message(case)
    starts: dict[str, list[_Start]] = {name: [] for name in commands}
    with tempfile.TemporaryDirectory(prefix="tfserve-bytecode-") as bytecode:
        environment = {**os.environ, "PYTHONPYCACHEPREFIX": bytecode}
        environment.pop("PYTHONDONTWRITEBYTECODE", None)
        for turn in range(rounds + 1):
            for name, command in commands.items():
                start = _start(command, message, environment)
                if turn:
                    starts[name].append(start)
    return _table(starts[TFSERVE], starts[CALLER])


def _table(ours: Sequence[_Start], theirs: Sequence[_Start]) -> Table:
    title = "native plane, half_plus_two: from the start of the process to the first answer"
    out = Table(title, ("what", "native", CALLER, "bar", "met"))
    seconds, reference_s = (statistics.median(each.seconds for each in of) for of in (ours, theirs))
    met = "yes" if seconds <= _MAX_S else "NO"
    out.add("seconds", f"{seconds:.2f}", f"{reference_s:.2f}", f"<= {_MAX_S:g}", met)
    for place, what in enumerate(_MEMORY):
        mb, reference_mb = (
            statistics.median(s.memory_mb[place] for s in of) for of in (ours, theirs)
        )
        cells = ("-", "-")
        if not place:
            is_met = mb - reference_mb <= _MAX_MORE_MB
            cells = (f"<= {reference_mb + _MAX_MORE_MB:.0f}", "yes" if is_met else "NO")
        out.add(f"{what}, MB", f"{mb:.0f}", f"{reference_mb:.0f}", *cells)
    has = any(start.has_package for start in ours)
    out.add("imports tensorflow", "yes" if has else "no", "-", "no", "NO" if has else "yes")
    return out


def _start(command: Sequence[str], message: bytes, environment: Mapping[str, str]) -> _Start:
    port = free_port()
    begun = time.monotonic()
    filled = [part.replace("PORT", str(port)) for part in command]
    server = ServerProcess(filled, environment=environment)
    with closing(server):
        _first_answer(port, message, server)
        seconds = time.monotonic() - begun
        process = pathlib.Path(f"/proc/{server.process.pid}")
        status = dict(line.split(":", 1) for line in (process / "status").read_text().splitlines())
        memory = tuple(int(status[name].split()[0]) / 1e3 for name in _MEMORY)
        return _Start(seconds, memory, _PYTHON_PACKAGE in (process / "maps").read_text())


def _first_answer(port: int, message: bytes, server: ServerProcess) -> None:
    """Ask until there is an answer.

    Raises:
        SystemExit: there was none in time.
    """
    ends_at = time.monotonic() + _TIMEOUT_S
    while time.monotonic() < ends_at and server.process.poll() is None:
        if _is_open(port):
            try:
                with grpc.insecure_channel(f"127.0.0.1:{port}") as channel:
                    channel.unary_unary(PREDICT)(message, timeout=_TIMEOUT_S)
            except grpc.RpcError:  # not yet
                pass
            else:
                return
        time.sleep(_POLL_S)
    raise SystemExit(f"no answer came; the output was:\n{server.output}")


def _is_open(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0
