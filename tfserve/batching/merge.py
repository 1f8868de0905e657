"""Putting requests together along dimension 0, and taking answers apart again."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TypeAlias

import numpy as np

from tfserve.core.servable import Array, Outputs
from tfserve.errors import FailedPrecondition, InvalidArgument

__all__ = [
    "Inputs",
    "Lane",
    "NotByRows",
    "join",
    "lane_of",
    "merge",
    "rows_of",
    "slice_rows",
    "split",
]

Inputs: TypeAlias = Mapping[str, Array]
"""Alias -> array, all with the same number of rows."""

Lane: TypeAlias = tuple[tuple[object, ...], ...]
"""What has to be equal for requests to be merged: alias, dtype and inner shape of each input."""

_MAX_PADDED_RANK = 6  # TensorFlow Serving's


class NotByRows(FailedPrecondition):
    """Outputs of a merged run that do not have a row for every row of the inputs."""


def rows_of(inputs: Inputs) -> int:
    """How many rows `inputs` have.

    Raises:
        InvalidArgument: no inputs, a scalar, or different numbers of rows (spec 7.3, 1 to 3).
    """
    rows = -1
    for alias, array in inputs.items():
        if not array.ndim:
            raise InvalidArgument(
                "Batching Run() input tensors must have at least one dimension",
                details={"input": alias},
            )
        if rows < 0:
            rows = array.shape[0]
        elif array.shape[0] != rows:
            shapes = ", ".join(f"{name}: {list(each.shape)}" for name, each in inputs.items())
            raise InvalidArgument(
                "Batching Run() input tensors must have equal 0th-dimension size",
                details={"input": alias, "shapes": shapes},
            )
    if rows < 0:
        raise InvalidArgument("Batching Run() must have at least one input tensor")
    return rows


def lane_of(inputs: Inputs, *, pads: bool) -> Lane:
    """What requests must have in common with this one to share a batch.

    Args:
        inputs: of one request.
        pads: inner dimensions may differ, as long as there are equally many; an array without
            elements has nothing to be filled up with, and keeps to its own shape.

    Raises:
        InvalidArgument: more dimensions than can be padded.
    """
    if not pads:
        return tuple([(alias, array.dtype, array.shape[1:]) for alias, array in inputs.items()])
    lane = []
    for alias, array in inputs.items():
        if array.ndim > _MAX_PADDED_RANK:
            raise InvalidArgument(
                "Only tensors with rank from 1 to 6 can be padded.",
                details={"input": alias, "rank": str(array.ndim)},
            )
        inner = array.ndim if array.size else array.shape[1:]
        lane.append((alias, array.dtype, inner))
    return tuple(lane)


def slice_rows(inputs: Inputs, begin: int, end: int) -> Inputs:
    """Rows `begin` to `end`, as views."""
    return {alias: array[begin:end] for alias, array in inputs.items()}


def merge(requests: Sequence[Inputs], padding: int = 0) -> dict[str, Array]:
    """The inputs of one run on all `requests`, in their order, each row copied once.

    Inner dimensions that differ are extended at the end to the longest, filled with the request's
    own first element. `padding` more rows are copies of the first row of the last request.
    Matches: batching/batching_session.cc.

    Args:
        requests: of the same lane, each with at least one row.
        padding: rows that nobody asked for.
    """
    last = requests[-1]
    if len(requests) == 1 and not padding:
        return dict(last)
    return {alias: _merged([each[alias] for each in requests], padding) for alias in last}


def _merged(arrays: Sequence[Array], padding: int) -> Array:
    first = arrays[0]
    rows = sum([len(each) for each in arrays])
    inner = first.shape[1:]
    is_ragged = any(each.shape[1:] != inner for each in arrays)
    if is_ragged:
        inner = tuple(
            max(sizes) for sizes in zip(*[each.shape[1:] for each in arrays], strict=True)
        )
    merged = np.empty((rows + padding, *inner), first.dtype)
    begin = 0
    for array in arrays:
        end = begin + len(array)
        if is_ragged and array.shape[1:] != inner:
            merged[begin:end] = array.flat[0]
            merged[(slice(begin, end), *map(slice, array.shape[1:]))] = array
        else:
            merged[begin:end] = array
        begin = end
    if padding:
        merged[rows:] = merged[rows - len(arrays[-1])]
    return merged


def split(outputs: Outputs, sizes: Sequence[int], padding: int = 0) -> list[Outputs]:
    """What each request gets of the outputs of a merged run, as views; padding is dropped.

    Args:
        outputs: of the run.
        sizes: rows of each request, in the order in which they were merged.
        padding: rows that nobody asked for.

    Raises:
        NotByRows: an output has not as many rows as the inputs (spec 7.5, 4).
    """
    rows = sum(sizes) + padding
    for part in outputs:
        for array in part:
            _check_rows(array, rows)
    answers = []
    begin = 0
    for size in sizes:
        end = begin + size
        answers.append(tuple([tuple([array[begin:end] for array in part]) for part in outputs]))
        begin = end
    return answers


def _check_rows(array: Array, rows: int) -> None:
    if not array.ndim:
        raise NotByRows("Batched output tensor has 0 dimensions")
    if array.shape[0] != rows:
        raise NotByRows(
            "Batched output tensor's 0th dimension does not equal the sum of the 0th dimension "
            "sizes of the input tensors",
            details={"expected": str(rows), "got": str(array.shape[0])},
        )


def join(pieces: Sequence[Outputs]) -> Outputs:
    """The outputs of a request that was cut into `pieces`, in order.

    Raises:
        FailedPrecondition: pieces that were padded to different lengths cannot be put together.
    """
    try:
        return tuple(
            tuple(np.concatenate(arrays) for arrays in zip(*parts, strict=True))
            for parts in zip(*pieces, strict=True)
        )
    except ValueError as error:
        raise FailedPrecondition(
            "The outputs of a request that was split have different shapes; pieces of one request "
            "that are padded with others may differ"
        ) from error
