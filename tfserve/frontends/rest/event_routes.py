"""`GET /v1/events`: what has happened to models, and why."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timezone
from typing import Any

from tfserve.core.history import Event, EventHistory
from tfserve.errors import InvalidArgument
from tfserve.frontends.rest.document import document, error_document, time_text
from tfserve.frontends.rest.exchange import Request, Respond
from tfserve.frontends.rest.query import query_values
from tfserve.frontends.rest.routes import Route
from tfserve.security.access import Access

__all__ = ["event_routes"]

_PARAMETERS = ("model", "version", "since", "limit")
_LIMIT = 1000  # events in one answer, unless asked otherwise
_MOST_DIGITS = 19  # of an int64


def event_routes(history: EventHistory) -> Sequence[Route]:
    """The events that are still known, oldest first.

    `since` takes an event's `id` (what came after it) or a time; who passes on the `next` of each
    answer sees every event once. With more than `limit` of them the oldest come first, so that
    none is passed over; without `since` it is the newest.
    """

    def events(request: Request, respond: Respond, ended: Callable[[], None]) -> None:
        values = query_values(request.query, _PARAMETERS)
        known = history.events()
        limit = max(1, _number(values, "limit", _LIMIT))
        found = [event for event in known if _is_asked_for(event, values)]
        last = known[-1].number if known else 0
        if "since" in values:
            is_after = _after(values["since"])
            found = [event for event in found if is_after(event)]
            if len(found) > limit:
                found = found[:limit]
                last = found[-1].number
        found = found[-limit:]
        content = {"events": [_event(event) for event in found], "next": str(last)}
        respond(document(content))
        ended()

    return (
        Route(
            method="GET",
            pattern=re.compile("/v1/events"),
            access=Access.READ,
            endpoint=events,
            summary="What has happened to models, and why",
            template="/v1/events",
            label="events",
        ),
    )


def _is_asked_for(event: Event, values: Mapping[str, str]) -> bool:
    if event.model != values.get("model", event.model):
        return False
    return "version" not in values or event.version == _number(values, "version", 0)


def _after(since: str) -> Callable[[Event], bool]:
    if since.isascii() and since.isdecimal() and len(since) <= _MOST_DIGITS:
        number = int(since)
        return lambda event: event.number > number
    # Python 3.10 does not know Z, and in a query a plus sign stands for a space.
    text = since.replace("Z", "+00:00").replace(" ", "+")
    try:
        at = datetime.fromisoformat(text)
    except ValueError as error:
        raise InvalidArgument(
            "Query parameter since must be the id of an event or a time such as "
            f"2026-01-31T12:00:00Z, not {since!r}"
        ) from error
    earliest = (at if at.tzinfo else at.replace(tzinfo=timezone.utc)).timestamp()
    return lambda event: event.at >= earliest


def _number(values: Mapping[str, str], name: str, default: int) -> int:
    text = values.get(name, "")
    if name not in values:
        return default
    if not (text.isascii() and text.isdecimal() and len(text) <= _MOST_DIGITS):
        raise InvalidArgument(f"Query parameter {name} must be a number, not {text!r}")
    return int(text)


def _event(event: Event) -> Mapping[str, Any]:
    content: dict[str, Any] = {
        "id": str(event.number),
        "time": time_text(event.at),
        "kind": event.kind.value,
        "model": event.model,
    }
    if event.version is not None:
        content["version"] = str(event.version)
    if event.state is not None:
        content["state"] = event.state.name
    content["reason"] = event.reason
    if event.by:
        content["by"] = event.by
    if event.error is not None:
        content["status"] = error_document(event.error)
    return content
