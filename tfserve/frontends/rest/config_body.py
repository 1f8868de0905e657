"""Configs in request bodies: JSON, protobuf's text form, or the binary message."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any, TypeAlias

from google.protobuf.message import DecodeError

from tfserve.apis.config import model_server_config_pb2
from tfserve.config.models import ModelConfig, ModelServerConfig
from tfserve.config.text_proto import parse_text_proto
from tfserve.errors import InvalidArgument
from tfserve.frontends.rest.exchange import Request

__all__ = ["ConfigParser", "MessageReader", "read_config", "read_model"]

ConfigParser: TypeAlias = Callable[[bytes, str], ModelServerConfig]
"""The config in a text and, for error texts, where that comes from: JSON when it begins with `{`,
else protobuf's text form.
"""

MessageReader: TypeAlias = Callable[[model_server_config_pb2.ModelServerConfig], ModelServerConfig]
"""The value of a ModelServerConfig message."""

_PLACE = "request body"
_BINARY = ("application/x-protobuf", "application/protobuf", "application/vnd.google.protobuf")


def read_config(
    request: Request, parse: ConfigParser, of_message: MessageReader
) -> ModelServerConfig:
    """The whole config in the body of `request`.

    Raises:
        InvalidArgument: there is none, or it says what cannot be.
    """
    if _is_binary(request):
        config = of_message(_message(request, model_server_config_pb2.ModelServerConfig()))
    else:
        config = parse(_text(request), _PLACE)
    if config.is_unset:
        raise InvalidArgument("The config has no model_config_list; an empty one unloads all")
    return config


def read_model(
    request: Request, name: str, parse: ConfigParser, of_message: MessageReader
) -> ModelConfig:
    """The config of the one model `name` in the body of `request`; the name may be left out.

    Raises:
        InvalidArgument: there is none, it says what cannot be, or is another model's.
    """
    if not _is_binary(request) and _text(request).lstrip().startswith(b"{"):
        config = parse(_as_list(request.body, name), _PLACE)
    else:
        message = model_server_config_pb2.ModelConfig()
        if _is_binary(request):
            _message(request, message)
        else:
            parse_text_proto(_text(request), _PLACE, message)
        message.name = message.name or name
        whole = model_server_config_pb2.ModelServerConfig()
        whole.model_config_list.config.append(message)
        config = of_message(whole)
    (model,) = config.models
    if model.name != name:
        raise InvalidArgument(f"The body configures model {model.name}, the path names {name}")
    return model


def _is_binary(request: Request) -> bool:
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    return kind in _BINARY


def _text(request: Request) -> bytes:
    if not request.body.strip():
        raise InvalidArgument("The request has no body; a config is expected")
    return request.body


def _message(request: Request, message: Any) -> Any:  # a generated class, and the same
    try:
        message.ParseFromString(request.body)
    except DecodeError as error:
        name = message.DESCRIPTOR.full_name
        raise InvalidArgument(f"The request body is no {name}: {error}") from error
    return message


def _as_list(body: bytes, name: str) -> bytes:
    """The config that has only the model in `body`; what is no JSON is left for the parser."""
    try:
        model = json.loads(body)
    except (ValueError, RecursionError):
        return body
    if isinstance(model, dict):
        model.setdefault("name", name)
    return json.dumps({"model_config_list": [model]}).encode()
