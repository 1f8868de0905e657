"""`inference.GRPCInferenceService` as the gRPC server takes it."""

from __future__ import annotations

from collections.abc import Mapping

from google.protobuf.descriptor_pool import DescriptorPool

from tfserve.apis.oip import open_inference_grpc_pb2 as messages
from tfserve.core.call_record import CallObserver, Unobserved
from tfserve.core.clock import Clock
from tfserve.core.request_id import RequestIds
from tfserve.frontends.grpc.transport import Behaviour
from tfserve.frontends.oip.catalog import Catalog
from tfserve.frontends.oip.grpc_methods import SERVICE, open_inference_methods
from tfserve.frontends.oip.streams import InferStreams
from tfserve.handlers.service import Handlers
from tfserve.limits import InflightBudget

__all__ = ["OpenInferenceService"]


class OpenInferenceService:
    """The methods of the service. Thread-safe. Implements `frontends.grpc.service.GrpcService`.

    Args:
        handlers: run models.
        catalog: tells about them.
        budget: what may be in flight; shared with other frontends.
        clock: time.
        observer: shown every call at its end; None when nobody looks.
        request_ids: names calls; None takes only the names that clients bring.
        max_tensor_bytes: what the inputs of one request may take in memory.
    """

    def __init__(
        self,
        *,
        handlers: Handlers,
        catalog: Catalog,
        budget: InflightBudget,
        clock: Clock,
        observer: CallObserver | None = None,
        request_ids: RequestIds | None = None,
        max_tensor_bytes: int,
    ) -> None:
        methods = open_inference_methods(
            handlers,
            catalog,
            budget,
            clock,
            observer or Unobserved(),
            request_ids or RequestIds(),
            max_tensor_bytes=max_tensor_bytes,
        )
        self._streams = InferStreams(methods[f"/{SERVICE}/ModelInfer"])
        self._behaviours: Mapping[str, Behaviour] = {
            **methods,
            f"/{SERVICE}/ModelStreamInfer": self._streams.serve,
        }

    @property
    def behaviours(self) -> Mapping[str, Behaviour]:
        """Full method name -> what to do with its calls."""
        return self._behaviours

    @property
    def descriptors(self) -> DescriptorPool:
        """Where the service is described: not in the default pool, see `apis._pool`."""
        return messages.DESCRIPTOR.pool

    def drain(self) -> None:
        """End the streams that wait for requests. Idempotent."""
        self._streams.drain()
