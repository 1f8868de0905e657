"""Which request is whose: an ordered table of routes."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from tfserve.frontends.rest.exchange import Endpoint
from tfserve.security.access import Access

__all__ = ["JSON_CHARGE", "Route", "RouteTable", "template_of"]

JSON_CHARGE = 32
"""Bytes of memory that a byte of JSON may become as Python's objects."""


@dataclass(frozen=True, slots=True)
class Route:
    """One kind of request.

    Args:
        method: upper case.
        pattern: must match the whole path (without the query); named groups become
            `Request.names`.
        access: what its caller must be allowed to do.
        endpoint: answers it.
        takes_query: whether a query string is allowed; TensorFlow Serving's routes have none, and a
            request with one is not theirs.
        summary: one line for the OpenAPI document; "" leaves the route out of it.
        template: the path as OpenAPI writes it, such as `/v1/models/{model}:predict`.
        charge: bytes of memory that one byte of the body may cost to parse, for the budget; 0: its
            requests are not charged, and are answered however much is in flight.
        charge_of: the same by the request's headers, for bodies that are not always of one kind.
        label: what metrics and the access log call it, such as `predict`; no client chooses it.
    """

    method: str
    pattern: re.Pattern[str]
    access: Access
    endpoint: Endpoint
    takes_query: bool = True
    summary: str = ""
    template: str = ""
    charge: int = JSON_CHARGE
    charge_of: Callable[[Mapping[str, str]], int] | None = None
    label: str = ""

    def factor(self, headers: Mapping[str, str]) -> int:
        """What one byte of a body that comes with `headers` is charged as."""
        return self.charge if self.charge_of is None else self.charge_of(headers)


def template_of(pattern: str) -> str:
    """A pattern without anything optional as OpenAPI writes it: each named group in braces."""
    return re.sub(r"\(\?P<(\w+)>[^)]*\)", r"{\1}", pattern)


class RouteTable:
    """Finds the first route that matches. Immutable.

    Args:
        routes: in order of precedence.
    """

    def __init__(self, routes: Sequence[Route]) -> None:
        self.routes = tuple(routes)
        self._by_method: dict[str, list[tuple[Callable[[str], re.Match[str] | None], Route]]] = {}
        for route in self.routes:
            entry = (route.pattern.fullmatch, route)
            self._by_method.setdefault(route.method, []).append(entry)

    def find(self, method: str, path: str, query: str) -> tuple[Route, re.Match[str]] | None:
        """The route of a request, and its match; None when there is none."""
        for match_path, route in self._by_method.get(method, ()):
            if query and not route.takes_query:
                continue
            match = match_path(path)
            if match is not None:
                return route, match
        return None
