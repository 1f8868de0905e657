"""Status and metadata over REST, byte for byte (spec 9.2 and 9.11)."""

from __future__ import annotations

import json

import numpy as np
import pytest

from tfserve.apis.get_model_metadata_pb2 import GetModelMetadataResponse
from tfserve.apis.get_model_status_pb2 import GetModelStatusResponse
from tfserve.core.executor import InlineExecutor
from tfserve.core.ids import ServableId
from tfserve.core.servable import Signature, TensorSpec
from tfserve.core.state import ManagerState, ServableState
from tfserve.core.timer import Timers
from tfserve.errors import NotFound
from tfserve.frontends.rest.model_routes import model_routes
from tfserve.handlers.service import Handlers
from tfserve.security.access import Access
from tfserve.tensors import DataType
from tfserve.testing import Exchanges, FakeClock, FakeModels, FakeServable

HALF = Signature(
    "serving_default",
    {"x": TensorSpec("x:0", DataType.DT_FLOAT, (None,))},
    {"y": TensorSpec("y:0", DataType.DT_FLOAT, None)},
)
STATUS = """{
 "model_version_status": [
  {
   "version": "123",
   "state": "AVAILABLE",
   "status": {
    "error_code": "OK",
    "error_message": ""
   }
  }
 ]
}
"""
METADATA = """{
"model_spec":{
 "name": "m",
 "version": "123",
 "signature_name": ""
}
,
"metadata": {"signature_def": {
 "signature_def": {
  "serving_default": {
   "inputs": {
    "x": {
     "name": "x:0",
     "dtype": "DT_FLOAT",
     "tensor_shape": {
      "dim": [
       {
        "size": "-1",
        "name": ""
       }
      ],
      "unknown_rank": false
     }
    }
   },
   "outputs": {
    "y": {
     "name": "y:0",
     "dtype": "DT_FLOAT",
     "tensor_shape": {
      "dim": [],
      "unknown_rank": true
     }
    }
   },
   "method_name": "tensorflow/serving/predict",
   "defaults": {}
  }
 }
}
}
}
"""


def exchanges(models):
    clock = FakeClock()
    handlers = Handlers(
        models=models,
        status=models,
        reloader=models,
        read_config=lambda _: None,
        executor=InlineExecutor(),
        timers=Timers(name="test-deadlines", clock=clock),
        clock=clock,
    )
    return Exchanges(model_routes(handlers))


@pytest.fixture
def server():
    servable = FakeServable({"serving_default": HALF})
    return exchanges(FakeModels({ServableId("m", 123): servable}, labels={"stable": 123}))


@pytest.mark.parametrize(
    "target",
    [
        "/v1/models/m",
        "/V1/Models/m",
        "/v1/models/m/versions/123",
        "/v1/models/m/versions/00123",
        "/v1/models/m/labels/any",  # not checked by TensorFlow Serving
        "/v1/models/%6D",
        "/v1/models/m/METADATA",
    ],
)
def test_status_is_that_of_tensorflow_serving(server, target):
    response = server.ask("GET", target)
    assert (response.status, response.content_type) == (200, "application/json")
    assert response.body.decode() == STATUS


@pytest.mark.parametrize(
    "target",
    [
        "/v1/models/m/metadata",
        "/v1/models/m/versions/123/metadata",
        "/v1/models/m/Labels/stable/metadata",
    ],
)
def test_metadata_is_that_of_tensorflow_serving(server, target):
    response = server.ask("GET", target)
    assert (response.status, response.content_type) == (200, "application/json")
    assert response.body.decode() == METADATA


