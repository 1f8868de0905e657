"""What the inference endpoints have in common: whom a URL names, and how they answer."""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import TypeAlias

from tfserve.core.ids import ModelSpec
from tfserve.errors import Internal, InvalidArgument, ServingError
from tfserve.frontends.rest.error_details import Seen, explained
from tfserve.frontends.rest.errors import asks_for_details, error_response
from tfserve.frontends.rest.exchange import JSON, Endpoint, Request, Respond, Response

__all__ = ["PROTOBUF", "Begin", "accepts_protobuf", "answering", "asked_by", "is_protobuf"]

_log = logging.getLogger(__name__)

PROTOBUF = "application/x-protobuf"
_PROTOBUF_NAMES = (PROTOBUF, "application/protobuf", "application/vnd.google.protobuf")
_JSON_NAMES = (JSON, "application/*", "*/*")
_VERSION_END = 1 << 63
_LONGEST_QUOTE = 256

Begin: TypeAlias = Callable[
    [Request, Seen, Callable[[Response | None, ServingError | None], None], Callable[[], None]],
    None,
]
"""Begins to answer: takes the request, what to note down of it for errors, who gets the response or
the error, and who is told of the end. It may raise a ServingError instead, before it has handed the
last two to anybody."""


def answering(begin: Begin, *, always_details: bool) -> Endpoint:
    """The endpoint that answers what `begin` begins.

    Args:
        begin: does the work.
        always_details: `--rest_error_details`.
    """

    def endpoint(request: Request, respond: Respond, ended: Callable[[], None]) -> None:
        # Neither the request nor what it says is kept while the model runs, unless it is wanted.
        wants_details = always_details or asks_for_details(request.headers)
        seen = Seen(is_wanted=wants_details)

        def done(response: Response | None, error: ServingError | None) -> None:
            if error is None and response is not None:
                respond(response)
                return
            error = error or Internal("Internal error; see the server's log")
            if wants_details:
                error = explained(error, seen)
            respond(error_response(error, wants_details))

        try:
            begin(request, seen, done, ended)
        except ServingError as error:
            done(None, error)
            ended()
        except Exception:  # noqa: BLE001 - a bug of ours answers, too
            _log.exception("A request failed")
            done(None, Internal("Internal error; see the server's log"))
            ended()

    return endpoint


def asked_by(request: Request) -> ModelSpec:
    """Which version a URL names.

    Raises:
        InvalidArgument: `Failed to convert version: <v> to numeric.`; TensorFlow Serving
            leaves the text out.
    """
    names = request.names
    text = names.get("version")
    if text is None:
        return ModelSpec(names["model"], label=names.get("label"))
    digits = text.lstrip("0") or "0"
    if len(digits) > len(str(_VERSION_END)) or int(digits) >= _VERSION_END:
        raise InvalidArgument(f"Failed to convert version: {text[:_LONGEST_QUOTE]} to numeric.")
    return ModelSpec(names["model"], version=int(digits))


def is_protobuf(request: Request) -> bool:
    """Whether the body is the gRPC message."""
    kind = request.headers.get("content-type", "")
    return bool(kind) and kind.partition(";")[0].strip().lower() in _PROTOBUF_NAMES


def accepts_protobuf(request: Request) -> bool:
    """Whether the client would rather have the gRPC message than JSON: its Accept header names that
    first.
    """
    for part in request.headers.get("accept", "").lower().split(","):
        kind = part.partition(";")[0].strip()
        if kind in _PROTOBUF_NAMES:
            return True
        if kind in _JSON_NAMES:
            return False
    return False
