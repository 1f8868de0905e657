"""How long the data files of a checkpoint must be, read from its `.index` file.

The index is a sorted table of key -> entry (LevelDB's format); an entry says in which shard a
tensor lies, where, and how long it is. Format: tensorflow/core/lib/io/format.h,
tensorflow/core/protobuf/tensor_bundle.proto.
"""

from __future__ import annotations

import io
import struct
from collections.abc import Iterator, Mapping

from tfserve.servables.snappy import decompress
from tfserve.servables.wire_fields import Damaged, fields, read_varint

__all__ = ["shard_sizes"]

_FOOTER_BYTES = 48
_MAGIC = 0xDB4775248B80FB57
_NOT_COMPRESSED, _SNAPPY = 0, 1
_MAX_BLOCK_BYTES = 1 << 28  # TensorFlow begins a new block after 256 kB and the entry under way
_HEADER_NUM_SHARDS = 1
_ENTRY_SHARD_ID, _ENTRY_OFFSET, _ENTRY_SIZE = 3, 4, 5


def shard_sizes(index: bytes) -> Mapping[int, int]:
    """Shard number -> the least number of bytes that its data file has, for every shard.

    Args:
        index: content of the `.index` file.

    Raises:
        Damaged: it is cut off or no index.
    """
    if len(index) < _FOOTER_BYTES:
        raise Damaged("it is shorter than the footer of an index")
    footer = io.BytesIO(index[-_FOOTER_BYTES:])
    if struct.unpack("<Q", index[-8:])[0] != _MAGIC:
        raise Damaged("it does not end as an index does")
    read_varint(footer), read_varint(footer)  # where the meta index is
    sizes: dict[int, int] = {}
    for _, handle in _entries(_block(index, read_varint(footer), read_varint(footer))):
        where = io.BytesIO(handle)
        for key, value in _entries(_block(index, read_varint(where), read_varint(where))):
            numbers = _varints(value)
            if not key:
                for shard in range(numbers.get(_HEADER_NUM_SHARDS, 1)):
                    sizes.setdefault(shard, 0)
                continue
            shard = numbers.get(_ENTRY_SHARD_ID, 0)
            ends_at = numbers.get(_ENTRY_OFFSET, 0) + numbers.get(_ENTRY_SIZE, 0)
            sizes[shard] = max(sizes.get(shard, 0), ends_at)
    if not sizes:
        raise Damaged("it tells of no data")
    return sizes


def _varints(message: bytes) -> Mapping[int, int]:
    return {each.number: each.varint for each in fields(io.BytesIO(message), 0, len(message))}


def _block(index: bytes, offset: int, size: int) -> bytes:
    block = index[offset : offset + size]
    if len(block) < size or len(index) <= offset + size:
        raise Damaged("a block lies beyond its end")
    compression = index[offset + size]
    if compression == _SNAPPY:
        return decompress(block, max_bytes=_MAX_BLOCK_BYTES)
    if compression != _NOT_COMPRESSED:
        raise Damaged("a block is compressed in an unknown way")
    return block


def _entries(block: bytes) -> Iterator[tuple[bytes, bytes]]:
    if len(block) < 4:
        raise Damaged("a block is too short")
    restarts = struct.unpack("<I", block[-4:])[0]
    end = len(block) - 4 * (restarts + 1)
    file = io.BytesIO(block)
    key = b""
    while file.tell() < end:
        shared, rest, size = read_varint(file), read_varint(file), read_varint(file)
        key = key[:shared] + file.read(rest)
        value = file.read(size)
        if len(value) < size:
            raise Damaged("an entry lies beyond its block")
        yield key, value
