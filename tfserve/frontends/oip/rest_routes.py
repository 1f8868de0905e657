"""The protocol over HTTP: `/v2` on the port of the REST API."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, replace
from typing import Any, TypeAlias

import orjson

from tfserve.core.handle import ServableHandle
from tfserve.core.ids import ModelSpec
from tfserve.core.servable import Outputs
from tfserve.errors import (
    InvalidArgument,
    NotFound,
    Unavailable,
    Unimplemented,
)
from tfserve.frontends.oip.catalog import EXTENSIONS, SERVER_NAME, SERVER_VERSION, Catalog
from tfserve.frontends.oip.infer_json import charge_of, read_infer, write_infer
from tfserve.frontends.oip.inference import SIGNATURE_PARAMETER, Inference, spec_of
from tfserve.frontends.rest.error_details import Seen
from tfserve.frontends.rest.exchange import Endpoint, Request, Respond, Response
from tfserve.frontends.rest.inference import answering
from tfserve.frontends.rest.json_reader import MAX_DEPTH
from tfserve.frontends.rest.query import query_values
from tfserve.frontends.rest.routes import Route, template_of
from tfserve.handlers.run import Done, Ended, Prepared
from tfserve.handlers.service import Handlers
from tfserve.security.access import Access

__all__ = ["open_inference_routes"]

_MODEL = "/v2/models/(?P<model>[^/]+)"
_VERSION = "/versions/(?P<version>[^/]+)"
_MANAGED = "/v2/repository/models/(?P<model>[^/]+)"
_EMPTY = Response(content_type="")

_Answer: TypeAlias = Callable[[Request], Response]


def open_inference_routes(
    handlers: Handlers,
    catalog: Catalog,
    *,
    max_tensor_bytes: int,
    max_json_depth: int = MAX_DEPTH,
    always_details: bool = False,
) -> Sequence[Route]:
    """All routes below `/v2`.

    Args:
        handlers: run models.
        catalog: tells about them.
        max_tensor_bytes: what the inputs of one request may take in memory.
        max_json_depth: `--max_json_depth`.
        always_details: `--rest_error_details`.
    """
    tell = _Telling(catalog)

    def begin_index(request: Request, _: Seen, done: Done[Response], ended: Ended) -> None:
        # With a thousand models it takes long enough to hold up health questions.
        handlers.execute(lambda: tell.index(request), done, ended)

    begin_infer = _Inferring(
        handlers, max_tensor_bytes=max_tensor_bytes, max_json_depth=max_json_depth
    )
    index = answering(begin_index, always_details=always_details)
    infer = answering(begin_infer, always_details=always_details)
    return (
        _told("/v2/health/live", tell.live, Access.OPEN, "Whether the server is up"),
        _told("/v2/health/ready", tell.ready, Access.OPEN, "Whether the server is ready"),
        _told("/v2", tell.server, Access.READ, "Name, version and extensions of the server"),
        *(
            _told(f"{model}{end}", answer, access, summary)
            for model in (_MODEL, _MODEL + _VERSION)
            for end, answer, access, summary in (
                ("/ready", tell.is_model_ready, Access.OPEN, "Whether a model serves"),
                ("", tell.model, Access.READ, "Versions, inputs and outputs of a model"),
            )
        ),
        *(
            replace(
                _route("POST", f"{model}/infer", infer, Access.PREDICT, "Run a model", "infer"),
                charge_of=charge_of,
            )
            for model in (_MODEL, _MODEL + _VERSION)
        ),
        *(
            _route(method, "/v2/repository/index", index, Access.READ, summary, "index")
            for method, summary in (
                ("GET", "Every version of every model"),
                ("POST", "The same; the body may ask for those that serve"),
            )
        ),
        *(
            _told(f"{_MANAGED}/{verb}", tell.manage, Access.ADMIN, "", method="POST")
            for verb in ("load", "unload")
        ),
    )


def _route(
    method: str, pattern: str, endpoint: Endpoint, access: Access, summary: str, label: str
) -> Route:
    return Route(
        method=method,
        pattern=re.compile(f"{pattern}/?"),
        access=access,
        endpoint=endpoint,
        summary=summary,
        template=template_of(pattern),
        label=label,
    )


def _told(
    pattern: str, answer: _Answer, access: Access, summary: str, *, method: str = "GET"
) -> Route:
    """A route that is answered at once."""

    def endpoint(request: Request, respond: Respond, ended: Callable[[], None]) -> None:
        respond(answer(request))
        ended()

    return _route(method, pattern, endpoint, access, summary, answer.__name__)


class _Telling:
    """What is answered without running anything. Thread-safe."""

    def __init__(self, catalog: Catalog) -> None:
        self._catalog = catalog

    def live(self, _: Request) -> Response:
        """Whoever answers is alive."""
        return _EMPTY

    def ready(self, _: Request) -> Response:
        """200 or 503."""
        if not self._catalog.is_server_ready():
            raise Unavailable("The server is not ready")
        return _EMPTY

    def is_model_ready(self, request: Request) -> Response:
        """200, 503, or 404 for a model that is not configured."""
        spec = _asked(request)
        is_ready = self._catalog.is_model_ready(spec)
        if is_ready is None:
            raise NotFound(f"There is no model {spec.name}")
        if not is_ready:
            raise Unavailable(f"Model {spec.name} is not ready")
        return _EMPTY

    def server(self, _: Request) -> Response:
        """Server metadata."""
        return _json(
            {"name": SERVER_NAME, "version": SERVER_VERSION, "extensions": list(EXTENSIONS)}
        )

    def model(self, request: Request) -> Response:
        """Model metadata."""
        values = query_values(request.query, (SIGNATURE_PARAMETER,))
        model = self._catalog.model(_asked(request), values.get(SIGNATURE_PARAMETER, ""))
        return _json(asdict(model))

    def index(self, request: Request) -> Response:
        """The repository index; the body may say `{"ready": true}`."""
        entries = self._catalog.index(only_ready=_wants_ready(request.body))
        return _json([asdict(entry) for entry in entries])

    def manage(self, request: Request) -> Response:
        """Nothing is loaded or unloaded by this protocol."""
        name = request.names["model"]
        raise Unimplemented(
            "Models come and go with the config, which this protocol does not change: see "
            f"PUT and DELETE /v1/config/models/{name}"
        )


class _Inferring:
    """Begins inferences. Thread-safe."""

    def __init__(self, handlers: Handlers, *, max_tensor_bytes: int, max_json_depth: int) -> None:
        self._handlers = handlers
        self._max_tensor_bytes = max_tensor_bytes
        self._max_json_depth = max_json_depth

    def __call__(self, request: Request, _: Seen, done: Done[Response], ended: Ended) -> None:
        """Begin to answer."""
        asked = read_infer(request, self._max_json_depth)
        form = asked.form
        inference = Inference(
            decode=asked.decode,
            signature=asked.signature,
            outputs=tuple(form.outputs),
            max_tensor_bytes=self._max_tensor_bytes,
            record=request.deadline.record,
        )

        def prepare(handle: ServableHandle) -> Prepared[Response]:
            call, answer = inference.prepare(handle)

            def write(outputs: Outputs) -> Response:
                return write_infer(form, answer(outputs))

            return call, write

        self._handlers.infer(_asked(request), prepare, request.deadline, done, ended)


def _asked(request: Request) -> ModelSpec:
    return spec_of(request.names["model"], request.names.get("version", ""))


def _wants_ready(body: bytes) -> bool:
    if not body.strip():
        return False
    try:
        document: Any = orjson.loads(body)
    except orjson.JSONDecodeError as error:
        raise InvalidArgument(f"The request is no JSON: {error}") from error
    if not isinstance(document, dict):
        raise InvalidArgument("The request must be a JSON object")
    return document.get("ready") is True


def _json(content: Mapping[str, Any] | Sequence[Any]) -> Response:
    return Response(orjson.dumps(content))
