"""What Classify, Regress and MultiInference have in common: signatures that take Examples."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Generic, TypeAlias, TypeVar

from tfserve.core.handle import ServableHandle
from tfserve.core.servable import (
    DEFAULT_SIGNATURE,
    Array,
    Call,
    Outputs,
    Servable,
    Signature,
    SignatureCall,
)
from tfserve.errors import InvalidArgument
from tfserve.handlers.model_spec import answer_with
from tfserve.handlers.run import Prepared
from tfserve.handlers.signature_defs import debug_string
from tfserve.handlers.suggestions import known_names
from tfserve.handlers.tf_examples import example_strings
from tfserve.tensors import DataType

if TYPE_CHECKING:
    from tfserve.apis import classification_pb2, input_pb2, regression_pb2

    _Request: TypeAlias = (
        classification_pb2.ClassificationRequest | regression_pb2.RegressionRequest
    )

__all__ = ["INPUT", "ExampleHandler", "ExampleTask", "batch_size", "example_call", "shape_text"]

INPUT = "inputs"
"""The alias of the one input."""

R = TypeVar("R")


@dataclass(frozen=True, slots=True)
class ExampleTask(Generic[R]):
    """One way of using a signature that takes Examples.

    Args:
        name: `classification` or `regression`, as in texts and field names.
        method_name: that of signatures made for it.
        choose: what to fetch from a signature; raises InvalidArgument where it does not fit. The
            second argument makes the SignatureDef's text for that error.
        fill: writes the arrays fetched, for so many examples, into a result message; raises
            InvalidArgument where they do not fit.
    """

    name: str
    method_name: str
    choose: Callable[[Signature, Callable[[], str]], SignatureCall]
    fill: Callable[[R, SignatureCall, Sequence[Array], int], None]

    def part(self, signature: Signature, servable: Servable) -> SignatureCall:
        """What to fetch from a signature of `servable`.

        Raises:
            InvalidArgument: the signature has not the shape that the task needs (spec 6.6).
        """
        return self.choose(signature, lambda: debug_string(servable, signature.name))


class ExampleHandler(Generic[R]):
    """Turns the requests of one task into calls and outputs into responses. Thread-safe.

    Args:
        task: what to do with the Examples.
        response_type: the class of responses: a `model_spec` and a `result`.
        check_method_names: `--enable_signature_method_name_check`.
    """

    def __init__(
        self,
        task: ExampleTask[Any],  # of the response's result
        response_type: type[R],
        *,
        check_method_names: bool,
    ) -> None:
        self._task = task
        self._response_type = response_type
        self._check_method_names = check_method_names

    def prepare(self, request: _Request, handle: ServableHandle) -> Prepared[R]:
        """What to run for `request`, and how the outputs become its response.

        Raises:
            ServingError: in the order and with the texts of spec 6.6 and 6.7.
        """
        task, servable, servable_id = self._task, handle.servable, handle.id
        signature = _signature(servable, request.model_spec.signature_name or DEFAULT_SIGNATURE)
        if self._check_method_names and signature.method_name != task.method_name:
            raise InvalidArgument(
                f"Expected {task.name} signature method_name to be {task.method_name}. "
                f"Was: {signature.method_name}"
            )
        part = task.part(signature, servable)
        call = example_call(request.input, (signature,), (part,))
        count = batch_size(call)

        def answer(outputs: Outputs) -> R:
            response: Any = self._response_type()  # either message; both have the two fields
            answer_with(response.model_spec, servable_id, signature.name)
            task.fill(response.result, part, outputs[0], count)
            return response  # type: ignore[no-any-return]

        return call, answer


def _signature(servable: Servable, name: str) -> Signature:
    signature = servable.signatures.get(name)
    if signature is None:
        raise InvalidArgument(
            f"No signature was found with the name: {name}",
            details=known_names("signatures", name, servable.signatures),
        )
    return signature


def example_call(
    message: input_pb2.Input, signatures: Sequence[Signature], parts: tuple[SignatureCall, ...]
) -> Call:
    """The call that feeds the Examples of `message` to the one input of every signature.

    Raises:
        InvalidArgument: no examples, or a signature that does not take strings.
    """
    strings = example_strings(message)
    for signature in signatures:
        dtype = signature.inputs[INPUT].dtype.base
        if dtype not in (DataType.DT_STRING, DataType.DT_INVALID):
            raise InvalidArgument(
                f"Expects arg[0] to be {dtype.label} but string is provided, input: {INPUT}",
                details={"input": INPUT, "signature": signature.name},
            )
    return Call({INPUT: strings}, parts)


def batch_size(call: Call) -> int:
    """How many Examples a call feeds."""
    return len(call.inputs[INPUT])


def shape_text(array: Array) -> str:
    """A shape as TensorFlow prints it: `[2,3]`."""
    return f"[{','.join(map(str, array.shape))}]"
