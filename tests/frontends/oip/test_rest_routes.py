"""The protocol over HTTP, route by route."""

from __future__ import annotations

import json

import numpy as np
import pytest

from tfserve.core.ids import ServableId
from tfserve.core.state import ManagerState, ServableState
from tfserve.errors import DataLoss
from tfserve.security.access import Access
from tfserve.tensors import DataType
from tfserve.testing import FakeServable


def error_of(response):
    return response.status, json.loads(response.body)["error"]


# Telling


@pytest.mark.parametrize("target", ["/v2/health/live", "/v2/health/ready", "/v2/health/live/"])
def test_health_is_an_empty_answer(service, target):
    response = service.ask("GET", target)
    assert (response.status, response.body) == (200, b"")


def test_what_is_not_ready_says_so_and_lives(service):
    service.models.set_ready(False)
    assert service.ask("GET", "/v2/health/live").status == 200
    for target in ("/v2/health/ready", "/v2/models/float/ready"):
        assert service.ask("GET", target).status == 503


@pytest.mark.parametrize(
    ("target", "status"),
    [
        ("/v2/models/float/ready", 200),
        ("/v2/models/float/versions/3/ready", 200),
        ("/v2/models/float/versions/stable/ready", 200),
        ("/v2/models/float/versions/4/ready", 503),
        ("/v2/models/float/versions/other/ready", 503),
        ("/v2/models/nope/ready", 404),
    ],
)
def test_a_model_is_ready_when_the_version_serves(service, target, status):
    assert service.ask("GET", target).status == status


@pytest.mark.parametrize("target", ["/v2", "/v2/"])
def test_the_server_describes_itself(service, target):
    answer = json.loads(service.ask("GET", target).body)
    assert set(answer) == {"name", "version", "extensions"}
    assert answer["name"] == "tfserve"
    assert "binary_tensor_data" in answer["extensions"]


@pytest.mark.parametrize("where", ["", "/versions/3", "/versions/stable"])
def test_a_model_describes_its_inputs_and_outputs(service, where):
    tensor = {"datatype": "FP32", "shape": [-1]}
    assert json.loads(service.ask("GET", f"/v2/models/float{where}").body) == {
        "name": "float",
        "versions": ["3"],
        "platform": "tensorflow_savedmodel",
        "inputs": [{"name": "x", **tensor}, {"name": "w", **tensor}],
        "outputs": [{"name": "y", **tensor}, {"name": "v", **tensor}],
    }


def test_another_signature_is_described_on_request(serve, form):
    signatures = {
        "serving_default": form.signature("serving_default", DataType.DT_FLOAT),
        "other": form.signature("other", DataType.DT_INT8, None),
    }
    service = serve({ServableId("m", 1): FakeServable(signatures)})
    response = service.ask("GET", "/v2/models/m?signature_name=other")
    assert json.loads(response.body)["inputs"][0] == {
        "name": "x",
        "datatype": "INT8",
        "shape": [-1],
    }
    assert error_of(service.ask("GET", "/v2/models/m?signature_name=no"))[0] == 404


@pytest.mark.parametrize(
    ("method", "body", "ready"),
    [
        ("GET", None, False),
        ("POST", None, False),
        ("POST", {}, False),
        ("POST", {"ready": True}, True),
    ],
)
def test_the_index_has_every_version_and_why_it_does_not_serve(serve, method, body, ready):
    states = [
        ServableState(ServableId("m", 1), ManagerState.END, DataLoss("cut off")),
        ServableState(ServableId("m", 2), ManagerState.AVAILABLE),
        ServableState(ServableId("m", 3), ManagerState.LOADING),
        ServableState(ServableId("m", 0), ManagerState.END, reason="replaced"),
    ]
    service = serve({}, states=states, unserved={"n": "missing"})
    entries = json.loads(service.ask(method, "/v2/repository/index", body).body)
    expected = [
        ("m", "3", "LOADING", ""),
        ("m", "2", "READY", ""),
        ("m", "1", "UNAVAILABLE", "DATA_LOSS: cut off"),
        ("m", "0", "UNAVAILABLE", "replaced"),
        ("n", "", "UNAVAILABLE", "missing"),
    ]
    assert [tuple(entry.values()) for entry in entries] == [
        entry for entry in expected if not ready or entry[2] == "READY"
    ]


