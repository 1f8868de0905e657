"""JSON read as RapidJSON reads it: every text and offset of its errors, and all that it accepts.

A C parser is tried first (`json_reader`); this one decides wherever the two could differ. It needs
no recursion, and takes runs of numbers at the C parser's speed.
"""

from __future__ import annotations

import math
import re
from typing import TYPE_CHECKING, Any, TypeAlias

import orjson

from tfserve.frontends.rest.json_errors import ParseError, parse_error, too_deep

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["JsonValue", "RepeatingObject", "read_exactly"]

JsonValue: TypeAlias = Any
"""None, bool, int (of 64 bits), float, str, list or dict. A string's bytes that are no UTF-8 are
escaped as surrogates (`surrogateescape`)."""

_BOM = b"\xef\xbb\xbf"
_SPACE = re.compile(rb"[ \n\r\t]*")
_PLAIN = re.compile(rb'[^"\\\x00-\x1f]*')
_INTEGER = re.compile(rb"-?(?:0|[1-9][0-9]*)")
_FRACTION = re.compile(rb"\.[0-9]+")
_EXPONENT = re.compile(rb"[eE][+-]?[0-9]+")
_HEX4 = re.compile(rb"[0-9A-Fa-f]{4}")
# Bounded, so that other threads get their turn, and the matcher's stack stays small.
_NUMBERS = re.compile(
    rb"(?:-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?[ \n\r\t]*,[ \n\r\t]*){8,512}"
)
_LITERALS: Mapping[int, tuple[bytes, JsonValue]] = {
    ord("n"): (b"null", None),
    ord("t"): (b"true", True),
    ord("f"): (b"false", False),
}
_ESCAPED: Mapping[int, bytes] = {
    ord(letter): code.encode() for letter, code in zip('"\\/bfnrt', '"\\/\b\f\n\r\t', strict=True)
}
_END = -1
_QUOTE, _COMMA, _COLON, _BACKSLASH, _PLUS, _MINUS, _DOT = b'",:\\+-.'
_OPEN_LIST, _CLOSE_LIST, _OPEN_OBJECT, _CLOSE_OBJECT = b"[]{}"
_LONGEST_INTEGER = 20  # digits and sign of what may fit into 64 bits


class RepeatingObject(dict[str, JsonValue]):
    """An object with a name that occurs more than once: as a dict it has the first value of each.

    Attributes:
        last: name -> last value.
        repeated: a name that occurs more than once.
    """

    def __init__(self, first: Mapping[str, JsonValue], name: str) -> None:
        super().__init__(first)
        self.last = dict(first)
        self.repeated = name

    def add(self, name: str, value: JsonValue) -> None:
        """One more member."""
        self.setdefault(name, value)
        self.last[name] = value


def read_exactly(data: bytes, max_depth: int) -> JsonValue:
    """The value of a document.

    Objects with repeated names are `RepeatingObject`. A byte order mark is skipped; NUL ends the
    input.

    Args:
        data: the document.
        max_depth: how many arrays and objects may lie in one another.

    Raises:
        InvalidArgument: `JSON Parse error: <text> at offset: <byte offset>`; text after the value,
            which RapidJSON as TensorFlow Serving uses it ignores, is an error, too.

    Matches: rapidjson 1.1.0, GenericReader::IterativeParse.
    """
    return _Reader(data, max_depth).read()


