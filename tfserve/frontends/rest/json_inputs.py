"""`instances` and `inputs` of a predict request -> the inputs of a signature (spec 9.5)."""

from __future__ import annotations

import enum
from collections.abc import Mapping, Sequence
from operator import itemgetter

import numpy as np

from tfserve.core.servable import Array, Signature
from tfserve.errors import InvalidArgument, ServingError, Unimplemented
from tfserve.frontends.rest.base64_values import is_base64
from tfserve.frontends.rest.exact_reader import JsonValue, RepeatingObject
from tfserve.frontends.rest.json_debug import debug_text
from tfserve.frontends.rest.json_reader import Document
from tfserve.frontends.rest.json_tensor_errors import (
    dense_shape,
    element_count,
    shape_text,
    tensor_error,
)
from tfserve.frontends.rest.json_tensors import Irregular, to_array
from tfserve.tensors import DataType

__all__ = ["Format", "predict_inputs", "signature_name"]

_ROW = "instances"
_COLUMNAR = "inputs"


class Format(enum.Enum):
    """How tensors stand in a request, and in its response."""

    ROW = "row"
    """One element of a list per example."""
    COLUMNAR = "columnar"
    """One value per tensor."""


def signature_name(document: Document) -> str:
    """What the request calls its signature; "" when it does not.

    Raises:
        InvalidArgument: not a string.
    """
    name = document.root.get("signature_name", "")
    if type(name) is not str:
        raise InvalidArgument(
            f"JSON Value: {debug_text(document.plain())} not formatted correctly. "
            "'signature_name' key must be a string value."
        )
    return name


def predict_inputs(document: Document, signature: Signature) -> tuple[Format, dict[str, Array]]:
    """The inputs by alias, each of the signature's dtype; shapes are not looked at.

    Raises:
        InvalidArgument: with the texts of spec 9.5.
        Unimplemented: a dtype that JSON has no numbers for.
    """
    specs = {alias: spec.dtype.base for alias, spec in sorted(signature.inputs.items())}
    format_ = _format(document)
    read = _read_rows if format_ is Format.ROW else _read_columns
    key = _ROW if format_ is Format.ROW else _COLUMNAR
    try:
        return format_, read(document.root[key], specs)
    except Irregular:
        pass
    plain = document.plain()[key]
    # Runs of numbers that did not fit as arrays may do so as lists, such as integers beside floats.
    try:
        return format_, read(plain, specs)
    except Irregular:
        explain = _explain_rows if format_ is Format.ROW else _explain_columns
        raise explain(plain, specs) from None


def _format(document: Document) -> Format:
    root = document.root
    if _ROW in root:
        if _COLUMNAR in root:
            raise InvalidArgument(
                f"JSON Value: {debug_text(document.plain())} Not formatted correctly expecting "
                f"only one of '{_COLUMNAR}' or '{_ROW}' keys to exist "
            )
        rows = root[_ROW]
        if isinstance(rows, np.ndarray):
            return Format.ROW
        if type(rows) is not list:
            raise InvalidArgument(
                f"JSON Value: {debug_text(document.plain())} Expecting '{_ROW}' to be an list/array"
            )
        if not rows:
            raise InvalidArgument(
                f"JSON Value: {debug_text(document.plain())} No values in '{_ROW}' array"
            )
        return Format.ROW
    if _COLUMNAR in root:
        return Format.COLUMNAR
    raise InvalidArgument("Missing 'inputs' or 'instances' key")


def _is_plain_object(value: JsonValue) -> bool:
    return isinstance(value, dict) and not is_base64(value)


# ---- row format


def _read_rows(rows: JsonValue, specs: Mapping[str, DataType]) -> dict[str, Array]:
    if isinstance(rows, np.ndarray) or not _is_plain_object(rows[0]):
        if len(specs) > 1:
            raise Irregular
        ((alias, dtype),) = specs.items()
        return {alias: to_array(rows, dtype)}
    # A RepeatingObject is not `dict` itself.
    if set(map(type, rows)) != {dict} or set(map(len, rows)) != {len(specs)}:
        raise Irregular
    try:
        return {
            alias: to_array(list(map(itemgetter(alias), rows)), dtype)
            for alias, dtype in specs.items()
        }
    except KeyError:
        raise Irregular from None


