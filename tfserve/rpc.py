"""The gRPC server, put together: which services there are."""

from __future__ import annotations

from tfserve.config.server import ServerConfig
from tfserve.core.clock import Clock
from tfserve.core.executor import Executor
from tfserve.frontends.grpc import GrpcServer
from tfserve.frontends.grpc.profiler import ProfilerService
from tfserve.frontends.grpc.server import MakeTransport
from tfserve.frontends.grpc.service import GrpcService
from tfserve.frontends.oip.catalog import Catalog
from tfserve.frontends.oip.grpc_service import OpenInferenceService
from tfserve.handlers.service import Handlers
from tfserve.limits import InflightBudget
from tfserve.security.authorizer import Authorizer
from tfserve.security.protection import Protection
from tfserve.servables.tensorflow.profiler import TensorFlowProfiler
from tfserve.server_core import ServerCore
from tfserve.telemetry.observation import Observation

__all__ = ["make_grpc_server"]


def make_grpc_server(  # noqa: PLR0913 - collaborators, each by name
    config: ServerConfig,
    *,
    core: ServerCore,
    handlers: Handlers,
    catalog: Catalog,
    observation: Observation,
    budget: InflightBudget,
    protection: Protection,
    executor: Executor,
    clock: Clock,
    transport: MakeTransport,
    authorizer: Authorizer | None,
) -> GrpcServer:
    """The server, not started.

    Args:
        config: of everything.
        core: knows what is ready.
        handlers: answer the calls.
        catalog: what the Open Inference Protocol tells.
        observation: is shown every call.
        budget: what may be in flight; shared with REST.
        protection: certificates.
        executor: runs what blocks.
        clock: time.
        transport: what speaks HTTP/2.
        authorizer: decides who may call what.
    """
    grpc, limits = config.grpc, config.limits
    services = _added_services(
        config,
        handlers=handlers,
        catalog=catalog,
        observation=observation,
        budget=budget,
        executor=executor,
        clock=clock,
    )
    return GrpcServer(
        handlers=handlers,
        health=core,
        budget=budget,
        clock=clock,
        addresses=grpc.addresses,
        max_request_bytes=limits.max_request_bytes,
        channel_arguments=grpc.channel_arguments,
        threads=grpc.threads,
        max_concurrent_streams=grpc.max_concurrent_streams,
        max_metadata_bytes=grpc.max_metadata_bytes,
        max_connections=grpc.max_connections,
        keepalive_s=grpc.keepalive_s,
        reuse_port=grpc.reuse_port,
        enable_health=grpc.enable_health,
        enable_reflection=grpc.enable_reflection,
        services=services,
        observer=observation.observer,
        request_ids=observation.request_ids,
        authorizer=authorizer,
        tls=protection.identity,
        make_transport=transport,
    )


def _added_services(
    config: ServerConfig,
    *,
    handlers: Handlers,
    catalog: Catalog,
    observation: Observation,
    budget: InflightBudget,
    executor: Executor,
    clock: Clock,
) -> tuple[GrpcService, ...]:
    """What is served beside the services of TensorFlow Serving."""
    open_inference = OpenInferenceService(
        handlers=handlers,
        catalog=catalog,
        budget=budget,
        clock=clock,
        observer=observation.observer,
        request_ids=observation.request_ids,
        max_tensor_bytes=config.limits.max_tensor_bytes,
    )
    if not config.profiler.is_enabled:
        return (open_inference,)
    profiler = ProfilerService(
        profiler=TensorFlowProfiler(), executor=executor, clock=clock, rules=config.profiler
    )
    return (open_inference, profiler)
