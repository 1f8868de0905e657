"""Bytes within JSON: `{"b64": "..."}` (spec 9.5)."""

from __future__ import annotations

import binascii
from typing import TypeGuard

from tfserve.errors import InvalidArgument
from tfserve.frontends.rest.exact_reader import JsonValue, RepeatingObject
from tfserve.frontends.rest.json_debug import debug_text

__all__ = ["decode_base64", "encode_base64", "is_base64"]

KEY = "b64"
_ALPHABET = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
_SPACE = b" \t\n\v\f\r"
_GROUP = 4  # letters make 3 bytes


def is_base64(value: JsonValue) -> TypeGuard[dict[str, str]]:
    """Whether a value is an object with the one member `b64`, a string."""
    return (
        isinstance(value, dict)
        and len(value) == 1
        and type(value.get(KEY)) is str
        and not isinstance(value, RepeatingObject)
    )


def decode_base64(value: JsonValue) -> bytes:
    """The bytes of such an object: standard alphabet, padding may be missing, white space is
    skipped.

    Raises:
        InvalidArgument: not such an object, or no base64.
    """
    if not is_base64(value):
        raise InvalidArgument(
            f"JSON Value: {debug_text(value)} not formatted correctly for base64 data"
        )
    text = value[KEY].encode("utf-8", "surrogateescape")
    others = text.translate(None, _ALPHABET)
    if others:
        if others.strip(_SPACE) != others or not text.endswith(others):
            text = text.translate(None, _SPACE)
            others = others.translate(None, _SPACE)
        text = text.removesuffix(others) if others == b"=" * len(others) else b"="
    missing = -len(text) % _GROUP
    if missing == _GROUP - 1 or (others and len(others) != missing) or text.endswith(b"="):
        raise InvalidArgument("Unable to base64 decode")
    try:
        return binascii.a2b_base64(text + b"=" * missing)
    except binascii.Error:  # padding in the middle
        raise InvalidArgument("Unable to base64 decode") from None


def encode_base64(data: bytes) -> bytes:
    """Standard alphabet, padded, one line."""
    return binascii.b2a_base64(data, newline=False)
