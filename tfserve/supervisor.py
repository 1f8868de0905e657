"""A server's life in the foreground: start, signals, drain, exit code.

The supervising thread only waits for events, so that a signal is answered at once whatever the
server is doing: starting and stopping run on threads of their own.
"""

from __future__ import annotations

import logging
import queue
import signal
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol, TypeAlias

from tfserve.core.executor import Executor
from tfserve.errors import Internal, ServingError

__all__ = ["Ended", "Server", "Supervisor"]

_log = logging.getLogger(__name__)

FAILED_START = 255  # TensorFlow Serving's: main returns -1
FAILED_STOP = 1
_BY_SIGNAL = 128  # the shell's convention: 130 for SIGINT, 143 for SIGTERM


class Server(Protocol):
    """What is supervised."""

    def start(self) -> None:
        """Return when it serves.

        Raises:
            ServingError: why it cannot, everything given back; any error once `stop` was called.
        """
        ...

    def stop(self) -> Sequence[str]:
        """Drain and give everything back, also in the middle of `start`; what was abandoned, such
        as `half_plus_two/123: 2 requests`.
        """
        ...

    def in_flight(self) -> Sequence[str]:
        """What would be abandoned now."""
        ...


@dataclass(frozen=True, slots=True)
class Ended:
    """How it ended.

    Args:
        code: the process's exit code.
        is_clean: whether nothing of the server is left running.
        error: why the start failed.
    """

    code: int
    is_clean: bool = True
    error: ServingError | None = None


@dataclass(frozen=True, slots=True)
class _Started:
    error: ServingError | None = None


@dataclass(frozen=True, slots=True)
class _Signalled:
    number: int


@dataclass(frozen=True, slots=True)
class _Stopped:
    abandoned: Sequence[str]


_Event: TypeAlias = _Started | _Signalled | _Stopped


class Supervisor:
    """Runs one server until it fails or a signal ends it. `run` is called once; `signalled` may be
    called from any thread, also before it.

    The first signal drains. The second one ends at once: whoever sends it has no patience left.

    Args:
        executor: two threads; start and stop may overlap.
    """

    def __init__(self, *, executor: Executor) -> None:
        self._executor = executor
        self._events: queue.SimpleQueue[_Event] = queue.SimpleQueue()

    def signalled(self, number: int) -> None:
        """A signal came."""
        self._events.put(_Signalled(number))

    def run(self, server: Server, *, stop_limit_s: float) -> Ended:
        """Start `server` and wait for its end; a stop is given up after `stop_limit_s` seconds."""
        self._executor.submit(lambda: self._events.put(_start(server)))
        event = self._events.get()
        if event == _Started():
            event = self._events.get()
        if isinstance(event, _Started):
            return Ended(FAILED_START, error=event.error)
        if isinstance(event, _Signalled):
            _log.info("Received %s: draining", signal.Signals(event.number).name)
        self._executor.submit(lambda: self._events.put(_stop(server)))
        return self._await_stop(server, stop_limit_s)

    def _await_stop(self, server: Server, limit_s: float) -> Ended:
        try:
            event = self._events.get(timeout=limit_s)
            if isinstance(event, _Started):  # the start ended too, one way or the other
                event = self._events.get(timeout=limit_s)
        except queue.Empty:
            _log.error("Gave up stopping; abandoned: %s", _listed(server.in_flight()))
            return Ended(FAILED_STOP, is_clean=False)
        if isinstance(event, _Signalled):
            _log.error("Second signal; abandoned: %s", _listed(server.in_flight()))
            return Ended(_BY_SIGNAL + event.number, is_clean=False)
        if isinstance(event, _Stopped) and event.abandoned:
            _log.error("The grace period is over; abandoned: %s", _listed(event.abandoned))
            return Ended(FAILED_STOP, is_clean=False)
        _log.info("Stopped")
        return Ended(0)


def _start(server: Server) -> _Started:
    try:
        server.start()
    except ServingError as error:
        return _Started(error)
    except BaseException:  # noqa: BLE001 - a loader may even call sys.exit
        _log.exception("The start failed unexpectedly")
        return _Started(Internal("the start failed unexpectedly; see the log"))
    return _Started()


def _stop(server: Server) -> _Stopped:
    try:
        return _Stopped(server.stop())
    except BaseException:  # noqa: BLE001 - the process must end all the same
        _log.exception("The stop failed unexpectedly")
        return _Stopped(("an unexpected failure",))


def _listed(abandoned: Sequence[str]) -> str:
    return ", ".join(abandoned) or "nothing"
