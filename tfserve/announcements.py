"""What the log says of a server's start: what it is to serve, and where it serves."""

from __future__ import annotations

import logging

from tfserve.config.server import ServerConfig
from tfserve.security.protection import Protection
from tfserve.sources.storages.uri import shown

__all__ = ["say_what_is_served", "say_where"]

_log = logging.getLogger("tfserve.server")  # it is the server that says this

_LOOPBACK = ("127.0.0.1", "::1", "localhost")


def say_what_is_served(config: ServerConfig) -> None:
    """Which models there will be, and which flags about them have no effect."""
    models = config.models
    if models.root:
        _log.info("Serving each folder of %s as a model", shown(models.root))
    elif not models.config_file:
        text = "Building single TensorFlow model file config:  model_name: %s model_base_path: %s"
        _log.info(text, models.name, shown(models.base_path))
        if models.config_file_poll_interval_s > 0:
            _log.warning("--model_config_file_poll_wait_seconds has no file to poll")
    if config.loading.poll_interval_s < 0:
        _log.warning("--file_system_poll_wait_seconds is negative: no version is ever found")


def say_where(config: ServerConfig, protection: Protection, *, plane: str) -> None:
    """The addresses that are served now, by which data plane, and what others than this machine may
    do there.
    """
    grpc, rest = config.grpc, config.rest
    _log.info("gRPC is served by the %s plane", plane)
    if grpc.port:
        _log.info("Running gRPC ModelServer at %s:%d ...", grpc.bind_address, grpc.port)
    if grpc.socket_path:
        _log.info("Running gRPC ModelServer at UNIX socket %s ...", grpc.socket_path)
    if rest.port:
        _log.info("Exporting HTTP/REST API at:localhost:%d ...", rest.port)
    if grpc.bind_address not in _LOOPBACK:
        protection.warn(grpc_port=grpc.port, rest_port=rest.port)
