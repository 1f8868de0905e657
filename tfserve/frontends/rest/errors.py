"""ServingError -> HTTP: the one place that knows status codes, and the bytes of error bodies."""

from __future__ import annotations

from collections.abc import Mapping

from tfserve.errors import Code, ServingError
from tfserve.frontends.rest.exchange import Response
from tfserve.frontends.rest.json_strings import quoted

__all__ = ["PROBLEM_JSON", "asks_for_details", "error_response", "http_status"]

PROBLEM_JSON = "application/problem+json"
"""In the Accept header it asks for `details`; the answer is application/json all the same."""

_STATUS: Mapping[Code, int] = {
    Code.OK: 200,
    Code.CANCELLED: 499,
    Code.UNKNOWN: 500,
    Code.INVALID_ARGUMENT: 400,
    Code.DEADLINE_EXCEEDED: 504,
    Code.NOT_FOUND: 404,
    Code.ALREADY_EXISTS: 409,
    Code.PERMISSION_DENIED: 403,
    Code.RESOURCE_EXHAUSTED: 429,
    Code.FAILED_PRECONDITION: 400,
    Code.ABORTED: 409,
    Code.OUT_OF_RANGE: 400,
    Code.UNIMPLEMENTED: 501,
    Code.INTERNAL: 500,
    Code.UNAVAILABLE: 503,
    Code.DATA_LOSS: 500,
    Code.UNAUTHENTICATED: 401,
}
_RETRY_AFTER_S = 1  # a full queue is emptied at the pace of the model
_TRY_AGAIN = (429, 503)
_DOCUMENTS = frozenset({"expected_inputs", "sample_request"})
"""Details whose text is JSON itself and is put in as such."""


def http_status(code: Code) -> int:
    """HTTP's status for a canonical code (spec 9.3). Matches: model_servers/http_server.cc."""
    return _STATUS[code]


def asks_for_details(headers: Mapping[str, str]) -> bool:
    """Whether a request wants errors with `details`: its Accept header names
    application/problem+json.

    Args:
        headers: lower-case name -> value.
    """
    return PROBLEM_JSON in headers.get("accept", "").lower()


def error_response(
    error: ServingError,
    wants_details: bool = False,  # noqa: FBT001, FBT002 - the name of what is passed says it
    *,
    status: int | None = None,
) -> Response:
    """The answer that tells a client of `error`.

    Without details the body is TensorFlow Serving's, byte for byte: the text alone, not cut, no
    line end. 429 and 503 carry Retry-After.

    Args:
        error: what went wrong.
        wants_details: whether to add `details`: the canonical code's name and what else the error
            knows.
        status: where HTTP has a better one than that of the error's code, such as 413.
    """
    body = b'{\n    "error": ' + quoted(error.message)
    if wants_details:
        facts = b",\n".join(
            b"        " + quoted(key) + b": " + value for key, value in _facts(error)
        )
        body += b',\n    "details": {\n' + facts + b"\n    }"
    status = _STATUS[error.code] if status is None else status
    headers = {"retry-after": str(_RETRY_AFTER_S)} if status in _TRY_AGAIN else {}
    return Response(
        body + b"\n}",
        status=status,
        headers=headers,
        code=error.code,
    )


def _facts(error: ServingError) -> list[tuple[str, bytes]]:
    facts = [("code", quoted(error.code.name))]
    for key, value in error.details.items():
        facts.append((key, value.encode() if key in _DOCUMENTS else quoted(value)))
    return facts