def _explain_rows(rows: Sequence[JsonValue], specs: Mapping[str, DataType]) -> ServingError:
    """Matches: util/json_tensor.cc, FillTensorMapFromInstancesList."""
    if not isinstance(rows[0], dict) and len(specs) > 1:
        return InvalidArgument(
            "instances is a plain list, but expecting list of objects as multiple input tensors "
            "required as per tensorinfo_map"
        )
    are_objects = _is_plain_object(rows[0])
    known: dict[str, _Item] = {}
    for at, row in enumerate(rows):
        if are_objects != _is_plain_object(row):
            expected = "object but got list" if are_objects else "value/list but got object"
            return InvalidArgument(f"Expecting {expected} at item {at} of input list")
        if are_objects:
            error = _explain_object(at, row, specs, known)
        else:
            # Several inputs: the object is base64 of the first one.
            error = _explain_item(row, next(iter(specs)), specs, known)
            if error is not None:
                error = InvalidArgument(
                    f"Failed to process element: {at} of '{_ROW}' list. Error: {error.status}"
                )
        if error is not None:
            return error
    if len(specs) > 1:
        first = next(iter(specs))
        missing = ",".join(list(specs)[1:])
        return InvalidArgument(
            f"input size does not match signature: 1!={len(specs)} len({{{first}}}) != "
            f"len({{{','.join(specs)}}}). Sent extra: {{}}. Missing but required: {{{missing}}}."
        )
    raise AssertionError("nothing is wrong with these rows")


_Item = tuple[int, tuple[int, ...]]
"""Number of elements and shape of an input in the first row."""


def _explain_object(
    at: int, row: JsonValue, specs: Mapping[str, DataType], known: dict[str, _Item]
) -> ServingError | None:
    for key, value in row.items():
        error = _explain_item(value, key, specs, known)
        if error is None and isinstance(row, RepeatingObject) and key == row.repeated:
            error = InvalidArgument(f"JSON object: has key more than once: {key}")
        if error is not None:
            return InvalidArgument(
                f"Failed to process element: {at} key: {_shown(key)} of '{_ROW}' list. "
                f"Error: {error.status}"
            )
    if set(row) != set(specs):
        return InvalidArgument(
            f"Failed to process element: {at} of '{_ROW}' list. JSON object: {debug_text(row)} "
            f"keys must be equal to: {','.join(specs)}"
        )
    return None


def _explain_item(
    value: JsonValue, alias: str, specs: Mapping[str, DataType], known: dict[str, _Item]
) -> ServingError | None:
    if alias not in specs:
        return InvalidArgument(f"JSON object: does not have named input: {_shown(alias)}")
    try:
        size = element_count(value, specs[alias])
    except (InvalidArgument, Unimplemented) as error:
        return error
    shape = dense_shape(value)
    expected_size, expected_shape = known.setdefault(alias, (size, shape))
    if size != expected_size:
        return InvalidArgument(f"Expecting tensor size: {expected_size} but got: {size}")
    if shape != expected_shape:
        return InvalidArgument(
            f"Expecting shape {shape_text(expected_shape)} but got: {shape_text(shape)}"
        )
    return None


def _shown(name: str) -> str:
    """A client's name in an error; bytes that are no UTF-8 become `?`."""
    return name.encode("utf-8", "replace").decode()


# ---- columnar format


def _read_columns(value: JsonValue, specs: Mapping[str, DataType]) -> dict[str, Array]:
    if not _is_plain_object(value):
        if len(specs) > 1:
            raise Irregular
        ((alias, dtype),) = specs.items()
        return {alias: to_array(value, dtype)}
    if not value.keys() >= specs.keys():
        raise Irregular
    return {alias: to_array(value[alias], dtype) for alias, dtype in specs.items()}


def _explain_columns(value: JsonValue, specs: Mapping[str, DataType]) -> ServingError:
    """Matches: util/json_tensor.cc, FillTensorMapFromInputsMap."""
    if not _is_plain_object(value):
        if len(specs) > 1:
            return InvalidArgument(
                "inputs is a plain value/list, but expecting an object as multiple input tensors "
                "required as per tensorinfo_map"
            )
        value = {next(iter(specs)): value}
    for alias, dtype in specs.items():
        if alias not in value:
            return InvalidArgument(f"Missing named input: {alias} in '{_COLUMNAR}' object.")
        error = tensor_error(value[alias], dtype)
        if error is not None:
            return error
    raise AssertionError("nothing is wrong with these inputs")
