"""Turns storage paths into Loaders."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TypeAlias, TypeVar

from tfserve.core.ids import ServableId
from tfserve.core.loader import Loader
from tfserve.core.resources import ResourceAllocation
from tfserve.core.servable import Servable
from tfserve.core.source import NO_REASONS, AspiredVersionsTarget, Reasons, ServableData
from tfserve.errors import Internal, ServingError

__all__ = ["AttemptFailed", "LoaderAdapter"]

AttemptFailed: TypeAlias = Callable[[ServableId, ServingError], None]
"""Told of every failed attempt to load, whether or not another one follows."""

T = TypeVar("T")


def _ignore(servable_id: ServableId, error: ServingError) -> None:
    """Nobody wants to know."""


class LoaderAdapter:
    """Passes lists on with a Loader in place of each path; errors pass unchanged. Thread-safe.

    A path for which no Loader can be made becomes an error of that version. Matches:
    core/source_adapter.h.

    Args:
        make_loader: version and path -> Loader.
        target: takes the Loaders; the manager.
        attempt_failed: called, from the loading thread, when an estimate or a load has failed.
    """

    def __init__(
        self,
        *,
        make_loader: Callable[[ServableId, str], Loader],
        target: AspiredVersionsTarget[Loader],
        attempt_failed: AttemptFailed = _ignore,
    ) -> None:
        self._make_loader = make_loader
        self._target = target
        self._attempt_failed = attempt_failed

    def aspire(
        self,
        servable_name: str,
        versions: Sequence[ServableData[str]],
        left_out: Reasons = NO_REASONS,
    ) -> None:
        """Pass the list on."""
        self._target.aspire(servable_name, [self._adapt(each) for each in versions], left_out)

    def _adapt(self, version: ServableData[str]) -> ServableData[Loader]:
        reason = version.reason
        if version.data is None:
            return ServableData(version.id, error=version.error, reason=reason)
        try:
            loader = self._make_loader(version.id, version.data)
        except ServingError as error:
            return ServableData(version.id, error=error, reason=reason)
        telling = _TellingLoader(version.id, loader, self._attempt_failed)
        return ServableData(version.id, telling, reason=reason)


class _TellingLoader:
    """A Loader that tells of its failed attempts; the manager itself tells of the last one only."""

    def __init__(self, servable_id: ServableId, loader: Loader, failed: AttemptFailed) -> None:
        self._id = servable_id
        self._loader = loader
        self._failed = failed

    def estimate(self) -> ResourceAllocation:
        return self._try(self._loader.estimate)

    def load(self) -> None:
        self._try(self._loader.load)

    def unload(self) -> None:
        self._loader.unload()

    @property
    def servable(self) -> Servable:
        return self._loader.servable

    def _try(self, step: Callable[[], T]) -> T:
        try:
            return step()
        except ServingError as error:
            self._failed(self._id, error)
            raise
        except BaseException:
            self._failed(self._id, Internal(f"Loading servable {self._id} failed unexpectedly"))
            raise
