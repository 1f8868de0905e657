#!/usr/bin/env python3
"""What a Predict request costs on one core between its bytes and the answer's bytes.

    handler_path.py [--requests 20000] [--rounds 5]

PredictRequest bytes in, PredictResponse bytes out, by the very code that the gRPC frontend calls:
charge, parse, look up, decode, run, encode, serialize. Left out are the network and the model: the
servable answers with an array that it has ready. Prints, for values in `tensor_content` and in
`float_val`, the best and the median round, the best with calls counted for metrics, and what
protobuf's own parsing and serializing take.
All in CPU time, so that other work on the machine counts little.
"""

from __future__ import annotations

import argparse
import statistics
import time
from collections.abc import Callable

import numpy as np

from tfserve.apis.predict_pb2 import PredictRequest, PredictResponse
from tfserve.config.models import ModelServerConfig
from tfserve.core.call_record import Unobserved
from tfserve.core.clock import SystemClock
from tfserve.core.deadline import Deadline
from tfserve.core.executor import InlineExecutor
from tfserve.core.ids import ServableId
from tfserve.core.request_id import RequestIds
from tfserve.core.servable import Call, Done, Signature, TensorSpec
from tfserve.core.timer import Timers
from tfserve.errors import ServingError
from tfserve.frontends.grpc.errors import Metadata
from tfserve.frontends.grpc.methods import serving_methods
from tfserve.handlers.service import Handlers
from tfserve.limits import InflightBudget
from tfserve.telemetry.metrics import Metrics
from tfserve.tensors import DataType, make_ndarray
from tfserve.testing import FakeModels, FakeServable

PREDICT = "/tensorflow.serving.PredictionService/Predict"
ANSWER = np.array([2.5], np.float32)


class Stub(FakeServable):
    """Answers every call with y = [2.5]."""

    def __init__(self) -> None:
        spec = {"x": TensorSpec("x:0", DataType.DT_FLOAT, (None,))}
        result = {"y": TensorSpec("y:0", DataType.DT_FLOAT, (None,))}
        super().__init__({"serving_default": Signature("serving_default", spec, result)})

    def submit(self, call: Call, deadline: Deadline, done: Done) -> None:  # noqa: ARG002
        """Done at once."""
        done(((ANSWER,),), None)


class Client:
    """Keeps the last answer."""

    expires_at = None
    answer = b""
    principal = None
    peer = ""

    def header(self, name: str) -> str | None:  # noqa: ARG002 - none was sent
        """None was sent."""
        return None

    def is_gone(self) -> bool:
        """Never."""
        return False

    def reply(self, message: bytes, trailers: Metadata = ()) -> None:  # noqa: ARG002 - there are none
        """Keep it."""
        self.answer = message

    def fail(self, error: ServingError, trailers: Metadata = ()) -> None:  # noqa: ARG002
        """A benchmark of errors would be another one."""
        raise error


def requests() -> dict[str, bytes]:
    """One float, 1.0, in the two ways in which clients write it."""
    content, values = PredictRequest(), PredictRequest()
    for message in (content, values):
        message.model_spec.name = "half_plus_two"
        tensor = message.inputs["x"]
        tensor.dtype = DataType.DT_FLOAT
        tensor.tensor_shape.dim.add(size=1)
    content.inputs["x"].tensor_content = np.ones(1, "<f4").tobytes()
    values.inputs["x"].float_val.append(1.0)
    return {
        "tensor_content": content.SerializeToString(),
        "float_val": values.SerializeToString(),
    }


def seconds_per_call(work: Callable[[], object], count: int, rounds: int) -> list[float]:
    """CPU time of one call, per round, quickest first."""
    measured = []
    for _ in range(rounds):
        begin = time.process_time()
        for _ in range(count):
            work()
        measured.append((time.process_time() - begin) / count)
    return sorted(measured)


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--requests", type=int, default=20_000)
    parser.add_argument("--rounds", type=int, default=5)
    args = parser.parse_args()
    clock = SystemClock()
    models = FakeModels({ServableId("half_plus_two", 1): Stub()})
    handlers = Handlers(
        models=models,
        status=models,
        reloader=models,
        read_config=lambda _: ModelServerConfig(),
        executor=InlineExecutor(),
        timers=Timers(name="deadlines", clock=clock),
        clock=clock,
    )
    budget, metrics = InflightBudget(max_bytes=2**30), Metrics(clock=clock)
    ids = RequestIds()
    predict = serving_methods(handlers, budget, clock, Unobserved(), ids)[PREDICT]
    counted = serving_methods(handlers, budget, clock, metrics, ids)[PREDICT]
    client = Client()
    print(
        f"{'request':16}{'best us':>9}{'median us':>11}{'requests/s':>12}{'counted us':>12}"
        f"{'protobuf us':>13}"
    )
    for name, data in requests().items():
        predict.answer(data, client)
        response = PredictResponse.FromString(client.answer)
        if not np.array_equal(make_ndarray(response.outputs["y"]), ANSWER):
            raise SystemExit(f"{name}: wrong answer {response}")

        def protobuf(data: bytes = data, response: PredictResponse = response) -> None:
            PredictRequest.FromString(data)
            response.SerializeToString()

        own = seconds_per_call(
            lambda data=data: predict.answer(data, client), args.requests, args.rounds
        )
        watched = seconds_per_call(
            lambda data=data: counted.answer(data, client), args.requests, args.rounds
        )[0]
        floor = seconds_per_call(protobuf, args.requests, args.rounds)[0]
        median = statistics.median(own)
        print(
            f"{name:16}{own[0] * 1e6:9.1f}{median * 1e6:11.1f}{1 / median:12.0f}"
            f"{watched * 1e6:12.1f}{floor * 1e6:13.1f}"
        )


if __name__ == "__main__":
    main()
