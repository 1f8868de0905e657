"""One HTTP exchange as endpoints see it: a whole request in, a whole response out."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from tfserve.core.deadline import Deadline
from tfserve.errors import Code

__all__ = ["JSON", "Endpoint", "Request", "Respond", "Response"]

JSON = "application/json"


@dataclass(frozen=True, slots=True)
class Request:
    """A request whose body has arrived, is within all limits, and is not compressed any more.

    Args:
        method: upper case.
        target: path and query exactly as received, percent-encoded.
        names: groups of the route's pattern, percent-decoded; those that took no part are left out.
        query: what follows the first `?`, still encoded; "" without one.
        headers: lower-case name -> value; repeated headers are joined by ", ".
        body: of any length.
        deadline: the time limit, and whether the client is gone.
        peer: the client's address, such as `127.0.0.1:53412`.
    """

    method: str
    target: str
    names: Mapping[str, str]
    query: str
    headers: Mapping[str, str]
    body: bytes
    deadline: Deadline
    peer: str = ""


@dataclass(frozen=True, slots=True)
class Response:
    """What is answered; the application adds length, encoding and the common headers.

    Args:
        body: the content.
        status: HTTP's code.
        content_type: of the body; "" sends none.
        headers: further ones, lower case.
        code: how the call ended, for metrics and logs.
    """

    body: bytes = b""
    status: int = 200
    content_type: str = JSON
    headers: Mapping[str, str] = field(default_factory=dict)
    code: Code = Code.OK


Respond = Callable[[Response], None]
"""Takes the response; called exactly once, from any thread."""

Endpoint = Callable[[Request, Respond, Callable[[], None]], None]
"""Begins to answer and returns; never waits. The third argument is called exactly once after
`Respond`, when nothing works on the request any more: until then it stays charged to the budget. A
ServingError that it raises is answered by the application."""
