"""Why versions are aspired, and why others are not any more, in words for operators. Pure."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from tfserve.config.models import All, Latest, ModelConfig, ServableVersionPolicy
from tfserve.core.source import Reasons

__all__ = ["NOT_CONFIGURED", "RETRIED", "why_left_out", "why_wanted"]

NOT_CONFIGURED = "Its model is not in the config any more"

RETRIED = "Its files have changed since it failed to load"


def why_wanted(policy: ServableVersionPolicy) -> str:
    """Why a version that `policy` has chosen is aspired."""
    return f"The version policy asks for {_asked(policy)}"


def why_left_out(
    model: ModelConfig,
    before: Iterable[int],
    chosen: Collection[int],
    on_storage: Collection[int],
) -> Reasons:
    """Why each version that was aspired `before` is not among the `chosen` ones any more.

    Args:
        model: its config in force.
        before: versions of the list before.
        chosen: versions of the new list.
        on_storage: versions that the base path has.
    """
    return {
        version: _why(model, version, chosen, on_storage)
        for version in before
        if version not in chosen
    }


def _why(
    model: ModelConfig, version: int, chosen: Collection[int], on_storage: Collection[int]
) -> str:
    if version not in on_storage:
        return f"It is not below base path {model.base_path} any more"
    newer = [each for each in chosen if each > version]
    if isinstance(model.version_policy, Latest) and newer:
        return f"Replaced by version {max(newer)}: {why_wanted(model.version_policy).lower()}"
    return why_wanted(model.version_policy)


def _asked(policy: ServableVersionPolicy) -> str:
    if isinstance(policy, All):
        return "all versions"
    if isinstance(policy, Latest):
        count = policy.num_versions
        return "the latest version" if count <= 1 else f"the latest {count} versions"
    if not policy.versions:
        return "no version"
    plural = "s" * (len(policy.versions) > 1)
    return f"version{plural} {', '.join(map(str, policy.versions))} only"
