"""From a version directory to the one MetaGraphDef that is to be served."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from itertools import chain
from pathlib import Path

from google.protobuf import text_format
from google.protobuf.message import DecodeError

from tfserve.apis.tensorflow import (
    graph_pb2,
    meta_graph_pb2,
    node_def_pb2,
    saved_model_pb2,
    tensor_shape_pb2,
)
from tfserve.errors import (
    DataLoss,
    FailedPrecondition,
    NotFound,
    PermissionDenied,
    Unavailable,
    translating,
)

__all__ = ["read_meta_graph"]

_MAX_MESSAGE_BYTES = 2**31 - 1  # no protobuf message may be larger


def read_meta_graph(directory: Path, tags: Collection[str]) -> meta_graph_pb2.MetaGraphDef:
    """The MetaGraphDef of the SavedModel in `directory` whose tag set is `tags`, checked, and with
    the devices of other machines taken out of its graph.

    Raises:
        NotFound: no SavedModel there, or no such tag set.
        DataLoss: the file is not what its name says, or is cut short.
        FailedPrecondition: the graph has constants that cannot be.
        PermissionDenied, Unavailable: the file cannot be read.
    """
    meta_graph = _with_tags(_read(directory), tags)
    for node in _nodes(meta_graph.graph_def):
        _check(node)
        if node.device:
            node.device = _local_device(node.device)
    for function in meta_graph.graph_def.library.function:
        _check_recursion(function.signature.name, function.node_def)
    return meta_graph


def _read(directory: Path) -> saved_model_pb2.SavedModel:
    binary, text = directory / "saved_model.pb", directory / "saved_model.pbtxt"
    saved_model = saved_model_pb2.SavedModel()
    if binary.exists():
        path, kind = binary, "binary"
    elif text.exists():
        path, kind = text, "text"
    else:
        raise NotFound(
            "Specified file path does not appear to contain a SavedModel bundle (should have a "
            f"file called `saved_model.pb`)\nSpecified file path: {directory}"
        )
    content = _content(path)
    try:
        if kind == "binary":
            saved_model.ParseFromString(content)
        else:
            text_format.Parse(content, saved_model)
    except (DecodeError, text_format.ParseError, UnicodeDecodeError, RecursionError) as error:
        raise DataLoss(f"Can't parse {path} as {kind} proto") from error
    if not saved_model.meta_graphs:  # an empty file is a valid, empty message
        raise DataLoss(f"Can't parse {path} as {kind} proto: it has no MetaGraphDef")
    return saved_model


def _content(path: Path) -> bytes:
    with translating(
        {
            PermissionError: PermissionDenied,
            FileNotFoundError: NotFound,
            OSError: Unavailable,
        }
    ):
        if path.stat().st_size > _MAX_MESSAGE_BYTES:
            raise DataLoss(f"Can't parse {path} as proto: it is larger than 2 GiB")
        return path.read_bytes()


def _with_tags(
    saved_model: saved_model_pb2.SavedModel, tags: Collection[str]
) -> meta_graph_pb2.MetaGraphDef:
    wanted = frozenset(tags)
    for meta_graph in saved_model.meta_graphs:
        if frozenset(meta_graph.meta_info_def.tags) == wanted:
            return meta_graph
    found = (" ".join(each.meta_info_def.tags) for each in saved_model.meta_graphs)
    raise NotFound(
        "Could not find meta graph def matching supplied tags: { "
        + " ".join(tags)
        + " }. To inspect available tag-sets in the SavedModel, please use the SavedModel CLI: "
        "`saved_model_cli`",
        details={"available_tag_sets": ", ".join(f"{{ {each} }}" for each in found)},
    )


def _nodes(graph: graph_pb2.GraphDef) -> Iterator[node_def_pb2.NodeDef]:
    """Every node, those inside functions included."""
    inner = (function.node_def for function in graph.library.function)
    return chain(graph.node, chain.from_iterable(inner))


def _check(node: node_def_pb2.NodeDef) -> None:
    """Refuse a tensor that cannot exist. Matches: cc/saved_model/loader.cc."""
    if "value" not in node.attr:
        if node.op == "Const":
            raise FailedPrecondition(
                f'Saved model contains node "{node.name}" which is a constant tensor but no value '
                "has been provided"
            )
        return
    value = node.attr["value"]
    if value.HasField("tensor") and not _is_countable(value.tensor.tensor_shape):
        raise FailedPrecondition(
            f'Saved model contains node "{node.name}" (op "{node.op}") which initializes from a '
            "tensor with -1 elements"
        )


def _is_countable(shape: tensor_shape_pb2.TensorShapeProto) -> bool:
    """Whether the number of elements is known and fits int64."""
    if shape.unknown_rank or any(dim.size < 0 for dim in shape.dim):
        return False
    count = 1
    for dim in shape.dim:
        count *= dim.size
    return count < 2**63


def _check_recursion(name: str, body: Collection[node_def_pb2.NodeDef]) -> None:
    if any(node.op == name for node in body):
        raise FailedPrecondition(
            f"Function {name} is self recursive and TensorFlow does not support this scenario."
        )


def _local_device(device: str) -> str:
    """`device` without the machine it was on: `/job:ps/task:3/device:GPU:0` is `/device:GPU:0`.

    The session has this process and no other, whatever cluster the model was trained on.
    """
    parts = (part for part in device.split("/") if part)
    kept = [part for part in parts if not part.startswith(("job:", "replica:", "task:"))]
    return "".join(f"/{part}" for part in kept)
