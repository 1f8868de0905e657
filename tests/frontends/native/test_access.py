"""What the native plane learns from decisions about callers."""

from __future__ import annotations

import pytest

pytest.importorskip("tfserve_native", reason="the native plane is not installed")

from tfserve.errors import PermissionDenied
from tfserve.frontends.native.access import LearningAuthorizer
from tfserve.security.access import Access
from tfserve.security.principals import Principal


class Known:
    """Instead of the native side: keeps what it is told."""

    def __init__(self) -> None:
        self.number = 7
        self.learned = []

    def generation(self) -> int:
        return self.number

    def learn(self, *what) -> None:
        self.learned.append(what)


class Deciding:
    """Says the same about everybody; `before` is called first."""

    def __init__(self, principal, error=None, before=lambda: None) -> None:
        self._verdict = principal, error
        self._before = before

    def authorize(self, access, caller, decided) -> None:
        self._before()
        decided(*self._verdict)


class Caller:
    peer = "ipv4:127.0.0.1:1"

    def header(self, name):
        return {"authorization": "Bearer k"}.get(name)


def learned(authorizer, known, access=Access.PREDICT):
    verdicts = []
    LearningAuthorizer(authorizer, known).authorize(
        access, Caller(), lambda *verdict: verdicts.append(verdict)
    )
    assert len(verdicts) == 1
    return known.learned


def somebody(*models) -> Principal:
    return Principal("shop", frozenset({Access.PREDICT}), models)


def test_who_may_predict_is_handed_on_with_the_models():
    assert learned(Deciding(somebody("a-*")), Known()) == [(7, "Bearer k", None, ["a-*"])]


def test_the_generation_is_that_before_the_decision():
    known = Known()

    def change():
        known.number = 8

    assert learned(Deciding(somebody(), before=change), known)[0][0] == 7


@pytest.mark.parametrize(
    ("authorizer", "access"),
    [
        (Deciding(None, PermissionDenied("no")), Access.PREDICT),
        (Deciding(somebody("[ab]")), Access.PREDICT),
        (Deciding(somebody()), Access.READ),
        (Deciding(None), Access.OPEN),
    ],
)
def test_others_are_not_handed_on(authorizer, access):
    assert learned(authorizer, Known(), access) == []