@pytest.mark.parametrize("verb", ["load", "unload"])
def test_models_are_not_managed_by_this_protocol(service, verb):
    status, text = error_of(service.ask("POST", f"/v2/repository/models/float/{verb}"))
    assert status == 501
    assert "/v1/config/models/float" in text


# Inference


@pytest.mark.parametrize(
    ("model", "datatype", "data"),
    [
        ("bool", "BOOL", [True, False]),
        ("uint8", "UINT8", [0, 255]),
        ("uint16", "UINT16", [0, 65535]),
        ("uint32", "UINT32", [0, 2**32 - 1]),
        ("uint64", "UINT64", [0, 2**64 - 1]),
        ("int8", "INT8", [-128, 127]),
        ("int16", "INT16", [-1, 1]),
        ("int32", "INT32", [-1, 1]),
        ("int64", "INT64", [-(2**63), 2**63 - 1]),
        ("half", "FP16", [0.5, -1.5]),
        ("bfloat16", "BF16", [0.5, -1.5]),
        ("float", "FP32", [0.1, 1.5]),
        ("double", "FP64", [0.1, 1e300]),
        ("string", "BYTES", ["a", "é"]),
    ],
)
def test_every_type_goes_as_json_and_as_bytes(service, form, model, datatype, data):
    status, answer, _ = service.infer(
        model, form.tensor("x", datatype, [2, 1], data=data), outputs=[{"name": "y"}]
    )
    output = {"name": "y", "datatype": datatype, "shape": [2, 1], "data": data}
    assert (status, answer["outputs"]) == (200, [output])

    raw = (
        form.as_bytes(*[each.encode() for each in data])
        if datatype == "BYTES"
        else np.array(data, DataType[f"DT_{model.upper()}"].numpy).tobytes()
    )
    status, answer, tail = service.infer(
        model,
        form.tensor("x", datatype, [2, 1], parameters={"binary_data_size": len(raw)}),
        outputs=[{"name": "y", "parameters": {"binary_data": True}}],
        binary=raw,
    )
    described = {"name": "y", "datatype": datatype, "shape": [2, 1]}
    size = {"parameters": {"binary_data_size": len(raw)}}
    assert (status, answer["outputs"], tail) == (200, [{**described, **size}], raw)


def test_the_answer_names_the_version_and_brings_back_the_id(service, form):
    x = form.tensor("x", "FP32", [1], data=[1])
    _, answer, _ = service.infer("float", x, id="7", parameters={"other": 1})
    assert (answer["model_name"], answer["model_version"], answer["id"]) == ("float", "3", "7")
    assert [each["name"] for each in answer["outputs"]] == ["y", "v"]
    assert "id" not in service.infer("float", x)[1]


def test_all_outputs_may_be_wanted_as_bytes(service, form):
    x = form.tensor("x", "FP32", [1], data=[1])
    wanted = {"parameters": {"binary_data_output": True}}
    _, answer, tail = service.infer("float", x, **wanted)
    assert [each["parameters"] for each in answer["outputs"]] == [{"binary_data_size": 4}] * 2
    assert tail == np.array([1, 0], np.float32).tobytes()
    one = {"name": "y", "parameters": {"binary_data": False}}
    _, answer, tail = service.infer("float", x, outputs=[one, {"name": "v"}], **wanted)
    assert (answer["outputs"][0]["data"], tail) == ([1.0], bytes(4))


