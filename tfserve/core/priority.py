"""How much a thread yields to others."""

from __future__ import annotations

import ctypes
import os
import platform
import sys
import threading
from contextlib import suppress

__all__ = ["lower_priority"]

_SLICE_NS = 100_000_000  # the longest there is
_SYSCALLS = {"x86_64": (314, 315), "aarch64": (274, 275)}  # sched_setattr, sched_getattr
_ORDINARY_POLICIES = (0, 3)  # SCHED_OTHER, SCHED_BATCH


class _SchedulingAttributes(ctypes.Structure):
    """struct sched_attr, as its first version was."""

    _fields_ = (
        ("size", ctypes.c_uint32),
        ("policy", ctypes.c_uint32),
        ("flags", ctypes.c_uint64),
        ("nice", ctypes.c_int32),
        ("priority", ctypes.c_uint32),
        ("runtime_ns", ctypes.c_uint64),  # of ordinary policies: the slice
        ("deadline_ns", ctypes.c_uint64),
        ("period_ns", ctypes.c_uint64),
    )


def lower_priority(niceness: int) -> None:
    """Let the calling thread yield to others, for good; on Linux, elsewhere nothing changes.

    Niceness says how much of a contended CPU the thread gets, not when: Linux lets whoever runs end
    a slice, up to the next tick, before a thread that wakes up gets the CPU. That is 4 ms for a
    request that takes a quarter of one. A thread whose own slices are long gives way at once to
    those with shorter ones, since Linux 6.12; older ones take no notice.

    Args:
        niceness: 1 to 19; nothing changes where the thread has more already.
    """
    if sys.platform != "linux":
        return
    thread = threading.get_native_id()
    if os.getpriority(os.PRIO_PROCESS, thread) < niceness:
        with suppress(OSError):
            os.setpriority(os.PRIO_PROCESS, thread, niceness)
    _lengthen_slice()


def _lengthen_slice() -> None:
    numbers = _SYSCALLS.get(platform.machine())
    syscall = getattr(ctypes.CDLL(None), "syscall", None)
    if numbers is None or syscall is None:
        return
    set_attributes, get_attributes = numbers
    size = ctypes.sizeof(_SchedulingAttributes)
    attributes = _SchedulingAttributes()
    this_thread, no_flags = 0, 0
    if syscall(get_attributes, this_thread, ctypes.byref(attributes), size, no_flags):
        return  # a sandbox that forbids it
    if attributes.policy in _ORDINARY_POLICIES:
        attributes.runtime_ns = _SLICE_NS
        syscall(set_attributes, this_thread, ctypes.byref(attributes), no_flags)
