"""OpenAPI 3.1: what the server's routes take and give, made from the routes themselves."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import quote

import tfserve
from tfserve.core.servable import Signature
from tfserve.frontends.rest.errors import PROBLEM_JSON
from tfserve.frontends.rest.exchange import JSON
from tfserve.frontends.rest.inference import PROTOBUF
from tfserve.frontends.rest.routes import Route
from tfserve.frontends.rest.tensor_schema import BASE64, Schema, requests_schema

__all__ = ["model_document", "server_document"]

_BODIES = {"predict": "PredictRequest", "classify": "ExamplesRequest", "regress": "ExamplesRequest"}
_ANSWERS = {"predict": "PredictResponse", "classify": "Results", "regress": "Results"}
_WITH_BODY = ("POST", "PUT", "PATCH")
_VALUE: Schema = {"description": "a number, string, boolean, object or list"}
_SCHEMAS: Mapping[str, Schema] = {
    "Base64": BASE64,
    "Error": {
        "type": "object",
        "properties": {
            "error": {"type": "string"},
            "details": {
                "type": "object",
                "description": f"what is known beyond the text; sent to who accepts {PROBLEM_JSON}",
            },
        },
        "required": ["error"],
    },
    "PredictRequest": {
        "type": "object",
        "properties": {
            "signature_name": {"type": "string"},
            "instances": {"type": "array", "minItems": 1, "items": _VALUE},
            "inputs": _VALUE,
        },
        "oneOf": [{"required": ["instances"]}, {"required": ["inputs"]}],
    },
    "PredictResponse": {
        "type": "object",
        "oneOf": [
            {
                "properties": {"predictions": {"type": "array", "items": _VALUE}},
                "required": ["predictions"],
            },
            {"properties": {"outputs": _VALUE}, "required": ["outputs"]},
        ],
    },
    "ExamplesRequest": {
        "type": "object",
        "properties": {
            "signature_name": {"type": "string"},
            "context": {"type": "object"},
            "examples": {"type": "array", "minItems": 1, "items": {"type": "object"}},
        },
        "required": ["examples"],
    },
    "Results": {
        "type": "object",
        "properties": {"results": {"type": "array", "items": _VALUE}},
        "required": ["results"],
    },
}


def server_document(routes: Sequence[Route]) -> dict[str, Any]:
    """The OpenAPI document of all routes that have a summary and a template."""
    paths: dict[str, Any] = {}
    for route in routes:
        if route.summary and route.template:
            path = paths.setdefault(route.template, {})
            path.setdefault(route.method.lower(), _operation(route, route.template))
    return _document("tfserve", paths, {})


def model_document(
    routes: Sequence[Route], model: str, signatures: Mapping[str, Signature]
) -> dict[str, Any]:
    """The OpenAPI document of one model: the routes that have `{model}` in their template, with its
    name there, and schemas made from its signatures.
    """
    paths: dict[str, Any] = {}
    for route in routes:
        if route.summary and "{model}" in route.template:
            template = route.template.replace("{model}", _escaped(model))
            path = paths.setdefault(template, {})
            path.setdefault(route.method.lower(), _operation(route, template))
    return _document(model, paths, {"PredictRequest": requests_schema(signatures)})


def _escaped(model: str) -> str:
    """A name as it stands in a path; braces would be taken for a parameter."""
    return quote(model, safe="")


def _document(
    title: str, paths: Mapping[str, Any], schemas: Mapping[str, Schema]
) -> dict[str, Any]:
    return {
        "openapi": "3.1.0",
        "info": {"title": title, "version": tfserve.__version__},
        "servers": [{"url": "/"}],
        "paths": dict(paths),
        "components": {"schemas": {**_SCHEMAS, **schemas}},
    }


def _operation(route: Route, template: str) -> dict[str, Any]:
    operation: dict[str, Any] = {
        "summary": route.summary,
        "operationId": _operation_id(route),
        "tags": [route.access.value],
        "responses": {
            "200": {"description": "OK", **_content(_ANSWERS.get(route.label, ""), route)},
            "default": {
                "description": "An error",
                "content": {JSON: {"schema": _reference("Error")}},
            },
        },
    }
    parameters = [_parameter(name) for name in re.findall(r"\{(\w+)\}", template)]
    if parameters:
        operation["parameters"] = parameters
    if route.method in _WITH_BODY:
        operation["requestBody"] = {
            "required": True,
            **(_content(_BODIES.get(route.label, ""), route) or {"content": {JSON: {}}}),
        }
    return operation


def _operation_id(route: Route) -> str:
    words = re.sub(r"\W+", "_", f"{route.method.lower()}{route.template}")
    return words.strip("_")


def _content(schema: str, route: Route) -> dict[str, Any]:
    """The media types of a body whose JSON has a schema; others are not told of."""
    if not schema:
        return {}
    message = f"the {route.label} message of the gRPC API"
    return {
        "content": {
            JSON: {"schema": _reference(schema)},
            PROTOBUF: {"schema": {"description": message}},
        }
    }


def _reference(schema: str) -> Schema:
    return {"$ref": f"#/components/schemas/{schema}"}


def _parameter(name: str) -> dict[str, Any]:
    schema: Schema = {"type": "string", "minLength": 1}
    if name == "version":
        schema = {"type": "integer", "minimum": 0, "maximum": (1 << 63) - 1}
    return {"name": name, "in": "path", "required": True, "schema": schema}
