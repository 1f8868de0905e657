"""The history over REST."""

from __future__ import annotations

import json

import pytest

from tfserve.core.history import Event, EventKind
from tfserve.core.state import ManagerState
from tfserve.errors import DataLoss
from tfserve.frontends.rest.event_routes import event_routes
from tfserve.testing import Exchanges

EVENTS = (
    Event(5, 1767225600.0, EventKind.CONFIG, "m", "The model has been added to the config"),
    Event(6, 1767225601.5, EventKind.STATE, "m", "latest", 7, ManagerState.LOADING),
    Event(7, 1767225602.0, EventKind.STATE, "m", "latest", 7, ManagerState.END, DataLoss("cut")),
    Event(8, 1767225603.0, EventKind.STATE, "n", "latest", 1, ManagerState.AVAILABLE),
)


class History:
    def __init__(self, *events):
        self._events = events

    def events(self):
        return self._events


def ask(query="", events=EVENTS):
    return Exchanges(event_routes(History(*events))).ask("GET", f"/v1/events{query}")


def test_events_tell_when_what_and_why():
    assert json.loads(ask().body)["events"][:3] == [
        {
            "id": "5",
            "time": "2026-01-01T00:00:00.000Z",
            "kind": "config",
            "model": "m",
            "reason": "The model has been added to the config",
        },
        {
            "id": "6",
            "time": "2026-01-01T00:00:01.500Z",
            "kind": "state",
            "model": "m",
            "version": "7",
            "state": "LOADING",
            "reason": "latest",
        },
        {
            "id": "7",
            "time": "2026-01-01T00:00:02.000Z",
            "kind": "state",
            "model": "m",
            "version": "7",
            "state": "END",
            "reason": "latest",
            "status": {"error_code": "DATA_LOSS", "error_message": "cut"},
        },
    ]


@pytest.mark.parametrize(
    ("query", "ids", "following"),
    [
        ("", "5678", "8"),
        ("?model=m", "567", "8"),
        ("?model=m&version=7", "67", "8"),
        ("?model=x", "", "8"),
        ("?since=6", "78", "8"),
        ("?since=8", "", "8"),
        ("?since=0&limit=2", "56", "6"),
        ("?since=6&limit=2", "78", "8"),
        ("?limit=1", "8", "8"),
        ("?since=2026-01-01T00:00:02Z", "78", "8"),
        ("?since=2026-01-01T01:00:02%2B01:00", "78", "8"),
        ("?since=2026-01-01T00:00:02", "78", "8"),
    ],
)
def test_events_are_chosen_and_followed(query, ids, following):
    answer = json.loads(ask(query).body)
    assert "".join(each["id"] for each in answer["events"]) == ids
    assert answer["next"] == following


@pytest.mark.parametrize(
    "query", ["?since=soon", "?since=-1", "?limit=x", "?version=v", "?models=m"]
)
def test_what_cannot_be_asked_is_refused(query):
    assert ask(query).status == 400


def test_before_anything_happens_there_is_nothing():
    assert json.loads(ask(events=()).body) == {"events": [], "next": "0"}