def test_bytes_follow_each_other_in_the_order_of_the_inputs(service, form):
    four = {"parameters": {"binary_data_size": 4}}
    _, answer, _ = service.infer(
        "float",
        form.tensor("w", "FP32", [1], **four),
        form.tensor("x", "FP32", [1], **four),
        binary=np.array([1, 2], np.float32).tobytes(),
    )
    assert [each["data"] for each in answer["outputs"]] == [[2.0], [1.0]]


def test_numbers_without_a_json_form_come_as_others_write_them(service, form):
    data = [float("nan"), float("inf"), -float("inf")]
    _, answer, _ = service.infer("float", form.tensor("x", "FP32", [3], data=data))
    assert str(answer["outputs"][0]["data"]) == "[nan, inf, -inf]"


def test_a_signature_is_chosen_by_a_parameter_or_because_it_is_the_only_one(serve, form):
    two = {name: form.signature(name, DataType.DT_FLOAT) for name in ("serving_default", "second")}
    functions = {
        "serving_default": lambda i: {"y": i["x"], "v": i["w"]},
        "second": lambda i: {"y": i["w"], "v": i["x"]},
    }
    only = {"second": two["second"], "__init": two["second"]}
    service = serve(
        {
            ServableId("two", 1): FakeServable(two, functions),
            ServableId("only", 1): FakeServable(only, functions),
        }
    )
    inputs = [form.tensor(name, "FP32", [1], data=[n]) for n, name in enumerate("xw")]

    def first(model, **more):
        return service.infer(model, *inputs, **more)[1]["outputs"][0]["data"]

    assert first("two") == [0.0]
    assert first("two", parameters={"signature_name": "second"}) == [1.0]
    assert first("only") == [1.0]


@pytest.mark.parametrize(
    ("where", "status"),
    [("nope", 404), ("float/versions/9", 404), ("float/versions/other", 400),
     ("float/versions/99999999999999999999", 400), ("float/versions/stable", 200)],
)  # fmt: skip
def test_versions_are_numbers_or_labels(service, form, where, status):
    content = {"inputs": [form.tensor("x", "FP32", [1], data=[1])]}
    assert service.ask("POST", f"/v2/models/{where}/infer", content).status == status


X = {"name": "x", "datatype": "FP32", "shape": [1], "data": [1]}


@pytest.mark.parametrize(
    ("content", "text"),
    [
        ({}, "The request must have inputs, a list of objects"),
        ({"inputs": [1]}, "The request must have inputs, a list of objects"),
        ([], "JSON Value: [] Is not object"),
        ({"inputs": []}, "Missing inputs of signature serving_default: x"),
        ({"inputs": [X, X]}, "Input x is given twice"),
        ({"inputs": [{**X, "name": "z"}]}, "Signature serving_default has no input z"),
        ({"inputs": [{**X, "name": ""}]}, "Each input and output must have a name"),
        ({"inputs": [{**X, "datatype": "FP8"}]}, "Unknown datatype 'FP8'"),
        ({"inputs": [{**X, "datatype": "FP64"}]}, "Input x must be of datatype FP32, not FP64"),
        ({"inputs": [{**X, "shape": 1}]}, "The shape of input x must be a list of integers"),
        ({"inputs": [{**X, "shape": [True]}]}, "The shape of input x must be a list of integers"),
        ({"inputs": [{**X, "parameters": 1}]}, "parameters must be an object"),
        ({"inputs": [{**X, "parameters": {"shared_memory_region": "r"}}]},
         "Parameter shared_memory_region is not supported"),
        ({"inputs": [{**X, "parameters": {"binary_data_size": 1}}]},
         "Input x says binary_data_size 1, 0 bytes are left in the body"),
        ({"inputs": [{**X, "parameters": {"binary_data_size": "4"}}]},
         "Input x says binary_data_size '4', 0 bytes are left in the body"),
        ({"inputs": [X], "id": 1}, "id must be a string"),
        ({"inputs": [X], "outputs": [{"name": "z"}]}, "Signature serving_default has no output z"),
        ({"inputs": [X], "outputs": [{"name": "y"}] * 2}, "Output y is asked for twice"),
        ({"inputs": [X], "outputs": [{"name": "y", "parameters": {"binary_data": 1}}]},
         "Parameter binary_data of output y must be true or false"),
        ({"inputs": [X], "outputs": [{"name": "y", "parameters": {"classification": 2}}]},
         "Parameter classification is not supported"),
        ({"inputs": [X], "parameters": {"binary_data_output": "yes"}},
         "Parameter binary_data_output must be true or false"),
    ],
)  # fmt: skip
def test_what_cannot_be_is_refused(service, content, text):
    response = service.ask("POST", "/v2/models/float/infer", content)
    assert error_of(response) == (400, text)


