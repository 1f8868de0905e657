"""The heart of the server: which models there are, and borrowing them."""

from __future__ import annotations

import logging
from collections.abc import Callable, Collection, Mapping, Sequence

from tfserve.config.models import ModelConfig, ModelServerConfig
from tfserve.core.clock import Clock
from tfserve.core.config_control import (
    ConfigChange,
    ConfigEdit,
    ConfigFollower,
    ConfigPlan,
    ConfigSnapshot,
    ModelOutcome,
)
from tfserve.core.deadline import Deadline
from tfserve.core.event_bus import Subscription
from tfserve.core.handle import ServableHandle
from tfserve.core.ids import ModelSpec
from tfserve.core.inventory import ModelReport
from tfserve.core.source import NO_REASONS
from tfserve.core.state import ServableState
from tfserve.errors import Aborted, DeadlineExceeded, NotFound, Unknown
from tfserve.manager import AspiredVersionsManager, ServableStateMonitor
from tfserve.server_core.applied_config import AppliedConfig, Step
from tfserve.server_core.config_diff import change_of, plan_model
from tfserve.server_core.event_log import EventLog
from tfserve.server_core.inventory import Inventory
from tfserve.server_core.labels import resolve_label
from tfserve.server_core.outcomes import outcome_of
from tfserve.server_core.progress import LoadProgress
from tfserve.server_core.readiness import Readiness, StartRule
from tfserve.server_core.standing import Stage, Standing, failures_text, with_observation
from tfserve.server_core.suggestion import with_suggestion
from tfserve.sources import FileSystemStoragePathSource, Preview, SourceRouter

__all__ = ["ServerCore"]

_log = logging.getLogger(__name__)

_REMOVED = Standing(Stage.PENDING, error=Aborted("A later config does not have it any more"))


