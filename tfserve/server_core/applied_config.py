"""The config in force, and putting another one in its place."""

from __future__ import annotations

import logging
import threading
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from tfserve.config.config_document import config_etag
from tfserve.config.models import ModelConfig, ModelServerConfig
from tfserve.core.config_control import ConfigEdit, ConfigFollower, ConfigSnapshot
from tfserve.errors import Aborted
from tfserve.manager import AspiredVersionsManager
from tfserve.server_core.acceptance import check_config
from tfserve.server_core.config_diff import config_events
from tfserve.server_core.event_log import EventLog
from tfserve.server_core.labels import Labels, all_labels
from tfserve.server_core.progress import LoadProgress
from tfserve.sources import FileSystemStoragePathSource, SourceRouter

__all__ = ["AppliedConfig", "Step"]

_log = logging.getLogger(__name__)

_Models = Mapping[str, ModelConfig]


@dataclass(frozen=True, slots=True)
class Step:
    """From one config to the next.

    Args:
        old: models of the config that was in force.
        new: models of the one that is, or would be.
        etag: the new one's.
    """

    old: _Models
    new: _Models
    etag: str

    @property
    def added(self) -> Sequence[str]:
        """Models that only the new config has."""
        return [name for name in self.new if name not in self.old]


class AppliedConfig:
    """Checks configs and puts them in force, one at a time. Thread-safe; `models` and `labels` are
    read without a lock.

    Args:
        source: told of every config.
        router: told of every config.
        manager: knows which versions serve.
        progress: told of every model that comes.
        history: told of every change.
        platforms: what a model's platform may be.
        allowed_roots: what base paths must lie below; empty allows any.
        allow_unavailable: a new label may name a version that does not serve.
        followers: asked about every config, and told of it when it is in force.
    """

    def __init__(  # noqa: PLR0913 - all keyword-only
        self,
        *,
        source: FileSystemStoragePathSource,
        router: SourceRouter,
        manager: AspiredVersionsManager,
        progress: LoadProgress,
        history: EventLog,
        platforms: Collection[str],
        allowed_roots: Sequence[str],
        allow_unavailable: bool,
        followers: Sequence[ConfigFollower] = (),
    ) -> None:
        self._source = source
        self._router = router
        self._manager = manager
        self._progress = progress
        self._history = history
        self._platforms = frozenset(platforms)
        self._allowed_roots = tuple(allowed_roots)
        self._allow_unavailable = allow_unavailable
        self._followers = tuple(followers)
        # One config at a time is checked and applied under this lock. Source, router and manager
        # are told under it, so that they see configs in order; none of them waits for anything.
        self._applying = threading.Lock()
        # All replaced whole, under _applying.
        self._snapshot = _snapshot(ModelServerConfig(is_unset=True))
        self.models: _Models = {}
        self.labels: Labels | None = None  # None before the start

    @property
    def snapshot(self) -> ConfigSnapshot:
        """The config in force."""
        return self._snapshot

    def start(self, config: ModelServerConfig) -> None:
        """Apply the first config; its labels may name versions that are still to be loaded.

        Raises:
            ServingError: the config is wrong.
        """
        self.apply(lambda _: config)
        with self._applying:
            if self.labels is None:  # there was nothing to apply
                self.labels = {}

    def check(self, edit: ConfigEdit, etag: str | None = None) -> tuple[ModelServerConfig, Step]:
        """What `edit` makes of the config in force, and the step that it would be.

        Raises:
            Aborted: the config in force is not the one that `etag` stands for.
            ServingError: the config would be rejected.
        """
        with self._applying:
            return self._check(edit, etag)

    def apply(self, edit: ConfigEdit, etag: str | None = None, *, by: str = "") -> Step:
        """Put what `edit` makes of the config in its place; `by` is the name of who asks for it.

        Raises:
            Aborted: the config in force is not the one that `etag` stands for.
            ServingError: the config is rejected; nothing has changed.
        """
        with self._applying:
            config, step = self._check(edit, etag)
            if config.is_unset:
                _log.warning("Taking no action for empty config.")
            elif config != self._snapshot.config:
                self._put_in_force(config, step, by)
            return step

    def _check(self, edit: ConfigEdit, etag: str | None) -> tuple[ModelServerConfig, Step]:
        in_force = self._snapshot
        if etag is not None and etag != in_force.etag:
            raise Aborted(
                f"The config has changed: its ETag is {in_force.etag} now, not {etag}",
                details={"etag": in_force.etag},
            )
        config = edit(in_force.config)
        if config.is_unset or config == in_force.config:
            return config, Step(self.models, self.models, in_force.etag)
        check_config(
            config,
            self.models,
            platforms=self._platforms,
            allowed_roots=self._allowed_roots,
            old_labels=self.labels,
            available=self._manager.available(),
            allow_unavailable=self._allow_unavailable,
        )
        for follower in self._followers:
            follower.check(config.models)
        models = {model.name: model for model in config.models}
        return config, Step(self.models, models, config_etag(config))

    def _put_in_force(
        self, config: ModelServerConfig, step: Step, by: str
    ) -> None:  # under _applying
        if by:
            _log.info("The config is changed by %s", by)
        _log.info("Adding/updating models.")
        for name in step.new:
            _log.info(" (Re-)adding model: %s", name)
        for name in step.added:
            self._progress.restart(name)
        for kind, name, reason, version in config_events(step.old, step.new):
            self._history.note(kind, name, reason, version=version, by=by)
        self._snapshot = ConfigSnapshot(config, step.etag)
        self.labels = all_labels(config)  # before a version that a label has left is let go
        self.models = step.new
        for follower in self._followers:
            follower.follow(config.models)
        # A list that is under way for a model that goes must find its route, too.
        routes = {name: model.platform for name, model in step.new.items()}
        self._router.set_routes({name: each.platform for name, each in step.old.items()} | routes)
        self._source.set_config(config.models)
        self._router.set_routes(routes)


def _snapshot(config: ModelServerConfig) -> ConfigSnapshot:
    return ConfigSnapshot(config, config_etag(config))
