"""ServingError -> what gRPC sends: code, text, and details in `grpc-status-details-bin`."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TypeAlias

from google.rpc import error_details_pb2, status_pb2

from tfserve.errors import Code, ServingError

__all__ = ["OK", "Metadata", "Status", "status_of"]

Metadata: TypeAlias = tuple[tuple[str, str | bytes], ...]

_MAX_MESSAGE_BYTES = 1024
_TRUNCATED = "...TRUNCATED"
# Clients refuse more than 8 KiB of metadata. The text takes up to three times its bytes (it is
# percent-encoded) and is sent a second time inside the details.
_MAX_DETAILS_BYTES = 2048
_DOMAIN = "tfserve"
# TensorFlow Serving's own texts have line ends and tabs; any other control character, and those
# that turn the writing direction, can only come from a client's names, and end in terminals.
_UNPRINTABLE = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069\ud800-\udfff]"
)


@dataclass(frozen=True, slots=True)
class Status:
    """How a call ends: canonical code, text, trailing metadata."""

    code: int
    message: str = ""
    trailers: Metadata = ()


OK = Status(Code.OK.value)


def status_of(error: ServingError) -> Status:
    """The status that tells a client of `error`.

    The text is cut to 1024 bytes plus `...TRUNCATED`, as TensorFlow Serving cuts it. `details`
    travel as a google.rpc.Status with one ErrorInfo, cut so that the metadata stays below what
    clients take.
    """
    message = _cut(_printable(error.message), _MAX_MESSAGE_BYTES, _TRUNCATED)
    if not error.details:
        return Status(error.code.value, message)
    info = error_details_pb2.ErrorInfo(reason=error.code.name, domain=_DOMAIN)
    room = _MAX_DETAILS_BYTES
    for key, value in error.details.items():
        text = _cut(_printable(value), max(0, room - len(key)), "...")
        info.metadata[key] = text
        room -= len(key) + len(text.encode())
    status = status_pb2.Status(code=error.code.value, message=message)
    status.details.add().Pack(info)
    trailers = (("grpc-status-details-bin", status.SerializeToString()),)
    return Status(error.code.value, message, trailers)


def _printable(text: str) -> str:
    return _UNPRINTABLE.sub(lambda match: f"\\x{ord(match[0]):02x}", text)


def _cut(text: str, limit: int, mark: str) -> str:
    """At most `limit` bytes of UTF-8, whole characters, and `mark` where something is missing."""
    encoded = text.encode()
    if len(encoded) <= limit:
        return text
    return encoded[:limit].decode(errors="ignore") + mark
