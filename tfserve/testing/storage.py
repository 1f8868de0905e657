"""Storage in memory that fails, stalls and forgets when a test says so."""

from __future__ import annotations

import io
import threading
from collections.abc import Sequence
from typing import BinaryIO

from tfserve.core.clock import Clock
from tfserve.core.storage import Entry
from tfserve.errors import FailedPrecondition, NotFound, ServingError
from tfserve.testing.loader import Gate

__all__ = ["FakeStorage"]


class FakeStorage:
    """A Storage whose files are put by tests. Thread-safe.

    A directory exists while it was made or has something below it. Every call of the Storage
    protocol is counted.

    Args:
        clock: its wall time is when files change.

    Attributes:
        calls: how many calls there were.
        materialized: directories that were given and not released yet.
    """

    def __init__(self, clock: Clock) -> None:
        self.calls = 0
        self.materialized: list[str] = []
        self._clock = clock
        self._lock = threading.RLock()
        self._writes = 0  # guarded by _lock
        # guarded by _lock: path -> content (None for a directory), write number, wall time
        self._nodes: dict[str, tuple[bytes | None, int, float]] = {}
        self._errors: dict[str, ServingError] = {}  # guarded by _lock
        self._failing_calls: dict[int, ServingError] = {}  # guarded by _lock
        self._gates: dict[str, Gate] = {}  # guarded by _lock

    # What tests do to it

    def put(self, path: str, content: bytes = b"x", *, age_s: float = 0.0) -> None:
        """Write a file that looks as if it had been written `age_s` seconds ago."""
        with self._lock:
            self._writes += 1
            self._nodes[path] = (content, self._writes, self._clock.wall() - age_s)

    def make_directory(self, path: str, *, age_s: float = 0.0) -> None:
        """Make an empty directory."""
        with self._lock:
            self._writes += 1
            self._nodes[path] = (None, self._writes, self._clock.wall() - age_s)

    def remove(self, path: str) -> None:
        """Remove a file, or a directory with all below it."""
        with self._lock:
            for each in [each for each in self._nodes if each == path or _is_below(each, path)]:
                del self._nodes[each]

    def fail(self, path: str, error: ServingError) -> None:
        """Every call on `path`, or on anything below it, raises `error` from now on."""
        with self._lock:
            self._errors[path] = error

    def mend(self, path: str) -> None:
        """Undo `fail`."""
        with self._lock:
            self._errors.pop(path, None)

    def fail_call(self, number: int, error: ServingError) -> None:
        """The call that is number `number` of all, counted from 1, raises `error`."""
        with self._lock:
            self._failing_calls[number] = error

    def stall(self, path: str) -> Gate:
        """Every call on `path`, or below it, waits at the returned gate."""
        gate = Gate()
        with self._lock:
            self._gates[path] = gate
        return gate

    # The protocol

    def list(self, path: str) -> Sequence[Entry]:
        """The children of a directory."""
        path = path.rstrip("/")
        self._enter(path)
        with self._lock:
            self._check_directory(path)
            names = {
                each[len(path) + 1 :].partition("/")[0]
                for each in self._nodes
                if _is_below(each, path)
            }
            return [self._entry(f"{path}/{name}") for name in sorted(names)]

    def stat(self, path: str) -> Entry:
        """What `path` is."""
        path = path.rstrip("/")
        self._enter(path)
        with self._lock:
            return self._entry(path)

    def walk(self, path: str) -> Sequence[tuple[str, Entry]]:
        """Every file below a directory."""
        self._enter(path)
        with self._lock:
            self._check_directory(path)
            return [
                (each[len(path) + 1 :], self._entry(each))
                for each in sorted(self._nodes)
                if _is_below(each, path) and self._nodes[each][0] is not None
            ]

    def open(self, path: str) -> BinaryIO:
        """A file's content."""
        self._enter(path)
        with self._lock:
            node = self._nodes.get(path)
            if node is None or node[0] is None:
                raise _missing(path)
            return io.BytesIO(node[0])

    def materialize(self, path: str) -> str:
        """`path` itself; there is nothing on any disk."""
        self._enter(path)
        with self._lock:
            self.materialized.append(path)
        return path

    def release(self, directory: str) -> None:
        """Note it."""
        with self._lock:
            self.materialized.remove(directory)

    def _enter(self, path: str) -> None:
        with self._lock:
            self.calls += 1
            error = self._failing_calls.get(self.calls)
            gates = [gate for each, gate in self._gates.items() if _is_at_or_below(path, each)]
            errors = [found for each, found in self._errors.items() if _is_at_or_below(path, each)]
        for gate in gates:
            gate.pass_through()
        for each in (error, *errors):
            if each is not None:
                raise each

    def _check_directory(self, path: str) -> None:
        if not self._entry(path).is_directory:
            raise FailedPrecondition(f"{path}; Not a directory")

    def _entry(self, path: str) -> Entry:
        content, write, changed_at = self._nodes.get(path, (None, 0, None))
        below = [node for each, node in self._nodes.items() if _is_below(each, path)]
        if path not in self._nodes and not below:
            raise _missing(path)
        if content is None and below:
            changed_at = max(node[2] for node in below)
        return Entry(
            name=path.rpartition("/")[2],
            is_directory=content is None,
            size_bytes=len(content or b""),
            fingerprint=f"{write}:{len(content or b'')}",
            changed_at=changed_at,
        )


def _is_below(path: str, directory: str) -> bool:
    return path.startswith(f"{directory}/")


def _is_at_or_below(path: str, directory: str) -> bool:
    return path == directory or _is_below(path, directory)


def _missing(path: str) -> NotFound:
    return NotFound(f"{path}; No such file or directory")
