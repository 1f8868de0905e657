"""How much may be in flight at once: charged before parsing, given back when the work has ended.

Every refusal is RESOURCE_EXHAUSTED and names the flag that governs it, in the text and in
`details["flag"]`.
"""

from __future__ import annotations

import os
import threading
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from tfserve.errors import ResourceExhausted

__all__ = [
    "MAX_REQUEST_BYTES",
    "MAX_TENSOR_BYTES",
    "Charge",
    "InflightBudget",
    "InflightStatistics",
    "Ledger",
    "LocalLedger",
    "default_model_memory_bytes",
    "inflight_bytes",
    "usable_memory_bytes",
]

MAX_REQUEST_BYTES = 256 * 2**20
"""Default of `--max_request_bytes`: what one encoded request may have."""

MAX_TENSOR_BYTES = 2**30
"""Default of `--max_tensor_bytes`: what the decoded tensors of one request may take in memory."""

_INFLIGHT_CEILING_BYTES = 2 * 2**30
_INFLIGHT_SHARE = 4  # a quarter of the memory that this process may use
_CGROUP_LIMITS = (
    Path("/sys/fs/cgroup/memory.max"),  # version 2
    Path("/sys/fs/cgroup/memory/memory.limit_in_bytes"),  # version 1
)


def usable_memory_bytes() -> int:
    """The memory that this process may use: its cgroup's, else the machine's."""
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    for file in _CGROUP_LIMITS:
        try:
            return min(memory, int(file.read_text(encoding="ascii")))
        except (OSError, ValueError):  # no such version of cgroups; "max" means no limit
            continue
    return memory


def default_model_memory_bytes() -> int:
    """What models may take when their versions move by the room there is and nobody has said how
    much that is: four fifths of the usable memory.
    """
    return usable_memory_bytes() * 4 // 5


