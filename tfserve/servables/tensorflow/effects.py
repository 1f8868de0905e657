"""Which runs of a graph do more than compute their outputs from their inputs and variables."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping

from tfserve.apis.tensorflow import graph_pb2, meta_graph_pb2, node_def_pb2, op_def_pb2

__all__ = ["effective_nodes"]

# Stateful to TensorFlow, but they only read, make a handle, or check.
_HARMLESS = frozenset(
    {
        "Assert", "HashTable", "HashTableV2", "IsVariableInitialized", "LookupTableExport",
        "LookupTableExportV2", "LookupTableFind", "LookupTableFindV2", "LookupTableSize",
        "LookupTableSizeV2", "MutableHashTable", "MutableHashTableV2", "ReadVariableOp",
        "ResourceGather", "ResourceGatherNd", "VarHandleOp", "VarIsInitializedOp", "Variable",
        "VariableShape", "VariableV2",
    }
)  # fmt: skip
# As harmless as the functions that they call.
_CALLS = frozenset(
    {
        "Case", "For", "If", "PartitionedCall", "StatefulPartitionedCall", "StatelessCase",
        "StatelessIf", "StatelessWhile", "While",
    }
)  # fmt: skip


def effective_nodes(
    meta_graph: meta_graph_pb2.MetaGraphDef,
    definition_of: Callable[[str], op_def_pb2.OpDef | None] = lambda _: None,
) -> frozenset[str]:
    """Names of the nodes that cannot be fetched without changing something, or that give another
    result each time: what is computed from assignments, random numbers, queues, files, calls into
    Python. An op that nobody describes counts as such.

    Args:
        meta_graph: its graph is judged; exporters describe most of its ops in it.
        definition_of: describes the others.
    """
    graph_def = meta_graph.graph_def
    judge = _Judge(graph_def, meta_graph.meta_info_def.stripped_op_list.op, definition_of)
    waiting = [node.name for node in graph_def.node if judge.is_effective(node)]
    found = set(waiting)
    users = _users(graph_def) if waiting else {}
    while waiting:
        for name in users.get(waiting.pop(), ()):
            if name not in found:
                found.add(name)
                waiting.append(name)
    return frozenset(found)


def _users(graph_def: graph_pb2.GraphDef) -> Mapping[str, Collection[str]]:
    """Node -> the nodes that take an output of it, or wait for it."""
    users = defaultdict(list)
    for node in graph_def.node:
        for name in node.input:
            users[name.lstrip("^").partition(":")[0]].append(node.name)
    return users


class _Judge:
    """Judges nodes by their ops, and calls by what they call, each function once."""

    def __init__(
        self,
        graph_def: graph_pb2.GraphDef,
        definitions: Iterable[op_def_pb2.OpDef],
        definition_of: Callable[[str], op_def_pb2.OpDef | None],
    ) -> None:
        self._bodies = {each.signature.name: each.node_def for each in graph_def.library.function}
        self._functions: dict[str, bool] = {}
        self._definition_of = definition_of
        self._pure = dict.fromkeys(_HARMLESS, True)  # op -> whether it has no effect
        for each in definitions:
            self._pure.setdefault(each.name, _is_pure(each))

    def is_effective(self, node: node_def_pb2.NodeDef) -> bool:
        """Whether running just `node` has an effect."""
        op = node.op
        if op in _CALLS:
            return any(self._is_effective_function(name) for name in _called(node))
        if op in self._bodies:  # an old way of calling: the function's name is the op
            return self._is_effective_function(op)
        if op not in self._pure:
            definition = self._definition_of(op)
            self._pure[op] = definition is not None and _is_pure(definition)
        return not self._pure[op]

    def _is_effective_function(self, name: str) -> bool:
        if name not in self._functions:
            self._functions[name] = False  # a function that calls itself adds nothing
            body = self._bodies.get(name)
            self._functions[name] = body is None or any(map(self.is_effective, body))
        return self._functions[name]


def _is_pure(definition: op_def_pb2.OpDef) -> bool:
    return not definition.is_stateful and not any(
        argument.is_ref for argument in definition.input_arg
    )


def _called(node: node_def_pb2.NodeDef) -> Iterable[str]:
    for value in node.attr.values():
        if value.HasField("func"):
            yield value.func.name
        elif value.HasField("list"):
            yield from (each.name for each in value.list.func)
