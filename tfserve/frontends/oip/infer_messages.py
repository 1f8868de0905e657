"""Inference requests and responses as messages."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from tfserve.apis.oip import open_inference_grpc_pb2 as messages
from tfserve.core.call_record import CallRecord
from tfserve.core.servable import Array
from tfserve.errors import InvalidArgument
from tfserve.frontends.oip.contents import from_contents, has_contents, into_contents
from tfserve.frontends.oip.datatypes import data_type, datatype_name
from tfserve.frontends.oip.inference import SIGNATURE_PARAMETER, Inference, Inferred
from tfserve.frontends.oip.raw_data import from_raw, to_raw
from tfserve.tensors import DataType

__all__ = ["AnswerForm", "infer_response", "inference_of"]

_UNSUPPORTED = ("classification", "shared_memory_region")
_Parameters = Mapping[str, messages.InferParameter]


def inference_of(
    request: messages.ModelInferRequest, max_tensor_bytes: int, record: CallRecord | None
) -> Inference:
    """What `request` asks.

    Raises:
        InvalidArgument: a parameter that is not supported.
    """
    for output in request.outputs:
        _check_parameters(output.parameters)
    return Inference(
        decode=lambda: _decode(request),
        signature=_signature(request.parameters),
        outputs=tuple(output.name for output in request.outputs),
        max_tensor_bytes=max_tensor_bytes,
        record=record,
    )


def _signature(parameters: _Parameters) -> str:
    if SIGNATURE_PARAMETER not in parameters:
        return ""
    parameter = parameters[SIGNATURE_PARAMETER]
    if parameter.WhichOneof("parameter_choice") != "string_param":
        raise InvalidArgument(f"Parameter {SIGNATURE_PARAMETER} must be a string")
    return parameter.string_param


def _check_parameters(parameters: _Parameters) -> None:
    for name in _UNSUPPORTED:
        if name in parameters:
            raise InvalidArgument(f"Parameter {name} is not supported")


def _decode(request: messages.ModelInferRequest) -> Sequence[tuple[str, DataType, Array]]:
    """The input tensors; raw ones are views of the message's bytes."""
    raw = request.raw_input_contents
    if raw and len(raw) != len(request.inputs):
        raise InvalidArgument(
            f"raw_input_contents has {len(raw)} entries, there are {len(request.inputs)} inputs"
        )
    inputs = []
    for index, tensor in enumerate(request.inputs):
        _check_parameters(tensor.parameters)
        dtype = data_type(tensor.datatype)
        shape = tuple(tensor.shape)
        if not raw:
            array = from_contents(tensor.name, dtype, shape, tensor.contents)
        elif tensor.HasField("contents"):
            raise InvalidArgument(
                f"Input {tensor.name} has contents, which does not go with raw_input_contents"
            )
        else:
            array = from_raw(tensor.name, dtype, shape, raw[index])
        inputs.append((tensor.name, dtype, array))
    return inputs


@dataclass(frozen=True, slots=True)
class AnswerForm:
    """How the answer is wanted: all that is kept of a request while the model runs.

    Args:
        id: comes back with the answer.
        is_typed: whether the request's tensors were in typed fields.
    """

    id: str
    is_typed: bool

    @classmethod
    def of(cls, request: messages.ModelInferRequest) -> AnswerForm:
        """That of `request`."""
        return cls(request.id, bool(request.inputs) and not request.raw_input_contents)


def infer_response(form: AnswerForm, inferred: Inferred) -> messages.ModelInferResponse:
    """The response: raw, unless the request was in typed fields and all outputs have one.

    Raises:
        InvalidArgument: an output of a type that the protocol does not know.
    """
    is_typed = form.is_typed and all(has_contents(dtype) for _, dtype, _ in inferred.outputs)
    response = messages.ModelInferResponse(
        model_name=inferred.servable.name,
        model_version=str(inferred.servable.version),
        id=form.id,
    )
    for name, dtype, array in inferred.outputs:
        datatype = datatype_name(dtype)
        data_type(datatype)  # there may be no such type in the protocol
        output = response.outputs.add(name=name, datatype=datatype, shape=array.shape)
        if is_typed:
            into_contents(array, dtype, output.contents)
        else:
            response.raw_output_contents.append(bytes(to_raw(array)))
    return response
