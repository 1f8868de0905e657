"""The servers that bench compares, each a process of its own on 127.0.0.1."""

from __future__ import annotations

import importlib.util
import os
import pathlib
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass

import grpc
import numpy as np
import psutil

from benchmarks.h2load import PREDICT, LoadCommand
from benchmarks.models import Case
from tfserve.apis import predict_pb2
from tfserve.apis.tensorflow import saved_model_pb2
from tfserve.tensors import make_ndarray, make_tensor_proto
from tfserve.testing.running_server import ServerProcess, free_port, running_server

__all__ = [
    "CALLER",
    "ECHO",
    "POOL",
    "TFSERVE",
    "Contender",
    "build_reference",
    "checked",
    "contenders",
    "predict_message",
    "reference_command",
]

POOL = "C++ reference, pool"
CALLER = "C++ reference, in caller"
ECHO = "grpcio echo"
TFSERVE = "tfserve"


@dataclass(frozen=True, slots=True)
class Contender:
    """A server that answers a case rightly.

    Args:
        name: in tables.
        pid: of its process.
        command: what to load it with.
    """

    name: str
    pid: int
    command: LoadCommand

    def cpu_us(self) -> float:
        """CPU time in microseconds that it and its children have used so far."""
        process = psutil.Process(self.pid)
        times = [each.cpu_times() for each in (process, *process.children(recursive=True))]
        return sum(each.user + each.system for each in times) * 1e6


def build_reference(directory: pathlib.Path) -> pathlib.Path:
    """Compile the C++ reference into `directory` if its source is newer."""
    source = pathlib.Path(__file__).with_name("reference")
    command = ["make", f"PYTHON={sys.executable}", f"OUT={directory.resolve()}"]
    built = subprocess.run(command, cwd=source, capture_output=True, text=True, check=False)
    if built.returncode != 0:
        needs = "it needs: apt-get install g++ make libgrpc++-dev pkg-config"
        raise SystemExit(f"{built.stderr}\nThe C++ reference did not compile; {needs}")
    return directory / "reference"


@contextmanager
def contenders(
    case: Case,
    models: pathlib.Path,
    reference: pathlib.Path | None,
    flags: Sequence[str],
    *,
    has_echo: bool = True,
) -> Iterator[tuple[Contender, ...]]:
    """Start all servers for the model of `case` and check that each answers rightly.

    Args:
        case: what will be asked.
        models: where `benchmarks.models` has exported to.
        reference: the compiled program; None leaves it out.
        flags: further ones for tfserve.
        has_echo: bare grpcio takes part.

    Raises:
        SystemExit: a server answers wrongly.
    """
    base_path = models / case.model
    request = predict_message(case)
    with ExitStack() as running:
        started: list[tuple[str, int, int]] = []  # name, port, pid
        for name, command in _commands(base_path / "1", reference, has_echo=has_echo):
            port = free_port()
            server = ServerProcess([part.replace("PORT", str(port)) for part in command])
            running.callback(server.close)
            server.wait_for("ready")
            started.append((name, port, server.process.pid))
        ours = running.enter_context(
            running_server(
                f"--model_name={case.model}", f"--model_base_path={base_path.resolve()}", *flags
            )
        )
        started.append((TFSERVE, ours.port, ours.process.pid))
        yield tuple(
            Contender(name, pid, checked(name, f"127.0.0.1:{port}", request, case))
            for name, port, pid in started
        )


def _commands(
    version: pathlib.Path, reference: pathlib.Path | None, *, has_echo: bool
) -> Iterator[tuple[str, list[str]]]:
    """Name and command line of everything but tfserve; PORT stands for the port."""
    if reference is not None:
        in_caller = reference_command(reference, version)
        yield POOL, [*in_caller, "--pool"]
        yield CALLER, in_caller
    if has_echo:
        yield ECHO, [sys.executable, "-m", "benchmarks.echo_server", "PORT"]


def reference_command(reference: pathlib.Path, version: pathlib.Path) -> list[str]:
    """The C++ reference that runs graphs in the calling thread; PORT stands for the port."""
    command = [str(reference), "--port=PORT", f"--threads={os.cpu_count()}"]
    command += [f"--tensorflow={_tensorflow()}", f"--model={version}"]
    return [*command, *_endpoints(version)]


def _tensorflow() -> str:
    spec = importlib.util.find_spec("tensorflow")
    if spec is None or not spec.submodule_search_locations:
        raise SystemExit("TensorFlow is not installed")
    return spec.submodule_search_locations[0]


def _endpoints(version: pathlib.Path) -> list[str]:
    """The reference's flags --input and --output, from the model's signature."""
    saved_model = saved_model_pb2.SavedModel.FromString((version / "saved_model.pb").read_bytes())
    signature = saved_model.meta_graphs[0].signature_def["serving_default"]
    ((input_alias, fed),) = signature.inputs.items()
    ((output_alias, fetched),) = signature.outputs.items()
    return [f"--input={input_alias}={fed.name}", f"--output={output_alias}={fetched.name}"]


def predict_message(case: Case) -> bytes:
    """The serialized request of a case."""
    request = predict_pb2.PredictRequest()
    request.model_spec.name = case.model
    request.inputs[case.alias].CopyFrom(make_tensor_proto(case.value))
    return request.SerializeToString()


def checked(name: str, address: str, request: bytes, case: Case) -> LoadCommand:
    """What to load a server with that answers `request` rightly.

    Raises:
        SystemExit: it answers wrongly.
    """
    with grpc.insecure_channel(address) as channel:
        answer = channel.unary_unary(PREDICT)(request, timeout=60)
    is_right = answer == request if name == ECHO else _is_right(answer, case)
    if not is_right:
        raise SystemExit(f"{name} answers {case.name} wrongly: {answer[:200]!r}")
    return LoadCommand(address, request, len(answer))


def _is_right(answer: bytes, case: Case) -> bool:
    outputs = predict_pb2.PredictResponse.FromString(answer).outputs
    return set(outputs) == set(case.answers) and all(
        np.allclose(make_ndarray(outputs[alias]), expected, rtol=1e-4, atol=1e-6)
        for alias, expected in case.answers.items()
    )
