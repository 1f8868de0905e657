"""A recorded call with another number of rows, to warm up the sizes that batches will have."""

from __future__ import annotations

import numpy as np

from tfserve.core.servable import Call

__all__ = ["rows_of", "with_rows"]


def rows_of(call: Call) -> int:
    """How many rows all inputs of `call` have; 0 where they differ, or one has none."""
    counts = {array.shape[0] if array.ndim else 0 for array in call.inputs.values()}
    return counts.pop() if len(counts) == 1 else 0


def with_rows(call: Call, count: int) -> Call:
    """`call` with its rows repeated in turn until they are `count`.

    Args:
        call: one that has rows (`rows_of`).
        count: at least 1.
    """
    order = np.arange(count) % rows_of(call)
    return Call({alias: array[order] for alias, array in call.inputs.items()}, call.parts)
