"""Status and metadata of one model: TensorFlow Serving's GET routes (spec 9.2 and 9.11)."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import TypeAlias

from google.protobuf.message import Message

from tfserve.apis import get_model_metadata_pb2, get_model_status_pb2
from tfserve.errors import InvalidArgument
from tfserve.frontends.rest.exchange import Endpoint, Request, Respond, Response
from tfserve.frontends.rest.inference import PROTOBUF, accepts_protobuf, asked_by
from tfserve.frontends.rest.message_json import message_json
from tfserve.frontends.rest.model_names import name_model
from tfserve.frontends.rest.routes import Route, template_of
from tfserve.handlers.service import Handlers
from tfserve.security.access import Access

__all__ = ["model_routes"]

_MODEL = "(?P<model>[^/:]+)"
_VERSION = "/versions/(?P<version>[0-9]+)"
_LABEL = "/labels/(?P<label>[^/:]+)"

_Answer: TypeAlias = Callable[[Request], Response]


def model_routes(handlers: Handlers) -> Sequence[Route]:
    """`GET /v1/models/{model}[/versions/{version}|/labels/{label}][/metadata]`.

    Answers are TensorFlow Serving's, byte for byte; who accepts `application/x-protobuf` gets the
    messages of the gRPC calls. `/v1/models` alone is not among them.
    """

    def status(request: Request) -> Response:
        """A label is ignored, as TensorFlow Serving does."""
        message = get_model_status_pb2.GetModelStatusRequest()
        name_model(message.model_spec, asked_by(request))
        message.model_spec.ClearField("version_label")
        response = handlers.get_model_status(message)
        return _encoded(request, response, message_json)

    def metadata(request: Request) -> Response:
        message = get_model_metadata_pb2.GetModelMetadataRequest(metadata_field=["signature_def"])
        name_model(message.model_spec, asked_by(request))
        response = handlers.get_model_metadata(message)
        return _encoded(request, response, _metadata_json)

    def nameless(_: Request) -> Response:
        raise InvalidArgument("Missing model name in request.")

    metadata_routes = (
        _route(f"{_MODEL}{where}", "/metadata", _endpoint(metadata), "metadata", summary)
        for where, summary in (
            ("", "The signatures of a model's latest version"),
            (_VERSION, "The signatures of a version"),
            (_LABEL, "The signatures of the version that a label names"),
        )
    )
    # `/METADATA` is a status request: TensorFlow Serving matches paths without regard to case, but
    # compares the last part with it.
    status_routes = (
        _route(f"{_MODEL}{where}", "(?:/(?i:metadata))?", _endpoint(status), "status", summary)
        for where, summary in (
            ("", "The states of all versions of a model, highest first"),
            (_VERSION, "The state of a version"),
            (_LABEL, "The same as without the label"),
        )
    )
    nameless_routes = (
        _route(where.removeprefix("/"), "(?:/(?i:metadata))?", _endpoint(nameless), "status", "")
        for where in (_VERSION, _LABEL)
    )
    return (*metadata_routes, *status_routes, *nameless_routes)


def _route(where: str, tail: str, endpoint: Endpoint, label: str, summary: str) -> Route:
    """One route; `where` and `tail` are patterns, from which its template is made."""
    fixed = re.sub("/(versions|labels)/", r"/(?i:\1)/", f"/v1/models/{where}")
    fixed = fixed.removeprefix("/v1/models/")
    return Route(
        method="GET",
        pattern=re.compile(f"(?i:/v1/models)/{fixed}{tail}", re.ASCII),
        access=Access.READ,
        endpoint=endpoint,
        takes_query=False,
        summary=summary,
        template=template_of(f"/v1/models/{where}") + (tail if tail == "/metadata" else ""),
        label=label,
    )


def _endpoint(answer: _Answer) -> Endpoint:
    """An endpoint that answers at once."""

    def endpoint(request: Request, respond: Respond, ended: Callable[[], None]) -> None:
        respond(answer(request))
        ended()

    return endpoint


def _encoded(request: Request, message: Message, to_json: Callable[..., str]) -> Response:
    """The message in the form that the client accepts."""
    if accepts_protobuf(request):
        return Response(message.SerializeToString(), content_type=PROTOBUF)
    return Response(to_json(message).encode())


def _metadata_json(response: get_model_metadata_pb2.GetModelMetadataResponse) -> str:
    """As TensorFlow Serving puts it together: text around two printed messages."""
    signatures = get_model_metadata_pb2.SignatureDefMap()
    response.metadata["signature_def"].Unpack(signatures)
    return (
        f'{{\n"model_spec":{message_json(response.model_spec)},\n'
        f'"metadata": {{"signature_def": {message_json(signatures)}}}\n}}\n'
    )
