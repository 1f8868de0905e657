"""Putting together what manager, source and config know of every model."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence

from tfserve.config.models import ModelConfig
from tfserve.core.ids import ServableId
from tfserve.core.inventory import ModelReport, VersionReport
from tfserve.core.resources import MAIN_RAM_BYTES
from tfserve.core.state import ServableState
from tfserve.manager import AspiredVersionsManager, VersionStatistics
from tfserve.server_core.standing import Standing
from tfserve.sources import FileSystemStoragePathSource

__all__ = ["Inventory"]


class Inventory:
    """Makes reports. Thread-safe; no state.

    Args:
        source: knows what waits on storage.
        manager: knows what is loaded, what it takes and who uses it.
    """

    def __init__(
        self, *, source: FileSystemStoragePathSource, manager: AspiredVersionsManager
    ) -> None:
        self._source = source
        self._manager = manager

    def present(self) -> Mapping[str, Collection[int]]:
        """Model -> versions that are loaded, or on their way, and wanted."""
        present: dict[str, list[int]] = {}
        for each in self._manager.statistics().versions:
            if each.is_aspired and each.error is None:
                present.setdefault(each.id.name, []).append(each.id.version)
        return present

    def failed(self) -> Mapping[str, Mapping[int, str]]:
        """Model -> version -> why it is not loaded, though it is wanted."""
        failed: dict[str, dict[int, str]] = {}
        for each in self._manager.statistics().versions:
            if each.is_aspired and each.error is not None:
                failed.setdefault(each.id.name, {})[each.id.version] = each.error.status
        return failed

    def reports(
        self,
        models: Mapping[str, tuple[ModelConfig, Standing]],
        states: Callable[[str], Sequence[ServableState]],
    ) -> Sequence[ModelReport]:
        """One report per model.

        Args:
            models: name -> config and standing, in the order of the answer.
            states: a model's name -> states of its versions, highest first.
        """
        managed = {each.id: each for each in self._manager.statistics().versions}
        return [
            ModelReport(
                config=config,
                versions=tuple(self._version(each, config, managed) for each in states(name)),
                not_ready=standing.reason,
            )
            for name, (config, standing) in models.items()
        ]

    def _version(
        self,
        state: ServableState,
        config: ModelConfig,
        managed: Mapping[ServableId, VersionStatistics],
    ) -> VersionReport:
        version = state.id.version
        statistics = managed.get(state.id)
        observation = self._source.observation(config.name)
        return VersionReport(
            state=state,
            waits_for="" if observation is None else observation.held_back.get(version, ""),
            labels=tuple(sorted(k for k, v in config.version_labels.items() if v == version)),
            reserved_bytes=None if statistics is None else _ram(statistics),
            requests=0 if statistics is None else statistics.handles,
        )


def _ram(statistics: VersionStatistics) -> int | None:
    if statistics.reserved is None:
        return None
    return statistics.reserved.quantities.get(MAIN_RAM_BYTES, 0)
