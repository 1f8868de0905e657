"""Regress: Examples in, one number each out (spec 6.5 to 6.7)."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from tfserve.apis import regression_pb2
from tfserve.core.servable import REGRESS_METHOD, Array, Signature, SignatureCall
from tfserve.errors import InvalidArgument
from tfserve.handlers.example_task import INPUT, ExampleTask, shape_text
from tfserve.tensors import DataType

__all__ = ["REGRESSION"]

_OUTPUT = "outputs"


def _choose(signature: Signature, debug: Callable[[], str]) -> SignatureCall:
    """What to fetch from `signature` for a regression: `outputs`.

    Args:
        signature: must have one input, `inputs`, and one output, `outputs`.
        debug: makes the SignatureDef's text for an error.

    Raises:
        InvalidArgument: the signature has not the shape of a regression (spec 6.6).
    """
    if len(signature.inputs) != 1:
        raise InvalidArgument("Expected one input Tensor.")
    if len(signature.outputs) != 1:
        raise InvalidArgument("Expected one output Tensor.")
    if INPUT not in signature.inputs:
        raise InvalidArgument(f"No regression inputs found in SignatureDef: {debug()}")
    if _OUTPUT not in signature.outputs:
        raise InvalidArgument(f"No regression outputs found in SignatureDef: {debug()}")
    return SignatureCall(signature.name, (_OUTPUT,))


def _fill(
    result: regression_pb2.RegressionResult,
    _: SignatureCall,
    arrays: Sequence[Array],
    count: int,
) -> None:
    """Write one Regression per example.

    Args:
        result: empty.
        arrays: one: float[count] or float[count, 1].
        count: the number of examples.

    Raises:
        InvalidArgument: the output has another shape or dtype (spec 6.7).
    """
    if len(arrays) != 1:
        raise InvalidArgument(
            "Expected output_tensors and output_tensor_names to have the same size."
        )
    (array,) = arrays
    if not (array.ndim == 1 or (array.ndim == 2 and array.shape[1] == 1)):
        raise InvalidArgument(
            "Expected output Tensor shape to be either [batch_size] or [batch_size, 1] but got "
            f"{shape_text(array)}"
        )
    if array.shape[0] != count:
        raise InvalidArgument(
            f"Input batch size did not match output batch size: {count} vs. {array.shape[0]}"
        )
    got = DataType.of(array)
    if got is not DataType.DT_FLOAT:
        raise InvalidArgument(f"Expected output Tensor of DT_FLOAT.  Got: {got.name}")
    for value in array.reshape(-1).tolist():
        result.regressions.add(value=value)


REGRESSION = ExampleTask("regression", REGRESS_METHOD, _choose, _fill)
"""Examples in, one number each out."""
