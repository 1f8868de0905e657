"""The protocol over gRPC: `inference.GRPCInferenceService`."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, TypeAlias

from google.protobuf.message import Message

from tfserve.apis.oip import open_inference_grpc_pb2 as messages
from tfserve.core.call_record import CallObserver, EntryPoint
from tfserve.core.clock import Clock
from tfserve.core.deadline import Deadline
from tfserve.core.handle import ServableHandle
from tfserve.core.request_id import RequestIds
from tfserve.core.servable import Outputs
from tfserve.errors import ServingError
from tfserve.frontends.grpc.methods import UnaryMethod
from tfserve.frontends.oip.catalog import EXTENSIONS, SERVER_NAME, SERVER_VERSION, Catalog
from tfserve.frontends.oip.infer_messages import AnswerForm, infer_response, inference_of
from tfserve.frontends.oip.inference import spec_of
from tfserve.handlers.run import Done, Ended, Prepared
from tfserve.handlers.service import Handlers
from tfserve.limits import InflightBudget

__all__ = ["SERVICE", "open_inference_methods"]

SERVICE = "inference.GRPCInferenceService"

_Begin: TypeAlias = Callable[[Any, Deadline, Done[Any], Ended], None]


def open_inference_methods(
    handlers: Handlers,
    catalog: Catalog,
    budget: InflightBudget,
    clock: Clock,
    observer: CallObserver,
    request_ids: RequestIds,
    *,
    max_tensor_bytes: int,
) -> Mapping[str, UnaryMethod]:
    """Full method name -> method, for those that take one message."""
    tell = _Telling(catalog)
    methods: Mapping[str, tuple[type[Message], _Begin]] = {
        "ServerLive": (messages.ServerLiveRequest, _at_once(tell.server_live)),
        "ServerReady": (messages.ServerReadyRequest, _at_once(tell.server_ready)),
        "ModelReady": (messages.ModelReadyRequest, _at_once(tell.model_ready)),
        "ServerMetadata": (messages.ServerMetadataRequest, _at_once(tell.server_metadata)),
        "ModelMetadata": (messages.ModelMetadataRequest, _at_once(tell.model_metadata)),
        "RepositoryIndex": (
            messages.RepositoryIndexRequest,
            _apart(handlers, tell.repository_index),
        ),
        "ModelInfer": (messages.ModelInferRequest, _infer(handlers, max_tensor_bytes)),
    }
    return {
        f"/{SERVICE}/{name}": UnaryMethod(
            request_type,
            begin,
            budget,
            clock,
            entry=EntryPoint("OIP", name),
            observer=observer,
            request_ids=request_ids,
        )
        for name, (request_type, begin) in methods.items()
    }


def _infer(handlers: Handlers, max_tensor_bytes: int) -> _Begin:
    def infer(
        request: messages.ModelInferRequest,
        deadline: Deadline,
        done: Done[messages.ModelInferResponse],
        ended: Ended,
    ) -> None:
        try:
            spec = spec_of(request.model_name, request.model_version)
            inference = inference_of(request, max_tensor_bytes, deadline.record)
            form = AnswerForm.of(request)
        except ServingError as error:
            done(None, error)
            ended()
            return

        def prepare(handle: ServableHandle) -> Prepared[messages.ModelInferResponse]:
            call, answer = inference.prepare(handle)

            def write(outputs: Outputs) -> messages.ModelInferResponse:
                return infer_response(form, answer(outputs))

            return call, write

        handlers.infer(spec, prepare, deadline, done, ended)

    return infer


def _at_once(answer: Callable[[Any], Message]) -> _Begin:
    def begin(request: Any, deadline: Deadline, done: Done[Any], ended: Ended) -> None:
        record = deadline.record
        if record is not None and hasattr(request, "version"):
            record.asked = request.name
        try:
            response = answer(request)
        except ServingError as error:
            done(None, error)
        else:
            done(response, None)
        finally:
            ended()

    return begin


def _apart(handlers: Handlers, answer: Callable[[Any], Message]) -> _Begin:
    """For what may take long: with a thousand models, it would hold up other calls."""

    def begin(request: Any, deadline: Deadline, done: Done[Any], ended: Ended) -> None:  # noqa: ARG001 - as others
        handlers.execute(lambda: answer(request), done, ended)

    return begin


class _Telling:
    """What is answered without running anything. Thread-safe."""

    def __init__(self, catalog: Catalog) -> None:
        self._catalog = catalog

    def server_live(self, _: messages.ServerLiveRequest) -> messages.ServerLiveResponse:
        """Whoever answers is alive."""
        return messages.ServerLiveResponse(live=True)

    def server_ready(self, _: messages.ServerReadyRequest) -> messages.ServerReadyResponse:
        """Whether the ready policy is met."""
        return messages.ServerReadyResponse(ready=self._catalog.is_server_ready())

    def model_ready(self, request: messages.ModelReadyRequest) -> messages.ModelReadyResponse:
        """False for a model that is not configured, too."""
        spec = spec_of(request.name, request.version)
        return messages.ModelReadyResponse(ready=bool(self._catalog.is_model_ready(spec)))

    def server_metadata(self, _: messages.ServerMetadataRequest) -> messages.ServerMetadataResponse:
        """Name, version, extensions."""
        return messages.ServerMetadataResponse(
            name=SERVER_NAME, version=SERVER_VERSION, extensions=EXTENSIONS
        )

    def model_metadata(
        self, request: messages.ModelMetadataRequest
    ) -> messages.ModelMetadataResponse:
        """Versions, inputs, outputs."""
        model = self._catalog.model(spec_of(request.name, request.version))
        response = messages.ModelMetadataResponse(
            name=model.name, versions=model.versions, platform=model.platform
        )
        for each in model.inputs:
            response.inputs.add(name=each.name, datatype=each.datatype, shape=each.shape)
        for each in model.outputs:
            response.outputs.add(name=each.name, datatype=each.datatype, shape=each.shape)
        return response

    def repository_index(
        self, request: messages.RepositoryIndexRequest
    ) -> messages.RepositoryIndexResponse:
        """Every version of every model, or those that serve."""
        response = messages.RepositoryIndexResponse()
        for each in self._catalog.index(only_ready=request.ready):
            response.models.add(
                name=each.name, version=each.version, state=each.state, reason=each.reason
            )
        return response
