"""Judging versions that are not loaded: handed on, held back, or refused. Pure."""

from __future__ import annotations

import enum
from collections.abc import Mapping
from dataclasses import dataclass, field

from tfserve.errors import PermissionDenied, ServingError
from tfserve.sources.memory import Memory, Sighting
from tfserve.sources.observation import Inspection

__all__ = ["SETTLING", "Moment", "Review", "Rules", "review"]

SETTLING = "its files have just changed"
"""Why most new versions are held back for a moment; nothing to tell anybody."""


@dataclass(frozen=True, slots=True)
class Rules:
    """How cautious to be.

    Args:
        settle_s: for how long the files of a new version must not have changed.
        patience_s: for how long an incomplete version must not have changed to be called failed.
        version_files: a base path without versions that has one of these directly inside is a
            version itself.
        keep_last_version: never unload all versions because storage has none left.
        recheck_s: how often the files of versions that serve are looked at.
    """

    settle_s: float = 1.0
    patience_s: float = 5.0
    version_files: frozenset[str] = frozenset()
    keep_last_version: bool = True
    recheck_s: float = 30.0


@dataclass(frozen=True, slots=True)
class Moment:
    """When it is.

    Args:
        now: seconds of the monotonic clock; everything is measured by it.
        wall: seconds since the epoch; compared with what storage says and with nothing else.
    """

    now: float
    wall: float


class _Verdict(enum.Enum):
    ACCEPTED = "may be handed on"
    HELD_BACK = "is not ready yet"
    REFUSED = "is not complete and has not changed for long"


@dataclass(slots=True)
class Review:
    """The verdicts of one round.

    Args:
        held_back: version -> what it waits for.
        refused: version -> why it counts as failed.
        retried: accepted versions that had failed and are to be handed on again.
        changed: versions that serve and whose files are not those that were handed on.
        is_waiting: whether a verdict may be another one soon without any change on storage.
        sightings: every version judged, as it looks now.
    """

    held_back: dict[int, str] = field(default_factory=dict)
    refused: dict[int, ServingError] = field(default_factory=dict)
    retried: set[int] = field(default_factory=set)
    changed: set[int] = field(default_factory=set)
    is_waiting: bool = False
    sightings: dict[int, Sighting] = field(default_factory=dict)

    @property
    def unusable(self) -> frozenset[int]:
        """Versions that the policy has to do without."""
        return frozenset(self.held_back) | frozenset(self.refused)


def review(
    memory: Memory, inspections: Mapping[int, Inspection], moment: Moment, rules: Rules
) -> Review:
    """Judge every version that was inspected."""
    result = Review()
    for version, inspection in inspections.items():
        accepted = memory.accepted.get(version)
        if accepted is not None and accepted.fingerprint == inspection.fingerprint:
            continue  # it failed, or serves, and nothing has changed since
        if accepted is not None and version in memory.available:
            if inspection.was_seen:
                result.changed.add(version)
            continue  # what serves is what was loaded
        sighting = memory.sightings.get(version)
        if sighting is None or sighting.fingerprint != inspection.fingerprint:
            sighting = Sighting(inspection.fingerprint, moment.now)
        result.sightings[version] = sighting
        verdict = _judge(inspection, sighting, moment, rules)
        result.is_waiting |= verdict is _Verdict.HELD_BACK
        if accepted is not None:
            if verdict is _Verdict.ACCEPTED:
                result.retried.add(version)
            # Else it goes on being failed, for the reason known.
        elif verdict is _Verdict.HELD_BACK:
            result.held_back[version] = _reason(inspection)
        elif inspection.problem is not None:
            result.refused[version] = inspection.problem
    return result


def _judge(inspection: Inspection, sighting: Sighting, moment: Moment, rules: Rules) -> _Verdict:
    rest_s = moment.now - sighting.since
    if inspection.changed_at is not None:
        # A change in the future is one by another clock: then only what was seen counts.
        rest_s = max(rest_s, moment.wall - inspection.changed_at)
    if inspection.problem is not None:
        is_final = rest_s >= rules.patience_s or isinstance(inspection.problem, PermissionDenied)
        return _Verdict.REFUSED if is_final else _Verdict.HELD_BACK
    needed_s = rules.patience_s if inspection.has_temporary_files else rules.settle_s
    return _Verdict.ACCEPTED if rest_s >= needed_s else _Verdict.HELD_BACK


def _reason(inspection: Inspection) -> str:
    if inspection.problem is not None:
        return inspection.problem.message
    if inspection.has_temporary_files:
        return "files with temporary names show that it is being copied"
    return SETTLING
