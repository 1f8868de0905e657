"""Signatures as JSON Schema: what a predict request of each may look like."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from typing import Any, TypeAlias

from tfserve.core.servable import DEFAULT_SIGNATURE, Signature, TensorSpec
from tfserve.frontends.rest.json_tensors import INTEGER_RANGES
from tfserve.frontends.rest.sample_payload import sample_request
from tfserve.tensors import DataType

__all__ = ["BASE64", "Schema", "request_schema", "requests_schema"]

Schema: TypeAlias = dict[str, Any]

BASE64: Schema = {
    "type": "object",
    "properties": {"b64": {"type": "string", "contentEncoding": "base64"}},
    "required": ["b64"],
    "additionalProperties": False,
}
"""Bytes: `{"b64": "..."}`."""

_STRING: Schema = {"anyOf": [{"type": "string"}, {"$ref": "#/components/schemas/Base64"}]}
_NUMBER: Schema = {
    "type": "number",
    "minimum": -sys.float_info.max,
    "maximum": sys.float_info.max,
}


def requests_schema(signatures: Mapping[str, Signature]) -> Schema:
    """A predict request to a model: one of its signatures'."""
    schemas = [
        request_schema(each)
        for name, each in sorted(signatures.items())
        if each.inputs and not name.startswith("__")  # `__saved_model_init_op` and its like
    ]
    return {"anyOf": schemas} if schemas else {"type": "object"}


def request_schema(signature: Signature) -> Schema:
    """A predict request to one signature, in row or columnar format."""
    name: Schema = {"const": signature.name}
    required = [] if signature.name == DEFAULT_SIGNATURE else ["signature_name"]
    formats = [("inputs", _columns(signature))]
    rows = _rows(signature)
    if rows is not None:
        formats.insert(0, ("instances", rows))
    schema: Schema = {
        "title": signature.name,
        "oneOf": [
            {
                "type": "object",
                "properties": {"signature_name": name, key: value},
                "required": [*required, key],
                "additionalProperties": False,
            }
            for key, value in formats
        ],
    }
    sample = sample_request(signature)
    return schema if sample is None else {**schema, "examples": [sample]}


def _rows(signature: Signature) -> Schema | None:
    """`instances`: a list of rows; None where an input has no batch."""
    specs = dict(sorted(signature.inputs.items()))
    if any(spec.shape == () for spec in specs.values()):
        return None
    members = {alias: _tensor(spec, skip=1) for alias, spec in specs.items()}
    items = _object(members)
    rows: list[Schema] = [{"type": "array", "minItems": 1, "items": items}]
    if len(specs) == 1:
        (only,) = members.values()
        rows.insert(0, {"type": "array", "minItems": 1, "items": only})
    return {"anyOf": rows} if len(rows) > 1 else rows[0]


def _columns(signature: Signature) -> Schema:
    """`inputs`: the one tensor, or an object of them."""
    members = {alias: _tensor(spec) for alias, spec in sorted(signature.inputs.items())}
    if len(members) == 1:
        return {"anyOf": [*members.values(), _object(members)]}
    return _object(members)


def _object(members: Schema) -> Schema:
    return {
        "type": "object",
        "properties": members,
        "required": list(members),
        "additionalProperties": False,
    }


def _tensor(spec: TensorSpec, skip: int = 0) -> Schema:
    """A tensor without its `skip` outermost dimensions."""
    element = _element(spec.dtype.base)
    if spec.shape is None:
        return {"description": f"{spec.dtype.base.label} of any rank"}
    for size in reversed(spec.shape[skip:]):
        bounds = {} if size is None else {"minItems": size, "maxItems": size}
        element = {"type": "array", "items": element, **bounds}
    return element


def _element(dtype: DataType) -> Schema:
    if dtype is DataType.DT_STRING:
        return _STRING
    if dtype is DataType.DT_BOOL:
        return {"type": "boolean"}
    if dtype in INTEGER_RANGES:
        low, high = INTEGER_RANGES[dtype]
        return {"type": "integer", "minimum": low, "maximum": high}
    if dtype in (DataType.DT_FLOAT, DataType.DT_DOUBLE):
        return _NUMBER
    return {"not": {}, "description": f"{dtype.label} cannot be sent as JSON"}
