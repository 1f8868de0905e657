"""Which tensors a call feeds and fetches, worked out once per kind of call."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from tfserve.core.servable import Array, Outputs, Signature, SignatureCall
from tfserve.errors import FailedPrecondition, InvalidArgument
from tfserve.servables.tensorflow.endpoints import Endpoints
from tfserve.tensors import DataType

__all__ = ["Feed", "Plan", "feed_of", "plan_call"]


@dataclass(frozen=True, slots=True)
class Feed:
    """One tensor to be fed.

    Args:
        alias: where its value stands in the call's inputs.
        tensor: its name in the graph.
        dtype: its type in the graph, without REF; DT_INVALID where the graph does not have it and
            the runtime shall say so.
        numpy: the dtype of an array that may be fed; None where nothing is known.
    """

    alias: str
    tensor: str
    dtype: DataType
    numpy: np.dtype[Any] | None


@dataclass(frozen=True, slots=True)
class Plan:
    """How calls of one kind become runs of the graph, and results outputs.

    Args:
        feeds: sorted by tensor name, as TensorFlow sorts them: the position is the `arg[i]` of its
            messages.
        fetches: distinct tensor names.
        layout: per part of the call, the indexes of its outputs in `fetches`.
        targets: ops that are run too.
    """

    feeds: tuple[Feed, ...]
    fetches: tuple[str, ...]
    layout: tuple[tuple[int, ...], ...]
    targets: tuple[str, ...] = ()

    @property
    def endpoints(self) -> Endpoints:
        """What to prepare."""
        return Endpoints(tuple(feed.tensor for feed in self.feeds), self.fetches, self.targets)

    def values_of(self, inputs: Mapping[str, Array]) -> list[Array]:
        """The values to feed, in order, each of its feed's dtype.

        Raises:
            InvalidArgument: an input is missing, or has another dtype than the graph: `Expects
                arg[0] to be float but string is provided`; the model has not been run then.
        """
        values = []
        for index, feed in enumerate(self.feeds):
            try:
                value = inputs[feed.alias]
            except KeyError:
                raise InvalidArgument(
                    f"Signature input alias: {feed.alias}(feed name: {feed.tensor}) not found in "
                    "request"
                ) from None
            if value.dtype != feed.numpy:
                value = _converted(value, feed, index)
            values.append(value)
        return values

    def outputs_of(self, results: Sequence[Array]) -> Outputs:
        """The outputs of each part."""
        return tuple([tuple([results[i] for i in part]) for part in self.layout])


def _converted(value: Array, feed: Feed, index: int) -> Array:
    """`value` where it only differs by byte order or kind of string.

    Raises:
        InvalidArgument: it is of another type. Matches: common_runtime/function.cc, which is what
            Session::Run answers.
    """
    if feed.numpy is None:
        return value
    given = DataType.of(value)
    if given is not feed.dtype:
        raise InvalidArgument(
            f"Expects arg[{index}] to be {feed.dtype.label} but {given.label} is provided",
            details={"input": feed.alias, "expected": feed.dtype.label, "got": given.label},
        )
    return value.astype(feed.numpy)


def feed_of(alias: str, tensor: str, dtype: int) -> Feed:
    """The feed of `tensor`, of the DataType number that the graph gives it (0: it has none)."""
    known = DataType(dtype).base
    try:
        return Feed(alias, tensor, known, known.numpy)
    except InvalidArgument:  # resources, variants: only the runtime can answer
        return Feed(alias, tensor, known, None)


def plan_call(
    signatures: Mapping[str, Signature],
    parts: Sequence[SignatureCall],
    dtype_of: Callable[[str], int],
) -> Plan:
    """The plan of calls with these parts.

    Every distinct input tensor of the parts is fed once, every distinct output fetched once.

    Args:
        signatures: the model's.
        parts: as in `Call`.
        dtype_of: tensor name -> DataType number in the graph, 0 for unknown tensors.

    Raises:
        FailedPrecondition: a signature does not exist.
        InvalidArgument: an output does not exist, or one tensor would be fed from two inputs.
    """
    aliases: dict[str, str] = {}  # input tensor -> alias
    wanted = []  # output tensors, per part
    for part in parts:
        signature = _signature(signatures, part.signature)
        for alias, spec in signature.inputs.items():
            if aliases.setdefault(spec.name, alias) != alias:
                raise InvalidArgument(f'Endpoint "{spec.name}" fed more than once.')
        wanted.append([_output(signature, alias) for alias in part.outputs])
    feeds = tuple(feed_of(alias, name, dtype_of(name)) for name, alias in sorted(aliases.items()))
    fetches = sorted({tensor for tensors in wanted for tensor in tensors})
    layout = tuple(tuple(fetches.index(tensor) for tensor in tensors) for tensors in wanted)
    return Plan(feeds, tuple(fetches), layout)


def _signature(signatures: Mapping[str, Signature], key: str) -> Signature:
    if key not in signatures:
        raise FailedPrecondition(
            f'Serving signature key "{key}" not found.',
            details={"available_signatures": ", ".join(signatures)},
        )
    return signatures[key]


def _output(signature: Signature, alias: str) -> str:
    if alias not in signature.outputs:
        expected = ",".join(sorted(signature.outputs))
        raise InvalidArgument(
            f"output tensor alias not found in signature: {alias} Outputs expected to be in the "
            f"set {{{expected}}}."
        )
    return signature.outputs[alias].name
