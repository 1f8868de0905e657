"""Load a gRPC method or a REST route with h2load (Debian: nghttp2-client); check the answers."""

from __future__ import annotations

import pathlib
import re
import shutil
import struct
import subprocess
import tempfile
from dataclasses import dataclass

__all__ = ["PREDICT", "Flood", "Load", "LoadCommand", "flood", "h2load"]

PREDICT = "/tensorflow.serving.PredictionService/Predict"
_FRAME_BYTES = 5  # before each gRPC message: compressed flag, length
_GRPC_HEADERS = ("content-type: application/grpc", "te: trailers")
_REST_HEADERS = ("content-type: application/json",)


@dataclass(frozen=True, slots=True)
class Load:
    """What one run of h2load saw.

    Args:
        requests: how many were sent.
        failed: of these, answered with anything but an answer of the expected size. gRPC errors
            are HTTP 200 with an empty body, so size is what tells them from answers; over REST the
            status tells, too.
        rate: requests/s.
        p50_us: median latency, microseconds.
        p99_us: 99th percentile of the latency, microseconds.
        calls: when each began, seconds since the epoch, and its latency in microseconds.
    """

    requests: int
    failed: int
    rate: float
    p50_us: float
    p99_us: float
    calls: tuple[tuple[float, int], ...] = ()


@dataclass(frozen=True, slots=True)
class LoadCommand:
    """Whom to ask what.

    Args:
        address: host:port.
        message: the serialized request, or the body.
        answer_bytes: size of a good answer's message or body; 0 where errors are what is wanted.
        method: path of the RPC, or of the route.
        headers: further ones, such as `grpc-timeout: 50m`.
        is_compressed: whether `message` is compressed, as a header then says.
        is_rest: POST over HTTP/1.1, one request at a time on each connection.
    """

    address: str
    message: bytes
    answer_bytes: int
    method: str = PREDICT
    headers: tuple[str, ...] = ()
    is_compressed: bool = False
    is_rest: bool = False

    @property
    def body(self) -> bytes:
        """What is sent: gRPC frames its messages."""
        if self.is_rest:
            return self.message
        return struct.pack(">BI", self.is_compressed, len(self.message)) + self.message

    @property
    def expected_bytes(self) -> int:
        """Size of the body of a good answer; 0 where errors are what is wanted."""
        if self.is_rest or not self.answer_bytes:
            return self.answer_bytes
        return self.answer_bytes + _FRAME_BYTES


def h2load(command: LoadCommand, *, requests: int, clients: int, streams: int = 1) -> Load:
    """Send the same request `requests` times over `clients` connections with `streams` each."""
    requests = max(requests, clients)
    with tempfile.TemporaryDirectory() as directory:
        log = pathlib.Path(directory) / "log"
        run = subprocess.run(
            [
                *arguments(command, pathlib.Path(directory)),
                *(f"-n{requests}", f"-c{clients}", f"-m{streams}", f"--log-file={log}"),
            ],
            capture_output=True,
            text=True,
            check=True,
        )
        return read(run.stdout, log.read_text(), requests, command.expected_bytes)


@dataclass(frozen=True, slots=True)
class Flood:
    """What came of a load at a fixed rate.

    Args:
        offered: requests/s that were answered, one way or the other.
        good: answers/s of the expected size.
    """

    offered: float
    good: float


def flood(
    command: LoadCommand, *, rate: float, clients: int, streams: int = 1, seconds: int
) -> Flood:
    """Offer `rate` requests/s for so many seconds, whether or not they are answered well."""
    with tempfile.TemporaryDirectory() as directory:
        run = subprocess.run(
            [
                *arguments(command, pathlib.Path(directory)),
                *(f"-D{seconds}", f"-c{clients}", f"-m{streams}", f"--rps={rate / clients:g}"),
            ],
            capture_output=True,
            text=True,
            check=True,
        )
    done = int(_find(r"(\d+) done", run.stdout))
    succeeded = int(_find(r"(\d+) succeeded", run.stdout))
    if not command.is_rest:
        succeeded = int(_find(r"\((\d+)\) data", run.stdout)) // max(1, command.expected_bytes)
    return Flood(done / seconds, succeeded / seconds)


def arguments(command: LoadCommand, directory: pathlib.Path) -> list[str]:
    """The command line without how much to send; the request is written into `directory`."""
    tool = shutil.which("h2load")
    if tool is None:
        raise SystemExit("h2load is missing: apt-get install nghttp2-client")
    body = directory / "body"
    body.write_bytes(command.body)
    common = _REST_HEADERS if command.is_rest else _GRPC_HEADERS
    flags = [part for header in (*common, *command.headers) for part in ("-H", header)]
    if command.is_rest:
        flags.append("--h1")
    return [tool, "-t1", "-d", str(body), *flags, f"http://{command.address}{command.method}"]


def read(output: str, log: str, requests: int, expected: int) -> Load:
    """Make sense of h2load's output and of its log: start, status, microseconds per request.

    Args:
        output: what it printed.
        log: what it wrote.
        requests: how many were to be sent.
        expected: bytes of the body of a good answer; 0 where errors are what is wanted.
    """
    succeeded = int(_find(r"(\d+) succeeded", output))
    data = int(_find(r"\((\d+)\) data", output))
    rate = float(_find(r"finished in [^,]+, ([\d.]+) req/s", output))
    fields = [line.split("\t") for line in log.splitlines()]
    calls = sorted((int(start) / 1e6, int(latency)) for start, _, latency, *_ in fields)
    latencies = sorted(latency for _, latency in calls)
    return Load(
        requests=requests,
        failed=requests - succeeded + wrong_sized(succeeded * expected - data, expected),
        rate=rate,
        p50_us=latencies[len(latencies) // 2],
        p99_us=latencies[len(latencies) * 99 // 100],
        calls=tuple(calls),
    )


def wrong_sized(missing_bytes: int, answer_bytes: int) -> int:
    """At least how many answers were not of the right size, when so many bytes are missing."""
    return -(-abs(missing_bytes) // max(1, answer_bytes))


def _find(pattern: str, text: str) -> str:
    found = re.search(pattern, text)
    if found is None:
        raise SystemExit(f"h2load printed no {pattern!r}:\n{text}")
    return found[1]