@pytest.mark.parametrize(
    ("target", "status", "text"),
    [
        ("/v1/models/m/versions/7", 404, "Could not find version 7 of model m"),
        ("/v1/models/zzz", 404, "Could not find any versions of model zzz"),
        ("/v1/models/metadata", 404, "Could not find any versions of model metadata"),
        ("/v1/models/zzz/metadata", 404, "Servable not found for request: Latest(zzz)"),
        ("/v1/models/m/versions/9/metadata", 404, "Servable not found for request: Specific(m, 9)"),
        ("/v1/models/m/labels/no/metadata", 400, "Unrecognized servable version label: no"),
        ("/v1/models/versions/1", 400, "Missing model name in request."),
        ("/v1/models/labels/x", 400, "Missing model name in request."),
        ("/v1/models/labels/x/metadata", 400, "Missing model name in request."),
        ("/v1/models/labels/metadata", 404, "Servable not found for request: Latest(labels)"),
        ("/v1/models/m/", 400, "Malformed request: GET /v1/models/m/"),
        ("/v1/models/m?x=1", 400, "Malformed request: GET /v1/models/m?x=1"),
        ("/v1/models/m/versions/x", 400, "Malformed request: GET /v1/models/m/versions/x"),
        (
            "/v1/models/m/versions/\u0661",
            400,
            "Malformed request: GET /v1/models/m/versions/\u0661",
        ),
        ("/v1/models/m:predict", 400, "Malformed request: GET /v1/models/m:predict"),
    ],
)
def test_errors_are_those_of_tensorflow_serving(server, target, status, text):
    response = server.ask("GET", target)
    assert (response.status, json.loads(response.body)) == (status, {"error": text})


@pytest.mark.parametrize("version", ["9223372036854775808", "9" * 5000])
@pytest.mark.parametrize("tail", ["", "/metadata"])
def test_a_version_beyond_int64_is_refused(server, version, tail):
    response = server.ask("GET", f"/v1/models/m/versions/{version}{tail}")
    assert response.status == 400
    assert json.loads(response.body) == {
        "error": f"Failed to convert version: {version[:256]} to numeric."
    }


def test_states_are_listed_highest_version_first_with_their_errors():
    states = [
        ServableState(ServableId("m", 9), ManagerState.END, NotFound("no <file> \x7f here")),
        ServableState(ServableId("m", 10), ManagerState.LOADING),
    ]
    body = exchanges(FakeModels(states=states)).ask("GET", "/v1/models/m").body
    assert [each["version"] for each in json.loads(body)["model_version_status"]] == ["10", "9"]
    assert b'"error_code": "NOT_FOUND"' in body
    assert rb'"error_message": "no \u003cfile\u003e \u007f here"' in body


def test_names_may_hold_any_character_when_they_are_encoded():
    servable = FakeServable({"serving_default": HALF})
    server = exchanges(FakeModels({ServableId("a/b:c", 1): servable}))
    body = server.ask("GET", "/v1/models/a%2Fb%3Ac/metadata").body.decode()
    assert '"name": "a/b:c"' in body


def test_defaults_are_printed_as_the_other_printer_does():
    shaped = Signature(
        "s", HALF.inputs, HALF.outputs, defaults={"x": np.array([1, 0.1], np.float32)}
    )
    server = exchanges(FakeModels({ServableId("m", 1): FakeServable({"s": shaped})}))
    body = server.ask("GET", "/v1/models/m/metadata").body.decode()
    start = body.index('"float_val": [')
    assert body[start : body.index("]", start)].split() == ['"float_val":', "[", "1,", "0.1"]


def test_who_accepts_protobuf_gets_the_messages(server):
    accept = {"accept": "application/x-protobuf"}
    status = server.ask("GET", "/v1/models/m", headers=accept)
    metadata = server.ask("GET", "/v1/models/m/metadata", headers=accept)
    assert status.content_type == metadata.content_type == "application/x-protobuf"
    message = GetModelStatusResponse.FromString(status.body)
    assert message.model_version_status[0].version == 123
    assert GetModelMetadataResponse.FromString(metadata.body).model_spec.version.value == 123


def test_each_form_of_the_path_is_documented_once_and_may_be_read_by_who_may_read():
    routes = model_routes(handlers=None)
    model, version, label = "/v1/models/{model}", "/versions/{version}", "/labels/{label}"
    documented = sorted(route.template for route in routes if route.summary)
    assert documented == sorted(
        model + where + tail for where in ("", version, label) for tail in ("", "/metadata")
    )
    assert {route.access for route in routes} == {Access.READ}
