"""Names that clients invent, as label values: some of them, never all."""

from __future__ import annotations

import threading

__all__ = ["BoundedNames"]

_MOST = 32
_LONGEST = 64  # characters


class BoundedNames:
    """Lets the first few names through and calls all others "". Thread-safe.

    TensorFlow Serving counts requests under whatever model name they bring. Here a name that is not
    configured is let through only while there are few of them, and only when it is short and
    printable: enough to see a misspelled client, and nothing that a hostile one can grow.

    Args:
        most: how many names are let through, ever.
        longest: characters that one may have.
    """

    def __init__(self, most: int = _MOST, longest: int = _LONGEST) -> None:
        self._most = most
        self._longest = longest
        self._lock = threading.Lock()
        self._names: set[str] = set()  # guarded by _lock

    def admit(self, name: str) -> str:
        """`name` where it is let through, else ""."""
        if not name or len(name) > self._longest or not name.isprintable():
            return ""
        with self._lock:
            if name not in self._names:
                if len(self._names) >= self._most:
                    return ""
                self._names.add(name)
        return name

    def __repr__(self) -> str:
        """`<BoundedNames 3 of 32>`."""
        return f"<BoundedNames {len(self._names)} of {self._most}>"
