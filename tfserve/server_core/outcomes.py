"""What has become of a model, in the words of those who change configs. Pure."""

from __future__ import annotations

from tfserve.core.config_control import Change, ModelOutcome, Outcome
from tfserve.server_core.standing import Stage, Standing

__all__ = ["outcome_of"]

_OUTCOMES = {
    Stage.PENDING: Outcome.PENDING,
    Stage.AVAILABLE: Outcome.AVAILABLE,
    Stage.FAILED: Outcome.FAILED,
    Stage.ENDED: Outcome.FAILED,
    Stage.MISSING: Outcome.FAILED,
}


def outcome_of(name: str, change: Change, standing: Standing | None) -> ModelOutcome:
    """The outcome for a model that stands like this; None for one that is not configured (any
    more).
    """
    if standing is None:
        is_overtaken = change is not Change.REMOVE
        reason = "A later config does not have it any more" if is_overtaken else ""
        return ModelOutcome(name, change, Outcome.REMOVED, reason)
    return ModelOutcome(name, change, _OUTCOMES[standing.stage], standing.reason)
