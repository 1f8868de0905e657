"""REST beside gRPC on one server, and what a large image costs in each encoding.

Small requests: the same model asked over gRPC and over REST, in turn. Images: one float32 image of
1024 x 1024 x 3 as nested lists, as base64 in JSON, as binary tensor (Open Inference Protocol) and
as a protobuf body, each beside the time that `orjson.loads` alone takes for the same JSON.
"""

from __future__ import annotations

import base64
import http.client
import json
import pathlib
import statistics
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import orjson
import psutil

from benchmarks.comparison import Effort
from benchmarks.h2load import LoadCommand, h2load
from benchmarks.models import Case
from benchmarks.table import Table
from tfserve.apis import predict_pb2
from tfserve.tensors import make_tensor_proto
from tfserve.testing.running_server import RunningServer, free_port, running_server

__all__ = ["images", "requests"]

SIDE, CHANNELS = 1024, 3
IMAGE_REPEATS = 7
_CALIBRATION = 200


@dataclass(frozen=True, slots=True)
class _Server:
    """A server with both ports open."""

    process: RunningServer
    rest_port: int

    def cpu_us(self) -> float:
        times = psutil.Process(self.process.process.pid).cpu_times()
        return (times.user + times.system) * 1e6

    def post(
        self, path: str, body: bytes, headers: Mapping[str, str]
    ) -> tuple[int, Mapping[str, str], bytes]:
        """Status, headers and body of the answer, over a connection of its own."""
        connection = http.client.HTTPConnection("127.0.0.1", self.rest_port, timeout=120)
        try:
            connection.request("POST", path, body, dict(headers))
            answer = connection.getresponse()
            return answer.status, dict(answer.getheaders()), answer.read()
        finally:
            connection.close()


def _serving(base_path: pathlib.Path, flags: Sequence[str]) -> Iterator[_Server]:
    rest_port = free_port()
    with running_server(
        f"--model_name={base_path.name}",
        f"--model_base_path={base_path.resolve()}",
        f"--rest_api_port={rest_port}",
        *flags,
    ) as process:
        yield _Server(process, rest_port)


def requests(
    exported: pathlib.Path,
    cases: Sequence[str],
    clients: Sequence[int],
    effort: Effort,
    flags: Sequence[str] = (),
) -> Table:
    """Requests/s and CPU time of small requests, over REST and over gRPC in turn.

    Raises:
        SystemExit: an answer failed or had the wrong size.
    """
    headings = ("model, clients", "REST req/s", "p50 us", "p99 us", "CPU us/req",
                "gRPC req/s", "CPU us/req", "REST to gRPC")  # fmt: skip
    table = Table("REST beside gRPC, one server", headings)
    for name in cases:
        case = Case.read(exported, name)
        for server in _serving(exported / case.model, flags):
            rest, grpc = _rest_command(server, case), _grpc_command(server, case)
            for count in clients:
                rounds = [
                    (*_loaded(server, rest, count, effort), *_loaded(server, grpc, count, effort))
                    for _ in range(effort.rounds)
                ]
                rate, p50, p99, cpu, grpc_rate, _, _, grpc_cpu = map(
                    statistics.median, zip(*rounds, strict=True)
                )
                ratio = statistics.median(each[0] / each[4] for each in rounds)
                figures = (rate, p50, p99, cpu, grpc_rate, grpc_cpu)
                table.add(f"{name}, {count}", *(f"{each:.0f}" for each in figures), f"{ratio:.2f}")
    return table


def _loaded(
    server: _Server, command: LoadCommand, clients: int, effort: Effort
) -> tuple[float, float, float, float]:
    """Requests/s, p50 and p99 in microseconds, CPU microseconds per request."""
    trial = h2load(command, requests=_CALIBRATION, clients=clients)
    before = server.cpu_us()
    load = h2load(command, requests=int(trial.rate * effort.seconds), clients=clients)
    if load.failed:
        raise SystemExit(f"{command.method}: {load.failed} of {load.requests} requests failed")
    return load.rate, load.p50_us, load.p99_us, (server.cpu_us() - before) / load.requests


def _rest_command(server: _Server, case: Case) -> LoadCommand:
    body = json.dumps({"inputs": {case.alias: case.value.tolist()}}).encode()
    path = f"/v1/models/{case.model}:predict"
    status, _, answer = server.post(path, body, {"content-type": "application/json"})
    outputs = json.loads(answer)["outputs"] if status == 200 else answer
    ((_, expected),) = case.answers.items()
    if status != 200 or not np.allclose(outputs, expected, rtol=1e-4, atol=1e-6):
        raise SystemExit(f"REST answers {case.name} wrongly: {status} {answer[:200]!r}")
    address = f"127.0.0.1:{server.rest_port}"
    return LoadCommand(address, body, len(answer), method=path, is_rest=True)


