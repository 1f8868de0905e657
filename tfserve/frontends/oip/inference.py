"""One inference, however it was sent: tensors by name in, tensors by name out."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TypeAlias

from tfserve.core.call_record import CallRecord
from tfserve.core.handle import ServableHandle
from tfserve.core.ids import ModelSpec, ServableId
from tfserve.core.servable import (
    DEFAULT_SIGNATURE,
    Array,
    Call,
    Outputs,
    Signature,
    SignatureCall,
)
from tfserve.errors import Internal, InvalidArgument, NotFound, ResourceExhausted
from tfserve.frontends.oip.datatypes import datatype_name
from tfserve.handlers.run import Prepared
from tfserve.handlers.suggestions import known_names
from tfserve.tensors import DataType

__all__ = ["SIGNATURE_PARAMETER", "Inference", "Inferred", "choose_signature", "spec_of"]

SIGNATURE_PARAMETER = "signature_name"
"""The request parameter that chooses a signature."""

_MOST_DIGITS = 19  # of an int64

Decode: TypeAlias = Callable[[], Sequence[tuple[str, DataType, Array]]]
"""The input tensors: name, type as stated, and value; raises ServingError."""


@dataclass(frozen=True, slots=True)
class Inferred:
    """What a model answered.

    Args:
        servable: which version.
        outputs: name, type and value of each output, in the order asked for.
    """

    servable: ServableId
    outputs: tuple[tuple[str, DataType, Array], ...]


@dataclass(frozen=True, slots=True)
class Inference:
    """A request, as far as it can be read before the model is known.

    Args:
        decode: gives the inputs.
        signature: which one to run; "" chooses, see `choose_signature`.
        outputs: names of the outputs wanted; empty for all.
        max_tensor_bytes: what the inputs may take in memory.
        record: what is noted about the call.
    """

    decode: Decode
    signature: str
    outputs: tuple[str, ...]
    max_tensor_bytes: int
    record: CallRecord | None = field(default=None, compare=False)

    def prepare(self, handle: ServableHandle) -> Prepared[Inferred]:
        """What to run on the version that `handle` holds, and how its outputs become the answer.

        Raises:
            ServingError: the request does not go with the model.
        """
        signature = choose_signature(handle.servable.signatures, self.signature)
        if self.record is not None:
            self.record.signature = signature.name
        inputs = self._inputs(signature)
        names = self.outputs or tuple(signature.outputs)
        _check_outputs(names, signature)
        servable_id = handle.id

        def answer(outputs: Outputs) -> Inferred:
            return _inferred(servable_id, names, outputs)

        return Call(inputs, (SignatureCall(signature.name, names),)), answer

    def _inputs(self, signature: Signature) -> Mapping[str, Array]:
        """The call's inputs: of the right types, defaults filled in."""
        inputs: dict[str, Array] = {}
        room = self.max_tensor_bytes
        for name, dtype, array in self.decode():
            if name in inputs:
                raise InvalidArgument(f"Input {name} is given twice")
            _check_input(name, dtype, signature)
            room -= array.nbytes
            if room < 0:
                raise ResourceExhausted(
                    f"The inputs take more than --max_tensor_bytes={self.max_tensor_bytes}",
                    details={"flag": "max_tensor_bytes"},
                )
            inputs[name] = array
        missing = signature.inputs.keys() - inputs.keys() - signature.defaults.keys()
        if missing:
            raise InvalidArgument(
                f"Missing inputs of signature {signature.name}: {', '.join(sorted(missing))}",
                details={"available_inputs": ", ".join(sorted(signature.inputs))},
            )
        return {**signature.defaults, **inputs} if signature.defaults else inputs


def spec_of(model: str, version: str) -> ModelSpec:
    """The version that a request names: a number, a label, or "" for the latest.

    Raises:
        InvalidArgument: the model has no name, or the number is none of a version.
    """
    if not model:
        raise InvalidArgument("The request names no model")
    if not version:
        return ModelSpec(model)
    if not (version.isascii() and version.isdecimal()):
        return ModelSpec(model, label=version)
    if len(version.lstrip("0")) > _MOST_DIGITS or int(version) >= 1 << 63:
        raise InvalidArgument(f"Version {version[:40]} of model {model} is no 64 bit number")
    return ModelSpec(model, version=int(version))


def choose_signature(signatures: Mapping[str, Signature], name: str) -> Signature:
    """The signature that a request means: the one that it names, else `serving_default`, else the
    only one that there is.

    Raises:
        NotFound: there is none of that name, or none that could be meant.
    """
    found = signatures.get(name or DEFAULT_SIGNATURE)
    if found is not None:
        return found
    public = [each for each in signatures if not each.startswith("__")]
    if not name and len(public) == 1:
        return signatures[public[0]]
    raise NotFound(
        f"The model has no signature {name or DEFAULT_SIGNATURE}; the request parameter "
        f"{SIGNATURE_PARAMETER} chooses one",
        details=known_names("signatures", name or DEFAULT_SIGNATURE, signatures),
    )


def _check_input(name: str, dtype: DataType, signature: Signature) -> None:
    spec = signature.inputs.get(name)
    if spec is None:
        raise InvalidArgument(
            f"Signature {signature.name} has no input {name}",
            details=known_names("inputs", name, signature.inputs),
        )
    wanted = spec.dtype.base
    if wanted and wanted is not dtype:
        expected, got = datatype_name(wanted), datatype_name(dtype)
        raise InvalidArgument(
            f"Input {name} must be of datatype {expected}, not {got}",
            details={"input": name, "expected": expected, "got": got},
        )


def _check_outputs(names: Sequence[str], signature: Signature) -> None:
    for name in names:
        if name not in signature.outputs:
            raise InvalidArgument(
                f"Signature {signature.name} has no output {name}",
                details=known_names("outputs", name, signature.outputs),
            )
    if len(set(names)) < len(names):
        raise InvalidArgument("An output is asked for twice")


def _inferred(servable: ServableId, names: Sequence[str], outputs: Outputs) -> Inferred:
    (arrays,) = outputs
    if len(arrays) != len(names):
        raise Internal(f"Servable {servable} returned {len(arrays)} outputs, not {len(names)}")
    return Inferred(
        servable,
        tuple((name, DataType.of(array), array) for name, array in zip(names, arrays, strict=True)),
    )
