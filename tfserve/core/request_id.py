"""What names one call in logs and answers."""

from __future__ import annotations

import itertools
import re
import secrets

__all__ = ["HEADER", "RequestIds"]

HEADER = "x-request-id"
"""The header, or metadata entry, that brings a request's id, and takes it back with the answer."""

_VALID = re.compile(r"[!-~]{1,128}")


class RequestIds:
    """Takes a client's id where it is a fit one, and makes one where it has none. Thread-safe.

    Args:
        makes: whether a call without an id gets one; else it has none.
    """

    def __init__(self, *, makes: bool = False) -> None:
        self._makes = makes
        self._prefix = secrets.token_hex(6)  # of this process
        self._numbers = itertools.count(1)  # atomic

    def of(self, given: str | None) -> str:
        """The id of a call whose client sent `given`; "" for none."""
        if given is not None and _VALID.fullmatch(given):
            return given
        return f"{self._prefix}-{next(self._numbers):x}" if self._makes else ""
