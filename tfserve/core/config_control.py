"""Looking at the config, trying another one, and putting it in force: values and the view."""

from __future__ import annotations

import enum
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol, TypeAlias

from tfserve.config.models import ModelConfig, ModelServerConfig
from tfserve.core.deadline import Deadline

__all__ = [
    "Change",
    "ConfigChange",
    "ConfigControl",
    "ConfigEdit",
    "ConfigFollower",
    "ConfigPlan",
    "ConfigSnapshot",
    "ModelOutcome",
    "ModelPlan",
    "Outcome",
]

ConfigEdit: TypeAlias = Callable[[ModelServerConfig], ModelServerConfig]
"""Makes the new config of the one in force; raises ServingError where it cannot."""


class ConfigFollower(Protocol):
    """Whose settings are a part of the models' configs. Thread-safe; configs come one at a time."""

    def check(self, models: Sequence[ModelConfig]) -> None:
        """Refuse what it cannot do.

        Raises:
            ServingError: what is wrong; the whole config is rejected.
        """
        ...

    def follow(self, models: Sequence[ModelConfig]) -> None:
        """These models, which were checked, are in force; quick, does not fail."""
        ...


class Change(enum.Enum):
    """What a new config means for one model."""

    ADD = "add"
    REMOVE = "remove"
    UPDATE = "update"
    KEEP = "keep"


class Outcome(enum.Enum):
    """What has become of a model once a new config is in force."""

    AVAILABLE = "available"
    FAILED = "failed"
    PENDING = "pending"
    REMOVED = "removed"


@dataclass(frozen=True, slots=True)
class ConfigSnapshot:
    """The config in force, and the tag that changes with it."""

    config: ModelServerConfig
    etag: str


@dataclass(frozen=True, slots=True)
class ModelPlan:
    """What would become of one model; versions are highest first.

    Args:
        name: the model.
        change: what the config means for it.
        load: versions to be loaded.
        unload: versions to be unloaded.
        keep: versions that stay.
        held_back: version -> why it would not be loaded yet, or not at all.
        labels: label -> version before and after, None for none; only those that change.
        problem: why nothing would serve; "" when something would.
    """

    name: str
    change: Change
    load: tuple[int, ...] = ()
    unload: tuple[int, ...] = ()
    keep: tuple[int, ...] = ()
    held_back: Mapping[int, str] = field(default_factory=dict)
    labels: Mapping[str, tuple[int | None, int | None]] = field(default_factory=dict)
    problem: str = ""


@dataclass(frozen=True, slots=True)
class ConfigPlan:
    """What a config would do; `etag` is the one that it would have."""

    etag: str
    models: tuple[ModelPlan, ...]


@dataclass(frozen=True, slots=True)
class ModelOutcome:
    """What has become of one model; `reason` says why it does not serve."""

    name: str
    change: Change
    outcome: Outcome
    reason: str = ""


@dataclass(frozen=True, slots=True)
class ConfigChange:
    """A config that is in force now, its tag, and what has become of its models."""

    etag: str
    models: tuple[ModelOutcome, ...]


class ConfigControl(Protocol):
    """Look at and change the config. Thread-safe: changes are serialised."""

    def snapshot(self) -> ConfigSnapshot:
        """The config in force."""
        ...

    def plan(self, edit: ConfigEdit, etag: str | None = None) -> ConfigPlan:
        """What `change` would do, without doing it; reads storage, so it may take its time.

        Raises:
            Aborted: the config in force is not the one that `etag` stands for.
            ServingError: the config would be rejected.
        """
        ...

    def change(self, edit: ConfigEdit, deadline: Deadline, etag: str | None = None) -> ConfigChange:
        """Put what `edit` makes of the config in its place, nothing coming in between, and wait
        until each new model is decided, `deadline` has passed or the reload timeout is over.

        Raises:
            Aborted: the config in force is not the one that `etag` stands for.
            ServingError: the config was rejected; nothing has changed.
        """
        ...
