"""The REST server, put together: which routes there are, and in what order they are looked at."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence

from tfserve.config.model_reader import ModelConfigReader
from tfserve.config.server import ServerConfig
from tfserve.core.call_record import CallObserver
from tfserve.core.clock import Clock
from tfserve.core.config_control import ConfigControl
from tfserve.core.executor import Executor, ThreadExecutor
from tfserve.frontends.http import HttpServer
from tfserve.frontends.metrics_page import metrics_routes
from tfserve.frontends.monitoring import OpenedHealth, health_routes
from tfserve.frontends.oip.catalog import Catalog
from tfserve.frontends.oip.rest_routes import open_inference_routes
from tfserve.frontends.rest.app import RestApplication, RestSettings
from tfserve.frontends.rest.config_routes import config_routes
from tfserve.frontends.rest.event_routes import event_routes
from tfserve.frontends.rest.inference_routes import inference_routes
from tfserve.frontends.rest.inventory_routes import inventory_routes
from tfserve.frontends.rest.model_routes import model_routes
from tfserve.frontends.rest.openapi_routes import openapi_routes
from tfserve.frontends.rest.routes import Route
from tfserve.frontends.rest.server import RestServer
from tfserve.handlers.service import Handlers
from tfserve.limits import InflightBudget
from tfserve.security.protection import Protection
from tfserve.server_core import EventLog, ServerCore
from tfserve.telemetry.observation import Observation

__all__ = ["make_rest_server"]

_PARSING = 2
"""Large bodies parsed at a time. Parsing holds the interpreter: more take as long in all, but each
stands between a health question and its answer (1 MB from 8 clients: 25 ms instead of 108).
"""


def make_rest_server(  # noqa: PLR0913 - collaborators, each by name
    config: ServerConfig,
    *,
    core: ServerCore,
    handlers: Handlers,
    control: ConfigControl,
    history: EventLog,
    observation: Observation,
    budget: InflightBudget,
    protection: Protection,
    reader: ModelConfigReader,
    clock: Clock,
) -> RestServer:
    """The server, not started.

    Args:
        config: of everything.
        core: knows the models.
        handlers: answer the calls.
        control: changes the config.
        history: what has happened to models.
        observation: is shown every call.
        budget: what may be in flight; shared with gRPC.
        protection: certificates and principals.
        reader: of configs that are sent.
        clock: time.
    """
    rest, opened = config.rest, threading.Event()
    compressor = ThreadExecutor("tfserve-gzip", rest.threads)
    parser = ThreadExecutor("tfserve-rest", _parsing_threads(config))
    health = OpenedHealth(core, opened.is_set)
    routes = (
        *health_routes(health, tells_why=protection.authorizer is None),
        *_metrics_routes(config.telemetry.metrics_path, observation),
        *_model_routes(
            config,
            core=core,
            handlers=handlers,
            control=control,
            history=history,
            health=health,
            reader=reader,
            is_protected=protection.authorizer is not None,
        ),
    )
    app = _application(
        (*routes, *openapi_routes(routes, core)),
        config,
        parser=parser,
        compressor=compressor,
        observation=observation,
        budget=budget,
        protection=protection,
        is_open=opened.is_set,
        clock=clock,
    )
    server = _http_server(
        app, config, protection=protection, clock=clock, observer=observation.observer
    )
    return RestServer(server, opened=opened, routes=app.table, executors=(parser, compressor))


def _http_server(
    app: RestApplication,
    config: ServerConfig,
    *,
    protection: Protection,
    clock: Clock,
    observer: CallObserver,
) -> HttpServer:
    return HttpServer(
        app,
        host=config.grpc.bind_address,
        port=config.rest.port,
        limits=config.http,
        clock=clock,
        reuse_port=config.grpc.reuse_port,
        tls=protection.https,
        observer=observer,
    )


def _application(  # noqa: PLR0913 - collaborators, each by name
    routes: Sequence[Route],
    config: ServerConfig,
    *,
    parser: Executor,
    compressor: Executor,
    observation: Observation,
    budget: InflightBudget,
    protection: Protection,
    is_open: Callable[[], bool],
    clock: Clock,
) -> RestApplication:
    rest = config.rest
    return RestApplication(
        routes,
        settings=RestSettings(
            timeout_s=rest.timeout_s,
            max_request_bytes=config.limits.max_request_bytes,
            gzip_from_bytes=rest.gzip_from_bytes,
            sends_cors=rest.enable_cors,
            sends_details=rest.error_details,
        ),
        budget=budget,
        executor=parser,
        compressor=compressor,
        clock=clock,
        is_open=is_open,
        authorizer=protection.authorizer,
        observer=observation.observer,
        request_ids=observation.request_ids,
    )


def _model_routes(
    config: ServerConfig,
    *,
    core: ServerCore,
    handlers: Handlers,
    control: ConfigControl,
    history: EventLog,
    health: OpenedHealth,
    reader: ModelConfigReader,
    is_protected: bool,
) -> Sequence[Route]:
    """Everything about models, in the order in which paths are compared."""
    rest = config.rest
    return (
        *inventory_routes(core, handlers, always_details=rest.error_details),
        *event_routes(history),
        *config_routes(
            control,
            handlers,
            parse=reader.of_file,
            of_message=reader.of_message,
            may_change=rest.enable_management or is_protected,
            always_details=rest.error_details,
        ),
        *inference_routes(
            handlers,
            max_tensor_bytes=config.limits.max_tensor_bytes,
            check_method_names=config.handlers.check_method_names,
            always_details=rest.error_details,
            max_json_depth=rest.max_json_depth,
        ),
        *model_routes(handlers),
        *open_inference_routes(
            handlers,
            Catalog(handlers=handlers, health=health, status=core, inventory=core),
            max_tensor_bytes=config.limits.max_tensor_bytes,
            max_json_depth=rest.max_json_depth,
            always_details=rest.error_details,
        ),
    )


def _metrics_routes(path: str, observation: Observation) -> Sequence[Route]:
    if not path:
        return ()
    return metrics_routes(observation.metrics.page, path=path, executor=observation.pages)


def _parsing_threads(config: ServerConfig) -> int:
    """All that there may be only where models run in these threads, too."""
    threads = config.rest.threads
    return threads if config.tensorflow.run_in_caller == "always" else min(threads, _PARSING)
