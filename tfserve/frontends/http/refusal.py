"""How a request is turned away before the application sees it."""

from __future__ import annotations

import json
from collections.abc import Mapping

from tfserve.errors import Code

__all__ = ["Refusal"]

_CODES: Mapping[int, Code] = {
    400: Code.INVALID_ARGUMENT,
    408: Code.DEADLINE_EXCEEDED,
    413: Code.RESOURCE_EXHAUSTED,
    414: Code.RESOURCE_EXHAUSTED,
    431: Code.RESOURCE_EXHAUSTED,
    503: Code.RESOURCE_EXHAUSTED,
}


class Refusal(Exception):
    """A request that the server itself answers; the connection closes.

    Args:
        status: HTTP's code.
        text: one line; names the flag where one governs.
    """

    def __init__(self, status: int, text: str) -> None:
        super().__init__(text)
        self.status = status
        self.text = text

    @property
    def code(self) -> Code:
        """As which it is counted and logged."""
        return _CODES.get(self.status, Code.INTERNAL)

    @property
    def body(self) -> bytes:
        """As the REST API words errors."""
        return json.dumps({"error": self.text}, indent=4).encode()
