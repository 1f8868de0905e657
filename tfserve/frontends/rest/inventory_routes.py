"""`GET /v1/models`: everything about every model, at once."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from tfserve.config.config_document import model_document
from tfserve.core.inventory import ModelInventory, ModelReport, VersionReport
from tfserve.frontends.rest.document import document, state_document
from tfserve.frontends.rest.error_details import Seen
from tfserve.frontends.rest.exchange import Request, Response
from tfserve.frontends.rest.inference import answering
from tfserve.frontends.rest.query import query_values
from tfserve.frontends.rest.routes import Route
from tfserve.handlers.run import Done, Ended
from tfserve.handlers.service import Handlers
from tfserve.security.access import Access

__all__ = ["inventory_routes"]


def inventory_routes(
    inventory: ModelInventory, handlers: Handlers, *, always_details: bool = False
) -> Sequence[Route]:
    """The list of all models; TensorFlow Serving has none.

    Args:
        inventory: knows all models.
        handlers: run what takes long: with a thousand models, it would hold up health questions.
        always_details: `--rest_error_details`.
    """

    def begin(request: Request, _: Seen, done: Done[Response], ended: Ended) -> None:
        query_values(request.query, ())
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
            endpoint=answering(begin, always_details=always_details),
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
