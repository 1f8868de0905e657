"""JSON documents of our own routes, for people to read; int64 is text, as in the status route."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime, timezone
from typing import Any

import orjson

from tfserve.core.state import ServableState
from tfserve.errors import Code, ServingError
from tfserve.frontends.rest.exchange import Response

__all__ = ["document", "error_document", "state_document", "time_text"]


def document(
    content: Mapping[str, Any], *, status: int = 200, headers: Mapping[str, str] | None = None
) -> Response:
    """A response whose body is `content`."""
    return Response(_text(content), status=status, headers=dict(headers or {}))


def _text(content: Mapping[str, Any]) -> bytes:
    try:
        return orjson.dumps(content, option=orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE)
    except TypeError:  # names of files that are no UTF-8, or numbers beyond 64 bits
        text = json.dumps(content, indent=2, ensure_ascii=False)
        return f"{text}\n".encode(errors="replace")


def error_document(error: ServingError | None, message: str = "") -> Mapping[str, str]:
    """What GetModelStatus calls `status`: code by name, and a text."""
    if error is None:
        return {"error_code": Code.OK.name, "error_message": message}
    return {"error_code": error.code.name, "error_message": error.message}


def state_document(state: ServableState) -> Mapping[str, Any]:
    """One version as the status route of its model shows it."""
    return {
        "version": str(state.id.version),
        "state": state.state.name,
        "status": error_document(state.error, state.note),
    }


def time_text(at: float) -> str:
    """Wall time, in seconds since the epoch, by RFC 3339: `2026-01-31T12:00:00.123Z`."""
    moment = datetime.fromtimestamp(at, timezone.utc)
    return moment.isoformat(timespec="milliseconds").replace("+00:00", "Z")
