"""SignatureDefs as Signature values."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from tfserve.apis import get_model_metadata_pb2
from tfserve.apis.tensorflow import meta_graph_pb2, tensor_shape_pb2
from tfserve.core.servable import Signature, TensorSpec
from tfserve.tensors import DataType, decode

__all__ = ["signature_def_map", "signatures_of"]


def signatures_of(meta_graph: meta_graph_pb2.MetaGraphDef) -> Mapping[str, Signature]:
    """Every signature by its key, internal ones included; in the order of the keys.

    Raises:
        InvalidArgument: a default value is no tensor.
    """
    found = {
        key: Signature(
            name=key,
            inputs=_specs(definition.inputs),
            outputs=_specs(definition.outputs),
            method_name=definition.method_name,
            defaults=MappingProxyType(
                {alias: decode(value) for alias, value in sorted(definition.defaults.items())}
            ),
        )
        for key, definition in sorted(meta_graph.signature_def.items())
    }
    return MappingProxyType(found)


def signature_def_map(
    meta_graph: meta_graph_pb2.MetaGraphDef,
) -> get_model_metadata_pb2.SignatureDefMap:
    """The same signatures as the message of our stubs, word for word."""
    message = get_model_metadata_pb2.SignatureDefMap()
    for key, definition in meta_graph.signature_def.items():
        message.signature_def[key].MergeFromString(definition.SerializeToString())
    return message


def _specs(infos: Mapping[str, meta_graph_pb2.TensorInfo]) -> Mapping[str, TensorSpec]:
    return MappingProxyType(
        {
            alias: TensorSpec(info.name, _data_type(info.dtype), _shape(info.tensor_shape))
            for alias, info in sorted(infos.items())
        }
    )


def _data_type(number: int) -> DataType:
    try:
        return DataType(number)
    except ValueError:  # a type that is newer than this server
        return DataType.DT_INVALID


def _shape(shape: tensor_shape_pb2.TensorShapeProto) -> tuple[int | None, ...] | None:
    if shape.unknown_rank:
        return None
    return tuple(None if dim.size < 0 else dim.size for dim in shape.dim)
