"""Whether all files of a version are there: what keeps half-copied versions from being loaded.

Looks at headers and sizes only, so that it is cheap enough to be asked again and again while a
version is being copied. A complete version may still be one that does not load.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import BinaryIO

from tfserve.core.storage import Entry, Storage
from tfserve.errors import DataLoss, NotFound, ServingError
from tfserve.servables.checkpoint_index import shard_sizes
from tfserve.servables.wire_fields import Damaged, Field, fields

__all__ = ["MODEL_FILES", "missing_part"]

MODEL_FILES = frozenset({"saved_model.pb", "saved_model.pbtxt", "export.meta", "model.tflite"})
"""A directory that has one of these directly inside is a version of a TensorFlow model."""

_INDEX = "variables/variables.index"
_SHARD = re.compile(r"(?P<stem>.+)-(?P<number>\d{5})-of-(?P<count>\d{5})")
_META_GRAPHS = 2  # fields of SavedModel, MetaGraphDef and AssetFileDef
_SAVER_DEF = 3
_ASSET_FILE_DEF = 6
_FILENAME = 2
# `op: "VarHandleOp"` and so on, as a NodeDef has it: field 2, length, name.
_VARIABLE_OPS = (b"\x12\x0bVarHandleOp", b"\x12\nVariableV2", b"\x12\x08Variable")
_CHUNK_BYTES = 1 << 20


def missing_part(
    platform: str, storage: Storage, path: str, files: Mapping[str, Entry]
) -> ServingError | None:
    """Why the version in directory `path` is not complete; None when nothing is missing.

    Args:
        platform: only `tensorflow` is known; versions of others are complete.
        storage: where `path` is.
        path: the version's directory.
        files: all files below it, by their path relative to it.

    Raises:
        ServingError: a file cannot be read.
    """
    if platform != "tensorflow":
        return None
    if "saved_model.pb" in files:
        return _missing_of_saved_model(storage, path, files)
    if "saved_model.pbtxt" in files:
        return _missing_of_text_saved_model(storage, path, files)
    if "export.meta" in files:
        return _missing_shard(path, files)
    if "model.tflite" in files:
        return None
    return NotFound(
        "Could not find SavedModel .pb or .pbtxt at supplied export directory path: "
        f"{path}. Check that the directory exists and that you have the right permissions for "
        "accessing it."
    )


def _missing_of_saved_model(
    storage: Storage, path: str, files: Mapping[str, Entry]
) -> ServingError | None:
    name = "saved_model.pb"
    with storage.open(f"{path}/{name}") as file:
        try:
            parts = tuple(_parts(file, files[name].size_bytes))
        except Damaged as damage:
            return DataLoss(
                f"Can't parse {path}/{name} as binary proto", details={"reason": str(damage)}
            )
        needs_variables = (
            _INDEX not in files
            and any(part.number == _SAVER_DEF for part in parts)
            and _has_variables(file)
        )
        assets = [_filename(file, part) for part in parts if part.number == _ASSET_FILE_DEF]
    if needs_variables:
        return NotFound(f"{path}/{_INDEX} is missing, but the graph has variables")
    for asset in assets:
        if asset and f"assets/{asset}" not in files:
            return NotFound(f"{path}/assets/{asset} is missing")
    return _missing_of_variables(storage, path, files)


def _parts(file: BinaryIO, size: int) -> Iterator[Field]:
    """The fields of every MetaGraphDef.

    Raises:
        Damaged: a file cut off or of another kind; an empty one, too.
    """
    graphs = [each for each in fields(file, 0, size) if each.number == _META_GRAPHS]
    if not graphs:
        raise Damaged("it has no graph")
    for graph in graphs:
        yield from fields(file, graph.start, graph.end)


def _filename(file: BinaryIO, asset: Field) -> str:
    for each in fields(file, asset.start, asset.end):
        if each.number == _FILENAME:
            file.seek(each.start)
            return file.read(each.end - each.start).decode(errors="replace")
    return ""


def _has_variables(file: BinaryIO) -> bool:
    file.seek(0)
    overlap = b""
    while chunk := file.read(_CHUNK_BYTES):
        window = overlap + chunk
        if any(op in window for op in _VARIABLE_OPS):
            return True
        overlap = window[-max(map(len, _VARIABLE_OPS)) :]
    return False


def _missing_of_text_saved_model(
    storage: Storage, path: str, files: Mapping[str, Entry]
) -> ServingError | None:
    name = "saved_model.pbtxt"
    with storage.open(f"{path}/{name}") as file:
        text = file.read().decode(errors="replace")
    bare = re.sub(r'"(\\.|[^"\\\n])*"|\'(\\.|[^\'\\\n])*\'|#[^\n]*', "", text)
    if "meta_graphs" not in bare or bare.count("{") != bare.count("}"):
        return DataLoss(
            f"Can't parse {path}/{name} as text proto", details={"reason": "it is cut off"}
        )
    return _missing_of_variables(storage, path, files)


def _missing_of_variables(
    storage: Storage, path: str, files: Mapping[str, Entry]
) -> ServingError | None:
    if _INDEX not in files:
        if any(name.startswith("variables/") for name in files):
            return NotFound(f"{path}/{_INDEX} is missing")
        return None
    with storage.open(f"{path}/{_INDEX}") as file:
        try:
            sizes = shard_sizes(file.read())
        except Damaged as damage:
            return DataLoss(f"{path}/{_INDEX} is damaged", details={"reason": str(damage)})
    for shard, size in sizes.items():
        name = f"variables/variables.data-{shard:05d}-of-{len(sizes):05d}"
        if name not in files:
            return NotFound(f"{path}/{name} is missing")
        if files[name].size_bytes < size:
            return DataLoss(
                f"{path}/{name} is cut off: it has {files[name].size_bytes} of {size} bytes"
            )
    return None


def _missing_shard(path: str, files: Mapping[str, Entry]) -> ServingError | None:
    """The first shard of a sharded file that is not there, by the names of the others."""
    for match in filter(None, map(_SHARD.fullmatch, files)):
        for number in range(int(match["count"])):
            name = f"{match['stem']}-{number:05d}-of-{match['count']}"
            if name not in files:
                return NotFound(f"{path}/{name} is missing")
    return None
