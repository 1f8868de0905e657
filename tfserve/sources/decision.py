"""What to aspire, given what storage shows and what is remembered. Pure.

A version is handed on (accepted) when it is complete and at rest. One that is not is held back, and
the next best is taken in its place; one that is incomplete and has not changed for a while is
reported as failed. Storage that is unreadable or empty changes nothing: what serves goes on
serving. A version that did not load is handed on again when its files have changed.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from types import MappingProxyType
from typing import TypeAlias

from tfserve.config.models import ModelConfig, Specific
from tfserve.core.ids import ServableId
from tfserve.core.source import Reasons, ServableData
from tfserve.errors import NotFound, ServingError
from tfserve.sources.memory import Accepted, Memory
from tfserve.sources.notebook import Note, Notebook
from tfserve.sources.observation import Inspection, Listing, Observation
from tfserve.sources.reasons import RETRIED, why_left_out, why_wanted
from tfserve.sources.review import SETTLING, Moment, Review, Rules, review
from tfserve.sources.version_policy import Candidates, Choice, candidates, choose, version_of

__all__ = ["Decision", "NeedInspection", "decide"]

_MOST_REMARKS = 20  # on names below one base path, for the log's sake

Versions: TypeAlias = tuple[ServableData[str], ...]


@dataclass(frozen=True, slots=True)
class NeedInspection:
    """Look into these version directories (version -> path) and ask again."""

    paths: Mapping[int, str]


@dataclass(frozen=True, slots=True)
class Decision:
    """What to do.

    Args:
        lists: what to aspire, one list after the other; a version that only the last one has is let
            go and tried again. Empty when nothing changes.
        memory: to be given to the next call.
        observation: how the model stands.
        lines: to be logged as warnings.
        is_waiting: whether a version is held back, so that another look should come soon.
        left_out: why versions of the list before are not in the last one of `lists`.
    """

    lists: tuple[Versions, ...]
    memory: Memory
    observation: Observation
    lines: tuple[str, ...]
    is_waiting: bool
    left_out: Reasons = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class _Found:
    """The versions on storage: version -> path, and what is to be said about the search."""

    paths: Mapping[int, str]
    notes: tuple[Note, ...]


def decide(
    model: ModelConfig,
    listing: Listing,
    memory: Memory,
    moment: Moment,
    *,
    rules: Rules,
    inspections: Mapping[int, Inspection] = MappingProxyType({}),
) -> Decision | NeedInspection:
    """What follows from `listing` and `inspections` for `model`."""
    if listing.error is not None:
        return _frozen(model, listing.error, memory, moment)
    found = _find(model, listing, rules)
    verdicts = review(memory, inspections, moment, rules)
    choice = choose(model.version_policy, found.paths.keys() - verdicts.unusable)
    unknown = {
        version: found.paths[version]
        for version in choice.versions
        if version not in inspections and _needs_inspection(version, memory, moment, rules)
    }
    if unknown:
        return NeedInspection(unknown)
    return _conclude(model, found, choice, verdicts, memory, moment, rules)


def _needs_inspection(version: int, memory: Memory, moment: Moment, rules: Rules) -> bool:
    if version not in memory.accepted:
        return True
    if version in memory.available:
        return _is_recheck_due(memory, moment, rules)
    failure = memory.failures.get(version)
    return failure is not None and failure.retry_at is not None and failure.retry_at <= moment.now


def _is_recheck_due(memory: Memory, moment: Moment, rules: Rules) -> bool:
    return memory.checked_at is not None and moment.now - memory.checked_at >= rules.recheck_s


def _frozen(model: ModelConfig, error: ServingError, memory: Memory, moment: Moment) -> Decision:
    text = (
        "FileSystemStoragePathSource encountered a filesystem access error: Could not find base "
        f"path {model.base_path} for servable {model.name} with error {error.status}"
    )
    lines, notebook = memory.notebook.write([Note("base path", text)], moment.now)
    return Decision(
        lists=(),
        memory=replace(memory, notebook=notebook),
        observation=Observation(_numbers(memory.aspired or ()), problem=error),
        lines=lines,
        is_waiting=False,
    )


# What is there


def _find(model: ModelConfig, listing: Listing, rules: Rules) -> _Found:
    found: Candidates = candidates(listing.children)
    base = model.base_path.rstrip("/")
    marker = next((each.name for each in listing.children if each.name in rules.version_files), "")
    if marker and not found.names:
        version = version_of(base.rpartition("/")[2])
        number = 1 if version is None else version
        text = (
            f"Base path {model.base_path} of servable {model.name} is itself a version: it has "
            f"{marker} directly inside. Serving it as version {number}; a base path should hold "
            "directories named by version numbers"
        )
        return _Found({number: base}, (Note("base path is a version", text),))
    where = f"Below base path {model.base_path} of servable {model.name}"
    remarks = [Note(remark, f"{where}, {remark}") for remark in found.remarks[:_MOST_REMARKS]]
    if len(found.remarks) > _MOST_REMARKS:
        more = f"{where}, {len(found.remarks) - _MOST_REMARKS} more names are passed over"
        remarks.append(Note("more names", more))
    paths = {version: f"{base}/{name}" for version, name in found.names.items()}
    return _Found(paths, tuple(remarks))


# What follows


def _conclude(
    model: ModelConfig,
    found: _Found,
    choice: Choice,
    verdicts: Review,
    memory: Memory,
    moment: Moment,
    rules: Rules,
) -> Decision:
    if memory.checked_at is None or _is_recheck_due(memory, moment, rules):
        memory = replace(memory, checked_at=moment.now, changed=frozenset(verdicts.changed))
    memory = replace(memory, changed=memory.changed & memory.available)
    accepted = _accepted(found, choice, verdicts, memory)
    served = tuple(
        _data(model, version, accepted[version], is_retried=version in verdicts.retried)
        for version in choice.versions
    )
    is_bare = not served and bool(memory.served) and _wants_something(model)
    is_kept = is_bare and rules.keep_last_version
    if is_kept:
        served = memory.served
    aspired = served + _errors(model, verdicts)
    notes = [*_notes(model, found, choice, verdicts, is_kept=is_kept), *_changed(model, memory)]
    lines, notebook = memory.notebook.write(notes, moment.now)
    return Decision(
        lists=_lists(model, aspired, accepted, verdicts, memory),
        memory=_remember(memory, aspired, served, accepted, verdicts, notebook),
        observation=Observation(
            aspired=_numbers(aspired),
            problem=_nothing(model) if not aspired and not verdicts.held_back else None,
            held_back=verdicts.held_back,
            changed=memory.changed,
        ),
        lines=lines,
        is_waiting=verdicts.is_waiting,
        left_out=why_left_out(
            model, _numbers(memory.aspired or ()), _numbers(aspired), found.paths
        ),
    )


def _accepted(
    found: _Found, choice: Choice, verdicts: Review, memory: Memory
) -> Mapping[int, Accepted]:
    """What was handed on before or is now."""
    new = {
        version: Accepted(found.paths[version], verdicts.sightings[version].fingerprint)
        for version in choice.versions
        if version not in memory.accepted or version in verdicts.retried
    }
    return {**memory.accepted, **new}


def _errors(model: ModelConfig, verdicts: Review) -> Versions:
    """Refused versions; they follow those that are served, so that who waits sees those begin."""
    return tuple(
        ServableData(ServableId(model.name, version), error=error)
        for version, error in sorted(verdicts.refused.items(), reverse=True)
    )


def _remember(
    memory: Memory,
    aspired: Versions,
    served: Versions,
    accepted: Mapping[int, Accepted],
    verdicts: Review,
    notebook: Notebook,
) -> Memory:
    kept = {each.id.version for each in served} | memory.available
    return Memory(
        aspired=aspired,
        accepted={version: each for version, each in accepted.items() if version in kept},
        available=memory.available,
        checked_at=memory.checked_at,
        changed=memory.changed,
        sightings=verdicts.sightings,
        failures={
            version: replace(failure, retry_at=None) if version in verdicts.retried else failure
            for version, failure in memory.failures.items()
            if version in kept
        },
        notebook=notebook,
    )


def _lists(
    model: ModelConfig,
    aspired: Versions,
    accepted: Mapping[int, Accepted],
    verdicts: Review,
    memory: Memory,
) -> tuple[Versions, ...]:
    if memory.aspired is not None and not verdicts.retried and _same(aspired, memory.aspired):
        return ()
    before = {each.id.version for each in memory.aspired or () if each.error is not None}
    reopened = verdicts.retried | {each.id.version for each in aspired if each.data} & before
    if not reopened:
        return (aspired,)
    # The manager tries a failed version again when it was let go in between. What still serves must
    # be in that list in between, or the last good version would be unloaded on the way.
    meanwhile = {each.id.version: each for each in aspired if each.id.version not in reopened}
    for version in memory.available & accepted.keys() - reopened:
        meanwhile.setdefault(version, _data(model, version, accepted[version]))
    return (tuple(meanwhile.values()), aspired)


def _same(aspired: Versions, before: Versions) -> bool:
    """Whether two lists mean the same; which error a refused version has makes no difference."""
    return [(each.id, each.data) for each in aspired] == [(each.id, each.data) for each in before]


def _notes(
    model: ModelConfig, found: _Found, choice: Choice, verdicts: Review, *, is_kept: bool
) -> Sequence[Note]:
    name = model.name
    notes = list(found.notes)
    for version in choice.missing:
        if version not in verdicts.unusable:
            text = (
                f"Version {version} of servable {name}, which was requested to be served as a "
                "'specific' version in the servable's version policy, was not found in the file "
                "system"
            )
            notes.append(Note(f"version {version}", text))
    for version, reason in verdicts.held_back.items():
        if reason == SETTLING:
            continue
        text = f"Version {version} of servable {name} is not loaded yet: {reason}"
        notes.append(Note(f"version {version}", text))
    for version, error in verdicts.refused.items():
        text = f"Version {version} of servable {name} cannot be loaded: {error.status}"
        notes.append(Note(f"version {version}", text))
    if not found.paths:
        notes.append(Note("empty", _nothing(model).message))
    if not _wants_something(model):
        notes.append(Note("policy", f"The version policy of servable {name} names no version"))
    if is_kept:
        notes.append(Note("kept", f"Refusing to unload all versions for Servable: {name}"))
    return notes


def _changed(model: ModelConfig, memory: Memory) -> Sequence[Note]:
    text = (
        "Version {} of servable {} serves as it was loaded; its files have changed since. A new "
        "version number, or a restart, brings the change"
    )
    return [
        Note(f"files of {version}", text.format(version, model.name))
        for version in sorted(memory.changed)
    ]


def _wants_something(model: ModelConfig) -> bool:
    return model.version_policy != Specific(())


def _nothing(model: ModelConfig) -> NotFound:
    return NotFound(
        f"No versions of servable {model.name} found under base path {model.base_path}. Did you "
        "forget to name your leaf directory as a number (eg. '/1/')?"
    )


def _data(
    model: ModelConfig, version: int, accepted: Accepted, *, is_retried: bool = False
) -> ServableData[str]:
    reason = RETRIED if is_retried else why_wanted(model.version_policy)
    return ServableData(ServableId(model.name, version), accepted.path, reason=reason)


def _numbers(versions: Versions) -> tuple[int, ...]:
    return tuple(sorted((each.id.version for each in versions), reverse=True))
