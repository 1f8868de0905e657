"""JSON values of a warm-up or admission file -> tensors and Predict requests."""

from __future__ import annotations

import base64
import binascii
import json
from collections.abc import Collection, Mapping, Sequence
from typing import Any

import numpy as np

from tfserve.apis import predict_pb2
from tfserve.core.nearest import nearest_name
from tfserve.core.servable import DEFAULT_SIGNATURE, Array, Servable, Signature, TensorSpec
from tfserve.errors import FailedPrecondition, InvalidArgument
from tfserve.handlers.suggestions import known_names
from tfserve.tensors import DataType, encode

__all__ = [
    "REQUEST_NAMES",
    "array_of",
    "check_names",
    "predict_request",
    "signature_named",
    "tensors_of",
]

REQUEST_NAMES = frozenset({"signature_name", "inputs", "instances"})
"""What a request may say."""

_B64 = "b64"
_KINDS = {"b": "b", "i": "iu", "u": "iu", "f": "iuf", "V": "iuf"}
"""Kind of numpy's dtype -> kinds of what may stand in the JSON; V: bfloat16 and the like."""


def check_names(value: Any, known: Collection[str]) -> Mapping[str, Any]:
    """`value`, if it is an object with no other names than `known`.

    Raises:
        InvalidArgument: it is not; the text has the nearest name.
    """
    if not isinstance(value, dict):
        raise InvalidArgument(f"must be an object, not {_shown(value)}")
    for name in value.keys() - known:
        near = nearest_name(name, known)
        hint = f"did you mean {near!r}?" if near else f"there are: {', '.join(sorted(known))}"
        raise InvalidArgument(f"unknown name {name!r}; {hint}")
    return value


def signature_named(body: Mapping[str, Any], servable: Servable) -> Signature:
    """The signature that a request asks for.

    Raises:
        FailedPrecondition: the model does not have it.
    """
    name = body.get("signature_name") or DEFAULT_SIGNATURE
    signature = servable.signatures.get(name)
    if signature is None:
        raise FailedPrecondition(
            f'Serving signature key "{name}" not found.',
            details=known_names("signatures", str(name), servable.signatures),
        )
    return signature


def predict_request(
    body: Mapping[str, Any], signature: Signature, outputs: Collection[str] = ()
) -> predict_pb2.PredictRequest:
    """The request of `body`: a Predict body of the REST API, `inputs` by column or `instances` by
    row. Which inputs are there is left for the Predict handler to check.

    Args:
        body: with names of REQUEST_NAMES.
        signature: what it is for.
        outputs: the only ones wanted; empty means all.

    Raises:
        InvalidArgument: neither or both of the two, or a value that is no such tensor.
    """
    if ("inputs" in body) == ("instances" in body):
        raise InvalidArgument("exactly one of 'inputs' and 'instances' must be there")
    request = predict_pb2.PredictRequest()
    request.model_spec.signature_name = signature.name
    request.output_filter.extend(outputs)
    tensors = tensors_of(body, "inputs", "instances", signature.inputs)
    for alias, array in tensors.items():
        encode(array, signature.inputs[alias].dtype.base, into=request.inputs[alias])
    return request


def tensors_of(
    body: Mapping[str, Any], columns: str, rows: str, specs: Mapping[str, TensorSpec]
) -> dict[str, Array]:
    """The tensors that stand in `body[columns]`, or row by row in `body[rows]`.

    Where there is one tensor only, its value may stand without its name.

    Raises:
        InvalidArgument: a name that there is not, or a value that is no such tensor.
    """
    values = body[columns] if columns in body else _columns(body[rows], rows)
    if not isinstance(values, dict) or values.keys() == {_B64}:
        if len(specs) != 1:
            names = ", ".join(sorted(specs))
            raise InvalidArgument(f"needs the names of its tensors: {names}")
        values = dict.fromkeys(specs, values)
    named = check_names(values, specs.keys())
    return {alias: array_of(value, alias, specs[alias]) for alias, value in named.items()}


def _columns(rows: Any, name: str) -> Any:
    if not isinstance(rows, list) or not rows:
        raise InvalidArgument(f"{name!r} must be a list of at least one")
    first = rows[0]
    if not isinstance(first, dict) or first.keys() == {_B64}:
        return rows
    if any(not isinstance(row, dict) or row.keys() != first.keys() for row in rows):
        raise InvalidArgument(f"{name!r} must all have the same names")
    return {alias: [row[alias] for row in rows] for alias in first}


def array_of(value: Any, alias: str, spec: TensorSpec) -> Array:
    """The tensor `alias` of the type of `spec` that `value` stands for.

    Raises:
        InvalidArgument: it stands for none: ragged, of another type, out of range.
    """
    dtype = spec.dtype.base
    try:
        array = _strings(value) if dtype is DataType.DT_STRING else _numbers(value, dtype.numpy)
    except (ValueError, TypeError, OverflowError) as error:
        reason = str(error).partition("\n")[0][:200]
        raise InvalidArgument(f"{alias} is no tensor of {dtype.label}: {reason}") from error
    return array


def _numbers(value: Any, dtype: np.dtype[Any]) -> Array:
    plain = np.asarray(value)
    if dtype == np.uint64 and plain.dtype.kind == "f":  # numpy takes those from 2**63 for floats
        plain = np.asarray(value, object)
        if all(type(each) is int for each in plain.flat):
            return plain.astype(dtype)
    if plain.size and plain.dtype.kind not in _KINDS.get(dtype.kind, ""):
        msg = f"it has values such as {_shown(_first(value))}"
        raise TypeError(msg)
    return plain.astype(dtype) if dtype.kind in "fV" else np.array(value, dtype)


def _strings(value: Any) -> Array:
    texts: list[bytes] = []
    shape = _collect(value, texts)
    array = np.empty(len(texts), object)
    array[:] = texts
    return array.reshape(shape)


def _collect(value: Any, texts: list[bytes]) -> tuple[int, ...]:
    """Put the strings of `value` into `texts` in order; its shape."""
    if not isinstance(value, list):
        texts.append(_bytes(value))
        return ()
    shapes = [_collect(each, texts) for each in value]
    if any(shape != shapes[0] for shape in shapes):
        msg = "its rows differ in length"
        raise ValueError(msg)
    return (len(value), *(shapes[0] if shapes else ()))


def _bytes(value: Any) -> bytes:
    if isinstance(value, str):
        return value.encode("utf-8", "surrogatepass")
    if isinstance(value, dict) and value.keys() == {_B64} and isinstance(value[_B64], str):
        try:
            return base64.b64decode(value[_B64], validate=True)
        except binascii.Error as error:
            msg = f"b64 is no base64: {error}"
            raise ValueError(msg) from error
    msg = f"it has values such as {_shown(value)}"
    raise TypeError(msg)


def _first(value: Any) -> Any:
    """The first that is no list."""
    while isinstance(value, list | tuple) and value:
        value = value[0]
    return value


def _shown(value: Sequence[Any] | Any) -> str:
    return json.dumps(value)[:60]
