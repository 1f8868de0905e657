"""What an error's `details` say beyond its text: what was expected, what came, what would work."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from tfserve.core.servable import Array, Signature
from tfserve.errors import Code, ServingError, error_of
from tfserve.frontends.rest.exact_reader import JsonValue
from tfserve.frontends.rest.json_debug import type_word
from tfserve.frontends.rest.sample_payload import expected_inputs, sample_request

__all__ = ["Seen", "explained"]

_CLIENTS_FAULT = (Code.INVALID_ARGUMENT, Code.UNIMPLEMENTED, Code.FAILED_PRECONDITION)
_MOST_NAMES = 16
_LONGEST_NAME = 64


@dataclass(slots=True)
class Seen:
    """What is known of a request when it fails; filled in on its way.

    Args:
        is_wanted: whether anybody will be told.
        root: its document.
        signature: the signature that it asked for.
        inputs: the tensors that were read.
    """

    is_wanted: bool = True
    root: JsonValue = None
    signature: Signature | None = None
    inputs: Mapping[str, Array] | None = None

    def note(self, root: JsonValue) -> None:
        """Note a document down, if it is wanted."""
        if self.is_wanted:
            self.root = root


def explained(error: ServingError, seen: Seen) -> ServingError:
    """The same error, with details of what was expected and what came where the request is at
    fault.
    """
    signature = seen.signature
    if error.code not in _CLIENTS_FAULT or signature is None:
        return error
    details = {
        **error.details,
        "signature": signature.name,
        "expected_inputs": json.dumps(expected_inputs(signature)),
        "got": _got(seen),
    }
    sample = sample_request(signature)
    if sample is not None:
        details["sample_request"] = json.dumps(sample)
    return error_of(error.code, error.message, details=details)


def _got(seen: Seen) -> str:
    """`x: float[2,3]` where tensors were read, else the document's shape in a few words."""
    if seen.inputs is not None:
        return ", ".join(
            f"{alias}: {_type_text(array)}{json.dumps(list(array.shape), separators=(',', ':'))}"
            for alias, array in seen.inputs.items()
        )
    if not isinstance(seen.root, dict):
        return type_word(seen.root)
    names = list(seen.root)
    texts = [f"{_shown(name)}: {_kind(seen.root[name])}" for name in names[:_MOST_NAMES]]
    return ", ".join(texts + ["..."] * (len(names) > _MOST_NAMES))


def _type_text(array: Array) -> str:
    return "string" if array.dtype == object else array.dtype.name


def _kind(value: JsonValue) -> str:
    """`Array of 3, first Object of a, b`."""
    if isinstance(value, np.ndarray):
        return f"Array of {len(value)}, rank {value.ndim}"
    if isinstance(value, list) and value:
        return f"Array of {len(value)}, first {_kind(value[0])}"
    if isinstance(value, dict) and value:
        return f"Object of {', '.join(map(_shown, list(value)[:_MOST_NAMES]))}"
    return type_word(value)


def _shown(name: str) -> str:
    return name[:_LONGEST_NAME]
