"""A real server in a process of its own, for end-to-end tests: this project's and others'."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import partial
from typing import IO

from tfserve.core.clock import SystemClock
from tfserve.core.executor import ThreadExecutor

__all__ = ["PLANE", "RunningServer", "ServerProcess", "free_port", "running_server"]

_START_S = 90.0  # importing TensorFlow on a busy machine takes a while
_STOP_S = 60.0

PLANE = "TFSERVE_DATA_PLANE"
"""The variable that names the plane of servers under test whose flags name none."""


def free_port() -> int:
    """A TCP port that nobody listens on right now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


class ServerProcess:
    """A command whose output is collected line by line while it runs. Thread-safe.

    Args:
        command: program and arguments.
        environment: of the process; None inherits ours.
        cwd: working directory; None inherits ours.
    """

    def __init__(
        self,
        command: Sequence[str],
        *,
        environment: Mapping[str, str] | None = None,
        cwd: str | None = None,
    ) -> None:
        self._condition = threading.Condition()
        self._lines: list[str] = []  # guarded by _condition
        self._open_streams = 2  # guarded by _condition
        self._clock = SystemClock()
        self.process = subprocess.Popen(
            command,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            errors="replace",
            env=None if environment is None else dict(environment),
            cwd=cwd,
        )
        self._readers = ThreadExecutor("tfserve-output", 2)
        for stream in (self.process.stdout, self.process.stderr):
            if stream is not None:  # always, with PIPE
                self._readers.submit(partial(self._collect, stream))

    def _collect(self, stream: IO[str]) -> None:
        with stream:
            for line in stream:
                with self._condition:
                    self._lines.append(line.rstrip("\n"))
                    self._condition.notify_all()
        with self._condition:
            self._open_streams -= 1
            self._condition.notify_all()

    @property
    def output(self) -> str:
        """What was written so far, on standard output and standard error."""
        with self._condition:
            return "\n".join(self._lines)

    def wait_for(
        self, text: str, *, timeout_s: float = _START_S, after: int = 0, times: int = 1
    ) -> str:
        """The first line that contains `text`, written already or to come.

        Args:
            text: to look for.
            timeout_s: how long to wait for it.
            after: skip that many lines; `line_count` before an action finds only later ones.
            times: wait for so many such lines; the last of them is returned.

        Raises:
            AssertionError: it did not come in time, or the output ended without it.
        """
        ends_at = self._clock.now() + timeout_s
        seen, missing = after, times
        with self._condition:
            while True:
                for line in self._lines[seen:]:
                    missing -= text in line
                    if not missing:
                        return line
                seen = max(seen, len(self._lines))
                left_s = ends_at - self._clock.now()
                if left_s <= 0 or self._open_streams == 0:
                    break
                self._condition.wait(left_s)
        msg = f"no line with {text!r} came; the output was:\n{self.output}"
        raise AssertionError(msg)

    @property
    def line_count(self) -> int:
        """How many lines were written so far."""
        with self._condition:
            return len(self._lines)

    def send(self, number: signal.Signals) -> None:
        """Send it a signal."""
        self.process.send_signal(number)

    def wait(self, *, timeout_s: float = _STOP_S) -> int:
        """Its exit code once it has ended and all its output is here; negative for a signal's
        number.
        """
        code = self.process.wait(timeout_s)
        self._readers.close(timeout_s)
        return code

    def stop(self) -> int:
        """Ask it to end as an orchestrator does, and return its exit code."""
        if self.process.poll() is None:
            self.send(signal.SIGTERM)
        return self.wait()

    def close(self) -> None:
        """End it, hard where it must be."""
        if self.process.poll() is None:
            self.process.kill()
        self.wait()


class RunningServer(ServerProcess):
    """A server that serves gRPC at `address`, such as `localhost:43121`, and where asked to the
    REST API at `url`, such as `http://localhost:43122`.
    """

    def __init__(
        self,
        flags: Sequence[str],
        *,
        environment: Mapping[str, str] | None,
        with_rest: bool = False,
        python: str = sys.executable,
    ) -> None:
        self.port = free_port()
        self.address = f"localhost:{self.port}"
        ports = [f"--port={self.port}"]
        if with_rest:
            self.rest_port = free_port()
            self.url = f"http://localhost:{self.rest_port}"
            ports.append(f"--rest_api_port={self.rest_port}")
        if plane := (environment or os.environ).get(PLANE):
            ports.append(f"--data_plane={plane}")
        super().__init__(
            [python, "-m", "tfserve", "serve", *ports, *flags], environment=environment
        )


@contextmanager
def running_server(
    *flags: str,
    environment: Mapping[str, str] | None = None,
    until: str = "",
    with_rest: bool = False,
    python: str = sys.executable,
) -> Iterator[RunningServer]:
    """Start `tfserve serve` on a free port, wait until it serves, and stop it at the end.

    Args:
        flags: such as `--model_base_path=/models/m`.
        environment: added to ours.
        until: the part of a log line that says it is there; "" is that of the last port opened.
        with_rest: serve the REST API, too.
        python: the interpreter; another one where the tests run in an environment of their own.

    Raises:
        AssertionError: it did not start, or did not exit with 0 when asked to end.
    """
    server = RunningServer(
        flags, environment={**os.environ, **(environment or {})}, with_rest=with_rest, python=python
    )
    last_port = "Exporting HTTP/REST API at" if with_rest else "Running gRPC ModelServer at"
    try:
        server.wait_for(until or last_port)
        yield server
        code = server.stop()
        if code != 0:
            msg = f"the server ended with {code} instead of 0; its output was:\n{server.output}"
            raise AssertionError(msg)
    finally:
        server.close()
