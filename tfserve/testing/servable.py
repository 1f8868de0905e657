"""A servable made of Python functions."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TypeAlias

from tfserve.core.clock import Clock, SystemClock
from tfserve.core.deadline import Deadline
from tfserve.core.servable import Array, Call, Done, Outputs, Signature
from tfserve.errors import Cancelled, InvalidArgument, ResourceExhausted, ServingError

__all__ = ["FakeServable"]

Function: TypeAlias = Callable[[Mapping[str, Array]], Mapping[str, Array]]
"""Inputs by alias -> outputs by alias."""


def _echo(inputs: Mapping[str, Array]) -> Mapping[str, Array]:
    return inputs


class FakeServable:
    """A Servable whose signatures are Python functions. Thread-safe as far as they are.

    Without arguments it takes any inputs under any signature and answers each output with the
    input of the same alias.

    Args:
        signatures: what it claims to have.
        functions: signature key -> function; by default every signature echoes its inputs.
        clock: what deadlines are compared with; by default the real one.
    """

    def __init__(
        self,
        signatures: Mapping[str, Signature] | None = None,
        functions: Mapping[str, Function] | None = None,
        *,
        clock: Clock | None = None,
    ) -> None:
        self._clock = clock or SystemClock()
        self._signatures = dict(signatures or {})
        self._functions = functions
        self.calls = 0
        self.last_call: Call | None = None

    @property
    def signatures(self) -> Mapping[str, Signature]:
        """What was given."""
        return self._signatures

    def run(self, call: Call, deadline: Deadline) -> Outputs:  # noqa: ARG002 - the protocol's
        """Call the functions, one part after the other.

        Raises:
            InvalidArgument: a function does not give a wanted output.
            ServingError: what a function raised.
        """
        self.calls += 1
        self.last_call = call
        return tuple(
            tuple(self._run(part.signature, call.inputs, alias) for alias in part.outputs)
            for part in call.parts
        )

    def _run(self, signature: str, inputs: Mapping[str, Array], alias: str) -> Array:
        function = _echo if self._functions is None else self._functions.get(signature)
        if function is None:
            unknown = f"No signature was found with the name: {signature}"
            raise InvalidArgument(unknown)
        outputs = function(inputs)
        if alias not in outputs:
            missing = f"signature {signature} has no output {alias}; it has: {sorted(outputs)}"
            raise InvalidArgument(missing)
        return outputs[alias]

    def submit(self, call: Call, deadline: Deadline, done: Done) -> None:
        """Run at once and call `done`, unless it is too late or nobody waits."""
        try:
            if deadline.is_cancelled():
                gone = "The caller was gone before the run began"
                raise Cancelled(gone)
            if deadline.has_passed(self._clock.now()):
                late = "The deadline passed before the run began"
                raise ResourceExhausted(late)
            outputs = self.run(call, deadline)
        except ServingError as error:
            done(None, error)
        else:
            done(outputs, None)