def test_an_unknown_signature_is_not_found(service):
    content = {"inputs": [X], "parameters": {"signature_name": "serving_defalt"}}
    response = service.ask("POST", "/v2/models/float/infer", content)
    assert response.status == 404


@pytest.mark.parametrize("size", ["x", "-1", "1000", "1_0", "9" * 50])
def test_a_wrong_header_length_is_refused(service, size):
    headers = {"inference-header-content-length": size}
    response = service.ask("POST", "/v2/models/float/infer", {"inputs": [X]}, headers=headers)
    assert error_of(response)[0] == 400


def test_bytes_that_belong_to_no_input_are_refused(service):
    response = service.ask("POST", "/v2/models/float/infer", {"inputs": [X]}, b"1234")
    assert error_of(response) == (400, "The body has 4 bytes behind the last input")


@pytest.mark.parametrize("body", [b"", b"{", b"[" * 100_000, b"\xff"])
def test_what_is_no_json_is_refused(service, body):
    response = service._rest.ask("POST", "/v2/models/float/infer", body)
    assert error_of(response)[0] == 400


def test_inputs_beyond_the_limit_are_refused_by_the_flags_name(serve, form):
    service = serve({ServableId("m", 1): form.echo(DataType.DT_DOUBLE)}, max_tensor_bytes=15)
    status, answer, _ = service.infer("m", form.tensor("x", "FP64", [2], data=[1, 2]))
    assert status == 429
    assert "--max_tensor_bytes=15" in answer["error"]


def test_types_that_the_protocol_does_not_know_are_described_and_not_run(service):
    metadata = json.loads(service.ask("GET", "/v2/models/complex64").body)
    assert metadata["inputs"][0]["datatype"] == "COMPLEX64"
    status, answer, _ = service.infer("complex64", {**X, "datatype": "COMPLEX64"})
    assert (status, answer["error"]) == (400, "Unknown datatype 'COMPLEX64'")


def test_every_route_has_the_rule_of_its_kind(service):
    rules = {(route.method, route.template): route.access for route in service.routes}
    assert rules["GET", "/v2/health/live"] is Access.OPEN
    assert rules["GET", "/v2/models/{model}/versions/{version}/ready"] is Access.OPEN
    assert rules["GET", "/v2/models/{model}"] is Access.READ
    assert rules["POST", "/v2/models/{model}/infer"] is Access.PREDICT
    assert rules["POST", "/v2/repository/models/{model}/load"] is Access.ADMIN


@pytest.mark.parametrize(
    ("headers", "charge"),
    [
        ({"content-length": "1000"}, 32),
        ({"content-length": "1000", "inference-header-content-length": "1000"}, 32),
        ({"content-length": "1000000", "inference-header-content-length": "100"}, 3),
        ({"content-length": "0", "inference-header-content-length": "0"}, 2),
        ({"inference-header-content-length": "10"}, 32),
        ({"content-length": "9", "inference-header-content-length": "x"}, 32),
        ({"content-length": "1000000", "inference-header-content-length": "100",
          "content-encoding": "gzip"}, 32),
    ],
)  # fmt: skip
def test_bytes_that_are_no_json_are_charged_as_what_they_are(service, headers, charge):
    (route, _) = [route for route in service.routes if route.label == "infer"]
    assert route.factor(headers) == charge
