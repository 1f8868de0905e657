"""Model configs that come while the server runs, read with the options that stand beside them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from tfserve.apis.config import model_server_config_pb2
from tfserve.config.json_config import read_options_file
from tfserve.config.model_file import parse_model_config
from tfserve.config.model_messages import model_server_config
from tfserve.config.models import ModelServerConfig
from tfserve.config.server import MODEL_OPTIONS

__all__ = ["ModelConfigReader"]


@dataclass(frozen=True, slots=True)
class ModelConfigReader:
    """Reads configs, and the options file anew with each. Thread-safe.

    Args:
        options_file: JSON with settings by model name; "" without one.
    """

    options_file: str

    def options(self) -> Mapping[str, Mapping[str, Any]]:
        """Model's name -> its options, as the file has them now.

        Raises:
            ServingError: the file cannot be read or is wrong.
        """
        return read_options_file(self.options_file, MODEL_OPTIONS)

    def of_file(self, content: bytes, path: str) -> ModelServerConfig:
        """The config in `content`, which stood in `path`.

        Raises:
            ServingError: it is wrong, or the options are.
        """
        return parse_model_config(content, path, self.options_file, MODEL_OPTIONS)

    def of_message(self, message: model_server_config_pb2.ModelServerConfig) -> ModelServerConfig:
        """The config in `message`.

        Raises:
            ServingError: it is wrong, or the options are.
        """
        return model_server_config(message, self.options())
