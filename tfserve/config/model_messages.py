"""From the public ModelServerConfig message to our values."""

from __future__ import annotations

import logging
import re
from collections.abc import Iterable, Mapping
from typing import Any

from tfserve.apis.config import file_system_storage_path_source_pb2, model_server_config_pb2
from tfserve.config.models import (
    All,
    Latest,
    ModelConfig,
    ModelServerConfig,
    ServableVersionPolicy,
    Specific,
)
from tfserve.errors import InvalidArgument, Unimplemented

__all__ = ["check_models", "model_server_config"]

_log = logging.getLogger(__name__)

_URI = re.compile(r"[A-Za-z][A-Za-z0-9.]*://")
_TENSORFLOW = 1  # model_server_config.proto, enum ModelType

Options = Mapping[str, Mapping[str, Any]]


def model_server_config(
    message: model_server_config_pb2.ModelServerConfig, options: Options | None = None
) -> ModelServerConfig:
    """The value of `message`.

    Args:
        message: from a file or a request.
        options: model name -> settings that the message has no field for.

    Raises:
        InvalidArgument: a model twice, a relative base path, no platform or two.
        Unimplemented: a `custom_model_config`.
    """
    kind = message.WhichOneof("config")
    if kind is None:
        return ModelServerConfig(is_unset=True)
    if kind != "model_config_list":
        raise Unimplemented("ModelServer does not yet support custom model config.")
    models = message.model_config_list.config
    check_models((model.name, model.base_path) for model in models)
    by_name = options or {}
    return ModelServerConfig(tuple(_model(each, by_name.get(each.name, {})) for each in models))


def check_models(models: Iterable[tuple[str, str]]) -> None:
    """Refuse models (name, base path) that no config may have.

    Raises:
        InvalidArgument: a name twice, or a path that is neither absolute nor a URI.
    """
    seen: set[str] = set()
    for name, base_path in models:
        if name in seen:
            raise InvalidArgument(f"Illegal to list model {name} multiple times in config list")
        seen.add(name)
        if not base_path.startswith("/") and _URI.match(base_path) is None:
            raise InvalidArgument(
                f"Expected model {name} to have an absolute path or URI; got base_path()="
                f"{base_path}"
            )


def _model(message: model_server_config_pb2.ModelConfig, options: Mapping[str, Any]) -> ModelConfig:
    has_logging = message.HasField("logging_config")
    return ModelConfig(
        name=message.name,
        base_path=message.base_path,
        platform=_platform(message),
        version_policy=_policy(message.model_version_policy),
        version_labels=dict(message.version_labels),
        options=dict(options),
        logging_config=message.logging_config.SerializeToString() if has_logging else None,
    )


def _platform(message: model_server_config_pb2.ModelConfig) -> str:
    old, platform, name = message.model_type, message.model_platform, message.name
    both = "ModelServerConfig::model_type (deprecated)"
    if old and platform:
        raise InvalidArgument(
            f"Illegal setting both {both} and ModelServerConfig::model_platform, model name is "
            f"{name}"
        )
    if platform:
        return platform
    if not old:
        raise InvalidArgument(
            f"Illegal setting neither {both} nor ModelServerConfig::model_platform, model name is "
            f"{name}"
        )
    if old != _TENSORFLOW:
        raise InvalidArgument(f"ModelServerConfig::model_type choice {old} not supported.")
    _log.warning("Deprecated ModelServerConfig::model_type field used for model %s", name)
    return "tensorflow"


def _policy(
    message: file_system_storage_path_source_pb2.FileSystemStoragePathSourceConfig.ServableVersionPolicy,  # noqa: E501 - one name
) -> ServableVersionPolicy:
    kind = message.WhichOneof("policy_choice")
    if kind == "all":
        return All()
    if kind == "specific":
        return Specific(tuple(dict.fromkeys(message.specific.versions)))
    return Latest(max(message.latest.num_versions, 1))
