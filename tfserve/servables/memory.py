"""Giving memory back to the operating system."""

from __future__ import annotations

import ctypes
import gc
import os
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

__all__ = ["LargeBlocks", "exempt_from_collections", "release_memory", "resident_bytes"]

_M_TRIM_THRESHOLD, _M_MMAP_THRESHOLD = -1, -3  # glibc's malloc.h
_BORDER_LOADING = 256 << 10
_BORDER_SERVING = 32 << 20  # where glibc's own would end
_KEPT_ABOVE = 64 << 20  # what a heap keeps free at its end: as glibc's own for such a border

_STATM = Path("/proc/self/statm")  # in pages; the second number is what is resident


def resident_bytes() -> int | None:
    """What the process has in memory; None where the system does not tell."""
    try:
        pages = int(_STATM.read_text().split()[1])
    except (OSError, ValueError, IndexError):
        return None
    return pages * os.sysconf("SC_PAGE_SIZE")


def release_memory() -> None:
    """Collect unreachable cycles, then let the C library return free pages.

    glibc keeps freed blocks for itself; without `malloc_trim` a server that swaps versions grows
    by every model it ever had. Other C libraries have no such call and need none.
    """
    gc.collect()
    trim = getattr(ctypes.CDLL(None), "malloc_trim", None)
    if trim is not None:
        trim(0)


class LargeBlocks:
    """Where large blocks of memory come from. Thread-safe; one for a process.

    What glibc maps for itself goes back to the system the moment it is freed; what lies in a heap
    goes back when nothing above it is left. By itself glibc moves its border between the two up to
    the largest block that was ever freed, so that the weights of the next model lie in heaps, and
    some stay there when it is unloaded: 20 MB for models of 20 MB. Here what is allocated during a
    load is mapped, and what runs allocate all the time is not, since mapped memory has to be
    cleared by the system each time.

    Args:
        mallopt: that of the C library; None looks for it, and where there is none nothing is done.
    """

    def __init__(self, mallopt: Callable[[int, int], object] | None = None) -> None:
        self._mallopt = mallopt or getattr(ctypes.CDLL(None), "mallopt", None)
        self._lock = threading.Lock()
        self._loads = 0  # guarded by _lock
        if self._mallopt is not None:
            self._mallopt(_M_TRIM_THRESHOLD, _KEPT_ABOVE)

    @contextmanager
    def mapped(self) -> Iterator[None]:
        """Within it, whichever thread asks, large blocks are mapped."""
        self._count(1)
        try:
            yield
        finally:
            self._count(-1)

    def _count(self, change: int) -> None:
        with self._lock:
            self._loads += change
            if self._mallopt is not None:
                border = _BORDER_LOADING if self._loads else _BORDER_SERVING
                self._mallopt(_M_MMAP_THRESHOLD, border)


def exempt_from_collections() -> None:
    """Let the collector never again look at what is there now.

    An imported framework is about a million objects that never go: with them a collection, as every
    unload makes one, holds up all requests for a fifth of a second, without them for some
    milliseconds. To be called before models are loaded, so that what belongs to them is looked at.
    """
    gc.collect()
    gc.freeze()
