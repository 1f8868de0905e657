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
from tfserve.core.clock import Clock
from tfserve.core.deadline import Deadline
from tfserve.errors import Internal, ServingError, Unimplemented
from tfserve.frontends.grpc.call import Caller, ServerCall
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
    handler is done; the charge ends with the work.

    Args:
        request_type: the message class.
        begin: the handler.
        budget: what may be in flight.
        clock: time, monotonic and wall.
    """

    __slots__ = ("_begin", "_budget", "_clock", "_name", "_parse")

    def __init__(
        self, request_type: type[Message], begin: _Begin, budget: InflightBudget, clock: Clock
    ) -> None:
        self._parse = request_type.FromString
        self._name = request_type.DESCRIPTOR.name
        self._begin = begin
        self._budget = budget
        self._clock = clock

    def __call__(self, call: ServerCall) -> None:
        """Take over a call that has arrived."""

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
        try:
            charge = self._budget.admit(len(data), factor=_PARSED_FACTOR)
        except ServingError as error:
            caller.fail(error)
            return
        try:
            request = self._parse(data)
            deadline = self._deadline(caller)
        except BaseException as error:
            charge.release()
            if not isinstance(error, DecodeError):  # such as MemoryError; whoever called answers it
                raise
            caller.fail(Internal(f"Failed to parse {self._name}"))
            return
        del data

        def done(response: Message | None, error: ServingError | None) -> None:
            if response is None:
                caller.fail(error or Internal(f"No answer to {self._name}"))
            else:
                _reply(response, caller)

        self._begin(request, deadline, done, charge.release)

    def _deadline(self, caller: Caller) -> Deadline:
        expires_at = caller.expires_at
        if expires_at is not None:
            expires_at += self._clock.now() - self._clock.wall()
        return Deadline(expires_at, caller.is_gone)


def _reply(response: Message, caller: Caller) -> None:
    try:
        data = response.SerializeToString()
    except Exception:  # noqa: BLE001 - more than a message can have, 2 GiB, has no one type
        name = response.DESCRIPTOR.name
        _log.exception("Failed to serialize %s", name)
        caller.fail(Internal(f"Failed to serialize {name}"))
    else:
        caller.reply(data)


class _Immediate(Protocol):
    """A handler that answers by returning."""

    def __call__(self, request: Any, /) -> Message: ...


def _immediate(handle: _Immediate) -> _Begin:
    """The common shape of a handler that never waits."""

    def begin(request: Any, _: Deadline, done: Done[Any], ended: Ended) -> None:
        try:
            response = handle(request)
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
    handlers: Handlers, budget: InflightBudget, clock: Clock
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
        f"/tensorflow.serving.{service}/{name}": UnaryMethod(request_type, begin, budget, clock)
        for service, methods in services.items()
        for name, (request_type, begin) in methods.items()
    }
