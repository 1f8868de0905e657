"""Classify and Regress over REST: JSON Examples in, classes or numbers out (spec 9.6, 9.9)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from google.protobuf.message import Message

from tfserve.apis import classification_pb2, regression_pb2
from tfserve.core.deadline import Deadline
from tfserve.errors import Internal, ServingError
from tfserve.frontends.rest.error_details import Seen
from tfserve.frontends.rest.exchange import Request, Response
from tfserve.frontends.rest.inference import PROTOBUF, Begin, accepts_protobuf, asked_by
from tfserve.frontends.rest.json_examples import fill_input
from tfserve.frontends.rest.json_inputs import signature_name
from tfserve.frontends.rest.json_reader import read_document
from tfserve.frontends.rest.json_writer import results_body, scores_body
from tfserve.frontends.rest.model_names import name_model
from tfserve.handlers.run import Done, Ended
from tfserve.handlers.service import Handlers

__all__ = ["json_classify", "json_regress"]

_Handle = Callable[[Any, Deadline, Done[Any], Ended], None]


def json_classify(handlers: Handlers, max_json_depth: int) -> Begin:
    """Begins classify requests whose body is JSON."""
    return _begin(
        classification_pb2.ClassificationRequest,
        handlers.classify,
        lambda response: results_body(
            [
                [(each.label, each.score) for each in one.classes]
                for one in response.result.classifications
            ]
        ),
        max_json_depth,
    )


def json_regress(handlers: Handlers, max_json_depth: int) -> Begin:
    """Begins regress requests whose body is JSON."""
    return _begin(
        regression_pb2.RegressionRequest,
        handlers.regress,
        lambda response: scores_body([each.value for each in response.result.regressions]),
        max_json_depth,
    )


def _begin(
    request_type: type[Message],
    handle: _Handle,
    to_json: Callable[[Any], bytes],
    max_json_depth: int,
) -> Begin:
    def begin(
        request: Request,
        seen: Seen,
        done: Callable[[Response | None, ServingError | None], None],
        ended: Callable[[], None],
    ) -> None:
        message: Any = request_type()  # either request; both have the two fields
        name_model(message.model_spec, asked_by(request))
        document = read_document(request.body, max_json_depth)
        seen.note(document.root)
        name = signature_name(document).encode("utf-8", "replace").decode()
        message.model_spec.signature_name = name
        fill_input(document, message.input)
        as_message = accepts_protobuf(request)

        def answered(response: Any, error: ServingError | None) -> None:
            if error is not None or response is None:
                done(None, error)
                return
            try:
                if as_message:
                    answer = Response(response.SerializeToString(), content_type=PROTOBUF)
                else:
                    answer = Response(to_json(response))
            except Exception:
                done(None, Internal("Internal error; see the server's log"))
                raise
            done(answer, None)

        handle(message, request.deadline, answered, ended)

    return begin
