"""`GET /v1/models`: everything about every model, at once."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from tfserve.config.config_document import model_document
from tfserve.core.inventory import ModelInventory, ModelReport, VersionReport
from tfserve.errors import Internal, ServingError
from tfserve.frontends.rest.document import document, state_document
from tfserve.frontends.rest.errors import error_response
from tfserve.frontends.rest.exchange import Request, Respond, Response
from tfserve.frontends.rest.query import query_values
from tfserve.frontends.rest.routes import Route
from tfserve.handlers.service import Handlers
from tfserve.security.access import Access

__all__ = ["inventory_routes"]


def inventory_routes(inventory: ModelInventory, handlers: Handlers) -> Sequence[Route]:
    """The list of all models; TensorFlow Serving has none.

    Args:
        inventory: knows all models.
        handlers: run what takes long: with a thousand models, it would hold up health questions.
    """

    def models(request: Request, respond: Respond, ended: Callable[[], None]) -> None:
        query_values(request.query, ())

        def done(response: Response | None, error: ServingError | None) -> None:
            if response is None:
                error = error or Internal("Internal error; see the server's log")
                response = error_response(error)
            respond(response)

        handlers.execute(
            lambda: document({"models": [_model(report) for report in inventory.models()]}),
            done,
            ended,
        )

    return (
        Route(
            method="GET",
            pattern=re.compile("(?i:/v1/models)"),
            access=Access.READ,
            endpoint=models,
            summary="All models with their versions, labels, states and reasons",
            template="/v1/models",
            label="models",
        ),
    )


def _model(report: ModelReport) -> Mapping[str, Any]:
    config = model_document(report.config)
    return {
        "name": config["name"],
        "ready": not report.not_ready,
        "reason": report.not_ready,
        "base_path": config["base_path"],
        "platform": config["model_platform"],
        "version_policy": config["model_version_policy"],
        "labels": config["version_labels"],
        "versions": [_version(version) for version in report.versions],
    }


def _version(report: VersionReport) -> Mapping[str, Any]:
    reason = report.waits_for or report.state.reason
    reserved = report.reserved_bytes
    return {
        **state_document(report.state),
        "reason": reason,
        "labels": list(report.labels),
        "memory_bytes": None if reserved is None else str(reserved),
        "requests": report.requests,
    }
