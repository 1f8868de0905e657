"""Who gets in: by table."""

from __future__ import annotations

import base64

import pytest

from tfserve.errors import Code
from tfserve.security.access import Access
from tfserve.security.authorizer import Book, PrincipalsAuthorizer
from tfserve.security.passwords import PasswordBook
from tfserve.security.principals import parse_principals
from tfserve.testing import FakeClock, ManualExecutor

SCOPED = (Access.PREDICT, Access.READ, Access.ADMIN)


class Caller:
    peer = "ipv4:10.0.0.9:1"

    def __init__(self, **headers):
        self._headers = {name.replace("_", "-"): value for name, value in headers.items()}

    def header(self, name):
        return self._headers.get(name)


def basic(name: str, password: str) -> str:
    return "Basic " + base64.b64encode(f"{name}:{password}".encode()).decode()


class Door:
    """An authorizer whose passwords are checked when they are needed."""

    def __init__(self, content: bytes, **options):
        executor = ManualExecutor()
        principals = parse_principals(content, "f")
        book = Book(principals, PasswordBook(principals.by_name, executor))
        self.clock = FakeClock()
        self.authorizer = PrincipalsAuthorizer(lambda: book, clock=self.clock, **options)
        self.executor = executor

    def ask(self, access: Access, **headers):
        """Name of the principal, or the error's code."""
        found = []
        self.authorizer.authorize(access, Caller(**headers), lambda *it: found.append(it))
        self.executor.run_all()
        ((principal, error),) = found
        if error is not None:
            return error.code
        return None if principal is None else principal.name


@pytest.fixture
def door(content):
    return Door(content)


@pytest.mark.parametrize("access", SCOPED)
def test_scopes_decide(door, keys, access):
    asked = {
        name: door.ask(access, authorization=f"Bearer {keys[name]}")
        for name in ("app", "reader", "boss")
    }
    may = {Access.PREDICT: {"app", "boss"}, Access.READ: {"reader", "boss"}, Access.ADMIN: {"boss"}}
    for name, answer in asked.items():
        assert answer == (name if name in may[access] else Code.PERMISSION_DENIED)


@pytest.mark.parametrize("access", [*SCOPED, Access.KNOWN])
def test_nobody_gets_in_without_credentials(door, access):
    assert door.ask(access) is Code.UNAUTHENTICATED


def test_what_is_open_asks_nobody(door):
    assert door.ask(Access.OPEN) is None
    assert door.ask(Access.OPEN, authorization="Bearer wrong") is None


def test_what_is_open_may_be_closed(content, keys):
    door = Door(content, protects_health=True)
    assert door.ask(Access.OPEN) is Code.UNAUTHENTICATED
    assert door.ask(Access.OPEN, x_api_key=keys["app"]) == "app"


def test_a_key_is_taken_from_either_header(door, keys):
    key = keys["app"]
    assert door.ask(Access.PREDICT, x_api_key=key) == "app"
    assert door.ask(Access.PREDICT, authorization=f"bearer {key}") == "app"
    assert door.ask(Access.PREDICT, authorization="Bearer x", x_api_key=key) is (
        Code.UNAUTHENTICATED
    )


def test_a_password_is_taken_by_basic_authentication(door, password):
    assert door.ask(Access.READ, authorization=basic("alice", password)) == "alice"
    assert door.ask(Access.READ, authorization=basic("alice", "x")) is Code.UNAUTHENTICATED
    assert door.ask(Access.READ, authorization=basic("bob", "x")) is Code.UNAUTHENTICATED


@pytest.mark.parametrize(
    "authorization",
    ["", "Bearer", "Bearer ", "Basic", "Basic !!!", "Basic YQ==", "Basic /w==", "Digest x",
     "Bearer \udcff", "Bearer \x00", "Basic " + "QUFB" * 20_000],
)  # fmt: skip
def test_what_is_no_credential_is_wrong(door, authorization):
    assert door.ask(Access.KNOWN, authorization=authorization) is Code.UNAUTHENTICATED


def test_a_password_is_no_key_and_a_hash_is_no_key(door, document, password):
    assert door.ask(Access.KNOWN, x_api_key=password) is Code.UNAUTHENTICATED
    hashed = document["principals"][0]["keys"][0]
    assert door.ask(Access.KNOWN, x_api_key=hashed) is Code.UNAUTHENTICATED


def test_wrong_credentials_are_logged_once_a_minute_without_them(door, caplog):
    for _ in range(5):
        door.ask(Access.PREDICT, x_api_key="tfs_wrong_secret")
    door.clock.advance(61)
    door.ask(Access.PREDICT, x_api_key="tfs_wrong_secret")
    assert caplog.messages == [
        "Wrong credentials from ipv4:10.0.0.9:1 (1 times in all)",
        "Wrong credentials from ipv4:10.0.0.9:1 (6 times in all)",
    ]


def test_decisions_are_counted(door, keys):
    door.ask(Access.PREDICT)
    door.ask(Access.PREDICT, x_api_key="x")
    door.ask(Access.PREDICT, x_api_key=keys["reader"])
    door.ask(Access.PREDICT, x_api_key=keys["app"])
    seen = door.authorizer.statistics()
    assert (seen.allowed, seen.missing, seen.wrong, seen.forbidden) == (1, 1, 1, 1)