def inflight_bytes(wanted: int = 0) -> int:
    """What `--max_inflight_bytes` means: 0 is a quarter of the usable memory, at most 2 GiB."""
    if wanted:
        return wanted
    memory = usable_memory_bytes()
    return min(memory // _INFLIGHT_SHARE, _INFLIGHT_CEILING_BYTES)


@dataclass(frozen=True, slots=True)
class InflightStatistics:
    """Requests and bytes charged now, and requests ever admitted and refused."""

    requests: int
    size_bytes: int
    admitted: int
    refused: int


class Charge:
    """What one request holds of a budget; `release` is idempotent. Thread-safe."""

    __slots__ = ("_budget", "size_bytes")

    def __init__(self, budget: InflightBudget, size_bytes: int) -> None:
        self._budget: InflightBudget | None = budget
        self.size_bytes = size_bytes

    def grow(self, size_bytes: int, *, factor: int = 1) -> None:
        """Charge `size_bytes` more of the same request, counted `factor` times: for requests that
        do not say how large they are. Before `release`, by one thread at a time.

        Raises:
            ResourceExhausted: over the limit; what was charged before stays charged.
        """
        if self._budget is not None:
            self._budget._charge_more(size_bytes * factor)  # noqa: SLF001 - the same
            self.size_bytes += size_bytes * factor

    def release(self) -> None:
        """Give it back."""
        budget, self._budget = self._budget, None
        if budget is not None:
            budget._give_back(self.size_bytes)  # noqa: SLF001 - a charge is a part of its budget


class Ledger(Protocol):
    """Keeps the account; the native plane has one for requests of both planes. Thread-safe."""

    def take(self, size_bytes: int, /) -> str:
        """Take a request and its bytes: "" when there was room, else what there was none for:
        `requests` or `bytes`.
        """
        ...

    def turns_away(self) -> bool:
        """Whether there is no room for one more request, however small; such a one is refused."""
        ...

    def more(self, size_bytes: int, /) -> bool:
        """Take further bytes of a request; False when there is no room, and none is taken."""
        ...

    def give(self, size_bytes: int, /) -> None:
        """Give a request and its bytes back."""
        ...

    def statistics(self) -> tuple[int, int, int, int]:
        """Requests and bytes taken now, requests ever admitted and refused."""
        ...


class LocalLedger:
    """Keeps the account in this interpreter. Thread-safe.

    Args:
        max_bytes: 0 means no limit.
        max_requests: 0 means no limit.
    """

    def __init__(self, max_bytes: int, max_requests: int) -> None:
        self._max_bytes = max_bytes
        self._max_requests = max_requests
        self._lock = threading.Lock()
        self._requests = 0  # guarded by _lock
        self._bytes = 0  # guarded by _lock
        self._admitted = 0  # guarded by _lock
        self._refused = 0  # guarded by _lock

    def take(self, size_bytes: int, /) -> str:
        """As `Ledger.take`."""
        with self._lock:
            has_slot = not self._max_requests or self._requests < self._max_requests
            if has_slot and self._has_room(size_bytes):
                self._requests += 1
                self._bytes += size_bytes
                self._admitted += 1
                return ""
            self._refused += 1
        return "bytes" if has_slot else "requests"

    def turns_away(self) -> bool:
        """As `Ledger.turns_away`."""
        if not self._max_requests or self._requests < self._max_requests:  # a look needs no lock
            return False
        with self._lock:
            self._refused += 1
        return True

    def _has_room(self, size: int) -> bool:  # under _lock
        return not self._max_bytes or self._bytes + size <= self._max_bytes

    def more(self, size_bytes: int, /) -> bool:
        """As `Ledger.more`."""
        with self._lock:
            has_room = self._has_room(size_bytes)
            if has_room:
                self._bytes += size_bytes
            else:
                self._refused += 1
        return has_room

    def give(self, size_bytes: int, /) -> None:
        """As `Ledger.give`."""
        with self._lock:
            self._requests -= 1
            self._bytes -= size_bytes

    def statistics(self) -> tuple[int, int, int, int]:
        """As `Ledger.statistics`."""
        with self._lock:
            return self._requests, self._bytes, self._admitted, self._refused


class InflightBudget:
    """Server-wide admission: how many requests, and how many bytes of them, may be in flight.

    A request larger than the whole byte budget is refused too: it could never be admitted.
    Thread-safe.

    Args:
        max_bytes: `--max_inflight_bytes`; 0 means no limit.
        max_requests: `--max_inflight_requests`; 0 means no limit.
        ledger: keeps the account, with these limits; None keeps it here.
    """

    def __init__(
        self, *, max_bytes: int = 0, max_requests: int = 0, ledger: Ledger | None = None
    ) -> None:
        self._max_bytes = max_bytes
        self._max_requests = max_requests
        self._ledger = LocalLedger(max_bytes, max_requests) if ledger is None else ledger

    def admit(self, size_bytes: int, *, factor: int = 1) -> Charge:
        """Charge a request of `size_bytes` encoded bytes, counted `factor` times.

        The factor stands for what parsing makes of the bytes: 2 for protobuf, 32 for JSON.

        Raises:
            ResourceExhausted: over one of the two limits; nothing is charged.
        """
        size = size_bytes * factor
        lacking = self._ledger.take(size)
        if not lacking:
            return Charge(self, size)
        if lacking == "requests":
            raise self._too_many()
        raise self._no_room(f"A request of {size_bytes} bytes, charged as {size},")

    def refusal(self) -> ResourceExhausted | None:
        """How a request is refused that has just arrived, before anything of it is read; None when
        there is room for one more. What is not refused here may be by `admit`.
        """
        return self._too_many() if self._ledger.turns_away() else None

    def _too_many(self) -> ResourceExhausted:
        return ResourceExhausted(
            f"The server has {self._max_requests} requests in flight, the limit set by "
            "--max_inflight_requests; try again later",
            details={"flag": "max_inflight_requests"},
        )

    def _no_room(self, what: str) -> ResourceExhausted:
        return ResourceExhausted(
            f"{what} does not fit into the {self._max_bytes} bytes that may be in flight, "
            "the limit set by --max_inflight_bytes; try again later",
            details={"flag": "max_inflight_bytes"},
        )

    def _charge_more(self, size: int) -> None:
        if not self._ledger.more(size):
            raise self._no_room("What has come of a request")

    def _give_back(self, size: int) -> None:
        self._ledger.give(size)

    def statistics(self) -> InflightStatistics:
        """A snapshot; `requests` and `size_bytes` are 0 when nothing is in flight."""
        return InflightStatistics(*self._ledger.statistics())

    def __repr__(self) -> str:
        """`<InflightBudget requests=2 bytes=1024>`."""
        now = self.statistics()
        return f"<InflightBudget requests={now.requests} bytes={now.size_bytes}>"
