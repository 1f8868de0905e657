"""Is the process alive, is the server ready, is a model: what orchestrators and balancers ask."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping, Sequence
from typing import Protocol

from tfserve.core.event_bus import Subscription
from tfserve.core.lookup import ModelHealth
from tfserve.errors import NotFound
from tfserve.frontends.rest.exchange import Endpoint, Request, Respond, Response
from tfserve.frontends.rest.routes import Route
from tfserve.security.access import Access

__all__ = ["OpenedHealth", "Readiness", "health_routes"]

_UNAVAILABLE = 503
_NO_CACHE: Mapping[str, str] = {"cache-control": "no-store"}


class Readiness(ModelHealth, Protocol):
    """Who knows whether the server is ready, and why not. Thread-safe."""

    def not_ready(self) -> Mapping[str, str]:
        """Model -> why it does not serve, for the models that the ready policy waits for."""
        ...


class OpenedHealth:
    """The health of a server whose port opens before its start is over: until then nothing is
    ready. Thread-safe.

    Args:
        readiness: the server core.
        is_open: whether the start is over.
    """

    def __init__(self, readiness: Readiness, is_open: Callable[[], bool]) -> None:
        self._readiness = readiness
        self._is_open = is_open

    def is_ready(self) -> bool:
        """Whether the start is over, the ready policy met, and the server not draining."""
        return self._is_open() and self._readiness.is_ready()

    def is_model_ready(self, name: str) -> bool | None:
        """Whether the start is over and some version of the model serves; None for a model that is
        not configured.
        """
        is_ready = self._readiness.is_model_ready(name)
        return is_ready and self._is_open()

    def not_ready(self) -> Mapping[str, str]:
        """Model -> why it does not serve, for the models that the ready policy waits for."""
        return self._readiness.not_ready()

    def subscribe(self, changed: Callable[[], None]) -> Subscription:
        """Call `changed` when an answer may have changed, other than by the end of the start."""
        return self._readiness.subscribe(changed)


def health_routes(readiness: Readiness, *, tells_why: bool = True) -> Sequence[Route]:
    """`GET /healthz`, `GET /readyz` and `GET /v1/models/{model}/ready`.

    The first answers 200 as long as the process does; the others 200 or 503, with the reasons.

    Args:
        readiness: knows.
        tells_why: whether anybody may read which models are not ready, and why.
    """

    def is_alive(_: Request) -> Response:
        return _answer(200, {"alive": True})

    def is_ready(_: Request) -> Response:
        if readiness.is_ready():
            return _answer(200, {"ready": True})
        why = {"waits_for": dict(readiness.not_ready())} if tells_why else {}
        return _answer(_UNAVAILABLE, {"ready": False, **why})

    def is_model_ready(request: Request) -> Response:
        name = request.names["model"]
        found = readiness.is_model_ready(name)
        if found is None:
            raise NotFound(f"Servable not found for request: Latest({name})")
        return _answer(200 if found else _UNAVAILABLE, {"ready": found, "model": name})

    return (
        _route("/healthz", is_alive, "live", "Whether the process answers"),
        _route("/readyz", is_ready, "ready", "Whether the server is ready, and if not, why"),
        _route(
            "/v1/models/{model}/ready",
            is_model_ready,
            "model_ready",
            "Whether some version of a model serves",
        ),
    )


def _route(template: str, answer: Callable[[Request], Response], label: str, summary: str) -> Route:
    pattern = template.replace("{model}", "(?P<model>[^/:]+)")
    return Route(
        method="GET",
        pattern=re.compile(pattern),
        access=Access.OPEN,
        endpoint=_endpoint(answer),
        summary=summary,
        template=template,
        label=label,
    )


def _endpoint(answer: Callable[[Request], Response]) -> Endpoint:
    """An endpoint that answers at once."""

    def endpoint(request: Request, respond: Respond, ended: Callable[[], None]) -> None:
        respond(answer(request))
        ended()

    return endpoint


def _answer(status: int, content: Mapping[str, object]) -> Response:
    return Response(json.dumps(content).encode() + b"\n", status=status, headers=_NO_CACHE)
