"""Predict: named tensors in, named tensors out, by any signature of a model (spec 6.2)."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from tfserve.apis import predict_pb2
from tfserve.core.handle import ServableHandle
from tfserve.core.ids import ServableId
from tfserve.core.servable import (
    CLASSIFY_METHOD,
    DEFAULT_SIGNATURE,
    PREDICT_METHOD,
    REGRESS_METHOD,
    Array,
    Call,
    Outputs,
    Servable,
    Signature,
    SignatureCall,
)
from tfserve.errors import FailedPrecondition, Internal, InvalidArgument, ServingError
from tfserve.handlers.model_spec import answer_with
from tfserve.handlers.run import Prepared
from tfserve.handlers.suggestions import known_names
from tfserve.handlers.tensor_inputs import decode_input
from tfserve.tensors import DataType, encode

if TYPE_CHECKING:
    from tfserve.apis.tensorflow import tensor_pb2

    _TensorMap = Mapping[str, tensor_pb2.TensorProto]

__all__ = ["PredictHandler"]

_METHODS = (PREDICT_METHOD, CLASSIFY_METHOD, REGRESS_METHOD)
_MAX_PLANS = 1024  # signatures of versions that are long gone; more than that, and all are dropped


@dataclass(frozen=True, slots=True)
class _Plan:
    """What every request for one signature needs, worked out once.

    Args:
        signature: it, by identity.
        inputs: alias and dtype of each input, in the signature's order; None where any dtype goes.
        outputs: alias -> dtype, and numpy's dtype for it; None where any goes.
        all_outputs: the call's parts when a request does not filter outputs.
    """

    signature: Signature
    inputs: tuple[tuple[str, DataType | None], ...]
    outputs: Mapping[str, tuple[DataType | None, np.dtype[Any] | None]]
    all_outputs: tuple[SignatureCall, ...]

    @classmethod
    def of(cls, signature: Signature) -> _Plan:
        return cls(
            signature=signature,
            inputs=tuple(
                (alias, spec.dtype.base or None) for alias, spec in signature.inputs.items()
            ),
            outputs={alias: _types(spec.dtype) for alias, spec in signature.outputs.items()},
            all_outputs=(SignatureCall(signature.name, tuple(sorted(signature.outputs))),),
        )


class PredictHandler:
    """Turns PredictRequests into calls and outputs into PredictResponses. Thread-safe.

    Args:
        max_tensor_bytes: what the decoded inputs of one request may take in memory.
        check_method_names: `--enable_signature_method_name_check`.
        as_tensor_content: `--enable_serialization_as_tensor_content`.
    """

    def __init__(
        self, *, max_tensor_bytes: int, check_method_names: bool, as_tensor_content: bool
    ) -> None:
        self._max_tensor_bytes = max_tensor_bytes
        self._check_method_names = check_method_names
        self._as_tensor_content = as_tensor_content
        # By identity of the signature, which the plan keeps alive: no hashing, and a version that
        # was unloaded is not kept in memory.
        self._plans: dict[int, _Plan] = {}

    def prepare(
        self, request: predict_pb2.PredictRequest, handle: ServableHandle
    ) -> Prepared[predict_pb2.PredictResponse]:
        """What to run for `request`, and how the outputs become its response.

        Raises:
            ServingError: in the order and with the texts of spec 6.2.
        """
        plan = self._plan(handle.servable, request.model_spec.signature_name or DEFAULT_SIGNATURE)
        inputs = self._read(request.inputs, plan)
        parts = plan.all_outputs
        if request.output_filter:
            parts = (_filtered(plan, request.output_filter),)
        servable_id, as_content = handle.id, self._as_tensor_content

        def answer(outputs: Outputs) -> predict_pb2.PredictResponse:
            response = predict_pb2.PredictResponse()
            answer_with(response.model_spec, servable_id, plan.signature.name)
            _write(outputs, response.outputs, plan, parts[0], servable_id, as_content=as_content)
            return response

        return Call(inputs, parts), answer

    def _plan(self, servable: Servable, name: str) -> _Plan:
        signature = servable.signatures.get(name)
        if signature is None:
            raise FailedPrecondition(
                f'Serving signature key "{name}" not found.',
                details=known_names("signatures", name, servable.signatures),
            )
        plan = self._plans.get(id(signature))
        if plan is None:
            if self._check_method_names and signature.method_name not in _METHODS:
                raise Internal(
                    "Expected prediction signature method_name to be one of "
                    f"{{{', '.join(_METHODS)}}}. Was: {signature.method_name}"
                )
            if len(self._plans) >= _MAX_PLANS:
                self._plans.clear()
            plan = self._plans[id(signature)] = _Plan.of(signature)
        return plan

    def _read(self, protos: _TensorMap, plan: _Plan) -> dict[str, Array]:
        """The call's inputs: decoded, of the right dtype, defaults filled in."""
        defaults = plan.signature.defaults
        if len(protos) != len(plan.inputs):
            _check_count(protos, plan.signature)
        inputs: dict[str, Array] = {}
        used = 0
        room = self._max_tensor_bytes
        for index, (alias, dtype) in enumerate(plan.inputs):
            if alias in protos:
                proto = protos[alias]
                inputs[alias] = array = decode_input(alias, proto, room)
                if dtype is not None:
                    _check_input(alias, index, proto.dtype, dtype)
                room -= array.nbytes
                used += 1
            elif alias in defaults:
                inputs[alias] = defaults[alias]
            else:
                raise _missing(alias, protos, plan.signature)
        if used != len(protos):
            raise InvalidArgument(
                "Inputs contains invalid name. Used request inputs: "
                f"{_joined(set(protos) & set(inputs))}, request input: {_joined(protos)}",
                details={"available_inputs": ", ".join(sorted(plan.signature.inputs))},
            )
        return inputs


