"""One tensor of a request, decoded or refused."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tfserve.core.servable import Array
from tfserve.errors import InvalidArgument
from tfserve.tensors import decode

if TYPE_CHECKING:
    from tfserve.apis.tensorflow import tensor_pb2

__all__ = ["decode_input"]


def decode_input(name: str, proto: tensor_pb2.TensorProto, max_bytes: int) -> Array:
    """The tensor that a request calls `name`.

    Args:
        name: its alias, or its name in the graph.
        proto: the message.
        max_bytes: what the array may take in memory.

    Raises:
        InvalidArgument: `tensor parsing error: <name>`; `details` have the reason.
        ResourceExhausted: larger than `max_bytes`.
    """
    try:
        return decode(proto, max_bytes=max_bytes)
    except InvalidArgument as error:
        raise InvalidArgument(
            f"tensor parsing error: {name}", details={"input": name, "reason": error.message}
        ) from error
