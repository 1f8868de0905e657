"""The server under test: a process of its own, watched from outside."""

from __future__ import annotations

import contextlib
import http.client
import json
import pathlib
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

import grpc
import numpy as np
import psutil

from benchmarks.h2load import LoadCommand
from benchmarks.soaking.verdict import MIB, Sample, Verdict
from tfserve.apis import predict_pb2, prediction_service_pb2_grpc
from tfserve.tensors import make_ndarray, make_tensor_proto
from tfserve.testing.running_server import ServerProcess, free_port

if TYPE_CHECKING:
    from typing_extensions import Self

__all__ = ["CANARY", "CANARY_PATH", "Subject", "channel_to", "model_config", "predict_request"]

CANARY = "half_plus_two"
CANARY_PATH = f"/v1/models/{CANARY}:predict"
CANARY_ANSWER = "[2.5, 3.0, 4.5]"
PROGRAM = ("-m", "tfserve", "serve")
SETTLED = 6  # equal samples
SETTLE_INTERVAL_S = 0.05
SETTLE_TIMEOUT_S = 5.0
CANARY_TIMEOUT_S = 1.0
ELASTIC_POOLS = ("event_engine", "")  # gRPC's own, which follows the load; threads that just ended
BAD_OUTPUT = (  # what nobody should find in a server's log
    "Traceback (most recent call last)",
    "exception was never retrieved",
    "Exception ignored in",
    "Exception in thread",
)


def predict_request(model: str, **inputs: object) -> predict_pb2.PredictRequest:
    """A PredictRequest; inputs are arrays or what numpy makes one of."""
    request = predict_pb2.PredictRequest()
    request.model_spec.name = model
    for alias, value in inputs.items():
        request.inputs[alias].CopyFrom(make_tensor_proto(np.asarray(value)))
    return request


def model_config(models: Mapping[str, pathlib.Path]) -> str:
    """The text of a `--model_config_file`: name -> base path."""
    entries = (
        f'config {{ name: "{name}" base_path: "{path.resolve()}" model_platform: "tensorflow" }}'
        for name, path in models.items()
    )
    return f"model_config_list {{ {' '.join(entries)} }}"


def channel_to(address: str) -> grpc.Channel:
    """A connection of its own that hides nothing: no retries, nothing shared in the process."""
    options = (("grpc.enable_retries", 0), ("grpc.use_local_subchannel_pool", 1))
    unlimited = ("grpc.max_receive_message_length", -1), ("grpc.max_send_message_length", -1)
    return grpc.insecure_channel(address, options=(*options, *unlimited))


