"""The OpenAPI documents: complete, valid, and true of the model."""

from __future__ import annotations

import json
from collections.abc import Mapping

import pytest
import schemathesis
from hypothesis import HealthCheck, given, settings
from jsonschema_rs import Draft202012Validator

from tfserve.core.servable import Signature, TensorSpec
from tfserve.frontends.rest.openapi_routes import openapi_routes
from tfserve.frontends.rest.sample_payload import sample_request
from tfserve.frontends.rest.tensor_schema import BASE64, request_schema
from tfserve.tensors import DataType
from tfserve.testing import Exchanges

SHAPES = [(None,), (), None, (None, 3), (2, None), (None, 2, 1)]


def resolved(schema):
    """Without references to the rest of the document."""
    text = json.dumps(schema)
    return json.loads(text.replace('{"$ref": "#/components/schemas/Base64"}', json.dumps(BASE64)))


def asking(rest):
    """Asks for documents."""
    inference = rest.exchanges._table.routes
    routes = [*inference, *openapi_routes(inference, rest.models)]
    exchanges = Exchanges(routes)

    def ask(target):
        return exchanges.ask("GET", target)

    return ask


@pytest.fixture
def documents(rest):
    return asking(rest)


def test_every_route_is_described(documents, rest):
    document = json.loads(documents("/openapi.json").body)
    assert document["openapi"] == "3.1.0"
    templates = {route.template for route in rest.exchanges._table.routes}
    assert set(document["paths"]) == templates | {
        "/openapi.json",
        "/v1/models/{model}/openapi.json",
    }
    ids = [each["operationId"] for path in document["paths"].values() for each in path.values()]
    assert len(set(ids)) == len(ids)


def test_path_parameters_are_those_of_the_template(documents):
    document = json.loads(documents("/openapi.json").body)
    operation = document["paths"]["/v1/models/{model}/versions/{version}:predict"]["post"]
    assert [each["name"] for each in operation["parameters"]] == ["model", "version"]


def test_a_models_document_has_its_name_and_signatures(documents):
    document = json.loads(documents("/v1/models/m/openapi.json").body)
    assert "/v1/models/m:predict" in document["paths"]
    titles = [
        each["title"] for each in document["components"]["schemas"]["PredictRequest"]["anyOf"]
    ]
    assert "pair" in titles
    assert "nothing" not in titles  # nothing could be sent to it
    assert documents("/v1/models/n/openapi.json").status == 404


@pytest.mark.parametrize("shape", SHAPES, ids=str)
@pytest.mark.parametrize(
    "dtypes",
    [{"x": DataType.DT_FLOAT}, {"b": DataType.DT_BOOL, "s_bytes": DataType.DT_STRING},
     {"i": DataType.DT_UINT64}],
    ids=str,
)  # fmt: skip
def test_samples_are_of_the_schema(shape, dtypes):
    specs = {alias: TensorSpec(alias, dtype, shape) for alias, dtype in dtypes.items()}
    signature = Signature("s", specs, {})
    validator = Draft202012Validator(resolved(request_schema(signature)))
    assert validator.is_valid(sample_request(signature))
    assert not validator.is_valid({"signature_name": "s"})
    assert not validator.is_valid({"signature_name": "t", "instances": [1]})


@pytest.mark.parametrize("mode", list(schemathesis.GenerationMode), ids=str)
def test_what_fits_a_models_schema_is_accepted_and_other_bodies_are_refused(tensors_only, mode):
    document = json.loads(asking(tensors_only)("/v1/models/m/openapi.json").body)
    schema = schemathesis.openapi.from_dict(document)
    operation = schema["/v1/models/m:predict"]["POST"]

    @settings(suppress_health_check=list(HealthCheck), max_examples=100)
    @given(operation.as_strategy(generation_mode=mode))
    def check(case):
        text = json.dumps(case.body) if isinstance(case.body, Mapping | list) else str(case.body)
        response = tensors_only.post(text)
        if mode is schemathesis.GenerationMode.NEGATIVE:
            assert response.status in (200, 400, 501)  # 200: in what is not looked at
        elif '"b64"' not in text and b"Type: Number is not of" not in response.body:
            # JSON Schema cannot say what base64 is, and takes 1.0 for an integer.
            assert response.status == 200, (text, response.body)

    check()
