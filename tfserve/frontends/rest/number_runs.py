"""Long runs of numbers in brackets, read from the text into arrays without a list per row.

Most of what reading nested lists costs is the lists. Where a run is regular, its brackets say
nothing that its shape does not: they are checked as a whole and left out, and the numbers are
parsed as flat lists, a piece at a time, which stay in the processor's cache.
"""

from __future__ import annotations

import json
import math
import re
import secrets
from collections.abc import Iterator, Mapping
from typing import TypeAlias

import numpy as np
import orjson

from tfserve.core.servable import Array

__all__ = ["MAX_RANK", "Cut", "cut_runs", "read_run"]

MAX_RANK = 32
"""Deeper runs are left to the parser."""

Cut: TypeAlias = tuple[bytes, Mapping[str, Array]]
"""A document whose runs are replaced by strings, and the array that each of these stands for."""

_SHORTEST_DOCUMENT = 2048  # bytes; below, the parser alone is quicker
_SHORTEST_RUN = 256
_BYTES_PER_QUOTE = 128  # documents with more strings than that are left to the parser
_PIECE = 1 << 15  # bytes parsed at once
_SPACE = b" \n\r\t"
_NUMERIC = b"0123456789+-.eE" + _SPACE + b"NaInfity"
_AS_ZERO = bytes(byte if byte in b"[]," else ord("0") for byte in range(256))
_SMALLEST = -(1 << 63)
_OPEN, _CLOSE, _BLANK = b"[] "
_STRUCTURE = np.isin(np.arange(256), list(b"[],"))
_SHORT_INFINITY = re.compile(rb"Inf(?!inity)")
_BACKSLASH = ord("\\")


def cut_runs(body: bytes) -> Cut:
    """Replace the long regular runs of numbers in a document.

    Returns:
        the document with a string that nobody can foresee in place of each run, which is JSON
        exactly if `body` is; and what stands for it: int64 where all numbers are integers, else
        float64.
    """
    if len(body) < _SHORTEST_DOCUMENT or body.count(b'"') * _BYTES_PER_QUOTE > len(body):
        return body, {}
    nonce = secrets.token_hex(8)
    pieces: list[bytes] = []
    runs: dict[str, Array] = {}
    done = 0
    for begin, end in _between_strings(body):
        run = _run_in(body, begin, end)
        array = None if run is None else read_run(body[run])
        if run is not None and array is not None:
            name = f"{nonce}{len(runs)}"
            runs[name] = array
            pieces += (body[done : run.start], b'"%b"' % name.encode())
            done = run.stop
    if not runs:
        return body, {}
    pieces.append(body[done:])
    return b"".join(pieces), runs


def _between_strings(body: bytes) -> Iterator[tuple[int, int]]:
    """Where no string is."""
    at = 0
    while (quote := body.find(b'"', at)) >= 0:
        yield at, quote
        end = quote
        while True:
            end = body.find(b'"', end + 1)
            if end < 0:
                return
            before = end - 1
            while body[before] == _BACKSLASH:
                before -= 1
            if (end - before) % 2:  # not escaped
                break
        at = end + 1
    yield at, len(body)


def _run_in(body: bytes, begin: int, end: int) -> slice | None:
    """What of a stretch without strings lies between its first bracket and the last before any
    brace or colon.
    """
    if end - begin < _SHORTEST_RUN:
        return None
    begin = body.find(b"[", begin, end)
    if begin < 0:
        return None
    for other in (b"{", b"}", b":"):
        at = body.find(other, begin, end)
        end = end if at < 0 else at
    end = body.rfind(b"]", begin, end) + 1
    return slice(begin, end) if end - begin >= _SHORTEST_RUN else None


def read_run(run: bytes) -> Array | None:
    """The array of a text such as `[[1, 2], [3, 4]]`; None where it is no regular nested list of
    numbers, or has integers beyond int64.

    Returns:
        int64 where all numbers are integers, else float64.
    """
    is_enclosed = run.startswith(b"[") and run.endswith(b"]")
    shape = _shape(run) if is_enclosed else None
    if shape is None:
        return None
    flat = run.translate(None, b"[]")
    try:
        if any(letter in flat for letter in b".eENI"):
            values = _floats(flat, math.prod(shape))
        else:
            values = _integers(flat, math.prod(shape))
    except (ValueError, OverflowError):  # no JSON, not as many numbers as there should be, beyond
        return None
    return None if values is None else values.reshape(shape)


def _shape(run: bytes) -> tuple[int, ...] | None:
    """The shape, if brackets and commas stand as they must, and numbers in innermost ones only."""
    structure = run.translate(None, _NUMERIC)
    rank = len(structure) - len(structure.lstrip(b"["))
    if not 0 < rank <= MAX_RANK:
        return None
    shape = []
    expected = b""
    for closing in range(1, rank + 1):
        end = structure.find(b"]" * closing)
        if end < 0:
            return None
        size = (end + closing - (rank - closing) - 1) // (len(expected) + 1)
        shape.append(max(size, 1))
        expected = b"[%b]" % b",".join([expected] * shape[-1])
    if expected != structure:
        return None
    return tuple(reversed(shape)) if _is_outside_empty(run) else None


def _is_outside_empty(run: bytes) -> bool:
    """Whether no number follows a closing bracket or precedes an opening one."""
    text = np.frombuffer(run, np.uint8)
    closing = np.flatnonzero(text == _CLOSE)[:-1]  # the last one is the end
    opening = np.flatnonzero(text == _OPEN)[1:]
    after, before = text[closing + 1], text[opening - 1]
    spaced = before == _BLANK
    before = np.where(spaced, text[opening - 1 - spaced], before)
    if _STRUCTURE[after].all() and _STRUCTURE[before].all():
        return True
    plain = run.translate(_AS_ZERO, _SPACE)  # with other white space
    return b"]0" not in plain and b"0[" not in plain


def _pieces(flat: bytes) -> Iterator[bytes]:
    """`1,2,3,4` in pieces, each a JSON list."""
    at = 0
    while at < len(flat):
        end = flat.find(b",", at + _PIECE)
        if end < 0:
            end = len(flat)
        yield b"[%b]" % flat[at:end]
        at = end + 1


def _floats(flat: bytes, count: int) -> Array | None:
    values = np.empty(count, np.float64)
    at = 0
    for piece in _pieces(flat):
        if b"N" in piece or b"I" in piece:
            numbers = _with_specials(piece)
            if numbers is None:
                return None
        else:
            numbers = orjson.loads(piece)
        values[at : at + len(numbers)] = numbers
        at += len(numbers)
    return values if at == count else None


def _with_specials(piece: bytes) -> list[float] | None:
    """Numbers some of which may be NaN, Inf or Infinity."""
    text = _SHORT_INFINITY.sub(b"Infinity", piece.replace(b"-NaN", b"NaN"))
    numbers: list[float] = json.loads(text)
    infinite = sum(map(math.isinf, numbers))
    return numbers if infinite == piece.count(b"Inf") else None  # others were too big


def _integers(flat: bytes, count: int) -> Array | None:
    values = np.empty(count, np.int64)
    at = 0
    for piece in _pieces(flat):
        numbers = orjson.loads(piece)
        values[at : at + len(numbers)] = np.fromiter(numbers, np.int64, len(numbers))
        at += len(numbers)
    # The parser makes doubles of what lies beyond, and the nearest ones are taken for the smallest.
    is_whole = at == count and values.min() > _SMALLEST
    return values if is_whole else None
