"""Giving memory back to the operating system."""

from __future__ import annotations

import ctypes
import gc
import os
from pathlib import Path

__all__ = ["exempt_from_collections", "release_memory", "resident_bytes"]

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


def exempt_from_collections() -> None:
    """Let the collector never again look at what is there now.

    An imported framework is about a million objects that never go: with them a collection, as every
    unload makes one, holds up all requests for a fifth of a second, without them for some
    milliseconds. To be called before models are loaded, so that what belongs to them is looked at.
    """
    gc.collect()
    gc.freeze()
