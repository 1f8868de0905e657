"""A real gRPC server in this process, over models made of Python functions."""

from __future__ import annotations

import socket
import threading
from collections.abc import Callable, Mapping
from typing import Any

import grpc
import numpy as np
import pytest

from tfserve.apis.predict_pb2 import PredictRequest
from tfserve.apis.prediction_service_pb2_grpc import PredictionServiceStub
from tfserve.core.clock import SystemClock
from tfserve.core.executor import InlineExecutor
from tfserve.core.ids import ServableId
from tfserve.core.servable import Servable, Signature, TensorSpec
from tfserve.core.timer import Timers
from tfserve.frontends.grpc.server import GrpcServer
from tfserve.handlers.service import Handlers
from tfserve.limits import InflightBudget
from tfserve.tensors import DataType, make_tensor_proto
from tfserve.testing import DeferredServable, FakeModels, FakeServable, ManualExecutor

_SPECS = ({"x": TensorSpec("x:0", DataType.DT_FLOAT, (None,))},
          {"y": TensorSpec("y:0", DataType.DT_FLOAT, (None,))})  # fmt: skip


def half_plus_two() -> FakeServable:
    """y = x / 2 + 2."""
    return FakeServable(
        {"serving_default": Signature("serving_default", *_SPECS)},
        {"serving_default": lambda inputs: {"y": inputs["x"] / np.float32(2) + np.float32(2)}},
    )


class ArrivalExecutor(ManualExecutor):
    """A ManualExecutor on which a test can wait for work to arrive."""

    def __init__(self) -> None:
        super().__init__()
        self._arrived = threading.Condition()

    def submit(self, task: Callable[[], object]) -> None:
        with self._arrived:
            super().submit(task)
            self._arrived.notify_all()

    def wait_for(self, count: int) -> None:
        """Return when `count` tasks are waiting to be run."""
        with self._arrived:
            self._arrived.wait_for(lambda: self.pending == count)


class Running:
    """A started server, the models behind it, and a channel to it.

    `quick` answers at once, `slow` when the test runs `executor`.
    """

    def __init__(
        self,
        *,
        servables: Mapping[ServableId, Servable] | None = None,
        budget: InflightBudget | None = None,
        handlers: Mapping[str, Any] | None = None,
        **options: Any,
    ) -> None:
        clock = SystemClock()
        self.executor = ArrivalExecutor()
        self.quick = half_plus_two()
        self.slow = half_plus_two()
        self.models = FakeModels(
            {
                ServableId("quick", 1): self.quick,
                ServableId("slow", 1): DeferredServable(self.slow, self.executor),
                **(servables or {}),
            }
        )
        self.timers = Timers(name="test-deadlines", clock=clock)
        self.budget = budget or InflightBudget()
        self.server = GrpcServer(
            handlers=Handlers(
                models=self.models,
                status=self.models,
                reloader=self.models,
                read_config=lambda message: message,
                executor=InlineExecutor(),
                timers=self.timers,
                clock=clock,
                **(handlers or {}),
            ),
            health=self.models,
            budget=self.budget,
            clock=clock,
            **{"addresses": ["127.0.0.1:0"], "enable_health": True, **options},
        )
        (self.port, *_) = self.server.start()
        self.channel = self.connect()
        self.stub = PredictionServiceStub(self.channel)

    def connect(self, address: str | None = None) -> grpc.Channel:
        """A channel with a connection of its own."""
        return grpc.insecure_channel(
            address or f"127.0.0.1:{self.port}",
            options=[
                ("grpc.use_local_subchannel_pool", 1),
                ("grpc.enable_retries", 0),
                ("grpc.max_receive_message_length", -1),
            ],
        )

    def close(self) -> None:
        self.executor.run_all()
        self.channel.close()
        self.server.close()
        self.timers.close()


def native_transport(**options: Any):
    """The transport of the native plane, on which nothing is served without Python."""
    from tfserve.frontends.native import NativeTransport, new_ledger

    return NativeTransport(
        **options,
        run_threads=8,
        max_tensor_bytes=2**30,
        as_tensor_content=False,
        ledger=new_ledger(0, 0),
        clock=SystemClock(),
    )


@pytest.fixture(params=["core", "native"])
def running(request):
    """Start servers; afterwards nothing is in flight, and nothing is held."""
    made: list[Running] = []
    plane = {}
    if request.param == "native":
        pytest.importorskip("tfserve_native", reason="the native plane is not installed")
        plane = {"make_transport": native_transport}
    elif request.node.get_closest_marker("native_only"):
        pytest.skip("a matter of the native plane")

    def start(**options: Any) -> Running:
        made.append(Running(**plane, **options))
        return made[-1]

    yield start
    for each in made:
        each.close()
        calls = each.server.statistics()
        assert calls.started == calls.finished
        assert each.budget.statistics().requests == 0
        assert each.budget.statistics().size_bytes == 0
        assert each.models.held == 0


@pytest.fixture
def eventually():
    """Wait for what the network does in its own time and tells nobody; bounded by the test's
    timeout.
    """

    def wait(claim: Callable[[], bool]) -> None:
        pause = threading.Event()
        while not claim():
            pause.wait(0.002)

    return wait


@pytest.fixture
def predict_request():
    """Make a request for a model."""

    def make(name: str = "quick", values: Any = (1.0, 2.0, 5.0), **spec: Any) -> PredictRequest:
        message = PredictRequest()
        message.model_spec.name = name
        for key, value in spec.items():
            setattr(message.model_spec, key, value)
        message.inputs["x"].CopyFrom(make_tensor_proto(np.asarray(values, np.float32)))
        return message

    return make


@pytest.fixture
def accepts():
    """Whether somebody listens on a port of this machine."""

    def accepts(port):
        with socket.socket() as probe:
            return probe.connect_ex(("127.0.0.1", port)) == 0

    return accepts