def _joined(names: Collection[str]) -> str:
    return ",".join(sorted(names))


def _check_count(protos: _TensorMap, signature: Signature) -> None:
    """Refuse surplus inputs, and missing ones unless there are defaults (spec 6.2, step 4)."""
    if len(protos) < len(signature.inputs) and signature.defaults:
        return
    given, wanted = set(protos), set(signature.inputs)
    raise InvalidArgument(
        f"input size does not match signature: {len(given)}!={len(wanted)} "
        f"len({{{_joined(given)}}}) != len({{{_joined(wanted)}}}). "
        f"Sent extra: {{{_joined(given - wanted)}}}. "
        f"Missing but required: {{{_joined(wanted - given)}}}."
    )


def _missing(alias: str, protos: _TensorMap, signature: Signature) -> InvalidArgument:
    return InvalidArgument(
        f"Signature input alias: {alias}(feed name: {signature.inputs[alias].name}) not found in "
        "request and no default value provided. Inputs expected to be in the request "
        f"{{{_joined(protos)}}}, or default input alias set: {_joined(signature.defaults)}"
    )


def _check_input(alias: str, index: int, number: int, dtype: DataType) -> None:
    """Refuse another dtype than the signature's.

    TensorFlow Serving leaves this to the runtime; the text begins as the runtime's does.
    """
    if number != dtype:
        got = DataType(number).label
        raise InvalidArgument(
            f"Expects arg[{index}] to be {dtype.label} but {got} is provided, input: {alias}",
            details={"input": alias, "expected": dtype.label, "got": got},
        )


def _filtered(plan: _Plan, aliases: Collection[str]) -> SignatureCall:
    """The outputs that a request's filter names."""
    seen: set[str] = set()
    for alias in aliases:
        if alias not in plan.outputs:
            raise InvalidArgument(
                f"output tensor alias not found in signature: {alias} Outputs expected to be in "
                f"the set {{{_joined(plan.outputs)}}}."
            )
        if alias in seen:
            raise InvalidArgument(f"duplicate output tensor alias: {alias}")
        seen.add(alias)
    return SignatureCall(plan.signature.name, tuple(aliases))


def _write(
    outputs: Outputs,
    protos: _TensorMap,
    plan: _Plan,
    part: SignatureCall,
    servable_id: ServableId,
    *,
    as_content: bool,
) -> None:
    """Encode what the model returned, after a look at whether it is what was asked for."""
    (arrays,) = outputs
    if len(arrays) != len(part.outputs):
        raise Internal(
            f"Servable {servable_id} returned {len(arrays)} outputs instead of {len(part.outputs)}"
        )
    for alias, array in zip(part.outputs, arrays, strict=True):
        dtype, in_numpy = plan.outputs[alias]
        if in_numpy is not None and array.dtype != in_numpy:
            _check_dtype(servable_id, alias, array, dtype)
        encode(array, dtype, as_content=as_content, into=protos[alias])


def _types(dtype: DataType) -> tuple[DataType | None, np.dtype[Any] | None]:
    base = dtype.base
    try:
        return base, base.numpy
    except InvalidArgument:  # unknown, or a type without values
        return None, None


def _check_dtype(servable_id: ServableId, alias: str, array: Array, dtype: DataType | None) -> None:
    """A slower look at a dtype that is not literally the one of the signature."""
    try:
        got = DataType.of(array)
    except ServingError:
        got = DataType.DT_INVALID
    if dtype is not None and got is not dtype:
        raise Internal(
            f"Servable {servable_id} returned output {alias} as {array.dtype} instead of "
            f"{dtype.label}"
        )
