"""Whether a tensor is the one that was expected, and how it differs where it is not."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from tfserve.core.servable import Array

__all__ = ["Tolerance", "difference"]

_FLOATS = "fVc"  # kinds of numpy's dtypes; V: bfloat16 and the like
_NUMBERS = f"iu{_FLOATS}"
_SHOWN = 60  # letters of a value


@dataclass(frozen=True, slots=True)
class Tolerance:
    """How far a number may be from the expected one: `atol + rtol * |expected|`.

    Args:
        rtol: relative; None: 1e-5 for floating-point numbers, 0 for whole ones.
        atol: absolute; None: 1e-6 for floating-point numbers, 0 for whole ones.
    """

    rtol: float | None = None
    atol: float | None = None

    def of(self, array: Array) -> tuple[float, float]:
        """Relative and absolute tolerance for the numbers in `array`."""
        rtol, atol = (1e-5, 1e-6) if array.dtype.kind in _FLOATS else (0.0, 0.0)
        return (
            rtol if self.rtol is None else self.rtol,
            atol if self.atol is None else self.atol,
        )


def difference(actual: Array, expected: Array, tolerance: Tolerance) -> str:
    """How `actual` differs from `expected`, such as `2 of 6 values differ, at most by 0.5: [1,0] is
    2.75 instead of 2.25`; "" when it does not.

    Numbers are compared within `tolerance`, NaN equals NaN; strings and booleans must be equal.
    """
    if actual.shape != expected.shape:
        return f"its shape is {_shape(actual)} instead of {_shape(expected)}"
    rtol, atol = tolerance.of(expected)
    is_near = expected.dtype.kind in _NUMBERS and actual.dtype.kind in _NUMBERS
    if not is_near or not (rtol or atol or expected.dtype.kind in _FLOATS):
        wrong = np.asarray(actual != expected)
        distances = wrong.astype(np.float64)
    else:
        near, wanted = (each.astype(np.float64) for each in (actual, expected))
        wrong = ~np.isclose(near, wanted, rtol=rtol, atol=atol, equal_nan=True)
        with np.errstate(invalid="ignore"):  # infinite minus infinite
            distances = np.abs(near - wanted)
    if not wrong.any():
        return ""
    return _described(actual, expected, wrong, distances if is_near else None)


def _described(actual: Array, expected: Array, wrong: Array, distances: Array | None) -> str:
    count = f"{np.count_nonzero(wrong)} of {wrong.size} values differ"
    if distances is None:
        at = int(np.flatnonzero(wrong)[0])
    else:
        distances = np.where(wrong, np.nan_to_num(distances, nan=np.inf, posinf=np.inf), -1)
        at = int(np.argmax(distances))
        count += f", at most by {distances.flat[at]:.6g}"
    place = np.unravel_index(at, actual.shape)
    where = f"[{','.join(str(int(each)) for each in place)}] is " if place else "it is "
    return f"{count}: {where}{_shown(actual.flat[at])} instead of {_shown(expected.flat[at])}"


def _shape(array: Array) -> str:
    return f"[{','.join(map(str, array.shape))}]"


def _shown(value: object) -> str:
    text = repr(value) if isinstance(value, bytes) else str(value)
    return text if len(text) <= _SHOWN else f"{text[:_SHOWN]}..."
