"""Inference requests and responses over HTTP: JSON, with tensors in it or as bytes behind it."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import orjson

from tfserve.core.servable import Array
from tfserve.errors import InvalidArgument
from tfserve.frontends.oip.datatypes import data_type, datatype_name
from tfserve.frontends.oip.inference import SIGNATURE_PARAMETER, Inferred
from tfserve.frontends.oip.json_data import from_json, to_json
from tfserve.frontends.oip.raw_data import from_raw, to_raw
from tfserve.frontends.rest.exchange import JSON, Request, Response
from tfserve.frontends.rest.json_reader import read_document
from tfserve.frontends.rest.routes import JSON_CHARGE
from tfserve.tensors import DataType

__all__ = ["HEADER_LENGTH", "AnswerForm", "Asked", "charge_of", "read_infer", "write_infer"]

HEADER_LENGTH = "inference-header-content-length"
"""How many bytes of the body are JSON, where tensors follow."""

_BINARY_SIZE = "binary_data_size"
_BINARY = "binary_data"
_BINARY_OUTPUT = "binary_data_output"
_OCTETS = "application/octet-stream"
_UNSUPPORTED = ("classification", "shared_memory_region")
_MOST_DIGITS = 12
_BINARY_CHARGE = 2  # numbers are views, texts are copied


@dataclass(frozen=True, slots=True)
class AnswerForm:
    """How the answer is wanted: all that is kept of a request while the model runs.

    Args:
        id: comes back with the answer.
        outputs: name -> whether it is wanted as bytes; empty for all.
        is_binary: whether outputs are wanted as bytes that say nothing of it.
    """

    id: str
    outputs: Mapping[str, bool]
    is_binary: bool


@dataclass(frozen=True, slots=True)
class Asked:
    """What a request says.

    Args:
        signature: which one to run; "" leaves the choice.
        form: how the answer is wanted.
        tensors: the inputs, still as JSON.
        binary: what follows the JSON.
    """

    signature: str
    form: AnswerForm
    tensors: Sequence[Mapping[str, Any]]
    binary: memoryview

    def decode(self) -> Sequence[tuple[str, DataType, Array]]:
        """The input tensors.

        Raises:
            InvalidArgument: one that cannot be, or bytes that belong to none.
        """
        at = 0
        inputs = []
        for tensor in self.tensors:
            name = _text(tensor, "name")
            dtype = data_type(_text(tensor, "datatype"))
            shape = _shape(name, tensor.get("shape"))
            parameters = _parameters(tensor)
            if _BINARY_SIZE in parameters:
                size = parameters[_BINARY_SIZE]
                if type(size) is not int or not 0 <= size <= len(self.binary) - at:
                    raise InvalidArgument(
                        f"Input {name} says {_BINARY_SIZE} {size!r}, {len(self.binary) - at} bytes "
                        "are left in the body"
                    )
                array = from_raw(name, dtype, shape, self.binary[at : at + size])
                at += size
            else:
                array = from_json(name, dtype, shape, tensor.get("data"))
            inputs.append((name, dtype, array))
        if at != len(self.binary):
            raise InvalidArgument(
                f"The body has {len(self.binary) - at} bytes behind the last input"
            )
        return inputs


def charge_of(headers: Mapping[str, str]) -> int:
    """Bytes of memory that one byte of a body may cost: those that are no JSON are used as they
    are.
    """
    json_bytes, size = headers.get(HEADER_LENGTH, ""), headers.get("content-length", "")
    if not (_is_size(json_bytes) and _is_size(size)) or "content-encoding" in headers:
        return JSON_CHARGE
    total, of_json = max(1, int(size)), min(int(json_bytes), int(size))
    return -(-(of_json * JSON_CHARGE + (total - of_json) * _BINARY_CHARGE) // total)


def _is_size(text: str) -> bool:
    return text.isascii() and text.isdecimal() and len(text) <= _MOST_DIGITS


def read_infer(request: Request, max_json_depth: int) -> Asked:
    """What `request` asks; the tensors are left for `Asked.decode`.

    Args:
        request: JSON, or JSON and what follows it.
        max_json_depth: `--max_json_depth`.

    Raises:
        InvalidArgument: no JSON, or not of the protocol's form.
    """
    size = _header_length(request)
    view = memoryview(request.body)
    head = request.body if size == len(request.body) else bytes(view[:size])
    document = read_document(head, max_json_depth).root
    parameters = _parameters(document)
    is_binary = parameters.get(_BINARY_OUTPUT, False)
    if type(is_binary) is not bool:
        raise InvalidArgument(f"Parameter {_BINARY_OUTPUT} must be true or false")
    return Asked(
        signature=_optional_text(parameters, SIGNATURE_PARAMETER),
        form=AnswerForm(
            id=_optional_text(document, "id"),
            outputs=_outputs(document, is_binary=is_binary),
            is_binary=is_binary,
        ),
        tensors=_objects(document, "inputs"),
        binary=view[size:],
    )


def _header_length(request: Request) -> int:
    text = request.headers.get(HEADER_LENGTH)
    if text is None:
        return len(request.body)
    if not _is_size(text) or int(text) > len(request.body):
        raise InvalidArgument(
            f"Inference-Header-Content-Length is {text[:20]!r}, the body has {len(request.body)} "
            "bytes"
        )
    return int(text)


def _outputs(document: Mapping[str, Any], *, is_binary: bool) -> Mapping[str, bool]:
    outputs: dict[str, bool] = {}
    for output in _objects(document, "outputs") if "outputs" in document else ():
        name, parameters = _text(output, "name"), _parameters(output)
        if name in outputs:
            raise InvalidArgument(f"Output {name} is asked for twice")
        wanted = parameters.get(_BINARY, is_binary)
        if type(wanted) is not bool:
            raise InvalidArgument(f"Parameter {_BINARY} of output {name} must be true or false")
        outputs[name] = wanted
    return outputs


def _objects(document: Mapping[str, Any], key: str) -> Sequence[Mapping[str, Any]]:
    values = document.get(key)
    if not isinstance(values, list) or not all(isinstance(each, dict) for each in values):
        raise InvalidArgument(f"The request must have {key}, a list of objects")
    return values


def _parameters(holder: Mapping[str, Any]) -> Mapping[str, Any]:
    parameters = holder.get("parameters", {})
    if not isinstance(parameters, dict):
        raise InvalidArgument("parameters must be an object")
    for name in _UNSUPPORTED:
        if parameters.get(name):
            raise InvalidArgument(f"Parameter {name} is not supported")
    return parameters


def _text(holder: Mapping[str, Any], key: str) -> str:
    value = holder.get(key)
    if not isinstance(value, str) or not value:
        raise InvalidArgument(f"Each input and output must have a {key}")
    return value


def _optional_text(holder: Mapping[str, Any], key: str) -> str:
    value = holder.get(key, "")
    if not isinstance(value, str):
        raise InvalidArgument(f"{key} must be a string")
    return value


def _shape(name: str, value: Any) -> tuple[int, ...]:
    if isinstance(value, np.ndarray):  # a parser may make arrays of lists of numbers
        value = value.tolist()
    if not isinstance(value, list) or not all(type(size) is int for size in value):
        raise InvalidArgument(f"The shape of input {name} must be a list of integers")
    return tuple(value)


def write_infer(form: AnswerForm, inferred: Inferred) -> Response:
    """The response: JSON alone, or JSON and the bytes of those outputs that are wanted so.

    Raises:
        InvalidArgument: an output that the form asked for cannot hold.
    """
    tails: list[bytes | memoryview] = []
    outputs: list[dict[str, Any]] = []
    for name, dtype, array in inferred.outputs:
        datatype = datatype_name(dtype)
        data_type(datatype)  # there may be no such type in the protocol
        described = {"name": name, "datatype": datatype, "shape": list(array.shape)}
        if form.outputs.get(name, form.is_binary):
            tails.append(to_raw(array))
            outputs.append({**described, "parameters": {_BINARY_SIZE: len(tails[-1])}})
        else:
            outputs.append({**described, "data": to_json(name, array)})
    document: dict[str, Any] = {
        "model_name": inferred.servable.name,
        "model_version": str(inferred.servable.version),
        "outputs": outputs,
    }
    if form.id:
        document["id"] = form.id
    head = _dumps(document)
    if not tails:
        return Response(head, content_type=JSON)
    body = b"".join((head, *tails))
    return Response(body, content_type=_OCTETS, headers={HEADER_LENGTH: str(len(head))})


def _dumps(document: dict[str, Any]) -> bytes:
    """JSON; numbers by a writer that takes arrays, which has no form for NaN and Infinity."""
    for output in document["outputs"]:
        data = output.get("data")
        if isinstance(data, np.ndarray):
            if data.dtype.itemsize == 2 and data.dtype.kind not in "iu":  # 16 bit floats
                output["data"] = data = data.astype(np.float32)
            if data.dtype.kind == "f" and not np.isfinite(data).all():
                output["data"] = orjson.Fragment(json.dumps(data.tolist()))
    return orjson.dumps(document, option=orjson.OPT_SERIALIZE_NUMPY)
