"""One server of each plane, asked the same."""

from __future__ import annotations

import contextlib
import pathlib
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

import grpc
from google.rpc import error_details_pb2, status_pb2

from tfserve.apis import predict_pb2
from tfserve.testing.running_server import RunningServer, running_server

__all__ = ["MAX_TENSOR_BYTES", "Answer", "Difference", "Planes", "both_planes"]

MAX_TENSOR_BYTES = 1 << 20
PREDICT = "/tensorflow.serving.PredictionService/Predict"
DETAILS = "grpc-status-details-bin"
WINDOW = 64  # requests under way
TIMEOUT_S = 60.0


@dataclass(frozen=True, slots=True)
class Answer:
    """What a client sees, and nothing that may vary: the order of a map's entries.

    Args:
        code: of the status.
        text: of the status.
        details: what the Status that is sent beside says; empty where there is none.
        response: the PredictResponse, deterministically serialized.
    """

    code: str
    text: str
    details: tuple[str, ...]
    response: bytes


@dataclass(frozen=True, slots=True)
class Difference:
    """A request that the planes answer differently."""

    request: bytes
    python: Answer
    native: Answer


class Planes:
    """Both servers. For one thread.

    Args:
        python: the one of grpcio.
        native: the other.
    """

    def __init__(self, python: RunningServer, native: RunningServer) -> None:
        self.servers = (python, native)
        self._channels = [
            grpc.insecure_channel(server.address, options=(("grpc.enable_retries", 0),))
            for server in self.servers
        ]
        self._calls = [channel.unary_unary(PREDICT) for channel in self._channels]

    def close(self) -> None:
        """Close the connections."""
        for channel in self._channels:
            channel.close()

    def ask(self, request: bytes) -> tuple[Answer, Answer]:
        """What each says."""
        python, native = [call.future(request, timeout=TIMEOUT_S) for call in self._calls]
        return _answer(python), _answer(native)

    def differences(self, requests: Iterable[bytes]) -> Iterator[Difference]:
        """Those that are answered differently; many are under way at once."""
        waiting: deque[tuple[bytes, list[grpc.Future]]] = deque()
        for request in requests:
            calls = [call.future(request, timeout=TIMEOUT_S) for call in self._calls]
            waiting.append((request, calls))
            if len(waiting) >= WINDOW:
                yield from _compared(*waiting.popleft())
        for request, calls in waiting:
            yield from _compared(request, calls)


def _compared(request: bytes, calls: Sequence[grpc.Future]) -> Iterator[Difference]:
    python, native = map(_answer, calls)
    if python != native:
        yield Difference(request, python, native)


def _answer(call: grpc.Future) -> Answer:
    code, text = call.code().name, call.details() or ""
    details = tuple(
        each
        for name, value in call.trailing_metadata() or ()
        if name == DETAILS
        for each in _details(value)
    )
    if code != "OK":
        return Answer(code, text, details, b"")
    response = predict_pb2.PredictResponse.FromString(call.result())
    return Answer(code, text, details, response.SerializeToString(deterministic=True))


def _details(value: bytes) -> Iterator[str]:
    """A Status' own code and text, and what is said beside."""
    status = status_pb2.Status.FromString(value)
    yield f"{status.code}: {status.message}"
    for packed in status.details:
        info = error_details_pb2.ErrorInfo()
        if packed.Unpack(info):
            yield f"{info.domain} {info.reason} {sorted(info.metadata.items())}"
        else:
            yield str(packed)


@contextlib.contextmanager
def both_planes(
    models: pathlib.Path, scratch: pathlib.Path, flags: Sequence[str] = ()
) -> Iterator[Planes]:
    """Start both servers.

    Args:
        models: where `benchmarks.differential.export` has exported to.
        scratch: a directory for the configuration.
        flags: further ones for both.
    """
    config = scratch / "models.config"
    config.write_text(
        f"""model_config_list {{
          config {{ name: "types" base_path: "{models.resolve()}/types"
                   model_platform: "tensorflow" }}
          config {{ name: "mixed" base_path: "{models.resolve()}/mixed"
                   model_platform: "tensorflow"
                   model_version_policy {{ all {{}} }}
                   version_labels {{ key: "stable" value: 1 }} }}
        }}"""
    )
    common = (
        f"--model_config_file={config}",
        f"--max_tensor_bytes={MAX_TENSOR_BYTES}",
        "--allow_version_labels_for_unavailable_models",
        *flags,
    )
    with contextlib.ExitStack() as stack:
        python, native = [
            stack.enter_context(running_server(f"--data_plane={plane}", *common))
            for plane in ("python", "native")
        ]
        planes = Planes(python, native)
        stack.callback(planes.close)
        yield planes
