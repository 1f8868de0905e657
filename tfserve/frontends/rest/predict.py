"""Predict over REST: JSON in, JSON out, nothing in between but arrays (spec 9.5 and 9.7)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

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
    Signature,
    SignatureCall,
)
from tfserve.errors import Internal, InvalidArgument, ResourceExhausted, ServingError
from tfserve.frontends.rest.error_details import Seen
from tfserve.frontends.rest.exchange import Request, Response
from tfserve.frontends.rest.inference import PROTOBUF, accepts_protobuf, asked_by
from tfserve.frontends.rest.json_inputs import Format, predict_inputs, signature_name
from tfserve.frontends.rest.json_reader import Document, read_document
from tfserve.frontends.rest.json_writer import columnar_body, row_body
from tfserve.handlers.model_spec import answer_with
from tfserve.handlers.run import Prepared
from tfserve.handlers.service import Handlers
from tfserve.handlers.suggestions import known_names
from tfserve.tensors import encode

__all__ = ["JsonPredict"]

_METHODS = (PREDICT_METHOD, CLASSIFY_METHOD, REGRESS_METHOD)


@dataclass(frozen=True, slots=True)
class JsonPredict:
    """Begins predict requests whose body is JSON. Thread-safe.

    Args:
        handlers: run models.
        max_json_depth: how deep a body may nest.
        max_tensor_bytes: what the inputs of one request may take in memory.
        check_method_names: `--enable_signature_method_name_check`.
    """

    handlers: Handlers
    max_json_depth: int
    max_tensor_bytes: int
    check_method_names: bool

    def __call__(
        self,
        request: Request,
        seen: Seen,
        done: Callable[[Response | None, ServingError | None], None],
        ended: Callable[[], None],
    ) -> None:
        """Parse, then look the model up and run it.

        Raises:
            ServingError: what is wrong with the body, whatever models there are.
        """
        spec = asked_by(request)
        document = read_document(request.body, self.max_json_depth)
        seen.note(document.root)
        name = signature_name(document)

        def prepare(handle: ServableHandle) -> Prepared[Response]:
            signature = self._signature(handle, name)
            seen.signature = signature
            if request.deadline.record is not None:
                request.deadline.record.signature = signature.name
            return self._prepare(request, document, seen, signature, handle.id)

        self.handlers.infer(spec, prepare, request.deadline, done, ended)

    def _signature(self, handle: ServableHandle, name: str) -> Signature:
        signatures = handle.servable.signatures
        signature = signatures.get(name or DEFAULT_SIGNATURE)
        if signature is None:
            shown = _shown(name or DEFAULT_SIGNATURE)
            raise InvalidArgument(
                f'Serving signature name: "{shown}" not found in signature def',
                details=known_names("signatures", shown, signatures),
            )
        if not signature.inputs:
            raise InvalidArgument(
                f"Failed to get input map for signature: {_shown(name) or 'DEFAULT'}"
            )
        return signature

    def _prepare(
        self,
        request: Request,
        document: Document,
        seen: Seen,
        signature: Signature,
        servable: ServableId,
    ) -> Prepared[Response]:
        format_, inputs = predict_inputs(document, signature)
        if seen.is_wanted:
            seen.inputs = inputs
        self._check_size(inputs)
        if self.check_method_names and signature.method_name not in _METHODS:
            raise Internal(
                "Expected prediction signature method_name to be one of "
                f"{{{', '.join(_METHODS)}}}. Was: {signature.method_name}"
            )
        aliases = tuple(sorted(signature.outputs))
        as_message = accepts_protobuf(request)

        def answer(outputs: Outputs) -> Response:
            named = _named(outputs, aliases, servable)
            if as_message:
                return _message(named, servable, signature)
            write = row_body if format_ is Format.ROW else columnar_body
            return Response(write(named))

        return Call(inputs, (SignatureCall(signature.name, aliases),)), answer

    def _check_size(self, inputs: dict[str, Array]) -> None:
        size = sum(array.nbytes for array in inputs.values())
        if size > self.max_tensor_bytes:
            raise ResourceExhausted(
                f"The request's tensors take {size} bytes, "
                f"more than --max_tensor_bytes={self.max_tensor_bytes}",
                details={"flag": "max_tensor_bytes"},
            )


def _shown(name: str) -> str:
    """A client's name in an error; bytes that are no UTF-8 become `?`."""
    return name.encode("utf-8", "replace").decode()


def _named(outputs: Outputs, aliases: tuple[str, ...], servable: ServableId) -> dict[str, Array]:
    (arrays,) = outputs
    if len(arrays) != len(aliases):
        raise Internal(
            f"Servable {servable} returned {len(arrays)} outputs instead of {len(aliases)}"
        )
    return dict(zip(aliases, arrays, strict=True))


def _message(named: dict[str, Array], servable: ServableId, signature: Signature) -> Response:
    """The outputs as the gRPC response."""
    response = predict_pb2.PredictResponse()
    answer_with(response.model_spec, servable, signature.name)
    for alias, array in named.items():
        encode(array, signature.outputs[alias].dtype.base or None, into=response.outputs[alias])
    return Response(response.SerializeToString(), content_type=PROTOBUF)
