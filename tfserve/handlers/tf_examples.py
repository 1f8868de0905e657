"""Examples in a request's Input -> the string vector that signatures take."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from tfserve.core.servable import Array
from tfserve.errors import InvalidArgument

if TYPE_CHECKING:
    from tfserve.apis import input_pb2

__all__ = ["example_strings"]


def example_strings(message: input_pb2.Input) -> Array:
    """One serialized tf.Example per element: object array of bytes, shape [N], N > 0.

    A context is put before each example: to parse concatenated messages is to merge them, so that
    for a feature in both the example's values win. Matches: servables/tensorflow/util.cc.

    Raises:
        InvalidArgument: `Input is empty.`.
    """
    kind = message.WhichOneof("kind")
    if kind == "example_list":
        serialized = [each.SerializeToString() for each in message.example_list.examples]
    elif kind == "example_list_with_context":
        with_context = message.example_list_with_context
        context = with_context.context.SerializeToString()
        serialized = [context + each.SerializeToString() for each in with_context.examples]
    else:
        serialized = []
    if not serialized:
        raise InvalidArgument("Input is empty.")
    strings = np.empty(len(serialized), dtype=object)
    strings[:] = serialized
    return strings
