"""The Loader of every platform that opens a local directory and gets a servable."""

from __future__ import annotations

import logging
from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from functools import partial
from typing import TypeAlias

from tfserve.core.background import Background, Foreground
from tfserve.core.ids import ServableId
from tfserve.core.resources import ResourceAllocation
from tfserve.core.servable import Preparable, Servable
from tfserve.core.storage import Storage
from tfserve.errors import FailedPrecondition, Internal, ResourceExhausted, ServingError, error_of
from tfserve.servables.memory import release_memory, resident_bytes

__all__ = ["BeforeAvailable", "OpenServable", "SimpleLoader", "Wrap"]

_log = logging.getLogger(__name__)

OpenServable: TypeAlias = Callable[[ServableId, str], Servable]
"""Local version directory in, loaded servable out; raises ServingError with nothing kept."""

Wrap: TypeAlias = Callable[[ServableId, str, Servable], Servable]
"""Adds behaviour around a servable, such as batching; may return it unchanged. The wrapper's
`close`, if it has one, is called before that of what it wraps.
"""

BeforeAvailable: TypeAlias = Callable[[ServableId, str, Servable], None]
"""Warms a servable up and checks it; raises ServingError to refuse it."""

# TensorFlow Serving's estimate: the files and a fifth more.
# Matches: servables/tensorflow/file_probing_env.cc, bundle_factory_util.cc.
_RAM_PER_FILE_BYTE = 1.2


class SimpleLoader:
    """Loads one version with a function. Implements `core.loader.Loader`.

    Args:
        id: which version it is.
        path: storage path of the version directory.
        storage: where that path is.
        open_servable: the platform's opener.
        wrap: put around the servable; None leaves it as it is.
        before_available: run on the wrapped servable before `load` returns.
        begin: called first, at the priority of whoever loads: threads that it starts have that of
            requests.
        background: where the servable is opened, prepared and closed and `before_available` runs.
        loading: a context in which `load` does its work.
        release: gives memory back to the system after an unload.
    """

    def __init__(  # noqa: PLR0913 - all keyword-only
        self,
        *,
        id: ServableId,  # noqa: A002 - the field's word, as in ServableData
        path: str,
        storage: Storage,
        open_servable: OpenServable,
        begin: Callable[[], object] | None = None,
        wrap: Wrap | None = None,
        before_available: BeforeAvailable | None = None,
        background: Background | None = None,
        loading: Callable[[], AbstractContextManager[None]] = nullcontext,
        release: Callable[[], object] = release_memory,
    ) -> None:
        self._id = id
        self._path = path
        self._storage = storage
        self._open_servable = open_servable
        self._begin = begin
        self._wrap = wrap
        self._before_available = before_available
        self._background = background or Foreground()
        self._loading = loading
        self._release = release
        self._directory: str | None = None
        self._opened: Servable | None = None
        self._servable: Servable | None = None
        self._resident_bytes: int | None = None

    def estimate(self) -> ResourceAllocation:
        """1.2 times the sizes of all files of the version, in main memory."""
        total = sum(entry.size_bytes for _, entry in self._storage.walk(self._path))
        return ResourceAllocation.ram(int(total * _RAM_PER_FILE_BYTE))

    def load(self) -> None:
        """Fetch the files, open, prepare, wrap, warm up; what was opened is closed again when a
        later step fails.
        """
        before = resident_bytes()
        with self._background.yielding(), self._loading():
            error = self._attempt("loading", self._open)
        if error is not None:
            self._discard()
            raise error
        self._resident_bytes = _grown(before)
        _log.info("Servable %s takes about %s of memory", self._id, _mib(self._resident_bytes))

    def _open(self) -> None:
        if self._begin is not None:
            self._begin()
        directory = self._directory = self._storage.materialize(self._path)
        self._opened = self._background.run(partial(self._open_servable, self._id, directory))
        if isinstance(self._opened, Preparable):
            self._background.run(self._opened.prepare)
        self._servable = self._opened
        if self._wrap is not None:
            self._servable = self._wrap(self._id, directory, self._opened)
        if self._before_available is not None:
            check = partial(self._before_available, self._id, directory, self._servable)
            self._background.run(check)

    def unload(self) -> None:
        """Close the servable, drop it and give its memory back."""
        before = resident_bytes()
        with self._background.yielding():
            self._discard()
        grown = _grown(before)
        given_back = None if grown is None else max(0, -grown)
        _log.info("Unloading servable %s has given back %s of memory", self._id, _mib(given_back))

    @property
    def resident_bytes(self) -> int | None:
        """By how much the load has grown the process; None where that is not known."""
        return self._resident_bytes

    @property
    def servable(self) -> Servable:
        """What `load` made.

        Raises:
            FailedPrecondition: nothing is loaded.
        """
        if self._servable is None:
            raise FailedPrecondition(f"Servable {self._id} is not loaded")
        return self._servable

    def _discard(self) -> None:
        outer, inner = self._servable, self._opened
        self._servable = self._opened = None
        if outer is not inner:  # the wrapper first: it must stop using what it wraps
            self._close(outer)
        self._background.run(partial(self._close, inner))
        del outer, inner
        if self._directory is not None:
            self._storage.release(self._directory)
            self._directory = None
        self._release()

    def _close(self, servable: Servable | None) -> None:
        close = getattr(servable, "close", None)
        if close is not None:
            error = self._attempt("unloading", close)
            if error is not None:
                _log.warning("Closing servable %s failed: %s", self._id, error.status)

    def _attempt(self, doing: str, step: Callable[[], object]) -> ServingError | None:
        """Run `step`; whatever it raises comes back as one of our errors.

        The error lives on in the version's status, so it keeps no traceback: its frames would keep
        a half-loaded model in memory.
        """
        try:
            step()
        except ServingError as error:
            _log.debug("Failed %s servable %s", doing, self._id, exc_info=True)
            return error_of(error.code, error.message, details=error.details)
        except MemoryError:
            return ResourceExhausted(f"Out of memory while {doing} servable {self._id}")
        except SystemExit:
            return Internal(f"The model tried to end the process while {doing} {self._id}")
        except Exception:  # noqa: BLE001 - logged; a model or its framework may raise anything
            _log.exception("An unexpected error while %s servable %s", doing, self._id)
            return Internal(f"Unexpected failure while {doing} servable {self._id}; see the log")
        return None

    def __repr__(self) -> str:
        """`<SimpleLoader {name: m version: 1} loaded>`."""
        return f"<SimpleLoader {self._id} {'loaded' if self._servable is not None else 'empty'}>"


def _grown(before: int | None) -> int | None:
    """By how much the process has grown since it had `before` bytes."""
    now = resident_bytes()
    return None if before is None or now is None else now - before


def _mib(size_bytes: int | None) -> str:
    return "an unknown amount" if size_bytes is None else f"{size_bytes / 2**20:.0f} MiB"
