"""ModelSpec messages: which version a request names, and which one answered."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias

from tfserve.core.ids import ModelSpec, ServableId
from tfserve.errors import InvalidArgument

if TYPE_CHECKING:
    from tfserve.apis import (
        classification_pb2,
        get_model_metadata_pb2,
        model_pb2,
        predict_pb2,
        regression_pb2,
        session_service_pb2,
    )

    _Request: TypeAlias = (
        classification_pb2.ClassificationRequest
        | get_model_metadata_pb2.GetModelMetadataRequest
        | predict_pb2.PredictRequest
        | regression_pb2.RegressionRequest
        | session_service_pb2.SessionRunRequest
    )

__all__ = ["answer_with", "asked_for", "named"]


def asked_for(request: _Request) -> ModelSpec:
    """What `request` names.

    Raises:
        InvalidArgument: `Missing ModelSpec`, `ModelSpec has no name specified.` (spec 3.7).
    """
    if not request.HasField("model_spec"):
        raise InvalidArgument("Missing ModelSpec")
    return named(request.model_spec)


def named(message: model_pb2.ModelSpec) -> ModelSpec:
    """The value of a ModelSpec message. A version that is set but zero is version 0.

    Raises:
        InvalidArgument: `ModelSpec has no name specified.`.
    """
    if not message.name:
        raise InvalidArgument("ModelSpec has no name specified.")
    choice = message.WhichOneof("version_choice")
    if choice is None:
        return ModelSpec(message.name)
    if choice == "version":
        return ModelSpec(message.name, version=message.version.value)
    return ModelSpec(message.name, label=message.version_label)


def answer_with(message: model_pb2.ModelSpec, servable: ServableId, signature: str = "") -> None:
    """Say in a response which version answered, always by number, and with which signature."""
    message.name = servable.name
    message.version.value = servable.version
    if signature:
        message.signature_name = signature
