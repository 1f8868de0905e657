"""Reading `--model_config_file`: the text form of ModelServerConfig, or JSON."""

from __future__ import annotations

from collections.abc import Collection

from tfserve.apis.config import model_server_config_pb2
from tfserve.config.json_config import check_options, parse_json_config, read_options_file
from tfserve.config.model_messages import model_server_config
from tfserve.config.models import ModelServerConfig
from tfserve.config.text_proto import parse_text_proto, read_file
from tfserve.errors import InvalidArgument

__all__ = ["parse_model_config", "read_model_config_file"]


def read_model_config_file(
    path: str, options_path: str = "", known_options: Collection[str] | None = None
) -> ModelServerConfig:
    """The config in file `path`.

    Args:
        path: text form, or JSON where the content begins with `{`.
        options_path: JSON with further settings by model name; "" for none.
        known_options: the settings there are; None allows any.

    Raises:
        ServingError: a file cannot be read, is empty, or says what cannot be.
    """
    content = read_file(path)
    if not content:  # TensorFlow Serving maps the file into memory, which fails for nothing
        raise InvalidArgument(f"{path}; Invalid argument")
    return parse_model_config(content, path, options_path, known_options)


def parse_model_config(
    content: bytes,
    path: str,
    options_path: str = "",
    known_options: Collection[str] | None = None,
) -> ModelServerConfig:
    """The config in `content`, which was read from `path`; see `read_model_config_file`."""
    options = dict(read_options_file(options_path, known_options))
    if content.lstrip().startswith(b"{"):
        message, given = parse_json_config(content, path)
        for name, settings in given.items():
            check_options(name, settings, path, known_options)
            options[name] = {**options.get(name, {}), **settings}
    else:
        message = parse_text_proto(content, path, model_server_config_pb2.ModelServerConfig())
    return model_server_config(message, options)
