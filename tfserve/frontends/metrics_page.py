"""The page of metrics, where and as TensorFlow Serving serves it (spec 9.13)."""

from __future__ import annotations

import logging
import re
from collections.abc import Callable, Sequence

from tfserve.core.executor import Executor
from tfserve.errors import Unavailable
from tfserve.frontends.rest.exchange import Request, Respond, Response
from tfserve.frontends.rest.routes import Route
from tfserve.security.access import Access

__all__ = ["metrics_routes"]

_log = logging.getLogger(__name__)

_TEXT = "text/plain"
_METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE")  # any, as in TensorFlow Serving


def metrics_routes(page: Callable[[], bytes], *, path: str, executor: Executor) -> Sequence[Route]:
    """The routes of the page at `path`.

    Args:
        page: makes it; takes milliseconds where there are many models.
        path: without a query.
        executor: where pages are made; a thread of its own, so that they come whatever the server
            is busy with.
    """

    def make(respond: Respond, ended: Callable[[], None]) -> None:
        try:
            respond(Response(page(), content_type=_TEXT))
        except Exception:  # noqa: BLE001 - a bug of ours answers, too
            _log.exception("The page of metrics could not be made")
            respond(Response(b"Internal error; see the server's log", 500, _TEXT))
        finally:
            ended()

    def endpoint(request: Request, respond: Respond, ended: Callable[[], None]) -> None:
        if request.query:
            text = f"Unexpected path: {request.target}. Should be {path}"
            respond(Response(text.encode(), 400, _TEXT))
            ended()
            return
        try:
            executor.submit(lambda: make(respond, ended))
        except RuntimeError as error:  # closed, or no thread can be started
            raise Unavailable("No thread is left for the request; try again later") from error

    return [
        Route(
            method,
            re.compile(re.escape(path)),
            Access.READ,
            endpoint,
            summary="Metrics for Prometheus" if method == "GET" else "",
            template=path,
            charge=0,
            label="metrics",
        )
        for method in _METHODS
    ]
