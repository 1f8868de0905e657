"""HandleReloadConfigRequest: replace the configured models while serving (spec 3.8)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, TypeAlias

from tfserve.apis import model_management_pb2
from tfserve.config.models import ModelServerConfig
from tfserve.core.deadline import Deadline
from tfserve.core.lookup import ConfigReloader
from tfserve.errors import InvalidArgument

if TYPE_CHECKING:
    from tfserve.apis.config import model_server_config_pb2

__all__ = ["ConfigReader", "ReloadConfigHandler", "no_metrics"]

ConfigReader: TypeAlias = "Callable[[model_server_config_pb2.ModelServerConfig], ModelServerConfig]"
"""Turns the message into a value; raises ServingError when it says what cannot be."""


def no_metrics(name: str) -> int:  # noqa: ARG001 - it knows none
    """The value of any metric where nothing is measured."""
    return 0


class ReloadConfigHandler:
    """Answers reload requests; `handle` blocks until the new models are decided. Thread-safe.

    Args:
        reloader: applies the config.
        read_config: turns the message into a value.
        metric: the value of a metric's first cell by name; 0 for unknown names.
    """

    def __init__(
        self, *, reloader: ConfigReloader, read_config: ConfigReader, metric: Callable[[str], int]
    ) -> None:
        self._reloader = reloader
        self._read_config = read_config
        self._metric = metric

    def handle(
        self, request: model_management_pb2.ReloadConfigRequest, deadline: Deadline
    ) -> model_management_pb2.ReloadConfigResponse:
        """Apply the config; the response tells how much each metric asked for has grown meanwhile.

        Raises:
            ServingError: not a list of models; a config that was rejected; models that did not
                become available.
        """
        if request.config.WhichOneof("config") != "model_config_list":
            raise InvalidArgument(
                "ServerModelConfig type not supported by HandleReloadConfigRequest. "
                "Only ModelConfigList is currently supported"
            )
        before = self._values(request.metric_names)
        self._reloader.reload(self._read_config(request.config), deadline)
        response = model_management_pb2.ReloadConfigResponse()
        response.status.SetInParent()
        after = self._values(request.metric_names)
        for name, old, new in zip(request.metric_names, before, after, strict=True):
            response.metric.add(name=name, int64_value_increase=new - old)
        return response

    def _values(self, names: Sequence[str]) -> list[int]:
        return [self._metric(name) for name in names]
