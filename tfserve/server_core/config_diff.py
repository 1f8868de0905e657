"""What a new config means: for each model, and for its labels and versions. Pure."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import fields

from tfserve.config.models import ModelConfig
from tfserve.core.config_control import Change, ModelPlan
from tfserve.core.history import EventKind
from tfserve.sources import Preview

__all__ = ["change_of", "config_events", "moved_labels", "plan_model"]

Models = Mapping[str, ModelConfig]


def change_of(name: str, old: Models, new: Models) -> Change:
    """What the step from config `old` to `new` is for model `name`, which is in one of them."""
    if name not in old:
        return Change.ADD
    if name not in new:
        return Change.REMOVE
    return Change.KEEP if old[name] == new[name] else Change.UPDATE


def moved_labels(
    old: ModelConfig | None, new: ModelConfig | None
) -> Mapping[str, tuple[int | None, int | None]]:
    """Label -> version before and after, None for none, of the labels that change."""
    before = {} if old is None else old.version_labels
    after = {} if new is None else new.version_labels
    return {
        label: (before.get(label), after.get(label))
        for label in sorted({*before, *after})
        if before.get(label) != after.get(label)
    }


def plan_model(
    name: str,
    old: Models,
    new: Models,
    present: Collection[int],
    failed: Mapping[int, str],
    preview: Preview | None,
) -> ModelPlan:
    """What would become of one model.

    Args:
        name: in `old` or `new`.
        old: the config in force.
        new: the one that is tried.
        present: versions that are loaded, or on their way, and wanted.
        failed: version -> why it is not loaded; it is tried again when its files have changed.
        preview: what its base path would give; None for a model that goes.
    """
    wanted: Collection[int] = () if preview is None else preview.versions
    problem = None if preview is None else preview.problem
    held_back = {} if preview is None else preview.held_back
    return ModelPlan(
        name=name,
        change=change_of(name, old, new),
        load=_highest_first(set(wanted).difference(present, failed)),
        unload=_highest_first(set(present).difference(wanted)),
        keep=_highest_first(set(present).intersection(wanted)),
        held_back={**{v: why for v, why in failed.items() if v in wanted}, **held_back},
        labels=moved_labels(old.get(name), new.get(name)),
        problem="" if problem is None else problem.status,
    )


def config_events(old: Models, new: Models) -> Sequence[tuple[EventKind, str, str, int | None]]:
    """What is to be noted when `new` takes the place of `old`: kind, model, reason, version."""
    events: list[tuple[EventKind, str, str, int | None]] = []
    for name in sorted({*old, *new}):
        change = change_of(name, old, new)
        if change is not Change.KEEP:
            events.append((EventKind.CONFIG, name, _said(change, old, new, name), None))
        for label, (before, after) in moved_labels(old.get(name), new.get(name)).items():
            events.append((EventKind.LABEL, name, _moved(label, before, after), after))
    return events


def _said(change: Change, old: Models, new: Models, name: str) -> str:
    if change is Change.ADD:
        return "The model has been added to the config"
    if change is Change.REMOVE:
        return "The model has been removed from the config"
    changed = [
        each.name
        for each in fields(ModelConfig)
        if getattr(old[name], each.name) != getattr(new[name], each.name)
    ]
    return f"The model is configured otherwise: {', '.join(changed)}"


def _moved(label: str, before: int | None, after: int | None) -> str:
    if before is None:
        return f"Label {label} has been given to version {after}"
    if after is None:
        return f"Label {label} has been taken from version {before}"
    return f"Label {label} has moved from version {before} to version {after}"


def _highest_first(versions: Collection[int]) -> tuple[int, ...]:
    return tuple(sorted(versions, reverse=True))
