"""The inference routes over models made of Python functions."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
import pytest

from tfserve.core.clock import SystemClock
from tfserve.core.executor import InlineExecutor
from tfserve.core.ids import ServableId
from tfserve.core.servable import CLASSIFY_METHOD, REGRESS_METHOD, Signature, TensorSpec
from tfserve.core.timer import Timers
from tfserve.frontends.rest.app import RestApplication, RestSettings
from tfserve.frontends.rest.inference_routes import inference_routes
from tfserve.handlers.service import Handlers
from tfserve.limits import InflightBudget
from tfserve.tensors import DataType
from tfserve.testing import Exchanges, FakeClock, FakeModels, FakeServable

D = DataType
DTYPES = (
    D.DT_FLOAT, D.DT_DOUBLE, D.DT_INT8, D.DT_INT16, D.DT_INT32, D.DT_INT64, D.DT_UINT8,
    D.DT_UINT32, D.DT_UINT64, D.DT_BOOL, D.DT_STRING, D.DT_HALF, D.DT_COMPLEX64, D.DT_UINT16,
)  # fmt: skip


def make_signature(name, inputs, outputs, method_name="", shape=(None,)):
    def specs(types):
        return {alias: TensorSpec(f"{alias}:0", dtype, shape) for alias, dtype in types.items()}

    return Signature(name, specs(inputs), specs(outputs), method_name)


def _floats_of(strings, feature):
    from tfserve.apis.tensorflow.example_pb2 import Example

    examples = [Example.FromString(each) for each in strings]
    return np.array(
        [each.features.feature[feature].float_list.value[0] for each in examples], np.float32
    )


def make_rest_model(*, with_examples=True) -> FakeServable:
    """`serving_default`, `regress_x_to_y` and `classify_x_to_y` as half_plus_two has them;
    `echo_<dtype>` gives `x` back; `pair`, `named_bytes` and `nothing`.
    """
    echoes = [make_signature(f"echo_{each.label}", {"x": each}, {"x": each}) for each in DTYPES]
    pair = {"a": D.DT_FLOAT, "b": D.DT_STRING}
    signatures = [
        make_signature("serving_default", {"x": D.DT_FLOAT}, {"y": D.DT_FLOAT}),
        make_signature(
            "regress_x_to_y", {"inputs": D.DT_STRING}, {"outputs": D.DT_FLOAT}, REGRESS_METHOD
        ),
        make_signature(
            "classify_x_to_y", {"inputs": D.DT_STRING}, {"scores": D.DT_FLOAT}, CLASSIFY_METHOD
        ),
        make_signature("pair", pair, pair),
        make_signature("named_bytes", {"img_bytes": D.DT_STRING}, {"img_bytes": D.DT_STRING}),
        make_signature("nothing", {}, {"n": D.DT_INT64}),
        *echoes,
    ]
    functions = {
        "serving_default": lambda inputs: {"y": inputs["x"] / np.float32(2) + np.float32(2)},
        "regress_x_to_y": lambda inputs: {
            "outputs": _floats_of(inputs["inputs"], "x") / np.float32(2) + np.float32(2)
        },
        "classify_x_to_y": lambda inputs: {
            "scores": (_floats_of(inputs["inputs"], "x") / np.float32(2) + np.float32(2))[:, None]
        },
        **{each.name: dict for each in [*signatures[3:6], *echoes]},
    }
    kept = [each for each in signatures if with_examples or not each.method_name]
    return FakeServable({each.name: each for each in kept}, functions)


class Rest:
    """The routes, and what was given to them."""

    def __init__(self, servable, **options):
        clock = FakeClock()
        self.servable = servable
        self.models = FakeModels({ServableId("m", 123): servable}, labels={"stable": 123})
        self.timers = Timers(name="test-deadlines", clock=clock)
        self.handlers = Handlers(
            models=self.models,
            status=self.models,
            reloader=self.models,
            read_config=lambda _: None,
            executor=InlineExecutor(),
            timers=self.timers,
            clock=clock,
        )
        self.exchanges = Exchanges(inference_routes(self.handlers, **options))

    def post(self, body, target="/v1/models/m:predict", **headers):
        """The response to a body."""
        data = body.encode() if isinstance(body, str) else body
        named = {key.replace("_", "-"): value for key, value in headers.items()}
        response = self.exchanges.ask("POST", target, data, named)
        assert self.models.held == 0
        return response

    def error(self, body, target="/v1/models/m:predict"):
        """Status and text of an error."""
        import json

        response = self.post(body, target)
        content = json.loads(response.body)
        assert set(content) == {"error"}
        return response.status, content["error"]


@pytest.fixture
def rest():
    """The routes over `make_rest_model`, version 123 of `m`."""
    made = Rest(make_rest_model())
    yield made
    made.timers.close()


@pytest.fixture
def tensors_only(serve_rest):
    """The same, without the signatures that take Examples."""
    return serve_rest(make_rest_model(with_examples=False))


@pytest.fixture
def serve_rest():
    """Make such routes over any servable, with any options."""
    made = []

    def make(servable=None, **options):
        made.append(Rest(servable or make_rest_model(), **options))
        return made[-1]

    yield make
    for each in made:
        each.timers.close()


# The application, asked as an ASGI server asks


@dataclass
class Answered:
    """What came back, and how many events of the body were read before."""

    status: int = 0
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b""
    events_read: int = 0


SETTINGS = {
    "timeout_s": 30.0,
    "max_request_bytes": 1000,
    "gzip_from_bytes": 0,
    "sends_cors": False,
    "sends_details": False,
}


@pytest.fixture
def make_app() -> Callable[..., RestApplication]:
    """An application over `routes`; settings and collaborators by name."""

    def make(routes, **options) -> RestApplication:
        settings = {name: options.pop(name, value) for name, value in SETTINGS.items()}
        collaborators = {
            "budget": InflightBudget(),
            "executor": InlineExecutor(),
            "compressor": InlineExecutor(),
            "clock": SystemClock(),
            "is_open": lambda: True,
        } | options
        return RestApplication(routes, settings=RestSettings(**settings), **collaborators)

    return make


@pytest.fixture
def ask() -> Callable[..., Answered]:
    """Sends one request to an application."""

    def send_request(
        app: RestApplication,
        method: str,
        target: str,
        body: bytes | Sequence[bytes] = b"",
        headers: Mapping[str, str] | None = None,
        *,
        leaves: bool = False,
        is_gone: Callable[[], bool] = lambda: False,
    ) -> Answered:
        pieces = [body] if isinstance(body, bytes) else list(body)
        path, _, query = target.partition("?")
        fields = [(k.lower().encode(), v.encode()) for k, v in (headers or {}).items()]
        if isinstance(body, bytes) and body and "content-length" not in (headers or {}):
            fields.append((b"content-length", str(len(body)).encode()))
        scope = {
            "type": "http", "method": method, "raw_path": path.encode(), "path": path,
            "query_string": query.encode(), "headers": fields, "client": ("127.0.0.1", 5),
            "extensions": {"tfserve.is_gone": is_gone},
        }  # fmt: skip
        answered = Answered()

        async def receive():
            answered.events_read += 1
            if not pieces or (leaves and len(pieces) == 1):
                return {"type": "http.disconnect"}
            piece = pieces.pop(0)
            return {"type": "http.request", "body": piece, "more_body": bool(pieces)}

        async def send(event):
            if event["type"] == "http.response.start":
                answered.status = event["status"]
                answered.headers = {k.decode(): v.decode() for k, v in event["headers"]}
            else:
                answered.body += event["body"]

        asyncio.run(app(scope, receive, send))
        return answered

    return send_request
