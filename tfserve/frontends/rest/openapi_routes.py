"""`GET /openapi.json`, and one document for each model."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from tfserve.core.ids import ModelSpec
from tfserve.core.lookup import ServableLookup
from tfserve.frontends.rest.exchange import Request, Respond, Response
from tfserve.frontends.rest.openapi import model_document, server_document
from tfserve.frontends.rest.routes import Route
from tfserve.security.access import Access

__all__ = ["openapi_routes"]


def openapi_routes(others: Sequence[Route], models: ServableLookup) -> Sequence[Route]:
    """The routes of the documents that describe `others` and these themselves.

    Args:
        others: all other routes.
        models: finds the signatures of a model's latest version.
    """
    described: list[Route] = list(others)

    def server(_: Request, respond: Respond, ended: Callable[[], None]) -> None:
        respond(_json(server_document(described)))
        ended()

    def model(request: Request, respond: Respond, ended: Callable[[], None]) -> None:
        name = request.names["model"]
        with models.acquire(ModelSpec(name)) as handle:
            document = model_document(described, name, handle.servable.signatures)
        respond(_json(document))
        ended()

    routes = (
        Route(
            method="GET",
            pattern=re.compile(r"/openapi\.json"),
            access=Access.READ,
            endpoint=server,
            summary="The OpenAPI document of this server",
            template="/openapi.json",
            label="openapi",
        ),
        Route(
            method="GET",
            pattern=re.compile(r"/v1/models/(?P<model>[^/:]+)/openapi\.json"),
            access=Access.READ,
            endpoint=model,
            summary="The OpenAPI document of a model, with schemas made from its signatures",
            template="/v1/models/{model}/openapi.json",
            label="openapi",
        ),
    )
    described += routes
    return routes


def _json(document: Mapping[str, Any]) -> Response:
    return Response(json.dumps(document, indent=1).encode())
