"""How a request is turned away before the application sees it."""

from __future__ import annotations

import json

__all__ = ["Refusal"]


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
    def body(self) -> bytes:
        """As the REST API words errors."""
        return json.dumps({"error": self.text}, indent=4).encode()
