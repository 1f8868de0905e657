"""The gRPC messages on the REST routes: no number is printed or parsed."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from google.protobuf.message import DecodeError, Message

from tfserve.core.deadline import Deadline
from tfserve.errors import InvalidArgument, ServingError
from tfserve.frontends.rest.error_details import Seen
from tfserve.frontends.rest.exchange import Request, Response
from tfserve.frontends.rest.inference import PROTOBUF, Begin, asked_by
from tfserve.frontends.rest.model_names import name_model
from tfserve.handlers.run import Done, Ended

__all__ = ["message_call"]


def message_call(
    request_type: type[Message], handle: Callable[[Any, Deadline, Done[Any], Ended], None]
) -> Begin:
    """Begins requests whose body is a `request_type`, such as PredictRequest.

    The URL decides model, version and label, whatever the message says; the signature is the
    message's. The answer is the response message; errors are JSON.
    """

    def begin(
        request: Request,
        _: Seen,
        done: Callable[[Response | None, ServingError | None], None],
        ended: Callable[[], None],
    ) -> None:
        spec = asked_by(request)
        try:
            message: Any = request_type.FromString(request.body)
        except DecodeError:
            raise InvalidArgument(f"Failed to parse {request_type.DESCRIPTOR.name}") from None
        name_model(message.model_spec, spec)

        def answered(response: Message | None, error: ServingError | None) -> None:
            if error is not None or response is None:
                done(None, error)
            else:
                done(Response(response.SerializeToString(), content_type=PROTOBUF), None)

        handle(message, request.deadline, answered, ended)

    return begin
