"""Which models to serve: the content of `--model_config_file` as frozen values."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, TypeAlias

__all__ = ["All", "Latest", "ModelConfig", "ModelServerConfig", "ServableVersionPolicy", "Specific"]


@dataclass(frozen=True, slots=True)
class Latest:
    """Aspire the `num_versions` highest versions; 0 counts as 1."""

    num_versions: int = 1


@dataclass(frozen=True, slots=True)
class All:
    """Aspire every version."""


@dataclass(frozen=True, slots=True)
class Specific:
    """Aspire exactly these versions, as far as they exist."""

    versions: tuple[int, ...]


ServableVersionPolicy: TypeAlias = Latest | All | Specific
"""Which versions a Source aspires; not the AspiredVersionPolicy, which says in what order the
Manager moves.
"""


@dataclass(frozen=True, slots=True)
class ModelConfig:
    """One model.

    Args:
        name: unique in the config.
        base_path: absolute path or URI of the directory whose children are versions.
        platform: a key of the loader registry, such as `tensorflow`.
        version_policy: which versions to aspire.
        version_labels: label -> version.
        options: settings that the public ModelConfig message has no field for, from
            `--model_options_file` or the JSON form of the config, by name; each platform and policy
            picks and checks its own.
        logging_config: serialized `tensorflow.serving.LoggingConfig`; None when the config has
            none.
    """

    name: str
    base_path: str
    platform: str = "tensorflow"
    version_policy: ServableVersionPolicy = Latest()
    version_labels: Mapping[str, int] = field(default_factory=dict)
    options: Mapping[str, Any] = field(default_factory=dict)
    logging_config: bytes | None = None


@dataclass(frozen=True, slots=True)
class ModelServerConfig:
    """All models, in the order of the file; names are unique (checked when the config is
    applied).

    Args:
        models: what to serve; none of them means to unload everything.
        is_unset: a config that does not say what to serve, as an empty file: nothing is done.
    """

    models: tuple[ModelConfig, ...] = ()
    is_unset: bool = False
