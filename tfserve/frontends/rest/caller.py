"""Who sends a request."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

__all__ = ["Caller"]


class Caller:
    """The client of one request: its address and its headers. Thread-safe.

    Args:
        scope: as ASGI has it.
    """

    __slots__ = ("headers", "peer")

    def __init__(self, scope: Mapping[str, Any]) -> None:
        client = scope.get("client")
        self.peer = f"{client[0]}:{client[1]}" if client else ""
        self.headers = _joined(scope["headers"])

    def header(self, name: str) -> str | None:
        """A header by lower-case name."""
        return self.headers.get(name)


def _joined(pairs: Sequence[tuple[bytes, bytes]]) -> Mapping[str, str]:
    """Lower-case name -> value; repeated headers are joined by ", "."""
    headers: dict[str, str] = {}
    for raw_name, raw_value in pairs:
        name, value = raw_name.decode("latin-1"), raw_value.decode("latin-1")
        headers[name] = f"{headers[name]}, {value}" if name in headers else value
    return headers
