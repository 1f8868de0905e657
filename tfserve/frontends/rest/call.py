"""One request: what its head asks for, and its way to the endpoint."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from tfserve.core.deadline import Deadline
from tfserve.errors import Internal, ServingError
from tfserve.frontends.http.scope import IS_GONE
from tfserve.frontends.rest.body import BodyRefused, IncomingBody
from tfserve.frontends.rest.caller import Caller
from tfserve.frontends.rest.errors import asks_for_details, error_response
from tfserve.frontends.rest.exchange import Request, Response
from tfserve.frontends.rest.handover import Handover
from tfserve.frontends.rest.routes import Route

__all__ = ["Asked", "RestCall", "failure"]

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Asked:
    """What the head of a request says.

    Args:
        method: upper case.
        path: percent-encoded, as received.
        query: the same, without its `?`.
        caller: who asks.
        is_gone: whether the client has left.
    """

    method: str
    path: str
    query: str
    caller: Caller
    is_gone: Callable[[], bool]

    @property
    def target(self) -> str:
        """Path and query."""
        return f"{self.path}?{self.query}" if self.query else self.path

    @staticmethod
    def of(scope: Mapping[str, Any]) -> Asked:
        """From what ASGI knows of it."""
        return Asked(
            method=scope["method"],
            path=scope["raw_path"].decode("latin-1"),
            query=scope["query_string"].decode("latin-1"),
            caller=Caller(scope),
            is_gone=scope.get("extensions", {}).get(IS_GONE, _never),
        )


def _never() -> bool:
    return False


def failure(error: Exception, asked: Asked, *, sends_details: bool) -> Response:
    """The response that tells of an error; one that is no error of ours is logged, and its text
    stays here.
    """
    status: int | None = None
    if isinstance(error, BodyRefused):
        status = error.status
        error = error.error
    elif not isinstance(error, ServingError):
        _log.error("%s %s failed", asked.method, asked.path, exc_info=error)
        error = Internal("Internal error; see the server's log")
    wants_details = sends_details or asks_for_details(asked.caller.headers)
    return error_response(error, wants_details, status=status)


@dataclass(frozen=True, slots=True)
class RestCall:
    """A request that is admitted and has arrived. `begin` runs in any thread, once.

    Args:
        route: whose it is.
        names: groups of the route's pattern.
        asked: its head.
        body: what it holds of the budget.
        data: its body as sent.
        deadline: how long it may take.
        answer: where the response goes.
        sends_details: whether errors tell everybody all they know.
    """

    route: Route
    names: Mapping[str, str]
    asked: Asked
    body: IncomingBody
    data: bytes
    deadline: Deadline
    answer: Handover[Response]
    sends_details: bool

    def begin(self) -> None:
        """Let the endpoint begin; whatever goes wrong before it answers is answered here."""
        route, asked, body = self.route, self.asked, self.body
        try:
            headers = asked.caller.headers
            data = self.data
            if body.is_compressed:
                data = body.unpacked(data, route.factor(headers))
            request = Request(
                asked.method,
                asked.target,
                self.names,
                asked.query,
                headers,
                data,
                self.deadline,
                asked.caller.peer,
            )
            del data
            route.endpoint(request, self.answer.give, body.charge.release)
        except Exception as error:  # noqa: BLE001 - a bug of ours answers, too
            body.charge.release()
            self.answer.give(failure(error, asked, sends_details=self.sends_details))
