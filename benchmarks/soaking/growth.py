"""Rows that ask for the same thing very often: nothing may grow."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

import grpc
import numpy as np

from benchmarks.h2load import LoadCommand, h2load
from benchmarks.soaking.plan import Plan
from benchmarks.soaking.subject import CANARY, Subject, channel_to, predict_request
from benchmarks.soaking.verdict import Growth, Verdict
from tfserve.apis import predict_pb2
from tfserve.apis.tensorflow import types_pb2

__all__ = [
    "CLIENTS",
    "ERRORS",
    "MANY_CLIENTS",
    "REQUESTS",
    "WARM_UP",
    "errors",
    "measured_growth",
    "predicts",
]

REQUESTS = 100_000
WARM_UP = 2_000
CHUNKS = 20
CLIENTS = 8
MANY_CLIENTS = 64

Request = predict_pb2.PredictRequest


def measured_growth(
    subject: Subject, work: Callable[[int], object], requests: int, warm_up: int = WARM_UP
) -> Growth:
    """Let `work(n)` send requests in chunks, and sample the server between them."""
    work(warm_up)
    samples = [subject.settled()]
    chunk = max(1, requests // CHUNKS)
    for _ in range(CHUNKS):
        work(chunk)
        samples.append(subject.settled())
    return Growth(samples, chunk)


def predicts(plan: Plan) -> Iterator[Verdict]:
    """100,000 good answers."""
    with plan.serving() as subject:
        command = subject.load_command(predict_request(CANARY, x=np.ones(1, np.float32)))
        failed = 0

        h2load(command, requests=WARM_UP, clients=MANY_CLIENTS)  # fills pools of threads

        def work(count: int) -> None:
            nonlocal failed
            failed += h2load(command, requests=count, clients=CLIENTS).failed

        growth = measured_growth(subject, work, plan.count(REQUESTS))
        yield Verdict("predicts: failed", str(failed), "0", failed == 0)
        yield from growth.verdicts("predicts")
        yield from subject.health("predicts")


def _unset(message: Request) -> None:
    message.ClearField("model_spec")


def _version(message: Request) -> None:
    message.model_spec.version.value = 99


def _dims(*sizes: int) -> Callable[[Request], None]:
    def change(message: Request) -> None:
        shape = message.inputs["x"].tensor_shape
        shape.ClearField("dim")
        for size in sizes:
            shape.dim.add(size=size)

    return change


def _string_lies(message: Request) -> None:
    tensor = message.inputs["x"]
    tensor.Clear()
    tensor.dtype = types_pb2.DT_STRING
    tensor.tensor_shape.dim.add(size=1)
    tensor.tensor_content = b"\x80\x80\x80\x80\x80\x20"  # a varint: 2^40 bytes follow


def _fill_bomb(message: Request) -> None:
    tensor = message.inputs["x"]
    tensor.Clear()
    tensor.dtype = types_pb2.DT_FLOAT
    tensor.tensor_shape.dim.add(size=1 << 31)
    tensor.float_val.append(1)


def _setting(field: str, value: object) -> Callable[[Request], None]:
    """Sets a field of model_spec."""

    def change(message: Request) -> None:
        setattr(message.model_spec, field, value)

    return change


def _tensor(field: str, value: object) -> Callable[[Request], None]:
    """Sets a field of the input's tensor."""

    def change(message: Request) -> None:
        setattr(message.inputs["x"], field, value)

    return change


ERRORS: Mapping[str, tuple[Callable[[Request], object], str]] = {
    "no model_spec": (_unset, "INVALID_ARGUMENT"),
    "unknown model": (_setting("name", "image-search"), "NOT_FOUND"),
    "unknown version": (_version, "NOT_FOUND"),
    "unknown label": (_setting("version_label", "x"), "INVALID_ARGUMENT"),
    "unknown signature": (_setting("signature_name", "predict_images"), "FAILED_PRECONDITION"),
    "missing input": (lambda message: message.inputs.clear(), "INVALID_ARGUMENT"),
    "extra input": (lambda message: message.inputs["z"].SetInParent(), "INVALID_ARGUMENT"),
    "unknown output": (lambda message: message.output_filter.append("z"), "INVALID_ARGUMENT"),
    "wrong dtype": (_tensor("dtype", types_pb2.DT_INT64), "INVALID_ARGUMENT"),
    "negative dimension": (_dims(-1), "INVALID_ARGUMENT"),
    "too many elements": (_dims(1 << 32, 1 << 32), "INVALID_ARGUMENT"),
    "too many bytes": (_dims(4, (1 << 60) + 2), "INVALID_ARGUMENT"),
    "fill bomb": (_fill_bomb, "RESOURCE_EXHAUSTED"),
    "short content": (_tensor("tensor_content", b"abc"), "INVALID_ARGUMENT"),
    "lying string length": (_string_lies, "INVALID_ARGUMENT"),
    "no dtype": (_tensor("dtype", types_pb2.DT_INVALID), "INVALID_ARGUMENT"),
    "unknown dtype": (_tensor("dtype", 999), "INVALID_ARGUMENT"),
    "resource dtype": (_tensor("dtype", types_pb2.DT_RESOURCE), "INVALID_ARGUMENT"),
}
"""Kind of error -> what makes a good request one, and the code that answers it."""


def errors(plan: Plan) -> Iterator[Verdict]:
    """100,000 requests of each kind of error, and of bytes that are no message."""
    with plan.serving() as subject:
        junk = plan.random().randbytes(64)
        kinds = {name: (erroneous(name), code) for name, (_, code) in ERRORS.items()}
        kinds["no message at all"] = (b"\xff" + junk, "INTERNAL")
        good = subject.load_command(predict_request(CANARY, x=np.ones(1, np.float32)))
        h2load(good, requests=WARM_UP, clients=MANY_CLIENTS)
        for name, (message, code) in kinds.items():
            answered = _code_of(subject.address, message)
            yield Verdict(f"{name}: code", answered, code, answered == code)
            command = LoadCommand(subject.address, message, answer_bytes=0)

            def work(count: int, command: LoadCommand = command) -> None:
                h2load(command, requests=count, clients=CLIENTS)

            growth = measured_growth(subject, work, plan.count(REQUESTS), plan.count(WARM_UP))
            yield from growth.verdicts(name)
        yield from subject.health("errors")


def erroneous(name: str) -> bytes:
    """A serialized request with that error."""
    request = predict_request(CANARY, x=np.ones(1, np.float32))
    change, _ = ERRORS[name]
    change(request)
    return request.SerializeToString()


def _code_of(address: str, message: bytes) -> str:
    with channel_to(address) as channel:
        call = channel.unary_unary(LoadCommand(address, message, 0).method)
        try:
            call(message, timeout=10)
        except grpc.RpcError as error:
            return str(error.code().name)
    return "OK"