class ServerCore:
    """Applies configs, resolves ModelSpecs, and knows how every model stands. Thread-safe.

    Implements the views of `core.lookup` (ServableLookup, ModelStatus, ConfigReloader,
    ModelHealth), `core.inventory` and `core.config_control`. Owns nothing: source and manager are
    started and closed by whoever made them. Matches: model_servers/server_core.h.

    Args:
        source: finds versions; told of every config.
        router: sends versions to their platform; told of every config.
        manager: loads versions and lends them.
        monitor: remembers every version's state.
        progress: told of states, failed attempts and observations since each model was configured.
        history: told of changes of the config.
        clock: time.
        platforms: what a model's platform may be.
        allow_labels_for_unavailable_models: a new label may name a version that does not serve.
        reload_timeout_s: seconds that a reload waits for its new models at most.
        start_rule: what ends the start.
        ready_policy: `all` configured models must serve for the server to be ready, or `any`.
        allowed_model_roots: directories or URI prefixes that base paths must lie below; empty
            allows any.
        followers: asked about every config, and told of it when it is in force.
    """

    def __init__(  # noqa: PLR0913 - all keyword-only
        self,
        *,
        source: FileSystemStoragePathSource,
        router: SourceRouter,
        manager: AspiredVersionsManager,
        monitor: ServableStateMonitor,
        progress: LoadProgress,
        history: EventLog,
        clock: Clock,
        platforms: Collection[str],
        allow_labels_for_unavailable_models: bool = False,
        reload_timeout_s: float = 60.0,
        start_rule: StartRule = StartRule.LENIENT,
        ready_policy: str = "all",
        allowed_model_roots: Sequence[str] = (),
        followers: Sequence[ConfigFollower] = (),
    ) -> None:
        self._source = source
        self._manager = manager
        self._monitor = monitor
        self._progress = progress
        self._clock = clock
        self._reload_timeout_s = reload_timeout_s
        self._start_rule = start_rule
        self._is_any_enough = ready_policy == "any"
        self._readiness = Readiness(source=source, manager=manager, progress=progress)
        self._config = AppliedConfig(
            source=source,
            router=router,
            manager=manager,
            progress=progress,
            history=history,
            platforms=platforms,
            allowed_roots=allowed_model_roots,
            allow_unavailable=allow_labels_for_unavailable_models,
            followers=followers,
        )
        self._inventory = Inventory(source=source, manager=manager)
        self._is_draining = False

    # ServableLookup

    def acquire(self, spec: ModelSpec) -> ServableHandle:
        """The version that `spec` names; lock-free when it is there.

        Raises:
            NotFound: `Servable not found for request: Latest(m)`; details list the models, or
                versions, that exist, and the nearest name, or why a configured model does not
                serve.
            InvalidArgument: `Unrecognized servable version label: stable`.
            Unavailable: labels are not known yet.
        """
        version = spec.version
        if spec.label is not None:
            version = resolve_label(self._config.labels, spec.name, spec.label)
        while True:
            try:
                return self._manager.acquire(spec.name, version)
            except NotFound as error:
                if spec.label is None:
                    raise self._explained(error, spec.name) from None
                # The label may have moved, and its old version gone, since it was read.
                moved_to = resolve_label(self._config.labels, spec.name, spec.label)
                if moved_to == version:
                    raise self._explained(error, spec.name) from None
                version = moved_to

    def _explained(self, error: NotFound, name: str) -> NotFound:
        if name not in self._config.models:
            return with_suggestion(error, name, self._config.models)
        reason = self.why_not_served(name)
        if not reason:
            return error
        return NotFound(error.message, details={**error.details, "reason": reason})

    # ModelStatus

    def version_states(self, name: str) -> Sequence[ServableState]:
        """All versions of a model ever seen, highest first. One that is held back, because it is
        still being copied, shows as START; one that serves and whose files have changed since has a
        note.
        """
        states = self._monitor.version_states(name)
        observation = self._source.observation(name)
        return states if observation is None else with_observation(name, states, observation)

    def model_names(self) -> Sequence[str]:
        """The configured models, sorted."""
        return sorted(self._config.models)

    def why_not_served(self, name: str) -> str:
        """Why no version of a configured model serves; "" when one does, or it is not
        configured.
        """
        return self.standing(name).reason if name in self._config.models else ""

    def models(self) -> Sequence[ModelReport]:
        """The configured models, by name, with all that is known of them."""
        models = self._config.models
        return self._inventory.reports(
            {name: (models[name], self.standing(name)) for name in sorted(models)},
            self.version_states,
        )

    def model_config(self, name: str) -> ModelConfig | None:
        """The config in force of one model; None when it is not configured."""
        return self._config.models.get(name)

    def standing(self, name: str) -> Standing:
        """How far a configured model is on its way to being served."""
        return self._readiness.standing(name)

    # ServedModels

    def available(self) -> Mapping[str, tuple[int, ...]]:
        """Model -> the versions that serve, highest first."""
        return self._manager.available()

    def version_labels(self) -> Mapping[str, Mapping[str, int]]:
        """Model -> version label -> version."""
        return self._config.labels or {}

    # ModelHealth

    def is_ready(self) -> bool:
        """Whether the ready policy is met and the server is not draining."""
        return not self._is_draining and self._config.labels is not None and not self._lacking()

    def not_ready(self) -> Mapping[str, str]:
        """Model -> why it does not serve, for the models that the ready policy waits for."""
        return {name: self.standing(name).reason for name in self._lacking()}

    def _lacking(self) -> Sequence[str]:
        models = self._config.models
        lacking = self._readiness.lacking(models)
        return () if self._is_any_enough and len(lacking) < len(models) else lacking

    def is_model_ready(self, name: str) -> bool | None:
        """Whether some version of the model serves and the server is not draining; None when the
        model is not configured.
        """
        if name not in self._config.models:
            return None
        return not self._is_draining and not self._readiness.lacking((name,))

    def subscribe(self, changed: Callable[[], None]) -> Subscription:
        """Call `changed` whenever one of the answers may have changed; it must be quick."""
        return self._progress.changed.subscribe(lambda _: changed())

    def drain(self) -> None:
        """Not be ready any more; what is served goes on."""
        self._is_draining = True
        self._progress.notify()

    # The start

    def start(self, config: ModelServerConfig) -> None:
        """Apply the first config. Its labels may name versions that are still to be loaded; they
        resolve when these serve.

        Raises:
            ServingError: the config is wrong.
        """
        self._config.start(config)
        self._progress.notify()

    def wait_until_decided(self, deadline: Deadline = Deadline.NONE) -> None:
        """Wait until each configured model is decided and at least one serves, or none is
        configured. While nothing serves but may yet, the wait goes on.

        Raises:
            Unknown: `<k> servable(s) did not become available: {...}`: nothing is left to wait for,
                or one failed for good and all are required.
            NotFound: a model has no version, where that ends the start.
            DeadlineExceeded: `deadline` passed first.
        """
        is_over = self._progress.wait_until(
            lambda: self._readiness.is_start_over(self._config.models, self._start_rule), deadline
        )
        models = self._config.models
        failed = self._readiness.not_served(models)
        if not is_over:
            raise DeadlineExceeded(failures_text("servable", failed))
        if StartRule.ALL_VERSIONS in self._start_rule:
            _check_versions(models, failed)
        is_required = len(failed) == len(models) or StartRule.ALL_MODELS in self._start_rule
        if failed and is_required:
            raise Unknown(failures_text("servable", failed))
        for name, standing in failed:
            _log.warning("Model %s is not available yet: %s", name, standing.reason)
        self._warn_about_labels()

    def _warn_about_labels(self) -> None:
        available = self._manager.available()
        for name, labels in (self._config.labels or {}).items():
            for label, version in labels.items():
                if version not in available.get(name, ()):
                    text = "Label %s of model %s names version %d, which does not serve yet"
                    _log.warning(text, label, name, version)

    # ConfigReloader

    def reload(self, config: ModelServerConfig, deadline: Deadline) -> None:
        """Make `config` the config and wait until each new model is decided, `deadline` passed, the
        reload timeout is over, or the server drains; loading goes on behind.

        Raises:
            ServingError: a rejected config; nothing has changed.
            Unknown: `<k> model(s) did not become available: {...}`; the others serve.
        """
        added = self._apply(lambda _: config, deadline).added
        failed = [
            *self._readiness.not_served(self._still_configured(added)),
            *((name, _REMOVED) for name in added if name not in self._config.models),
        ]
        if failed:
            raise Unknown(failures_text("model", failed))
        if added:
            _log.info("Finished adding/updating models")

    def _apply(self, edit: ConfigEdit, deadline: Deadline, etag: str | None = None) -> Step:
        """Apply a config and wait for its new models."""
        by = "" if deadline.record is None else deadline.record.principal
        step = self._config.apply(edit, etag, by=by)
        self._progress.notify()  # who waits for a model that is no more may stop
        if not step.added:
            return step
        timeout = self._clock.now() + self._reload_timeout_s
        if deadline.expires_at is not None:
            timeout = min(timeout, deadline.expires_at)
        self._progress.wait_until(
            lambda: (
                self._is_draining or self._readiness.is_decided(self._still_configured(step.added))
            ),
            Deadline(timeout, deadline.is_cancelled),
        )
        return step

    def _still_configured(self, names: Sequence[str]) -> Sequence[str]:
        models = self._config.models
        return [name for name in names if name in models]

    # ConfigControl

    def snapshot(self) -> ConfigSnapshot:
        """The config in force."""
        return self._config.snapshot

    def plan(self, edit: ConfigEdit, etag: str | None = None) -> ConfigPlan:
        """What `change` would do, without doing it; reads storage, so it may take its time.

        Raises:
            Aborted: the config in force is not the one that `etag` stands for.
            ServingError: the config would be rejected.
        """
        _, step = self._config.check(edit, etag)
        present, failed = self._inventory.present(), self._inventory.failed()
        plans = []
        for name in sorted({*step.old, *step.new}):
            serving = present.get(name, ())
            preview = self._preview(name, step, serving)
            errors = failed.get(name, NO_REASONS)
            plans.append(plan_model(name, step.old, step.new, serving, errors, preview))
        return ConfigPlan(step.etag, tuple(plans))

    def _preview(self, name: str, step: Step, serving: Collection[int]) -> Preview | None:
        """What a model's base path would give; nothing is looked at where nothing changes."""
        model = step.new.get(name)
        if model is None:
            return None
        if model == step.old.get(name):
            return Preview(frozenset(serving))
        return self._source.preview(model)

    def change(self, edit: ConfigEdit, deadline: Deadline, etag: str | None = None) -> ConfigChange:
        """Put what `edit` makes of the config in its place and wait as `reload` does.

        Raises:
            Aborted: the config in force is not the one that `etag` stands for.
            ServingError: the config was rejected; nothing has changed.
        """
        step = self._apply(edit, deadline, etag)
        return ConfigChange(
            step.etag,
            tuple(self._outcome(name, step) for name in sorted({*step.old, *step.new})),
        )

    def _outcome(self, name: str, step: Step) -> ModelOutcome:
        change = change_of(name, step.old, step.new)
        is_configured = name in step.new and name in self._config.models
        standing = self.standing(name) if is_configured else None
        return outcome_of(name, change, standing)


def _check_versions(
    models: Mapping[str, ModelConfig], failed: Sequence[tuple[str, Standing]]
) -> None:
    for name, standing in failed:
        if standing.stage is Stage.MISSING:
            path = models[name].base_path
            text = f"Unable to find a numerical version path for servable {name} at: {path}"
            raise NotFound(text)
