"""Whether a request is answered the same way alone and in a batch."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import ml_dtypes
import numpy as np

from tfserve.core.servable import Array, Outputs

__all__ = ["all_equal", "difference"]


def all_equal(requests: Sequence[Mapping[str, Array]]) -> bool:
    """Whether all requests bring the same: a batch of them proves little about others."""
    first = requests[0]
    return all(
        np.array_equal(array, each[alias])
        for each in requests[1:]
        for alias, array in first.items()
    )


def difference(alone: Outputs, merged: Outputs) -> str:
    """Where the outputs differ by more than rounding; "" where they agree.

    Runtimes choose other kernels for other sizes, so floating point numbers may differ by about the
    root of their type's precision, compared with the largest number; all else is exact.
    """
    for part_alone, part_merged in zip(alone, merged, strict=True):
        for place, (one, other) in enumerate(zip(part_alone, part_merged, strict=True)):
            if one.shape != other.shape:
                return f"output {place} has shape {list(one.shape)} and {list(other.shape)}"
            if one.dtype != other.dtype or not _are_close(one, other):
                return f"output {place} has other values"
    return ""


def _are_close(one: Array, other: Array) -> bool:
    precision = _precision(one)
    if precision is None or not one.size:
        return np.array_equal(one, other)
    if one.dtype.kind not in "fc":
        one, other = one.astype(np.float32), other.astype(np.float32)
    finite = np.abs(one[np.isfinite(one)])
    tolerance = precision**0.5
    largest = float(finite.max()) if finite.size else 0.0
    return np.allclose(one, other, rtol=tolerance, atol=tolerance * largest, equal_nan=True)


def _precision(array: Array) -> float | None:
    """The distance from 1 to the next number of a floating point type; None for other types."""
    if array.dtype.kind in "biuOSUM":
        return None
    try:
        return float(ml_dtypes.finfo(array.dtype).eps)  # type: ignore[no-untyped-call]
    except ValueError:  # int4 and the like
        return None
