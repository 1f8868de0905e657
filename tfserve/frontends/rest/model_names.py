"""A ModelSpec value -> the message."""

from __future__ import annotations

from tfserve.apis import model_pb2
from tfserve.core.ids import ModelSpec

__all__ = ["name_model"]


def name_model(message: model_pb2.ModelSpec, spec: ModelSpec) -> None:
    """Make `message` name what `spec` does; its signature stays."""
    message.name = spec.name
    message.ClearField("version")
    message.ClearField("version_label")
    if spec.version is not None:
        message.version.value = spec.version
    elif spec.label is not None:
        message.version_label = spec.label
