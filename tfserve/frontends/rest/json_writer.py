"""Arrays -> response bodies, in TensorFlow Serving's layout byte for byte (spec 9.7, 9.9).

The elements of an array are written in one go, a comma after each, or one of a few control bytes
where lists end, which JSON has nowhere; these are then replaced by what the layout wants there.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import orjson

from tfserve.core.servable import Array
from tfserve.errors import InvalidArgument
from tfserve.frontends.rest.base64_values import encode_base64
from tfserve.frontends.rest.json_strings import quoted, quoted_bytes
from tfserve.frontends.rest.numbers import decimal_texts
from tfserve.tensors import DataType

__all__ = ["columnar_body", "results_body", "row_body", "scores_body"]

_INDENT = b"    "
_BYTES_SUFFIX = "_bytes"
_FLOATS = (DataType.DT_FLOAT, DataType.DT_DOUBLE)
_INTEGERS = frozenset({
    DataType.DT_INT8, DataType.DT_INT16, DataType.DT_INT32, DataType.DT_INT64,
    DataType.DT_UINT8, DataType.DT_UINT32, DataType.DT_UINT64,
})  # fmt: skip
_ROW_END = b"\x01"
_FIRST_MARK = 2  # \x02 ends one list, \x03 two, ...
_MOST_MARKS = 7  # before the white space characters


def row_body(outputs: Mapping[str, Array]) -> bytes:
    """`{"predictions": [...]}`: one element for each index of the arrays' first dimension, which
    they share; an object where there are several outputs.

    Raises:
        InvalidArgument: a scalar, different first dimensions, or a dtype that JSON has nothing for.

    Matches: util/json_tensor.cc, MakeRowFormatJsonFromTensors.
    """
    size = _batch_size(outputs)
    if size == 0:
        return b'{\n    "predictions": []\n}'
    if len(outputs) == 1:
        ((alias, array),) = outputs.items()
        rows = _rows(array, _Layout(2, is_line=True, as_bytes=alias.endswith(_BYTES_SUFFIX)))
        return b'{\n    "predictions": [%b\n    ]\n}' % rows.replace(_ROW_END, b", ")
    template = b",\n".join(
        _INDENT * 3 + quoted(alias).replace(b"%", b"%%") + b": %b" for alias in outputs
    )
    template = _INDENT * 2 + b"{\n" + template + b"\n" + _INDENT * 2 + b"}"
    columns = [
        _rows(array, _Layout(3, is_line=True, as_bytes=alias.endswith(_BYTES_SUFFIX))).split(
            _ROW_END
        )
        for alias, array in outputs.items()
    ]
    objects = b",\n".join([template % row for row in zip(*columns, strict=True)])
    return b'{\n    "predictions": [\n%b\n    ]\n}' % objects


def columnar_body(outputs: Mapping[str, Array]) -> bytes:
    """`{"outputs": ...}`: the value of the one output, or an object of several.

    Raises:
        InvalidArgument: no outputs, or a dtype that JSON has nothing for.

    Matches: util/json_tensor.cc, MakeColumnarFormatJsonFromTensors.
    """
    if not outputs:
        raise InvalidArgument("Cannot convert empty tensor map to JSON")
    level = 1 if len(outputs) == 1 else 2
    values = [
        _value(array, _Layout(level, is_line=False, as_bytes=alias.endswith(_BYTES_SUFFIX)))
        for alias, array in outputs.items()
    ]
    if len(outputs) == 1:
        return b'{\n    "outputs": %b\n}' % values[0]
    members = b",\n".join(
        _INDENT * 2 + quoted(alias) + b": " + value
        for alias, value in zip(outputs, values, strict=True)
    )
    return b'{\n    "outputs": {\n%b\n    }\n}' % members


def scores_body(values: Sequence[float]) -> bytes:
    """`{"results": [...]}` of a regression: one float32 number for each example."""
    numbers = decimal_texts(np.array(values, np.float32)).replace(b",", b", ")
    return b'{\n    "results": [%b]\n}' % numbers


def results_body(results: Sequence[Sequence[tuple[str, float]]]) -> bytes:
    """`{"results": [...]}` of a classification: for each example its classes, `[label, score]`."""
    flat = [pair for classes in results for pair in classes]
    scores = decimal_texts(np.array([score for _, score in flat], np.float32)).split(b",")
    pairs = iter(
        [
            b"[%b, %b]" % (quoted(label), score)
            for (label, _), score in zip(flat, scores, strict=False)
        ]
    )
    lists = [b"[%b]" % b", ".join([next(pairs) for _ in classes]) for classes in results]
    return b'{\n    "results": [%b\n    ]\n}' % b", ".join(lists)


def _batch_size(outputs: Mapping[str, Array]) -> int:
    if not outputs:
        raise InvalidArgument("Cannot convert empty tensor map to JSON")
    size = -1
    for alias, array in outputs.items():
        if array.ndim == 0:
            raise InvalidArgument(f"Tensor name: {alias} has no shape information ")
        if size not in (-1, len(array)):
            raise InvalidArgument(
                f"Tensor name: {alias} has inconsistent batch size: {len(array)} expecting: {size}"
            )
        size = len(array)
    return size


def _check_writable(dtype: DataType) -> None:
    if not (
        dtype in _FLOATS or dtype in _INTEGERS or dtype in (DataType.DT_BOOL, DataType.DT_STRING)
    ):
        raise InvalidArgument(f"Failed to write JSON value for tensor type: {dtype.label}")


# ---- layout


@dataclass(frozen=True, slots=True)
class _Layout:
    """How a value is laid out.

    Args:
        level: how many arrays and objects are around it.
        is_line: whether arrays take one line.
        as_bytes: whether strings are written as base64 objects.
    """

    level: int
    is_line: bool
    as_bytes: bool

    def line(self, deeper: int) -> bytes:
        """A line's end and the next one's indent, so many levels deeper; nothing in one line."""
        return b"" if self.is_line else b"\n" + _INDENT * (self.level + deeper)

    def opening(self, rank: int, begin: int = 0) -> bytes:
        """What lies between the start of an array of `rank` dimensions, of which `begin` are open
        already, and its first element.
        """
        return b"".join(b"[" + self.line(at + 1) for at in range(begin, rank))

    def closing(self, rank: int, end: int = 0) -> bytes:
        """What lies between the last element and the point where `end` lists are still open."""
        return b"".join(self.line(at) + b"]" for at in range(rank - 1, end - 1, -1))

    def between(self, rank: int, still_open: int) -> bytes:
        """What lies between two elements that have only the `still_open` outermost lists in
        common.
        """
        comma = b", " if self.is_line else b"," + self.line(still_open)
        return self.closing(rank, still_open) + comma + self.opening(rank, still_open)


def _value(array: Array, layout: _Layout) -> bytes:
    """An array with all its brackets; a scalar is written by itself."""
    if array.size == 0:
        return _empty(array.shape, layout, 0)
    marks = [layout.between(array.ndim, still_open) for still_open in range(array.ndim, 0, -1)]
    text = _elements(array, layout, marks)
    return layout.opening(array.ndim) + text + layout.closing(array.ndim)


def _rows(array: Array, layout: _Layout) -> bytes:
    """The elements of an array's first dimension in one line each, `_ROW_END` between them."""
    inner = array.ndim - 1
    if array.size == 0:
        return _ROW_END.join([_empty(array.shape[1:], layout, 0)] * len(array))
    opening, closing = layout.opening(inner), layout.closing(inner)
    marks = [layout.between(inner, still_open) for still_open in range(inner, 0, -1)]
    marks.append(closing + _ROW_END + opening)
    return opening + _elements(array, layout, marks) + closing


