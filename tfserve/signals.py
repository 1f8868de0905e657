"""Signals as plain calls, whatever the main thread is doing."""

from __future__ import annotations

import signal
import socket
from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager

from tfserve.core.executor import ThreadExecutor

__all__ = ["signals_to"]

_JOIN_S = 1.0


@contextmanager
def signals_to(
    signalled: Callable[[int], object], numbers: Collection[signal.Signals]
) -> Iterator[None]:
    """Call `signalled(number)` for each of these signals, in a thread of its own.

    The system may deliver a signal to any thread. Python notices it at once but runs handlers in
    the main thread only, when that next executes Python code: one that waits for a lock never does
    when another thread got the signal. So the signal's number, which Python's own C code writes
    into a socket in whatever thread it is, is read from there. Belongs to the main thread; restores
    what was there.
    """
    reader, writer = socket.socketpair()
    writer.setblocking(False)
    listener = ThreadExecutor("tfserve-signals", 1)
    listener.submit(lambda: _listen(reader, signalled, numbers))
    old_fd = signal.set_wakeup_fd(writer.fileno(), warn_on_full_buffer=False)
    old_handlers = {number: signal.signal(number, _nothing) for number in numbers}
    try:
        yield
    finally:
        for number, handler in old_handlers.items():
            signal.signal(number, handler)
        signal.set_wakeup_fd(old_fd)
        writer.close()  # ends the listener
        listener.close(_JOIN_S)
        reader.close()


def _listen(
    reader: socket.socket, signalled: Callable[[int], object], numbers: Collection[int]
) -> None:
    while received := reader.recv(64):
        for number in received:
            if number in numbers:
                signalled(number)


def _nothing(_number: int, _frame: object) -> None:
    """Only that the signal has a handler, so that its number is written."""
