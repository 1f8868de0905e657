"""Protobuf messages as JSON in the layout of protobuf's C++ printer (spec 9.11).

Python's printer has another one: it puts the fields that are not set last, leaves `<` and control
characters as they are, and writes 1.0 where the C++ printer writes 1. Matches:
google/protobuf/json/internal/unparse.cc and writer.cc.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any, TypeAlias

from google.protobuf import json_format
from google.protobuf.message import Message

__all__ = ["message_json"]

_Descriptor: TypeAlias = Any  # which class it is depends on protobuf's runtime

# What the C++ printer escapes beyond what JSON demands, since it is invisible or harms scripts.
_ESCAPED = re.compile(
    "[<>\x7f-\x9f\u00ad\u0600-\u0603\u06dd\u070f\u17b4\u17b5\u200b-\u200f\u2028-\u202e"
    "\u2060-\u2064\u206a-\u206f\ufeff\ufff9-\ufffb\U0001d173-\U0001d17a\U000e0001"
    "\U000e0020-\U000e007f]"
)
_LARGEST_PLAIN = (
    1e15  # from here on the C++ printer writes an exponent, as Python does a little later
)


def message_json(message: Message) -> str:
    """`message` under its fields' own names, in the order of their numbers, maps sorted by key,
    indented by 1; fields that know no absence are always there. Ends with a line end.
    """
    fields = json_format.MessageToDict(
        message, preserving_proto_field_name=True, always_print_fields_with_no_presence=True
    )
    ordered = _ordered(fields, message.DESCRIPTOR)
    text = json.dumps(ordered, indent=1, ensure_ascii=False)
    return f"{_ESCAPED.sub(_escape, text)}\n"


def _ordered(value: Any, descriptor: _Descriptor) -> Any:  # JSON is of any type
    if not isinstance(value, dict):  # a wrapper message prints as what it wraps
        return value
    fields = sorted(descriptor.fields, key=lambda field: field.number)
    return {
        field.name: _of_field(value[field.name], field.message_type)
        for field in fields
        if field.name in value
    }


def _of_field(value: Any, descriptor: _Descriptor) -> Any:
    if descriptor is not None and descriptor.GetOptions().map_entry:
        return _of_map(value, descriptor.fields_by_name["value"].message_type)
    if isinstance(value, list):
        return [_of_field(each, descriptor) for each in value]
    if descriptor is not None:
        return _ordered(value, descriptor)
    if isinstance(value, float) and value.is_integer() and abs(value) < _LARGEST_PLAIN:
        return int(value)
    return value


def _of_map(value: Mapping[str, Any], descriptor: _Descriptor) -> Mapping[str, Any]:
    return {key: _of_field(value[key], descriptor) for key in sorted(value)}


def _escape(match: re.Match[str]) -> str:
    units = match[0].encode("utf-16-be")
    return "".join(f"\\u{units[i]:02x}{units[i + 1]:02x}" for i in range(0, len(units), 2))
