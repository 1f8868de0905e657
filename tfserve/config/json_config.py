"""JSON in place of, and beside, the text form of the config: where its errors are, and what names
it may use.
"""

from __future__ import annotations

import difflib
import json
from collections.abc import Collection, Mapping
from typing import Any

from google.protobuf import json_format

from tfserve.apis.config import model_server_config_pb2
from tfserve.config.text_proto import read_file
from tfserve.errors import InvalidArgument

__all__ = ["Options", "parse_json_config", "read_options_file"]

Options = Mapping[str, Mapping[str, Any]]
"""Model name -> settings by name."""

_LIST_NAMES = ("model_config_list", "modelConfigList")
_OPTIONS = "options"


def parse_json_config(
    content: bytes, path: str
) -> tuple[model_server_config_pb2.ModelServerConfig, Options]:
    """The config in `content`, which was read from `path`, and what it adds to it.

    `{"model_config_list": [{"name": "m", "base_path": "/m", "options": {...}}]}`: the fields of the
    message under their proto or JSON names (the list may stand in `"config"`, as in the message),
    and per model the settings that the message has no field for.

    Raises:
        InvalidArgument: no JSON, or not of this form; details tell the place and the reason.
    """
    document = dict(_object(_parse(content, path), path, "the document"))
    options: dict[str, Mapping[str, Any]] = {}
    key = next((each for each in _LIST_NAMES if each in document), None)
    if key is not None:
        value = document.pop(key)
        models = _models(value, path)
        options = {_name(model): _options(model, path) for model in models if _OPTIONS in model}
        plain = [{k: v for k, v in model.items() if k != _OPTIONS} for model in models]
        # What else stands beside the list is left for the parser to refuse: taken for an empty
        # list, a misspelt "config" would unload everything.
        beside = value if isinstance(value, dict) else {}
        document["model_config_list"] = {**beside, "config": plain}
    message = model_server_config_pb2.ModelServerConfig()
    try:
        json_format.ParseDict(document, message)
    except json_format.ParseError as error:
        raise _invalid(path, " ".join(str(error).split())) from error
    return message, options


def _models(value: Any, path: str) -> list[Mapping[str, Any]]:
    models = value.get("config", []) if isinstance(value, dict) else value
    if not isinstance(models, list):
        raise _invalid(path, "model_config_list must be a list of models")
    return [_object(each, path, f"model_config_list[{i}]") for i, each in enumerate(models)]


def _name(model: Mapping[str, Any]) -> str:
    return str(model.get("name", ""))


def _options(model: Mapping[str, Any], path: str) -> Mapping[str, Any]:
    return _object(model[_OPTIONS], path, f"{_OPTIONS} of model {_name(model)}")


def read_options_file(path: str, known: Collection[str] | None = None) -> Options:
    """The JSON file of `--model_options_file`: `{"model name": {"setting": value}}`.

    Args:
        path: the file; "" gives none.
        known: the settings there are; None allows any.

    Raises:
        ServingError: the file cannot be read, is no such JSON, or names a setting that there is
            not (the text names the nearest one).
    """
    if not path:
        return {}
    document = _object(_parse(read_file(path), path), path, "the document")
    options = {name: _object(each, path, f"model {name}") for name, each in document.items()}
    for name, settings in options.items():
        check_options(name, settings, path, known)
    return options


def check_options(
    name: str, settings: Mapping[str, Any], path: str, known: Collection[str] | None
) -> None:
    """Refuse settings of model `name` that are not `known`; None knows all.

    Raises:
        InvalidArgument: naming the setting and the nearest known one.
    """
    for setting in () if known is None else settings.keys() - set(known):
        near = difflib.get_close_matches(setting, sorted(known or ()), n=1)
        hint = (
            f"did you mean {near[0]!r}?" if near else f"there are: {', '.join(sorted(known or ()))}"
        )
        raise InvalidArgument(f"{path}: model {name} has an unknown option {setting!r}; {hint}")


def _parse(content: bytes, path: str) -> Any:  # JSON is of any type
    try:
        return json.loads(content.decode(), object_pairs_hook=_without_duplicates)
    except json.JSONDecodeError as error:
        raise _invalid(path, error.msg, error.lineno, error.colno) from error
    except (ValueError, RecursionError) as error:
        raise _invalid(path, str(error)) from error


def _without_duplicates(pairs: list[tuple[str, Any]]) -> Mapping[str, Any]:
    result = dict(pairs)
    if len(result) < len(pairs):
        names = [name for name, _ in pairs]
        twice = next(name for name in names if names.count(name) > 1)
        msg = f"{twice!r} stands twice in one object"
        raise ValueError(msg)
    return result


def _object(value: Any, path: str, where: str) -> Mapping[str, Any]:
    if not isinstance(value, dict):
        raise _invalid(path, f"{where} must be an object, not {json.dumps(value)[:80]}")
    return value


def _invalid(path: str, reason: str, line: int = 0, column: int = 0) -> InvalidArgument:
    details = {"file": path, "reason": reason}
    where = ""
    if line:
        details |= {"line": str(line), "column": str(column)}
        where = f"{line}:{column}: "
    return InvalidArgument(f"{path}: {where}{reason}", details=details)
