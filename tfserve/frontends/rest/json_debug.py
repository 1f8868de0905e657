"""JSON values as error texts quote them: pretty, arrays on one line, cut (spec 9.4)."""

from __future__ import annotations

import math
from collections.abc import Iterator

from tfserve.frontends.rest.exact_reader import JsonValue
from tfserve.frontends.rest.json_strings import quoted_bytes
from tfserve.frontends.rest.numbers import decimal_text

__all__ = ["debug_text", "type_word"]

_MAX_BYTES = 256  # TensorFlow Serving's own limit
_INDENT = "    "


def type_word(value: JsonValue) -> str:
    """RapidJSON's word for a value's type."""
    if value is None:
        return "Null"
    if isinstance(value, bool):
        return "True" if value else "False"
    if isinstance(value, str):
        return "String"
    if isinstance(value, list):
        return "Array"
    return "Object" if isinstance(value, dict) else "Number"


def debug_text(value: JsonValue) -> str:
    """The value written again, the first 256 bytes of it.

    A number by itself is written as outputs are, those within others with all their digits.
    """
    if isinstance(value, float):
        return decimal_text(value, is_double=True)
    text = b""
    for piece in _pieces(value):
        text += piece
        if len(text) > _MAX_BYTES:
            return text[:_MAX_BYTES].decode("utf-8", "ignore")
    return text.decode("utf-8", "replace")


def _pieces(value: JsonValue, level: int = 0) -> Iterator[bytes]:
    """The text in pieces, so that no more is made than is shown."""
    if isinstance(value, dict):
        yield b"{"
        separator = b"\n"
        for name, member in value.items():
            yield separator + (_INDENT * (level + 1)).encode() + _string(name) + b": "
            yield from _pieces(member, level + 1)
            separator = b",\n"
        yield b"\n" + (_INDENT * level).encode() + b"}" if value else b"}"
    elif isinstance(value, list):
        yield b"["
        separator = b""
        for element in value:
            yield separator
            yield from _pieces(element, level + 1)
            separator = b", "
        yield b"]"
    else:
        yield _scalar(value)


def _scalar(value: JsonValue) -> bytes:
    if value is None:
        return b"null"
    if isinstance(value, bool):
        return b"true" if value else b"false"
    if isinstance(value, str):
        return _string(value)
    return (str(value) if isinstance(value, int) else _double(value)).encode()


def _string(text: str) -> bytes:
    return quoted_bytes(text[: _MAX_BYTES + 1].encode("utf-8", "surrogateescape"))


def _double(value: float) -> str:
    """The shortest digits that give the value again, as RapidJSON places them: no exponent within
    21 digits before the point and 6 zeros after it.
    """
    if not math.isfinite(value):
        return decimal_text(value, is_double=True)
    mantissa, _, exponent = f"{value!r}e0".partition("e")
    sign, mantissa = ("-", mantissa[1:]) if mantissa.startswith("-") else ("", mantissa)
    whole, _, fraction = mantissa.partition(".")
    point = len(whole) + int(exponent.removesuffix("e0"))
    digits = (whole + fraction).lstrip("0")
    point -= len(whole + fraction) - len(digits)
    digits = digits.rstrip("0") or "0"
    if digits == "0":
        return f"{sign}0.0"
    if len(digits) <= point <= 21:
        return f"{sign}{digits.ljust(point, '0')}.0"
    if 0 < point <= 21:
        return f"{sign}{digits[:point]}.{digits[point:]}"
    if -6 < point <= 0:
        return f"{sign}0.{'0' * -point}{digits}"
    fraction = f".{digits[1:]}" if len(digits) > 1 else ""
    return f"{sign}{digits[0]}{fraction}e{point - 1}"
