"""Load a gRPC method with h2load (Debian package nghttp2-client) and check what came back."""

from __future__ import annotations

import pathlib
import re
import shutil
import struct
import subprocess
import tempfile
from dataclasses import dataclass

__all__ = ["PREDICT", "Load", "LoadCommand", "h2load"]

PREDICT = "/tensorflow.serving.PredictionService/Predict"
_FRAME_BYTES = 5  # before each gRPC message: compressed flag, length


@dataclass(frozen=True, slots=True)
class Load:
    """What one run of h2load saw.

    Args:
        requests: how many were sent.
        failed: of these, answered with anything but an answer of the expected size. gRPC errors
            are HTTP 200 with an empty body, so size is what tells them from answers.
        rate: requests/s.
        p50_us: median latency, microseconds.
        p99_us: 99th percentile of the latency, microseconds.
    """

    requests: int
    failed: int
    rate: float
    p50_us: float
    p99_us: float


@dataclass(frozen=True, slots=True)
class LoadCommand:
    """Whom to ask what.

    Args:
        address: host:port.
        message: the serialized request.
        answer_bytes: size of a good answer's message; 0 where errors are what is wanted.
        method: path of the RPC.
        headers: further ones, such as `grpc-timeout: 50m`.
        is_compressed: whether `message` is compressed, as a header then says.
    """

    address: str
    message: bytes
    answer_bytes: int
    method: str = PREDICT
    headers: tuple[str, ...] = ()
    is_compressed: bool = False


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
        return read(run.stdout, log.read_text(), requests, command.answer_bytes)


def arguments(command: LoadCommand, directory: pathlib.Path) -> list[str]:
    """The command line without how much to send; the request is written into `directory`."""
    tool = shutil.which("h2load")
    if tool is None:
        raise SystemExit("h2load is missing: apt-get install nghttp2-client")
    body = directory / "body"
    frame = struct.pack(">BI", command.is_compressed, len(command.message))
    body.write_bytes(frame + command.message)
    headers = ("content-type: application/grpc", "te: trailers", *command.headers)
    flags = [part for header in headers for part in ("-H", header)]
    return [tool, "-t1", "-d", str(body), *flags, f"http://{command.address}{command.method}"]


def read(output: str, log: str, requests: int, answer_bytes: int) -> Load:
    """Make sense of h2load's output and of its log: start, status, microseconds per request."""
    succeeded = int(_find(r"(\d+) succeeded", output))
    data = int(_find(r"\((\d+)\) data", output))
    rate = float(_find(r"finished in [^,]+, ([\d.]+) req/s", output))
    expected = answer_bytes + _FRAME_BYTES if answer_bytes else 0
    latencies = sorted(int(line.split("\t")[2]) for line in log.splitlines())
    return Load(
        requests=requests,
        failed=requests - succeeded + wrong_sized(succeeded * expected - data, expected),
        rate=rate,
        p50_us=latencies[len(latencies) // 2],
        p99_us=latencies[len(latencies) * 99 // 100],
    )


def wrong_sized(missing_bytes: int, answer_bytes: int) -> int:
    """At least how many answers were not of the right size, when so many bytes are missing."""
    return -(-abs(missing_bytes) // max(1, answer_bytes))


def _find(pattern: str, text: str) -> str:
    found = re.search(pattern, text)
    if found is None:
        raise SystemExit(f"h2load printed no {pattern!r}:\n{text}")
    return found[1]
