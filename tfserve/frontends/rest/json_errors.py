"""The texts that RapidJSON has for documents that are no JSON (spec 9.4)."""

from __future__ import annotations

import enum

from tfserve.errors import InvalidArgument

__all__ = ["ParseError", "parse_error", "too_deep"]


class ParseError(enum.Enum):
    """What is wrong; values are the texts. Matches: rapidjson/error/en.h."""

    EMPTY = "The document is empty."
    NOT_SINGULAR = "The document root must not be followed by other values."
    VALUE = "Invalid value."
    NAME = "Missing a name for object member."
    COLON = "Missing a colon after a name of object member."
    CURLY = "Missing a comma or '}' after an object member."
    SQUARE = "Missing a comma or ']' after an array element."
    HEX = "Incorrect hex digit after \\u escape in string."
    SURROGATE = "The surrogate pair in string is invalid."
    ESCAPE = "Invalid escape character in string."
    QUOTE = "Missing a closing quotation mark in string."
    TOO_BIG = "Number too big to be stored in double."
    FRACTION = "Miss fraction part in number."
    EXPONENT = "Miss exponent in number."


def parse_error(what: ParseError, offset: int) -> InvalidArgument:
    """The error for `what` at a byte offset."""
    return InvalidArgument(f"JSON Parse error: {what.value} at offset: {offset}")


def too_deep(max_depth: int, offset: int) -> InvalidArgument:
    """The error for an array or object within `max_depth` others."""
    return InvalidArgument(
        f"JSON Parse error: Nested deeper than {max_depth} levels, the limit set by "
        f"--max_json_depth. at offset: {offset}",
        details={"flag": "max_json_depth"},
    )
