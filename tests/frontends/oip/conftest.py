"""Models that give back what they get, asked over HTTP's endpoints and over a real gRPC server."""

from __future__ import annotations

import functools
import json
import struct

import grpc
import numpy as np
import pytest

from tfserve.apis.oip.open_inference_grpc_pb2_grpc import GRPCInferenceServiceStub
from tfserve.core.clock import SystemClock
from tfserve.core.executor import InlineExecutor
from tfserve.core.ids import ServableId
from tfserve.core.servable import Signature, TensorSpec
from tfserve.core.timer import Timers
from tfserve.frontends.grpc.server import GrpcServer
from tfserve.frontends.oip.catalog import Catalog
from tfserve.frontends.oip.grpc_service import OpenInferenceService
from tfserve.frontends.oip.rest_routes import open_inference_routes
from tfserve.handlers.service import Handlers
from tfserve.limits import InflightBudget
from tfserve.tensors import DataType
from tfserve.testing import Exchanges, FakeModels, FakeServable

HEADER = "inference-header-content-length"


def signature(name, dtype, shape=(None,), **more):
    return Signature(
        name,
        {"x": TensorSpec("x:0", dtype, shape), "w": TensorSpec("w:0", dtype, shape)},
        {"y": TensorSpec("y:0", dtype, shape), "v": TensorSpec("v:0", dtype, shape)},
        **more,
    )


def echo(dtype):
    """y = x, v = w; `w` may be left out."""
    default = np.zeros(1, dtype.numpy)
    if dtype is DataType.DT_STRING:
        default = np.array([b""], object)
    echoed = signature("serving_default", dtype, defaults={"w": default})
    return FakeServable(
        {"serving_default": echoed}, {"serving_default": lambda i: {"y": i["x"], "v": i["w"]}}
    )


class Service:
    """The protocol over both transports, in front of one set of models."""

    def __init__(self, servables, *, max_tensor_bytes=2**20, **fakes):
        clock = SystemClock()
        self.models = FakeModels(servables, **fakes)
        self.budget = InflightBudget()
        self._timers = Timers(name="test-deadlines", clock=clock)
        handlers = Handlers(
            models=self.models,
            status=self.models,
            reloader=self.models,
            read_config=lambda _: None,
            executor=InlineExecutor(),
            timers=self._timers,
            clock=clock,
        )
        catalog = Catalog(
            handlers=handlers, health=self.models, status=self.models, inventory=self.models
        )
        self.routes = open_inference_routes(handlers, catalog, max_tensor_bytes=max_tensor_bytes)
        self._rest = Exchanges(self.routes)
        self.grpc = GrpcServer(
            handlers=handlers,
            health=self.models,
            budget=self.budget,
            clock=clock,
            addresses=["127.0.0.1:0"],
            services=(
                OpenInferenceService(
                    handlers=handlers,
                    catalog=catalog,
                    budget=self.budget,
                    clock=clock,
                    max_tensor_bytes=max_tensor_bytes,
                ),
            ),
        )

    @functools.cached_property
    def channel(self):
        """To the server, which is started when a test wants it."""
        (port,) = self.grpc.start()
        return grpc.insecure_channel(f"127.0.0.1:{port}")

    @functools.cached_property
    def stub(self):
        return GRPCInferenceServiceStub(self.channel)

    def ask(self, method, target, content=None, binary=b"", headers=None):
        """The response of a route; with `binary`, or headers, the body is JSON and bytes."""
        body = b"" if content is None else json.dumps(content).encode()
        headers = dict(headers or {})
        if binary:
            headers[HEADER] = str(len(body))
        return self._rest.ask(method, target, body + binary, headers)

    def infer(self, model, *inputs, binary=b"", **more):
        """Status, and the response's JSON."""
        response = self.ask(
            "POST", f"/v2/models/{model}/infer", {"inputs": list(inputs), **more}, binary
        )
        size = int(response.headers.get(HEADER, len(response.body)))
        return response.status, json.loads(response.body[:size]), response.body[size:]

    def close(self):
        if "channel" in vars(self):
            self.channel.close()
            self.grpc.close()
        self._timers.close()
        assert self.models.held == 0
        assert self.budget.statistics().requests == 0


def tensor(name, datatype, shape, **more):
    return {"name": name, "datatype": datatype, "shape": shape, **more}


def as_bytes(*items):
    """BYTES elements in raw form."""
    return b"".join(struct.pack("<I", len(item)) + item for item in items)


@pytest.fixture
def serve():
    """Start services."""
    made = []

    def start(servables, **options):
        made.append(Service(servables, **options))
        return made[-1]

    yield start
    for each in made:
        each.close()


@pytest.fixture
def service(serve):
    """`float`, `text` and so on: one echo for each type, version 3, called as the type."""
    types = [DataType[f"DT_{name}"] for name in (
        "BOOL", "UINT8", "UINT16", "UINT32", "UINT64", "INT8", "INT16", "INT32", "INT64", "HALF",
        "FLOAT", "DOUBLE", "BFLOAT16", "STRING", "COMPLEX64")]  # fmt: skip
    return serve({ServableId(each.label, 3): echo(each) for each in types}, labels={"stable": 3})


@pytest.fixture
def form():
    """Make parts of requests."""

    class Form:
        signature = staticmethod(signature)
        tensor = staticmethod(tensor)
        as_bytes = staticmethod(as_bytes)
        echo = staticmethod(echo)

    return Form
