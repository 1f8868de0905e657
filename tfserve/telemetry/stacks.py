"""What every thread is doing, for whoever finds a server that seems to hang."""

from __future__ import annotations

import sys
import threading
import traceback
from typing import TextIO

__all__ = ["write_stacks"]


def write_stacks(stream: TextIO) -> None:
    """Write the Python stack of each thread to `stream`.

    Made by an ordinary thread that holds the interpreter: faulthandler does it inside the signal
    handler, reads frames that other threads are changing, and now and then kills a busy server.
    """
    names = {thread.ident: thread.name for thread in threading.enumerate()}
    for ident, frame in sys._current_frames().items():  # noqa: SLF001 - the documented way
        stack = "".join(traceback.format_stack(frame))
        stream.write(f"Thread {names.get(ident, ident)} (most recent call last):\n{stack}\n")
    stream.flush()