def _empty(shape: tuple[int, ...], layout: _Layout, at: int) -> bytes:
    """Nested lists without any element."""
    if at == len(shape) or shape[at] == 0:
        return b"[]"
    inner = _empty(shape, layout, at + 1)
    lists = layout.between(at + 1, at + 1).join([inner] * shape[at])
    return b"[" + layout.line(at + 1) + lists + layout.line(at) + b"]"


def _elements(array: Array, layout: _Layout, between: Sequence[bytes]) -> bytes:
    """All elements.

    Args:
        array: not empty.
        layout: of the array.
        between: what lies between elements: first within one innermost list, then between those,
            and so on outwards; none where there is one element only.
    """
    dtype = DataType.of(array)
    _check_writable(dtype)
    periods = [math.prod(array.shape[array.ndim - at :]) for at in range(1, len(between))]
    flat = np.ascontiguousarray(array).reshape(-1)
    if dtype is DataType.DT_STRING or len(between) > _MOST_MARKS:
        return _joined(_texts(flat, dtype, layout, array.ndim), periods, between)
    marks = [bytes([_FIRST_MARK + at]) for at in range(len(periods))]
    if dtype in _FLOATS:
        native = flat.astype(dtype.numpy, copy=False)
        text = decimal_texts(native, list(zip(periods, marks, strict=True)))
    else:
        text = _integers(flat, periods, marks)
    if between:
        text = text.replace(b",", between[0])
    for mark, what in zip(marks, between[1:], strict=True):
        text = text.replace(mark, what)
    return text


def _integers(flat: Array, periods: Sequence[int], marks: Sequence[bytes]) -> bytes:
    """Integers or booleans, a comma or a mark after each."""
    native = flat.astype(flat.dtype.newbyteorder("="), copy=False)
    if not periods:
        return orjson.dumps(native, option=orjson.OPT_SERIALIZE_NUMPY)[1:-1]
    # The parser's brackets at the ends of lists are where the marks belong.
    shape = [len(flat) // periods[-1]]
    shape += [outer // inner for outer, inner in zip(periods[:0:-1], periods[-2::-1], strict=True)]
    nested = native.reshape((*shape, periods[0]))
    text = orjson.dumps(nested, option=orjson.OPT_SERIALIZE_NUMPY)
    for depth in range(len(marks), 0, -1):
        text = text.replace(b"]" * depth + b"," + b"[" * depth, marks[depth - 1])
    return text.strip(b"[]")


def _texts(flat: Array, dtype: DataType, layout: _Layout, rank: int) -> list[bytes]:
    """One text for each element."""
    if dtype in _FLOATS:
        return decimal_texts(flat.astype(dtype.numpy, copy=False)).split(b",")
    if dtype is not DataType.DT_STRING:
        return _integers(flat, (), ()).split(b",")
    strings = [_raw(each) for each in flat.tolist()]
    if not layout.as_bytes:
        return [quoted_bytes(each) for each in strings]
    # In a row the first dimension is the list of predictions, which `level` counts already.
    level = layout.level + rank - (1 if layout.is_line else 0)
    form = b'{\n%b"b64": "%%b"\n%b}' % (_INDENT * (level + 1), _INDENT * level)
    return [form % encode_base64(each) for each in strings]


def _raw(element: bytes | str) -> bytes:
    return element.encode("utf-8", "surrogateescape") if isinstance(element, str) else element


def _joined(texts: list[bytes], periods: Sequence[int], between: Sequence[bytes]) -> bytes:
    if not between:
        return texts[0]
    after = [between[0]] * len(texts)
    for period, what in zip(periods, between[1:], strict=True):
        after[period - 1 :: period] = [what] * (len(texts) // period)
    pieces = [b""] * (2 * len(texts))
    pieces[::2] = texts
    pieces[1::2] = after
    return b"".join(pieces[:-1])
