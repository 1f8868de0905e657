"""The server with a defect built in: `python -m benchmarks.soaking.leaky_server DEFECT FLAGS`.

DEFECT is memory (1 KiB a request), files, threads or exceptions (one in a thousand requests each).
"""

from __future__ import annotations

import itertools
import sys
import threading
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from tfserve.config.server import ServerConfig
from tfserve.handlers.service import Handlers
from tfserve.main import model_server
from tfserve.server import ModelServer

RARELY = 1_000  # requests


class LeakyHandlers:
    """Handlers that lose something with every Predict.

    Args:
        handlers: do the work.
        lose: called at each Predict, by either protocol.
    """

    def __init__(self, handlers: Handlers, lose: Callable[[], object]) -> None:
        self._handlers = handlers
        self._lose = lose

    def predict(self, *args: Any) -> None:  # passed on as they are
        """PredictionService.Predict."""
        self._lose()
        self._handlers.predict(*args)

    def infer(self, *args: Any, **kwargs: Any) -> None:  # passed on as they are
        """The same over REST."""
        self._lose()
        self._handlers.infer(*args, **kwargs)

    def __getattr__(self, name: str) -> Any:  # everything else is left alone
        return getattr(self._handlers, name)


class LeakyServer(ModelServer):
    """A ModelServer with such handlers."""

    def __init__(self, config: ServerConfig, lose: Callable[[], object]) -> None:
        self._lose = lose
        super().__init__(config)

    def _make_handlers(self) -> Any:
        return LeakyHandlers(super()._make_handlers(), self._lose)


def memory() -> Callable[[], object]:
    """1 KiB for good."""
    lost: list[bytearray] = []
    return lambda: lost.append(bytearray(1024))


def files() -> Callable[[], object]:
    """An open file."""
    lost: list[object] = []
    return rarely(lambda: lost.append(Path("/dev/null").open()))


def threads() -> Callable[[], object]:
    """A thread that waits for nothing."""
    never = threading.Event()
    return rarely(lambda: threading.Thread(target=never.wait, daemon=True).start())


def exceptions() -> Callable[[], object]:
    """An exception in a thread, where nobody catches it."""

    def fail() -> None:
        raise RuntimeError("a defect made on purpose")

    return rarely(lambda: threading.Thread(target=fail).start())


def rarely(lose: Callable[[], object]) -> Callable[[], object]:
    """Does so at every thousandth call."""
    calls = itertools.count(1)
    return lambda: next(calls) % RARELY == 0 and lose()


DEFECTS: Mapping[str, Callable[[], Callable[[], object]]] = {
    "memory": memory,
    "files": files,
    "threads": threads,
    "exceptions": exceptions,
}


def main(defect: str, *flags: str) -> int:
    """Serve until told to stop."""
    lose = DEFECTS[defect]()

    def make_server(config: ServerConfig) -> LeakyServer:
        return LeakyServer(config, lose)

    return model_server("leaky_server", flags, make_server=make_server).code


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
