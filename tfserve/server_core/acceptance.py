"""Whether a config may take the place of another. Pure."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

from tfserve.config.model_messages import check_models
from tfserve.config.models import ModelConfig, ModelServerConfig
from tfserve.core.roots import is_below
from tfserve.errors import InvalidArgument
from tfserve.server_core.labels import Labels, all_labels, check_labels
from tfserve.sources.storages.libraries import check_base_path

__all__ = ["check_config"]


def check_config(
    config: ModelServerConfig,
    old: Mapping[str, ModelConfig],
    *,
    platforms: Collection[str],
    allowed_roots: Sequence[str],
    old_labels: Labels | None,
    available: Mapping[str, Collection[int]],
    allow_unavailable: bool,
) -> None:
    """Refuse a config that must not be applied, in TensorFlow Serving's order.

    Args:
        config: what is to come.
        old: the models in force, by name.
        platforms: what a model's platform may be.
        allowed_roots: what base paths must lie below; empty allows any.
        old_labels: labels in force; None at the start, when labels may name any version.
        available: model -> versions that serve.
        allow_unavailable: new labels may name versions that do not serve.

    Raises:
        ServingError: the first thing that is wrong with it.
    """
    check_models((model.name, model.base_path) for model in config.models)
    for model in config.models:
        check_base_path(model.base_path)
        _check_root(model, allowed_roots)
        _check_same_platform(model, old.get(model.name))
    if old_labels is not None:
        check_labels(old_labels, all_labels(config), available, allow_unavailable=allow_unavailable)
    for model in config.models:
        if model.platform not in platforms:
            raise InvalidArgument(
                f"Model {model.name} requests unsupported platform {model.platform}",
                details={"platforms": ", ".join(sorted(platforms))},
            )


def _check_same_platform(new: ModelConfig, old: ModelConfig | None) -> None:
    if old is not None and old.platform != new.platform:
        raise InvalidArgument(
            f"Illegal to change a model's platform. For model {new.name} platform was "
            f"{old.platform} and new platform requested is {new.platform}"
        )


def _check_root(model: ModelConfig, roots: Sequence[str]) -> None:
    if roots and not is_below(model.base_path, roots):
        raise InvalidArgument(
            f"Model {model.name} must have its base path below one of {', '.join(roots)}; got "
            f"base_path()={model.base_path}",
            details={"flag": "allowed_model_roots"},
        )
