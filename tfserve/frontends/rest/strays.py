"""Answers to requests that no route takes: TensorFlow Serving's (spec 9.1 and 9.2)."""

from __future__ import annotations

from collections.abc import Mapping
from http import HTTPStatus

from tfserve.errors import Code, InvalidArgument
from tfserve.frontends.rest.exchange import Response

__all__ = ["is_api", "stray_response"]

_METHODS = frozenset({"GET", "POST", "HEAD", "PUT", "DELETE", "OPTIONS", "PATCH"})
_HTML = "text/html"
_OPTIONS_TYPE = "text/html; charset=ISO-8859-1"  # what libevent's server adds to an empty answer
_PAGE = "<HTML><HEAD>\n<TITLE>{0} {1}</TITLE>\n</HEAD><BODY>\n<H1>{1}</H1>\n</BODY></HTML>\n"


def is_api(path: str) -> bool:
    """Whether TensorFlow Serving takes the path for its API: `(?i)/v1/.*`."""
    return path[:4].lower() == "/v1/"


def stray_response(method: str, target: str, headers: Mapping[str, str]) -> Response:
    """The answer to a request that no route takes.

    Args:
        method: as sent.
        target: path and query as sent.
        headers: lower-case name -> value.

    Raises:
        InvalidArgument: `Malformed request: METHOD target`, below /v1/.
    """
    if method not in _METHODS:
        return _page(HTTPStatus.NOT_IMPLEMENTED, Code.UNIMPLEMENTED)
    if not is_api(target):
        return _page(HTTPStatus.NOT_FOUND, Code.NOT_FOUND)
    if method == "OPTIONS":
        origin = headers.get("origin", "")
        is_origin = "http://" in origin or "https://" in origin
        code = Code.OK if is_origin else Code.INVALID_ARGUMENT
        return Response(status=200 if is_origin else 400, content_type=_OPTIONS_TYPE, code=code)
    raise InvalidArgument(f"Malformed request: {method} {target}")


def _page(status: HTTPStatus, code: Code) -> Response:
    body = _PAGE.format(status.value, status.phrase).encode()
    return Response(body, status=status.value, content_type=_HTML, code=code)
