"""Loaders for the models of one platform, each with its own settings."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from contextlib import AbstractContextManager, nullcontext
from functools import partial
from typing import Protocol

from tfserve.core.background import Background
from tfserve.core.clock import Clock
from tfserve.core.executor import Executor
from tfserve.core.ids import ServableId
from tfserve.core.loader import Loader
from tfserve.core.servable import Servable
from tfserve.core.storage import Storage
from tfserve.servables.memory import release_memory
from tfserve.servables.registry import servable_opener
from tfserve.servables.simple_loader import BeforeAvailable, OpenServable, SimpleLoader, Wrap

__all__ = ["LoaderFactory", "MakeOpener"]


class MakeOpener(Protocol):
    """`registry.servable_opener`."""

    def __call__(
        self, platform: str, settings: object, /, *, executor: Executor, clock: Clock
    ) -> OpenServable:
        """What opens the versions of `platform`."""
        ...


class LoaderFactory:
    """Makes Loaders. Thread-safe.

    Models with equal settings share what opens them: op libraries and the framework are loaded
    once.

    Args:
        platform: a name of `platform_names`.
        settings_for: model's name -> its settings, as the platform takes them; asked when a Loader
            is made. Raises ServingError for settings that cannot be.
        storage: where versions are.
        executor: where long runs go; owned by the caller.
        clock: time.
        wrap: put around every servable.
        before_available: run on every servable before it serves.
        background: where servables are opened, prepared and closed and `before_available` runs;
            owned by the caller.
        loading: a context in which each load does its work.
        release: gives memory back to the system after an unload.
        make_opener: finds what opens a platform's versions.
    """

    def __init__(  # noqa: PLR0913 - all keyword-only
        self,
        *,
        platform: str,
        settings_for: Callable[[str], Hashable],
        storage: Storage,
        executor: Executor,
        clock: Clock,
        wrap: Wrap | None = None,
        before_available: BeforeAvailable | None = None,
        background: Background | None = None,
        loading: Callable[[], AbstractContextManager[None]] = nullcontext,
        release: Callable[[], object] = release_memory,
        make_opener: MakeOpener = servable_opener,
    ) -> None:
        self._platform = platform
        self._settings_for = settings_for
        self._storage = storage
        self._executor = executor
        self._clock = clock
        self._wrap = wrap
        self._before_available = before_available
        self._background = background
        self._loading = loading
        self._release = release
        self._make_opener = make_opener
        self._openers: dict[Hashable, OpenServable] = {}

    def __call__(self, servable_id: ServableId, path: str) -> Loader:
        """The Loader of one version; nothing is read or imported yet.

        Raises:
            ServingError: the model's settings cannot be.
        """
        settings = self._settings_for(servable_id.name)

        def open_servable(servable_id: ServableId, directory: str) -> Servable:
            return self.opener(settings)(servable_id, directory)

        return SimpleLoader(
            id=servable_id,
            path=path,
            storage=self._storage,
            open_servable=open_servable,
            begin=partial(self.opener, settings),
            wrap=self._wrap,
            before_available=self._before_available,
            background=self._background,
            loading=self._loading,
            release=self._release,
        )

    def prepare(self) -> None:
        """Do now, in one thread, what the first load would have to do: import the framework.

        Raises:
            ServingError: it is not installed, or the settings cannot be met.
        """
        self.opener(self._settings_for(""))

    def opener(self, settings: Hashable) -> OpenServable:
        """What opens versions with `settings`; the framework is imported now.

        Raises:
            ServingError: it is not installed, or the settings cannot be met.
        """
        opener = self._openers.get(settings)
        if opener is None:  # two threads may both make one: harmless, and no lock is held
            made = self._make_opener(
                self._platform, settings, executor=self._executor, clock=self._clock
            )
            opener = self._openers.setdefault(settings, made)
        return opener
