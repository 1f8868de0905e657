"""Handlers: one method per RPC, without any transport; every frontend uses the same object."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from typing import Any, Protocol, TypeVar

from tfserve.apis import (
    classification_pb2,
    get_model_metadata_pb2,
    get_model_status_pb2,
    inference_pb2,
    model_management_pb2,
    predict_pb2,
    regression_pb2,
    session_service_pb2,
)
from tfserve.core.call_record import CallRecord
from tfserve.core.clock import Clock
from tfserve.core.deadline import Deadline
from tfserve.core.executor import Executor
from tfserve.core.handle import ServableHandle
from tfserve.core.ids import ModelSpec, ServableId
from tfserve.core.lookup import ConfigReloader, ModelStatus, ServableLookup
from tfserve.core.servable import DEFAULT_SIGNATURE, Signature
from tfserve.core.timer import Timers
from tfserve.errors import Internal, NotFound, ServingError
from tfserve.handlers.classify import CLASSIFICATION
from tfserve.handlers.example_task import ExampleHandler, batch_size
from tfserve.handlers.metadata import check_metadata_fields, model_metadata
from tfserve.handlers.model_spec import asked_for
from tfserve.handlers.model_status import model_status
from tfserve.handlers.multi_inference import MultiInferenceHandler, asked_by_tasks
from tfserve.handlers.predict import PredictHandler
from tfserve.handlers.regress import REGRESSION
from tfserve.handlers.reload_config import ConfigReader, ReloadConfigHandler, no_metrics
from tfserve.handlers.request_logging import logging_arrays, logging_messages
from tfserve.handlers.run import Done, Ended, Prepared, Run, nothing, refuse_unwanted
from tfserve.handlers.session_run import refuse_session_run, session_run
from tfserve.handlers.suggestions import known_names
from tfserve.limits import MAX_TENSOR_BYTES
from tfserve.telemetry.request_log import RequestLog

__all__ = ["Handlers"]

_log = logging.getLogger(__name__)

Q_contra = TypeVar("Q_contra", contravariant=True)
R = TypeVar("R")
R_co = TypeVar("R_co", covariant=True)


class _Inference(Protocol[Q_contra, R_co]):
    """Predict, Classify and so on, seen alike."""

    def prepare(self, request: Q_contra, handle: ServableHandle, /) -> Prepared[R_co]: ...


class Handlers:
    """The RPCs of PredictionService, ModelService and SessionService. Thread-safe.

    Those that run a model, or that wait, never block: they answer through `done`, called exactly
    once with the response or the error, from any thread and possibly before the method returns.
    `ended` is called exactly once after it, when nothing works on the request any more: at the
    model's real end, which is later than `done` when the deadline came first. Until then the
    servable's handle is held.

    Args:
        models: finds servables.
        status: knows the states of versions.
        reloader: applies a new config.
        read_config: turns the config message of a reload into a value.
        executor: runs what blocks: reloads, and SessionRun.
        timers: answers at deadlines.
        clock: time.
        max_tensor_bytes: what the decoded tensors of one request may take in memory.
        check_method_names: `--enable_signature_method_name_check`.
        as_tensor_content: `--enable_serialization_as_tensor_content`.
        enable_session_run: `--enable_session_run`.
        metric: the value of a metric's first cell by name, for reloads that ask for it.
        request_log: logs sampled requests; None where no model may have them logged.
    """

    def __init__(  # noqa: PLR0913 - collaborators and flags, each by name
        self,
        *,
        models: ServableLookup,
        status: ModelStatus,
        reloader: ConfigReloader,
        read_config: ConfigReader,
        executor: Executor,
        timers: Timers,
        clock: Clock,
        max_tensor_bytes: int = MAX_TENSOR_BYTES,
        check_method_names: bool = False,
        as_tensor_content: bool = False,
        enable_session_run: bool = False,
        metric: Callable[[str], int] = no_metrics,
        request_log: RequestLog | None = None,
    ) -> None:
        self._models = models
        self._status = status
        self._executor = executor
        self._timers = timers
        self._clock = clock
        self._max_tensor_bytes = max_tensor_bytes
        self._enable_session_run = enable_session_run
        self._request_log = request_log
        self._predict = PredictHandler(
            max_tensor_bytes=max_tensor_bytes,
            check_method_names=check_method_names,
            as_tensor_content=as_tensor_content,
        )
        self._classify = ExampleHandler(
            CLASSIFICATION,
            classification_pb2.ClassificationResponse,
            check_method_names=check_method_names,
        )
        self._regress = ExampleHandler(
            REGRESSION, regression_pb2.RegressionResponse, check_method_names=check_method_names
        )
        self._multi_inference = MultiInferenceHandler()
        self._reload_config = ReloadConfigHandler(
            reloader=reloader, read_config=read_config, metric=metric
        )

    def predict(
        self,
        request: predict_pb2.PredictRequest,
        deadline: Deadline,
        done: Done[predict_pb2.PredictResponse],
        ended: Ended = nothing,
    ) -> None:
        """PredictionService.Predict."""
        self._infer(self._predict, request, deadline, done, ended)

    def classify(
        self,
        request: classification_pb2.ClassificationRequest,
        deadline: Deadline,
        done: Done[classification_pb2.ClassificationResponse],
        ended: Ended = nothing,
    ) -> None:
        """PredictionService.Classify."""
        self._infer(self._classify, request, deadline, done, ended)

    def regress(
        self,
        request: regression_pb2.RegressionRequest,
        deadline: Deadline,
        done: Done[regression_pb2.RegressionResponse],
        ended: Ended = nothing,
    ) -> None:
        """PredictionService.Regress."""
        self._infer(self._regress, request, deadline, done, ended)

    def multi_inference(
        self,
        request: inference_pb2.MultiInferenceRequest,
        deadline: Deadline,
        done: Done[inference_pb2.MultiInferenceResponse],
        ended: Ended = nothing,
    ) -> None:
        """PredictionService.MultiInference."""

        def prepare(handle: ServableHandle) -> Prepared[inference_pb2.MultiInferenceResponse]:
            call, answer = self._multi_inference.prepare(request, handle)
            if deadline.record is not None:
                deadline.record.examples = batch_size(call)
            return call, answer

        if self._request_log is not None and request.tasks:
            model = request.tasks[0].model_spec.name
            done = logging_messages(self._request_log, model, request, done)
        self._begin(lambda: asked_by_tasks(request), prepare, deadline, done, ended)

    def get_model_metadata(
        self, request: get_model_metadata_pb2.GetModelMetadataRequest
    ) -> get_model_metadata_pb2.GetModelMetadataResponse:
        """PredictionService.GetModelMetadata.

        Raises:
            ServingError: with the texts of spec 6.10.
        """
        check_metadata_fields(request)
        with self._acquire(asked_for(request)) as handle:
            return model_metadata(handle)

    def describe(self, spec: ModelSpec) -> tuple[ServableId, Mapping[str, Signature]]:
        """Which version `spec` names, and its signatures.

        Raises:
            ServingError: no such version serves.
        """
        with self._acquire(spec) as handle:
            return handle.id, handle.servable.signatures

    def get_model_status(
        self, request: get_model_status_pb2.GetModelStatusRequest
    ) -> get_model_status_pb2.GetModelStatusResponse:
        """ModelService.GetModelStatus.

        Raises:
            ServingError: with the texts of spec 3.8.
        """
        return model_status(request, self._status)

    def reload_config(
        self,
        request: model_management_pb2.ReloadConfigRequest,
        deadline: Deadline,
        done: Done[model_management_pb2.ReloadConfigResponse],
        ended: Ended = nothing,
    ) -> None:
        """ModelService.HandleReloadConfigRequest; answers when the new models are decided."""
        self.execute(lambda: self._reload_config.handle(request, deadline), done, ended)

    def session_run(
        self,
        request: session_service_pb2.SessionRunRequest,
        deadline: Deadline,
        done: Done[session_service_pb2.SessionRunResponse],
        ended: Ended = nothing,
    ) -> None:
        """SessionService.SessionRun; UNIMPLEMENTED unless enabled."""

        def run() -> session_service_pb2.SessionRunResponse:
            refuse_unwanted(deadline, self._clock)
            with self._acquire(asked_for(request), deadline.record) as handle:
                limit = self._max_tensor_bytes
                return session_run(request, handle, deadline, max_tensor_bytes=limit)

        if self._enable_session_run:
            self.execute(run, done, ended)
        else:
            done(None, refuse_session_run())
            ended()

    def _infer(
        self,
        inference: _Inference[Any, R],
        request: Any,  # of the message type that `inference` takes
        deadline: Deadline,
        done: Done[R],
        ended: Ended,
    ) -> None:
        def prepare(handle: ServableHandle) -> Prepared[R]:
            try:
                return inference.prepare(request, handle)
            except ServingError:
                name = request.model_spec.signature_name or DEFAULT_SIGNATURE
                if deadline.record is not None and name in handle.servable.signatures:
                    deadline.record.signature = name
                raise

        if self._request_log is not None:
            model = request.model_spec.name
            done = logging_messages(self._request_log, model, request, done)
        self._begin(lambda: asked_for(request), prepare, deadline, done, ended)

    def infer(
        self,
        spec: ModelSpec,
        prepare: Callable[[ServableHandle], Prepared[R]],
        deadline: Deadline,
        done: Done[R],
        ended: Ended = nothing,
    ) -> None:
        """Run what `prepare` makes of the version that `spec` names: for frontends whose requests
        and responses are no messages, such as JSON that only a signature tells how to read.

        A `prepare` that fails for a signature that exists says so in `deadline.record.signature`.
        """
        if self._request_log is not None:
            prepare = logging_arrays(self._request_log, spec.name, prepare)
        self._begin(lambda: spec, prepare, deadline, done, ended)

    def _begin(
        self,
        spec_of: Callable[[], ModelSpec],
        prepare: Callable[[ServableHandle], Prepared[R]],
        deadline: Deadline,
        done: Done[R],
        ended: Ended,
    ) -> None:
        """Look up, prepare, run; whatever goes wrong before the run is answered here."""
        handle: ServableHandle | None = None
        record = deadline.record
        try:
            handle = self._acquire(spec_of(), record)
            call, answer = prepare(handle)
            if record is not None:
                record.signature = call.parts[0].signature if len(call.parts) == 1 else "*"
            refuse_unwanted(deadline, self._clock)
        except Exception as error:  # noqa: BLE001 - a bug of ours answers, too
            if handle is not None:
                handle.release()
            done(None, _ours(error))
            ended()
            return
        Run(handle, answer, done, ended).begin(call, deadline, self._timers)

    def _acquire(self, spec: ModelSpec, record: CallRecord | None = None) -> ServableHandle:
        """The version that `spec` names, noted in `record`; an error about a name that nobody has
        tells those there are.
        """
        if record is not None:
            record.asked = spec.name
        try:
            handle = self._models.acquire(spec)
        except ServingError as error:
            names = self._status.model_names()
            if spec.name in names:
                if record is not None:
                    record.model = spec.name
                raise
            if not isinstance(error, NotFound):
                raise
            known = known_names("models", spec.name, names)
            raise NotFound(error.message, details={**error.details, **known}) from error
        if record is not None:
            servable_id = handle.id
            record.model, record.version = servable_id.name, servable_id.version
        return handle

    def execute(self, work: Callable[[], R], done: Done[R], ended: Ended = nothing) -> None:
        """Run `work`, which blocks, in the executor for such calls, and answer with what it
        returns or raises.
        """

        def task() -> None:
            try:
                response = work()
            except BaseException as error:  # noqa: BLE001 - a model's code may even call sys.exit
                done(None, _ours(error))
            else:
                done(response, None)
            finally:
                ended()

        try:
            self._executor.submit(task)
        except RuntimeError as error:  # closed, or no thread can be started
            done(None, _ours(error))
            ended()


def _ours(error: BaseException) -> ServingError:
    """The error as the client may see it: a foreign one is logged, and its text stays here."""
    if isinstance(error, ServingError):
        return error
    _log.error("A request failed", exc_info=error)
    return Internal("Internal error; see the server's log")
