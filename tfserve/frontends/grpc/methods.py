"""Which RPC is which handler: bytes of a request in, bytes of a response out."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from typing import Any, Protocol, TypeAlias

from google.protobuf.message import DecodeError, Message

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
from tfserve.core.call_record import CallObserver, CallRecord, EntryPoint
from tfserve.core.clock import Clock
from tfserve.core.deadline import Deadline
from tfserve.core.request_id import HEADER, RequestIds
from tfserve.errors import Code, Internal, ServingError, Unimplemented
from tfserve.frontends.grpc.call import Caller, ServerCall
from tfserve.frontends.grpc.errors import Metadata
from tfserve.frontends.grpc.guard import models_of
from tfserve.handlers.run import Done, Ended
from tfserve.handlers.service import Handlers
from tfserve.limits import InflightBudget

__all__ = ["UnaryMethod", "serving_methods"]

_log = logging.getLogger(__name__)

_Begin: TypeAlias = Callable[[Any, Deadline, Done[Any], Ended], None]
"""A method of Handlers; messages are of its own types."""

_PARSED_FACTOR = 2  # a parsed message takes about as much memory as its bytes, and both are held


class UnaryMethod:
    """One unary RPC. Thread-safe.

    Charges a request's bytes before parsing them, parses, begins to handle, and answers when the
    handler is done; the charge ends with the work. While there is no room for one more request,
    none is even received: under overload most are refused, and that has to cost next to nothing.

    Args:
        request_type: the message class.
        begin: the handler.
        budget: what may be in flight.
        clock: time, monotonic and wall.
        entry: how the method's calls are counted.
        observer: shown every call before its answer is sent.
        request_ids: names calls; the answer of one that has a name carries it.
    """

    __slots__ = ("_begin", "_budget", "_clock", "_entry", "_id_of", "_name", "_now", "_observe",
                 "_parse")  # fmt: skip

    def __init__(
        self,
        request_type: type[Message],
        begin: _Begin,
        budget: InflightBudget,
        clock: Clock,
        *,
        entry: EntryPoint,
        observer: CallObserver,
        request_ids: RequestIds,
    ) -> None:
        self._entry = entry
        self._id_of = request_ids.of
        self._observe = observer.observe
        self._now = clock.now
        self._parse = request_type.FromString
        self._name = request_type.DESCRIPTOR.name
        self._begin = begin
        self._budget = budget
        self._clock = clock

    def __call__(self, call: ServerCall) -> None:
        """Take over a call that has arrived."""
        error = self._budget.refusal()
        if error is not None:
            self._fail(error, self._record(0, call), call)
            return

        def on_message(data: bytes | None) -> None:
            if data is None:
                refuse()
            else:
                call.receive(lambda more: self.answer(data, call) if more is None else refuse())

        def refuse() -> None:
            call.fail(Unimplemented(f"{call.method} requires exactly one request message"))

        call.receive(on_message)

    def answer(self, data: bytes, caller: Caller) -> None:
        """Handle one encoded request; `caller` is answered exactly once, now or later."""
        record = self._record(len(data), caller)
        try:
            charge = self._budget.admit(len(data), factor=_PARSED_FACTOR)
        except ServingError as error:
            self._fail(error, record, caller)
            return
        try:
            request = self._parse(data)
            if caller.principal is not None:
                caller.principal.check_models(models_of(request))
            deadline = self._deadline(caller, record)
        except BaseException as error:
            charge.release()
            refused = _refusal(error, self._name)
            if refused is None:  # such as MemoryError; whoever called answers it
                raise
            self._fail(refused, record, caller)
            return
        del data

        def done(response: Message | None, error: ServingError | None) -> None:
            if response is None:
                self._fail(error or Internal(f"No answer to {self._name}"), record, caller)
            else:
                self._reply(response, record, caller)

        self._begin(request, deadline, done, charge.release)

    def _record(self, request_bytes: int, caller: Caller) -> CallRecord:
        record = CallRecord(self._entry, self._now, request_bytes, caller)
        record.request_id = self._id_of(caller.header(HEADER))
        if caller.principal is not None:
            record.principal = caller.principal.name
        return record

    def _deadline(self, caller: Caller, record: CallRecord) -> Deadline:
        expires_at = caller.expires_at
        if expires_at is not None:
            expires_at += record.began_at - self._clock.wall()
        return Deadline(expires_at, caller.is_gone, record)

    def _reply(self, response: Message, record: CallRecord, caller: Caller) -> None:
        try:
            data = response.SerializeToString()
        except Exception:  # noqa: BLE001 - more than a message can have, 2 GiB, has no one type
            name = response.DESCRIPTOR.name
            _log.exception("Failed to serialize %s", name)
            self._fail(Internal(f"Failed to serialize {name}"), record, caller)
            return
        record.end(Code.OK, len(data))
        self._observe(record)
        caller.reply(data, _trailers(record))

    def _fail(self, error: ServingError, record: CallRecord, caller: Caller) -> None:
        record.end(error.code)
        self._observe(record)
        caller.fail(error, _trailers(record))


def _trailers(record: CallRecord) -> Metadata:
    return ((HEADER, record.request_id),) if record.request_id else ()


def _refusal(error: BaseException, name: str) -> ServingError | None:
    """What a request is told that cannot be handled; None when that is our fault."""
    if isinstance(error, DecodeError):
        return Internal(f"Failed to parse {name}")
    return error if isinstance(error, ServingError) else None


class _Immediate(Protocol):
    """A handler that answers by returning; its request has a `model_spec`."""

    def __call__(self, request: Any, /) -> Message: ...


def _immediate(handle: _Immediate) -> _Begin:
    """The common shape of a handler that never waits."""

    def begin(request: Any, deadline: Deadline, done: Done[Any], ended: Ended) -> None:
        record = deadline.record
        if record is not None:
            record.asked = request.model_spec.name
        try:
            response = handle(request)
            if record is not None:
                record.model = record.asked  # there is such a model
        except ServingError as error:
            done(None, error)
        except Exception:  # noqa: BLE001 - a bug of ours answers, too
            _log.exception("A request failed")
            done(None, Internal("Internal error; see the server's log"))
        else:
            done(response, None)
        finally:
            ended()

    return begin


def serving_methods(
    handlers: Handlers,
    budget: InflightBudget,
    clock: Clock,
    observer: CallObserver,
    request_ids: RequestIds,
) -> Mapping[str, UnaryMethod]:
    """Full method name -> method, for PredictionService, ModelService and SessionService."""
    prediction: Mapping[str, tuple[type[Message], _Begin]] = {
        "Classify": (classification_pb2.ClassificationRequest, handlers.classify),
        "Regress": (regression_pb2.RegressionRequest, handlers.regress),
        "Predict": (predict_pb2.PredictRequest, handlers.predict),
        "MultiInference": (inference_pb2.MultiInferenceRequest, handlers.multi_inference),
        "GetModelMetadata": (
            get_model_metadata_pb2.GetModelMetadataRequest,
            _immediate(handlers.get_model_metadata),
        ),
    }
    model: Mapping[str, tuple[type[Message], _Begin]] = {
        "GetModelStatus": (
            get_model_status_pb2.GetModelStatusRequest,
            _immediate(handlers.get_model_status),
        ),
        "HandleReloadConfigRequest": (
            model_management_pb2.ReloadConfigRequest,
            handlers.reload_config,
        ),
    }
    session: Mapping[str, tuple[type[Message], _Begin]] = {
        "SessionRun": (session_service_pb2.SessionRunRequest, handlers.session_run)
    }
    services = {"PredictionService": prediction, "ModelService": model, "SessionService": session}
    return {
        f"/tensorflow.serving.{service}/{name}": UnaryMethod(
            request_type,
            begin,
            budget,
            clock,
            entry=EntryPoint("GRPC", name),
            observer=observer,
            request_ids=request_ids,
        )
        for service, methods in services.items()
        for name, (request_type, begin) in methods.items()
    }
