"""Bringing a fresh session into the state in which the model was saved."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np

from tfserve.apis.tensorflow import meta_graph_pb2
from tfserve.core.servable import Array
from tfserve.errors import FailedPrecondition, NotFound, ServingError, error_of
from tfserve.servables.tensorflow.session import GraphSession

__all__ = ["restore_session"]

_INIT_SIGNATURE = "__saved_model_init_op"
_INIT_COLLECTIONS = ("saved_model_main_op", "legacy_init_op")
_ASSETS_COLLECTION = "saved_model_assets"
_VARIABLES = frozenset({"VarHandleOp", "VariableV2", "Variable"})


def restore_session(
    session: GraphSession, meta_graph: meta_graph_pb2.MetaGraphDef, directory: Path
) -> None:
    """Restore variables, then run the init op; both see the paths of the assets. Matches:
    cc/saved_model/loader.cc.

    Raises:
        NotFound: a file of the checkpoint is missing; the text names it.
        OutOfRange, DataLoss: it is cut short or corrupt; the text names the checkpoint.
        FailedPrecondition: more than one init op.
        ServingError: whatever the init op fails with.
    """
    assets = _asset_feeds(meta_graph, directory)
    _restore_variables(session, meta_graph, directory, assets)
    init_op = _init_op(meta_graph, directory)
    if init_op:
        session.run_once(assets, (init_op,))


def _restore_variables(
    session: GraphSession,
    meta_graph: meta_graph_pb2.MetaGraphDef,
    directory: Path,
    assets: Mapping[str, Array],
) -> None:
    saver = meta_graph.saver_def
    checkpoint = directory / "variables" / "variables"
    index = checkpoint.with_name("variables.index")
    if not saver.restore_op_name:
        return  # the exporter saw no variables
    if not index.exists():
        if any(
            node.op in _VARIABLES for node in meta_graph.graph_def.node
        ):  # TensorFlow Serving would load it, and fail every request
            raise NotFound(f"{index}; No such file or directory")
        return
    feeds = {saver.filename_tensor_name: _text(str(checkpoint)), **assets}
    try:
        session.run_once(feeds, (saver.restore_op_name,))
    except ServingError as error:
        if str(checkpoint) in error.message:
            raise
        text = f"Cannot restore variables from {checkpoint}: {error.message}"
        raise error_of(error.code, text) from error


def _asset_feeds(meta_graph: meta_graph_pb2.MetaGraphDef, directory: Path) -> Mapping[str, Array]:
    return {
        asset.tensor_info.name: _text(str(directory / "assets" / asset.filename))
        for asset in _assets(meta_graph)
    }


def _assets(
    meta_graph: meta_graph_pb2.MetaGraphDef,
) -> Sequence[meta_graph_pb2.AssetFileDef]:
    if meta_graph.asset_file_def:
        return tuple(meta_graph.asset_file_def)
    if _ASSETS_COLLECTION not in meta_graph.collection_def:
        return ()
    packed = meta_graph.collection_def[_ASSETS_COLLECTION].any_list.value
    return tuple(meta_graph_pb2.AssetFileDef.FromString(each.value) for each in packed)


def _init_op(meta_graph: meta_graph_pb2.MetaGraphDef, directory: Path) -> str:
    """The name of the op to run after restoring; "" when there is none."""
    if _INIT_SIGNATURE in meta_graph.signature_def:
        outputs = meta_graph.signature_def[_INIT_SIGNATURE].outputs
        name = outputs[_INIT_SIGNATURE].name if _INIT_SIGNATURE in outputs else ""
        return str(name).partition(":")[0]
    for key in _INIT_COLLECTIONS:
        if key in meta_graph.collection_def:
            names = meta_graph.collection_def[key].node_list.value
            if len(names) != 1:
                raise FailedPrecondition(f"Expected exactly one main op in : {directory}")
            return str(names[0]).partition(":")[0]
    return ""


def _text(value: str) -> Array:
    return np.array(value.encode(), dtype=object)