def _grpc_command(server: _Server, case: Case) -> LoadCommand:
    import grpc

    from tfserve.apis import prediction_service_pb2_grpc

    request = predict_pb2.PredictRequest()
    request.model_spec.name = case.model
    request.inputs[case.alias].CopyFrom(make_tensor_proto(case.value))
    with grpc.insecure_channel(server.process.address) as channel:
        stub = prediction_service_pb2_grpc.PredictionServiceStub(channel)
        answer = stub.Predict(request, timeout=60)
    address = f"127.0.0.1:{server.process.port}"
    return LoadCommand(address, request.SerializeToString(), answer.ByteSize())


@dataclass(frozen=True, slots=True)
class _Encoding:
    """One way of sending the image.

    Args:
        name: in the table.
        path: whom to ask.
        body: what is sent.
        headers: with it.
        json: the part that is JSON.
    """

    name: str
    path: str
    body: bytes
    headers: Mapping[str, str]
    json: bytes


def images(exported: pathlib.Path, flags: Sequence[str] = ()) -> Table:
    """MB/s of pixels (float32) for one image of 12.6 MB, by encoding.

    Raises:
        SystemExit: an answer failed.
    """
    image = np.random.default_rng(0).random((1, SIDE, SIDE, CHANNELS), np.float32)
    headings = ("encoding", "body MB", "ms, median", "pixels MB/s", "CPU ms", "orjson.loads ms",
                "to orjson")  # fmt: skip
    table = Table(f"an image of {SIDE} x {SIDE} x {CHANNELS} float32 over REST", headings)
    budget = ("--max_inflight_bytes=4294967296",)  # JSON is charged 32 times its size
    for server in _serving(exported / "image", (*budget, *flags)):
        for encoding in _encodings(image):
            _timed(server, encoding)
            runs = [_timed(server, encoding) for _ in range(IMAGE_REPEATS)]
            wall_ms = statistics.median(wall for wall, _ in runs)
            cpu_ms = statistics.median(cpu for _, cpu in runs)
            alone_ms = _orjson_ms(encoding.json)
            table.add(
                encoding.name,
                f"{len(encoding.body) / 1e6:.1f}",
                f"{wall_ms:.0f}",
                f"{image.nbytes / wall_ms / 1e3:.0f}",
                f"{cpu_ms:.0f}",
                f"{alone_ms:.2f}",
                f"{wall_ms / alone_ms:.1f}",
            )
    return table


def _timed(server: _Server, encoding: _Encoding) -> tuple[float, float]:
    """Milliseconds until the answer, and of the server's CPU."""
    before, begun = server.cpu_us(), time.perf_counter()
    status, _, answer = server.post(encoding.path, encoding.body, encoding.headers)
    wall_ms = (time.perf_counter() - begun) * 1e3
    if status != 200:
        raise SystemExit(f"{encoding.name}: {status} {answer[:300]!r}")
    return wall_ms, (server.cpu_us() - before) / 1e3


def _orjson_ms(document: bytes) -> float:
    times = []
    for _ in range(IMAGE_REPEATS):
        begun = time.perf_counter()
        orjson.loads(document)
        times.append(time.perf_counter() - begun)
    return statistics.median(times) * 1e3


def _encodings(image: npt.NDArray[np.float32]) -> Iterator[_Encoding]:
    predict, as_json = "/v1/models/image:predict", {"content-type": "application/json"}
    body = json.dumps({"instances": image.tolist()}, separators=(",", ":")).encode()
    yield _Encoding("nested lists", predict, body, as_json, body)
    encoded = base64.b64encode(image.tobytes()).decode()
    body = json.dumps({"signature_name": "raw", "instances": [{"b64": encoded}]}).encode()
    yield _Encoding("base64", predict, body, as_json, body)
    head = json.dumps(
        {
            "inputs": [
                {
                    "name": "image",
                    "shape": list(image.shape),
                    "datatype": "FP32",
                    "parameters": {"binary_data_size": image.nbytes},
                }
            ]
        }
    ).encode()
    headers = {
        "content-type": "application/octet-stream",
        "inference-header-content-length": str(len(head)),
    }
    yield _Encoding(
        "binary tensor", "/v2/models/image/infer", head + image.tobytes(), headers, head
    )
    request = predict_pb2.PredictRequest()
    tensor = request.inputs["image"]
    tensor.CopyFrom(make_tensor_proto(image[:0]))
    tensor.tensor_shape.dim[0].size = 1
    tensor.tensor_content = image.tobytes()
    body = request.SerializeToString()
    yield _Encoding("protobuf", predict, body, {"content-type": "application/x-protobuf"}, b"{}")
