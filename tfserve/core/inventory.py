"""All models at one moment, for operators who ask what is there."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from tfserve.config.models import ModelConfig
from tfserve.core.state import ServableState

__all__ = ["ModelInventory", "ModelReport", "VersionReport"]


@dataclass(frozen=True, slots=True)
class VersionReport:
    """One version of a model.

    Args:
        state: as GetModelStatus shows it, and why it is in it.
        waits_for: why it is not loaded yet; "" when it waits for nothing on storage.
        labels: the labels that name it, sorted.
        reserved_bytes: main memory that the resource tracker counts for it; None when it counts
            nothing.
        requests: how many use it now.
    """

    state: ServableState
    waits_for: str = ""
    labels: tuple[str, ...] = ()
    reserved_bytes: int | None = None
    requests: int = 0


@dataclass(frozen=True, slots=True)
class ModelReport:
    """One configured model.

    Args:
        config: the config in force.
        versions: all that were ever seen, highest first.
        not_ready: why no version serves; "" when one does.
    """

    config: ModelConfig
    versions: tuple[VersionReport, ...]
    not_ready: str = ""


class ModelInventory(Protocol):
    """Ask for everything at once. Thread-safe."""

    def models(self) -> Sequence[ModelReport]:
        """The configured models, by name."""
        ...

    def model_config(self, name: str) -> ModelConfig | None:
        """The config in force of one model; None when it is not configured."""
        ...
