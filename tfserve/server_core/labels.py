"""Version labels: which are allowed, and what they mean. Pure."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import TypeAlias

from tfserve.config.models import ModelServerConfig
from tfserve.errors import FailedPrecondition, InvalidArgument, Unavailable

__all__ = ["Labels", "all_labels", "check_labels", "resolve_label"]

Labels: TypeAlias = Mapping[str, Mapping[str, int]]
"""Model -> label -> version."""


def all_labels(config: ModelServerConfig) -> Labels:
    """The labels of every model."""
    return {model.name: dict(model.version_labels) for model in config.models}


def check_labels(
    old: Labels,
    new: Labels,
    available: Mapping[str, Collection[int]],
    *,
    allow_unavailable: bool,
) -> None:
    """Refuse labels that would send requests to a version that does not serve.

    A label that stays where it is may always stay. A new one may name an unavailable version if
    that is allowed; moving one to an unavailable version never is.

    Args:
        old: labels in force.
        new: labels to come.
        available: model -> versions that serve.
        allow_unavailable: `--allow_version_labels_for_unavailable_models`.

    Raises:
        FailedPrecondition: naming the version and the model.
    """
    for name, labels in new.items():
        before = old.get(name, {})
        for label, version in labels.items():
            is_exempt = before.get(label) == version or (allow_unavailable and label not in before)
            if not is_exempt and version not in available.get(name, ()):
                raise FailedPrecondition(
                    f"Request to assign label to version {version} of model {name}, which is not "
                    "currently available for inference",
                    details={"label": label},
                )


def resolve_label(labels: Labels | None, name: str, label: str) -> int:
    """The version that `label` of model `name` stands for.

    Args:
        labels: those in force; None before there are any.
        name: the model.
        label: the label.

    Raises:
        Unavailable: there are no labels yet.
        InvalidArgument: no such label; details list those that exist.
    """
    if labels is None:
        raise Unavailable(f"Model labels does not init yet.{label}")
    of_model = labels.get(name, {})
    if label not in of_model:
        known = ", ".join(sorted(of_model))
        raise InvalidArgument(
            f"Unrecognized servable version label: {label}", details={"available_labels": known}
        )
    return of_model[label]
