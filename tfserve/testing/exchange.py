"""Asking REST endpoints without a server in between."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from urllib.parse import unquote

from tfserve.core.deadline import Deadline
from tfserve.errors import InvalidArgument, ServingError
from tfserve.frontends.rest.errors import error_response
from tfserve.frontends.rest.exchange import Request, Response
from tfserve.frontends.rest.routes import Route, RouteTable

__all__ = ["Exchanges"]


class Exchanges:
    """Asks `routes` as the REST application does: finds the endpoint, answers its errors.

    Args:
        routes: in order of precedence.
    """

    def __init__(self, routes: Sequence[Route]) -> None:
        self._table = RouteTable(routes)

    def ask(
        self,
        method: str,
        target: str,
        body: bytes = b"",
        headers: Mapping[str, str] | None = None,
        deadline: Deadline = Deadline.NONE,
    ) -> Response:
        """The response to one request, whose endpoint must answer before it returns.

        Raises:
            AssertionError: it answered never or twice, or did not tell that its work has ended.
        """
        path, _, query = target.partition("?")
        found = self._table.find(method, path, query)
        if found is None:
            return error_response(InvalidArgument(f"Malformed request: {method} {target}"))
        route, match = found
        names = {key: unquote(text) for key, text in match.groupdict().items() if text is not None}
        request = Request(method, target, names, query, dict(headers or {}), body, deadline)
        responses: list[Response] = []
        ends: list[int] = []
        try:
            route.endpoint(request, responses.append, lambda: ends.append(len(responses)))
        except ServingError as error:
            return error_response(error)
        if len(responses) != 1 or ends != [1]:
            msg = f"{method} {target}: {len(responses)} responses, ends after {ends} responses"
            raise AssertionError(msg)
        return responses[0]
