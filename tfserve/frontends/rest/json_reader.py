"""Request bodies -> JSON values: quickly where that is certain, else as RapidJSON would.

A C parser (orjson) and RapidJSON as TensorFlow Serving uses it agree on most documents. Where they
do not, `exact_reader` decides: the C parser refuses NaN, Infinity, byte order marks, bytes that are
not UTF-8, and lone surrogates; it takes the last of repeated names; its errors have other texts.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

import orjson

from tfserve.core.servable import Array
from tfserve.errors import InvalidArgument
from tfserve.frontends.rest.exact_reader import JsonValue, read_exactly
from tfserve.frontends.rest.json_debug import debug_text
from tfserve.frontends.rest.number_runs import MAX_RANK, cut_runs

__all__ = ["MAX_DEPTH", "Document", "read_document"]

MAX_DEPTH = 256
"""Default of `--max_json_depth`."""

_PARSER_DEPTH = 1024  # how deep orjson nests
_MEMBER = re.compile(rb'"[ \n\r\t]*:')


class Document:
    """A request's top-level object.

    Args:
        root: name -> value; long regular runs of numbers may be arrays instead of lists: int64, or
            float64 where one of them is a double.
        body: the text.
        max_depth: `--max_json_depth`.
        has_arrays: whether there are any such arrays.
    """

    __slots__ = ("_body", "_max_depth", "has_arrays", "root")

    def __init__(
        self, root: dict[str, JsonValue], body: bytes, max_depth: int, *, has_arrays: bool
    ) -> None:
        self.root = root
        self.has_arrays = has_arrays
        self._body = body
        self._max_depth = max_depth

    def plain(self) -> dict[str, JsonValue]:
        """The same without arrays: lists all through, as errors are told of them."""
        if self.has_arrays:
            self.root = _object(_read(self._body, {}, self._max_depth, self._body))
            self.has_arrays = False
        return self.root


def read_document(body: bytes, max_depth: int = MAX_DEPTH) -> Document:
    """The object that a request's body has.

    Raises:
        InvalidArgument: with the texts of spec 9.4; nested deeper than `max_depth`, or text after
            the document.
    """
    if not body:
        raise InvalidArgument("JSON Parse error: The document is empty")
    skeleton, runs = cut_runs(body)
    value = _read(skeleton, runs, max_depth, body)
    has_arrays = bool(runs) and type(value) is dict and _replace(value, runs)
    return Document(_object(value), body, max_depth, has_arrays=has_arrays)


def _object(value: JsonValue) -> dict[str, JsonValue]:
    if not isinstance(value, dict):
        raise InvalidArgument(f"JSON Value: {debug_text(value)} Is not object")
    return value


def _read(skeleton: bytes, runs: Mapping[str, Array], max_depth: int, body: bytes) -> JsonValue:
    """What `skeleton` has, or `body` where that is in doubt."""
    room = max_depth - MAX_RANK if runs else max_depth
    try:
        if skeleton.count(b"[") + skeleton.count(b"{") <= room:
            value = orjson.loads(skeleton)
        else:
            value = _loads_within(skeleton, _PARSER_DEPTH - room)
    except orjson.JSONDecodeError:
        return read_exactly(body, max_depth)
    if type(value) is dict and _may_repeat_names(value, skeleton):
        return read_exactly(body, max_depth)
    return value


def _loads_within(text: bytes, depth: int) -> JsonValue:
    """Parse `text` within so many lists, which leaves it as many levels fewer.

    Raises:
        orjson.JSONDecodeError: no JSON, or too deep.
    """
    depth = max(depth, 0)
    value = orjson.loads(b"[" * depth + text + b"]" * depth)
    for _ in range(depth):
        if len(value) != 1:  # such as of `1], [2`
            raise orjson.JSONDecodeError("two values", "", 0)
        value = value[0]
    return value


def _may_repeat_names(root: dict[str, JsonValue], text: bytes) -> bool:
    """Whether there are more names in the text than in the objects; also where a string only looks
    as if.
    """
    colons = text.count(b":")
    if colons == len(root):
        return False
    members = _count_members(root)
    # More colons may be in strings.
    return colons != members and len(_MEMBER.findall(text)) != members


def _count_members(root: JsonValue) -> int:
    """How many members all objects have; those in lists that begin with a scalar are left out."""
    count = 0
    todo = [root]
    while todo:
        value = todo.pop()
        if type(value) is dict:
            count += len(value)
            todo += [each for each in value.values() if type(each) is dict or type(each) is list]
        elif value and (type(value[0]) is dict or type(value[0]) is list):
            todo += [each for each in value if type(each) is dict or type(each) is list]
    return count


def _replace(root: dict[str, JsonValue], runs: Mapping[str, Array]) -> bool:
    """Put arrays where their names stand; whether any did."""
    todo: list[JsonValue] = [root]
    left = len(runs)
    while todo and left:
        container = todo.pop()
        items = container.items() if isinstance(container, dict) else enumerate(container)
        for key, value in list(items):
            if type(value) is str:
                if value in runs:
                    container[key] = runs[value]
                    left -= 1
            elif isinstance(value, dict | list):
                todo.append(value)
    return left < len(runs)
