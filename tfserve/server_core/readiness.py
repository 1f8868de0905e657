"""Whether the models that are configured are served."""

from __future__ import annotations

import enum
from collections.abc import Collection, Iterable, Sequence

from tfserve.manager import AspiredVersionsManager
from tfserve.server_core.progress import LoadProgress
from tfserve.server_core.standing import Stage, Standing, standing_of
from tfserve.sources import FileSystemStoragePathSource

__all__ = ["Readiness", "StartRule"]


class StartRule(enum.Flag):
    """What, beyond having nothing to serve, ends the start."""

    LENIENT = 0
    ALL_MODELS = enum.auto()  # a model that has failed for good
    ALL_VERSIONS = enum.auto()  # a model without any version


class Readiness:
    """Puts together what source, manager and progress know of a model. Thread-safe; remembers
    nothing but where it found a pending model last, so that who waits for a thousand models need
    not look at all of them after each of a thousand changes.

    Args:
        source: knows what is on storage.
        manager: knows what serves.
        progress: knows what has happened since a model was configured.
    """

    def __init__(
        self,
        *,
        source: FileSystemStoragePathSource,
        manager: AspiredVersionsManager,
        progress: LoadProgress,
    ) -> None:
        self._source = source
        self._manager = manager
        self._progress = progress
        self._pending = ""  # a model that was pending when last looked at; just a place to begin

    def standing(self, name: str) -> Standing:
        """How far a configured model is on its way to being served."""
        return standing_of(
            self._source.observation(name),
            self._progress.states(name),
            self._progress.failed_attempts(name),
            self._manager.available().get(name, ()),
        )

    def is_decided(self, names: Collection[str]) -> bool:
        """Whether each of the models serves, has failed once, or has nothing to be loaded."""
        return not self._has_pending(names)

    def _has_pending(self, names: Collection[str]) -> bool:
        hint = self._pending
        if hint in names and not self.standing(hint).is_decided:
            return True
        ordered = tuple(names)
        start = ordered.index(hint) if hint in names else 0
        for name in (*ordered[start:], *ordered[:start]):
            if not self.standing(name).is_decided:
                self._pending = name
                return True
        return False

    def not_served(self, names: Iterable[str]) -> Sequence[tuple[str, Standing]]:
        """Those of the models that no version of serves, with their standing."""
        standings = ((name, self.standing(name)) for name in names)
        return [each for each in standings if each[1].stage is not Stage.AVAILABLE]

    def lacking(self, names: Iterable[str]) -> Sequence[str]:
        """Those of the models that no version of serves."""
        available = self._manager.available()
        return [name for name in names if not available.get(name)]

    def is_start_over(self, names: Collection[str], rule: StartRule) -> bool:
        """Whether the start need not wait any more: well or badly."""
        if rule is StartRule.LENIENT and self._has_pending(names):
            return False
        stages = [self.standing(name).stage for name in names]
        if StartRule.ALL_MODELS in rule and Stage.ENDED in stages:
            return True
        if StartRule.ALL_VERSIONS in rule and Stage.MISSING in stages:
            return True
        if Stage.PENDING in stages:
            return False
        if StartRule.ALL_MODELS in rule:
            return all(stage is Stage.AVAILABLE for stage in stages)
        return Stage.AVAILABLE in stages or all(stage is Stage.ENDED for stage in stages)
