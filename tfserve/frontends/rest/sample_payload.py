"""What a signature takes, in JSON: expected inputs, and a request that it would accept."""

from __future__ import annotations

import math
from typing import Any

from tfserve.core.servable import DEFAULT_SIGNATURE, Signature, TensorSpec
from tfserve.tensors import DataType

__all__ = ["expected_inputs", "sample_request"]

_MOST_ELEMENTS = 256  # larger samples are more than anybody reads
_NUMBER_TYPES = {DataType.DT_FLOAT, DataType.DT_DOUBLE}


def expected_inputs(signature: Signature) -> dict[str, Any]:
    """Alias -> dtype and shape of each input; -1 where any size goes, null for any rank."""
    return {
        alias: {
            "dtype": spec.dtype.base.label,
            "shape": None
            if spec.shape is None
            else [-1 if size is None else size for size in spec.shape],
        }
        for alias, spec in sorted(signature.inputs.items())
    }


def sample_request(signature: Signature) -> dict[str, Any] | None:
    """A predict request that `signature` would accept, as far as its shapes tell: in row format
    where all inputs have a batch, with one element where any size goes.

    None where it would be too large to read.
    """
    specs = dict(sorted(signature.inputs.items()))
    if not specs or any(_size(spec) > _MOST_ELEMENTS for spec in specs.values()):
        return None
    named = {} if signature.name == DEFAULT_SIGNATURE else {"signature_name": signature.name}
    if all(spec.shape and spec.shape[0] is None for spec in specs.values()):
        row = {alias: _value(alias, spec, skip=1) for alias, spec in specs.items()}
        return {**named, "instances": [row if len(row) > 1 else next(iter(row.values()))]}
    return {**named, "inputs": {alias: _value(alias, spec) for alias, spec in specs.items()}}


def _size(spec: TensorSpec) -> int:
    return math.prod(1 if size is None else size for size in spec.shape or ())


def _value(alias: str, spec: TensorSpec, skip: int = 0) -> Any:
    value = _element(alias, spec.dtype.base)
    for size in reversed((spec.shape or ())[skip:]):
        value = [value] * (1 if size is None else size)
    return value


def _element(alias: str, dtype: DataType) -> Any:
    if dtype is DataType.DT_STRING:
        return {"b64": "dGV4dA=="} if alias.endswith("_bytes") else "text"
    if dtype is DataType.DT_BOOL:
        return True
    return 1.0 if dtype in _NUMBER_TYPES else 1