class Subject:
    """A running server; leaving the `with` block kills it. For one thread.

    Args:
        flags: beyond the port.
        port: None picks a free one.
        program: arguments for this interpreter; other ones start a server with defects.
    """

    def __init__(
        self, flags: Sequence[str], *, port: int | None = None, program: Sequence[str] = PROGRAM
    ) -> None:
        self.port = port or free_port()
        self.address = f"127.0.0.1:{self.port}"
        self.rest_port = free_port()
        self.rest_address = f"127.0.0.1:{self.rest_port}"
        ports = (f"--port={self.port}", f"--rest_api_port={self.rest_port}")
        self._server = ServerProcess([sys.executable, *program, *ports, *flags])
        self.pid = self._server.process.pid
        self._process = psutil.Process(self.pid)

    def __enter__(self) -> Self:
        """Itself, serving."""
        self.wait_until_serving()
        return self

    def __exit__(self, *_: object) -> None:
        """Kill what is left of it."""
        self._server.close()

    def wait_until_serving(self) -> None:
        """Return once it has said that it serves.

        Raises:
            AssertionError: it ended, or took far too long.
        """
        self._server.wait_for("Exporting HTTP/REST API at")

    @property
    def server(self) -> ServerProcess:
        """The process, for signals and exit codes."""
        return self._server

    def sample(self) -> Sample:
        """Memory, files and threads now."""
        names = [_name(task) for task in pathlib.Path(f"/proc/{self.pid}/task").iterdir()]
        threads = sum(name not in ELASTIC_POOLS for name in names)
        return Sample(self._process.memory_info().rss, self._process.num_fds(), threads)

    def settled(self) -> Sample:
        """A sample once nothing has changed for a while; after five seconds, any."""
        ends_at = time.monotonic() + SETTLE_TIMEOUT_S
        last, equal = self.sample(), 1
        while equal < SETTLED and time.monotonic() < ends_at:
            time.sleep(SETTLE_INTERVAL_S)
            now = self.sample()
            last, equal = now, equal + 1 if now == last else 1
        return last

    def cpu_s(self) -> float:
        """CPU time used so far."""
        times = self._process.cpu_times()
        return float(times.user + times.system)

    @contextlib.contextmanager
    def peak_mib(self) -> Iterator[list[float]]:
        """Yields a list that holds, after the block, how far memory rose at most within it."""
        status = pathlib.Path(f"/proc/{self.pid}/status")
        pathlib.Path(f"/proc/{self.pid}/clear_refs").write_text("5")  # forget the peak so far
        before, grown = self.sample().rss_bytes, []
        yield grown
        (line,) = (line for line in status.read_text().splitlines() if line.startswith("VmHWM"))
        grown.append((int(line.split()[1]) * 1024 - before) / MIB)

    def load_command(self, request: predict_pb2.PredictRequest) -> LoadCommand:
        """What h2load sends, with the size of the answer that the server gives now."""
        with channel_to(self.address) as channel:
            stub = prediction_service_pb2_grpc.PredictionServiceStub(channel)
            answer = stub.Predict(request, timeout=60)
        return LoadCommand(self.address, request.SerializeToString(), answer.ByteSize())

    def rest_command(self, method: str, body: bytes, *headers: str) -> LoadCommand:
        """A POST for h2load to the path `method`, with the size of the answer given now; 0 for an
        error.
        """
        status, answer = self.post(method, body, *headers)
        size = len(answer) if status == 200 else 0
        return LoadCommand(
            self.rest_address, body, size, method=method, headers=headers, is_rest=True
        )

    def post(self, path: str, body: bytes, *headers: str) -> tuple[int, bytes]:
        """Status and body of one answer, over a connection of its own."""
        fields = dict(header.split(": ", 1) for header in headers)
        connection = http.client.HTTPConnection("127.0.0.1", self.rest_port, timeout=60)
        with contextlib.closing(connection):
            connection.request("POST", path, body, fields)
            response = connection.getresponse()
            return response.status, response.read()

    def health(self, what: str) -> Iterator[Verdict]:
        """What must hold after every row: alive, the canary answers both ways, a clean log."""
        exit_code = self._server.process.poll()
        yield Verdict(f"{what}: alive", str(exit_code), "None", exit_code is None)
        answer = self._ask_canary()
        yield Verdict(f"{what}: canary", answer, "[2.5, 3.0, 4.5]", answer == "[2.5, 3.0, 4.5]")
        answer = self.ask_rest_canary()
        yield Verdict(f"{what}: canary, REST", answer, CANARY_ANSWER, answer == CANARY_ANSWER)
        yield from self.clean_log(what)

    def clean_log(self, what: str) -> Iterator[Verdict]:
        """No exception that nobody caught."""
        lines = [line for line in self._server.output.splitlines() if _is_bad(line)]
        if lines:
            print(self._server.output[-4000:])
        yield Verdict(f"{what}: exceptions in the log", str(len(lines)), "0", not lines)

    def ask_rest_canary(self) -> str:
        """What the canary says to 1, 2 and 5 over REST, or why not."""
        try:
            status, answer = self.post(CANARY_PATH, b'{"instances": [1, 2, 5]}')
        except OSError as error:
            return f"{type(error).__name__}: {error}"
        return str(json.loads(answer)["predictions"]) if status == 200 else answer.decode()

    def _ask_canary(self) -> str:
        with channel_to(self.address) as channel:
            stub = prediction_service_pb2_grpc.PredictionServiceStub(channel)
            x = np.array([1, 2, 5], np.float32)
            try:
                answer = stub.Predict(predict_request(CANARY, x=x), timeout=CANARY_TIMEOUT_S)
            except grpc.RpcError as error:
                return f"{error.code().name}: {error.details()}"
        return str(make_ndarray(answer.outputs["y"]).tolist())


def _name(task: pathlib.Path) -> str:
    """Of a thread; empty when it is gone."""
    with contextlib.suppress(OSError):
        return (task / "comm").read_text().strip()
    return ""


def _is_bad(line: str) -> bool:
    return any(sign in line for sign in BAD_OUTPUT)
