"""Signatures as TensorFlow's SignatureDef messages, whatever kind of model they belong to."""

from __future__ import annotations

from typing import TYPE_CHECKING

from google.protobuf import text_format

from tfserve.apis import get_model_metadata_pb2
from tfserve.core.servable import HasSignatureDefs, Servable, Signature, TensorSpec
from tfserve.tensors import encode

if TYPE_CHECKING:
    from tfserve.apis.tensorflow import meta_graph_pb2

__all__ = ["debug_string", "signature_def_map"]


def signature_def_map(servable: Servable) -> get_model_metadata_pb2.SignatureDefMap:
    """All signatures of `servable`: its own messages, word for word, where it has them."""
    if isinstance(servable, HasSignatureDefs):
        return servable.signature_defs()
    message = get_model_metadata_pb2.SignatureDefMap()
    for name, signature in servable.signatures.items():
        _fill(message.signature_def[name], signature)
    return message


def debug_string(servable: Servable, signature: str) -> str:
    """One signature in protobuf's text format, several lines, as error texts quote it."""
    message = signature_def_map(servable).signature_def[signature]
    return text_format.MessageToString(message)


def _fill(message: meta_graph_pb2.SignatureDef, signature: Signature) -> None:
    message.method_name = signature.method_name
    for alias, spec in signature.inputs.items():
        _describe(message.inputs[alias], spec)
    for alias, spec in signature.outputs.items():
        _describe(message.outputs[alias], spec)
    for alias, value in signature.defaults.items():
        encode(value, into=message.defaults[alias])


def _describe(message: meta_graph_pb2.TensorInfo, spec: TensorSpec) -> None:
    message.name = spec.name
    message.dtype = spec.dtype.value
    if spec.shape is None:
        message.tensor_shape.unknown_rank = True
        return
    message.tensor_shape.SetInParent()
    for size in spec.shape:
        message.tensor_shape.dim.add(size=-1 if size is None else size)
