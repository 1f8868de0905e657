"""The config as JSON, in the form that `parse_model_config` reads; and what tells configs apart."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from typing import Any

from google.protobuf import json_format

from tfserve.apis.config import logging_config_pb2
from tfserve.config.models import All, Latest, ModelConfig, ModelServerConfig, ServableVersionPolicy

__all__ = ["config_document", "config_etag", "model_document"]

_ETAG_DIGITS = 16


def config_document(config: ModelServerConfig) -> Mapping[str, Any]:
    """The whole config: the JSON form of the ModelServerConfig message, int64 as text, and per
    model `options` with what the message has no field for.
    """
    if config.is_unset:
        return {}
    models = [model_document(model) for model in config.models]
    return {"model_config_list": {"config": models}}


def model_document(model: ModelConfig) -> Mapping[str, Any]:
    """One model of it."""
    document: dict[str, Any] = {
        "name": model.name,
        "base_path": model.base_path,
        "model_platform": model.platform,
        "model_version_policy": _policy(model.version_policy),
        "version_labels": {
            label: str(version) for label, version in sorted(model.version_labels.items())
        },
    }
    if model.logging_config is not None:
        message = logging_config_pb2.LoggingConfig.FromString(model.logging_config)
        document["logging_config"] = json_format.MessageToDict(
            message, preserving_proto_field_name=True
        )
    if model.options:
        document["options"] = dict(model.options)
    return document


def config_etag(config: ModelServerConfig) -> str:
    """Equal for equal configs, whoever applied them and whenever; a strong entity tag without its
    quotes.
    """
    text = json.dumps(config_document(config), sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()[:_ETAG_DIGITS]


def _policy(policy: ServableVersionPolicy) -> Mapping[str, Any]:
    if isinstance(policy, All):
        return {"all": {}}
    if isinstance(policy, Latest):
        return {"latest": {"num_versions": policy.num_versions}}
    return {"specific": {"versions": [str(version) for version in policy.versions]}}
