"""Graphs whose exporter knew attributes that this TensorFlow does not."""

from __future__ import annotations

from collections.abc import Callable
from itertools import chain

from tfserve.apis.tensorflow import graph_pb2, op_def_pb2

__all__ = ["remove_new_defaults"]


def remove_new_defaults(
    graph: graph_pb2.GraphDef,
    producer_ops: op_def_pb2.OpList,
    op_definition: Callable[[str], op_def_pb2.OpDef | None],
) -> None:
    """Take attributes out of nodes that are not known here, where they have the value that the
    exporter's TensorFlow gives them by default: they mean nothing then. Matches:
    core/framework/graph_def_util.cc.

    Args:
        graph: changed in place.
        producer_ops: ops as the exporter knew them.
        op_definition: ops as they are known here.
    """
    new: dict[str, dict[str, bytes]] = {}
    for op in producer_ops.op:
        known = op_definition(op.name)
        if known is None:
            continue
        names = {attr.name for attr in known.attr}
        defaults = {
            attr.name: attr.default_value.SerializeToString(deterministic=True)
            for attr in op.attr
            if attr.name not in names and attr.HasField("default_value")
        }
        if defaults:
            new[op.name] = defaults
    if not new:
        return
    for node in chain(graph.node, *(function.node_def for function in graph.library.function)):
        for name, default in new.get(node.op, {}).items():
            if name in node.attr:
                value = node.attr[name].SerializeToString(deterministic=True)
                if value == default:
                    del node.attr[name]
