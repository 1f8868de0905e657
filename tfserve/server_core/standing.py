"""How far a configured model is on its way to being served. Pure."""

from __future__ import annotations

import enum
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from tfserve.core.ids import ServableId
from tfserve.core.state import ManagerState, ServableState
from tfserve.errors import Cancelled, FailedPrecondition, ServingError
from tfserve.sources.observation import Observation

__all__ = ["Stage", "Standing", "failures_text", "standing_of", "with_observation"]

_CHANGED = "Its files have changed on disk since it was loaded"


class Stage(enum.Enum):
    """Where a model stands; all but PENDING count as decided."""

    PENDING = "pending"  # being looked for, or its first attempt to load is under way
    AVAILABLE = "available"  # some version serves
    FAILED = "failed"  # the first attempt at each version failed; retries go on
    ENDED = "ended"  # each version has failed for good
    MISSING = "missing"  # its base path is missing, unreadable or has no version


@dataclass(frozen=True, slots=True)
class Standing:
    """A model's stage and, where it does not serve, why.

    Args:
        stage: where it stands.
        version: which version `error` is about; None when there is none.
        error: why it does not serve, as far as known.
    """

    stage: Stage
    version: int | None = None
    error: ServingError | None = None

    @property
    def is_decided(self) -> bool:
        """Whether a start or a reload need not wait for it any more."""
        return self.stage is not Stage.PENDING

    @property
    def reason(self) -> str:
        """Why it does not serve, in words; "" when it does."""
        if self.stage is Stage.AVAILABLE:
            return ""
        return self.stage.value if self.error is None else self.error.status


def standing_of(
    observation: Observation | None,
    states: Mapping[int, ServableState],
    failed_attempts: Mapping[int, ServingError],
    available: Collection[int],
) -> Standing:
    """The standing of one model.

    Args:
        observation: what its base path has shown; None before the first look.
        states: versions' newest states since the model was configured.
        failed_attempts: versions whose load has failed at least once since then, and why.
        available: versions that serve.
    """
    if observation is None:
        return Standing(Stage.PENDING)
    if any(version in available for version in observation.aspired):
        return Standing(Stage.AVAILABLE)
    if any(state.state is ManagerState.AVAILABLE for state in states.values()):
        return Standing(Stage.AVAILABLE)
    if not observation.aspired:
        return _without_versions(observation)
    ended = {version: state.error for version, state in states.items() if _is_failure(state)}
    failed = {**failed_attempts, **{version: each for version, each in ended.items() if each}}
    version = max(observation.aspired)
    if not all(each in failed for each in observation.aspired):
        return Standing(Stage.PENDING, version, failed.get(version))
    is_over = all(each in ended for each in observation.aspired)
    return Standing(Stage.ENDED if is_over else Stage.FAILED, version, failed[version])


def with_observation(
    name: str, states: Sequence[ServableState], observation: Observation
) -> Sequence[ServableState]:
    """What the manager knows of a model's versions and what its storage shows, highest first."""
    known = {each.id.version for each in states}
    waiting = (
        ServableState(ServableId(name, version), ManagerState.START)
        for version in observation.held_back
        if version not in known
    )
    noted = (
        replace(each, note=_CHANGED)
        if each.id.version in observation.changed and each.state is ManagerState.AVAILABLE
        else each
        for each in states
    )
    return sorted((*noted, *waiting), key=lambda each: each.id.version, reverse=True)


def _without_versions(observation: Observation) -> Standing:
    if observation.held_back:
        version, reason = max(observation.held_back.items())
        return Standing(Stage.PENDING, version, FailedPrecondition(reason))
    nothing = FailedPrecondition("The version policy names no version")
    return Standing(Stage.MISSING, error=observation.problem or nothing)


def _is_failure(state: ServableState) -> bool:
    is_end = state.state is ManagerState.END
    # A cancelled load belongs to a model that was removed and has come back since.
    return is_end and state.error is not None and not isinstance(state.error, Cancelled)


def failures_text(noun: str, failed: Iterable[tuple[str, Standing]]) -> str:
    """TensorFlow Serving's text for models that are not served: `1 model(s) did not become
    available: {{{name: m version: 1} due to error: NOT_FOUND: ...}, }`.

    Args:
        noun: `servable` at the start, `model` at a reload.
        failed: model's name, standing.
    """
    parts = [f"{{{_named(name, each)} due to error: {each.reason}}}, " for name, each in failed]
    return f"{len(parts)} {noun}(s) did not become available: {{{''.join(parts)}}}"


def _named(name: str, standing: Standing) -> str:
    if standing.version is None:
        return f"{{name: {name}}}"
    return str(ServableId(name, standing.version))