class _Reader:
    def __init__(self, data: bytes, max_depth: int) -> None:
        self._data = data
        self._max_depth = max_depth
        nul = data.find(0)
        self._end = len(data) if nul < 0 else nul

    def _peek(self, at: int) -> int:
        return self._data[at] if at < self._end else _END

    def _skip(self, at: int) -> int:
        match = _SPACE.match(self._data, at)
        return at if match is None else match.end()

    def read(self) -> JsonValue:
        at = self._skip(len(_BOM) if self._data.startswith(_BOM) else 0)
        if self._peek(at) in (_END, _CLOSE_LIST, _CLOSE_OBJECT, _COMMA, _COLON):
            raise parse_error(ParseError.EMPTY, at)
        value, at = self._value(at)
        at = self._skip(at)
        if at < len(self._data):
            raise parse_error(ParseError.NOT_SINGULAR, at)
        return value

    def _value(self, at: int) -> tuple[JsonValue, int]:  # noqa: C901 - one automaton
        """The value at `at`, whatever lies in it, and where it ends."""
        outer: list[tuple[JsonValue, str]] = []  # containers around, and the name to put it under
        inner: JsonValue = None
        name = ""
        while True:
            byte = self._peek(at)
            if byte in (_OPEN_LIST, _OPEN_OBJECT):
                if len(outer) >= self._max_depth:
                    raise too_deep(self._max_depth, at)
                outer.append((inner, name))
                inner, at = ([] if byte == _OPEN_LIST else {}), self._skip(at + 1)
                if self._peek(at) != byte + 2:  # `]` is `[` + 2, and so are the curly ones
                    if byte == _OPEN_OBJECT:
                        name, at = self._name(at)
                    continue
                value, at = inner, at + 1
                inner, name = outer.pop()
            else:
                if type(inner) is list:
                    at = self._numbers(at, inner)
                value, at = self._scalar(at)
            while outer:
                inner = _put(inner, name, value)
                at = self._skip(at)
                byte = self._peek(at)
                if byte == _COMMA:
                    at = self._skip(at + 1)
                    if type(inner) is not list:
                        name, at = self._name(at)
                    break
                if byte != (_CLOSE_LIST if type(inner) is list else _CLOSE_OBJECT):
                    is_list = type(inner) is list
                    raise parse_error(ParseError.SQUARE if is_list else ParseError.CURLY, at)
                value, at = inner, at + 1
                inner, name = outer.pop()
            else:
                return value, at

    def _name(self, at: int) -> tuple[str, int]:
        """A member's name, and where its value begins."""
        if self._peek(at) != _QUOTE:
            raise parse_error(ParseError.NAME, at)
        name, at = self._string(at)
        at = self._skip(at)
        if self._peek(at) != _COLON:
            raise parse_error(ParseError.COLON, at)
        return name, self._skip(at + 1)

    def _numbers(self, at: int, into: list[JsonValue]) -> int:
        """Take as many numbers as lie here with a comma after each; where they end."""
        while match := _NUMBERS.match(self._data, at, self._end):
            try:
                into += orjson.loads(b"[%b]" % match[0].rstrip(b" \n\r\t,"))
            except orjson.JSONDecodeError:  # too big
                break
            at = match.end()
        return at

    def _scalar(self, at: int) -> tuple[JsonValue, int]:
        byte = self._peek(at)
        if byte == _QUOTE:
            return self._string(at)
        if byte in _LITERALS:
            text, value = _LITERALS[byte]
            return value, self._literal(at, text)
        return self._number(at)

    def _literal(self, at: int, text: bytes) -> int:
        for expected in text:
            if self._peek(at) != expected:
                raise parse_error(ParseError.VALUE, at)
            at += 1
        return at

    def _number(self, begin: int) -> tuple[int | float, int]:
        at = begin + (self._peek(begin) == _MINUS)
        if self._peek(at) == ord("N"):
            return math.nan, self._literal(at, b"NaN")
        if self._peek(at) == ord("I"):
            end = self._literal(at, b"Inf")
            if self._peek(end) == ord("i"):
                end = self._literal(end, b"inity")
            return (math.inf if at == begin else -math.inf), end
        match = _INTEGER.match(self._data, begin, self._end)
        if match is None:
            raise parse_error(ParseError.VALUE, at)
        at = whole = match.end()
        if self._peek(at) == _DOT:
            at = self._part(_FRACTION, at, ParseError.FRACTION)
        if self._peek(at) in (ord("e"), ord("E")):
            at = self._part(_EXPONENT, at, ParseError.EXPONENT)
        text = self._data[begin:at]
        if at == whole and len(text) <= _LONGEST_INTEGER and -(1 << 63) <= int(text) < 1 << 64:
            return int(text), at
        number = float(text)
        if math.isinf(number):
            raise parse_error(ParseError.TOO_BIG, begin)
        return number, at

    def _part(self, pattern: re.Pattern[bytes], at: int, error: ParseError) -> int:
        match = pattern.match(self._data, at, self._end)
        if match is not None:
            return match.end()
        at += 1
        if error is ParseError.EXPONENT and self._peek(at) in (_PLUS, _MINUS):
            at += 1
        raise parse_error(error, at)

    def _string(self, at: int) -> tuple[str, int]:
        """The string whose quotation mark is at `at`, and where it ends."""
        at += 1
        pieces = []
        while True:
            plain = _PLAIN.match(self._data, at, self._end)
            if plain is not None:
                pieces.append(plain[0])
                at = plain.end()
            byte = self._peek(at)
            if byte == _QUOTE:
                return b"".join(pieces).decode("utf-8", "surrogateescape"), at + 1
            if byte == _END:
                raise parse_error(ParseError.QUOTE, at)
            if byte != _BACKSLASH:  # a control character
                raise parse_error(ParseError.ESCAPE, at)
            piece, at = self._escape(at)
            pieces.append(piece)

    def _escape(self, begin: int) -> tuple[bytes, int]:
        letter = self._peek(begin + 1)
        if letter in _ESCAPED:
            return _ESCAPED[letter], begin + 2
        if letter != ord("u"):
            raise parse_error(ParseError.ESCAPE, begin)
        code = self._hex(begin + 2, begin)
        at = begin + 6
        if 0xD800 <= code < 0xDC00:
            if self._data[at : min(at + 2, self._end)] != b"\\u":
                raise parse_error(ParseError.SURROGATE, begin)
            low = self._hex(at + 2, begin)
            if not 0xDC00 <= low < 0xE000:
                raise parse_error(ParseError.SURROGATE, begin)
            code = 0x10000 + ((code - 0xD800) << 10) + (low - 0xDC00)
            at += 6
        return chr(code).encode("utf-8", "surrogatepass"), at

    def _hex(self, at: int, begin: int) -> int:
        match = _HEX4.match(self._data, at, self._end)
        if match is None:
            raise parse_error(ParseError.HEX, begin)
        return int(match[0], 16)


def _put(inner: JsonValue, name: str, value: JsonValue) -> JsonValue:
    """Put a value into the innermost container; an object with a repeated name becomes another."""
    if type(inner) is list:
        inner.append(value)
    elif type(inner) is RepeatingObject:
        inner.add(name, value)
    elif name in inner:
        inner = RepeatingObject(inner, name)
        inner.add(name, value)
    else:
        inner[name] = value
    return inner
