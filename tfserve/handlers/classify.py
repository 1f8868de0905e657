"""Classify: Examples in, classes with scores out (spec 6.5 to 6.7)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import zip_longest

from tfserve.apis import classification_pb2
from tfserve.core.servable import CLASSIFY_METHOD, Array, Signature, SignatureCall
from tfserve.errors import InvalidArgument
from tfserve.handlers.example_task import INPUT, ExampleTask, shape_text
from tfserve.tensors import DataType

__all__ = ["CLASSIFICATION"]

_CLASSES = "classes"
_SCORES = "scores"
_MATRIX_RANK = 2


def _choose(signature: Signature, debug: Callable[[], str]) -> SignatureCall:
    """What to fetch from `signature` for classifying: `classes`, `scores` or both, in this order.

    Args:
        signature: must have one input, `inputs`.
        debug: makes the SignatureDef's text for an error.

    Raises:
        InvalidArgument: the signature has not the shape of a classifier (spec 6.6).
    """
    if len(signature.inputs) != 1:
        raise InvalidArgument("Expected one input Tensor.")
    if len(signature.outputs) not in (1, 2):
        raise InvalidArgument(f"Expected one or two output Tensors, found {len(signature.outputs)}")
    if INPUT not in signature.inputs:
        raise InvalidArgument(f"No classification inputs found in SignatureDef: {debug()}")
    wanted = tuple(alias for alias in (_CLASSES, _SCORES) if alias in signature.outputs)
    if not wanted:
        raise InvalidArgument(
            'Expected classification signature outputs to contain at least one of "classes" or '
            f'"scores". Signature was: {debug()}'
        )
    return SignatureCall(signature.name, wanted)


def _fill(
    result: classification_pb2.ClassificationResult,
    part: SignatureCall,
    arrays: Sequence[Array],
    count: int,
) -> None:
    """Write one Classifications per example; label "" without classes, score 0 without scores.

    Args:
        result: empty.
        part: what was fetched.
        arrays: classes: string[count, n], scores: float[count, n], as far as fetched.
        count: the number of examples.

    Raises:
        InvalidArgument: an output has another shape or dtype (spec 6.7).
    """
    if len(arrays) != len(part.outputs):
        raise InvalidArgument(f"Expected {len(part.outputs)} output tensor(s).  Got: {len(arrays)}")
    fetched = dict(zip(part.outputs, arrays, strict=True))
    classes, scores = fetched.get(_CLASSES), fetched.get(_SCORES)
    if classes is not None:
        _check(_CLASSES, classes, DataType.DT_STRING, count)
    if scores is not None:
        _check(_SCORES, scores, DataType.DT_FLOAT, count)
    if classes is not None and scores is not None:
        _check_same_width(classes, scores)
    for row in range(count):
        add = result.classifications.add().classes.add
        labels = () if classes is None else map(_text, classes[row])
        numbers = () if scores is None else scores[row].tolist()
        for label, number in zip_longest(labels, numbers):
            add(label=label, score=number)  # None leaves a field at its default


def _check(name: str, array: Array, dtype: DataType, count: int) -> None:
    if array.ndim != _MATRIX_RANK:
        raise InvalidArgument(
            f"Expected Tensor shape: [batch_size num_classes] but got {shape_text(array)}"
        )
    got = DataType.of(array)
    if got is not dtype:
        raise InvalidArgument(f"Expected {name} Tensor of {dtype.name}. Got: {got.name}")
    if array.shape[0] != count:
        raise InvalidArgument(
            f"Expected {name} output batch size of {count}. Got: {array.shape[0]}"
        )


def _check_same_width(classes: Array, scores: Array) -> None:
    if classes.shape[1] != scores.shape[1]:
        raise InvalidArgument(
            "Tensors class and score should match in dim_size(1). "
            f"Got {classes.shape[1]} vs. {scores.shape[1]}"
        )


def _text(label: bytes) -> str:
    # A proto3 string is UTF-8; what is not is shown as replacement characters instead of failing.
    return label.decode("utf-8", errors="replace")


CLASSIFICATION = ExampleTask("classification", CLASSIFY_METHOD, _choose, _fill)
"""Examples in, classes with scores out."""
