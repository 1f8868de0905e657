"""Whether a caller may have what it asks for: the one decision, for every frontend."""

from __future__ import annotations

import base64
import binascii
import logging
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Protocol

from tfserve.core.clock import Clock
from tfserve.core.executor import Executor
from tfserve.errors import ServingError, Unauthenticated
from tfserve.security.access import Access
from tfserve.security.followed import FollowedFiles
from tfserve.security.hashes import key_digest
from tfserve.security.passwords import PasswordBook
from tfserve.security.principals import Principal, Principals, parse_principals

__all__ = [
    "CHALLENGE",
    "AuthStatistics",
    "Authorizer",
    "Book",
    "Caller",
    "Decided",
    "PrincipalsAuthorizer",
    "follow_principals",
]

_log = logging.getLogger(__name__)

CHALLENGE = 'Bearer realm="tfserve", Basic realm="tfserve", charset="UTF-8"'
"""Value of `www-authenticate` beside an answer of UNAUTHENTICATED."""

Decided = Callable[["Principal | None", "ServingError | None"], None]
"""Takes who it is (None: anybody), or why not; called exactly once, from any thread."""

_QUIET_S = 60.0  # one line a minute about wrong credentials, however many there are
_MISSING = (
    "This server asks for credentials: an API key as `authorization: Bearer KEY` or "
    "`x-api-key: KEY`, or basic authentication"
)
_WRONG = "The credentials are not valid"


class Caller(Protocol):
    """Who asks: headers, or metadata, and address."""

    @property
    def peer(self) -> str:
        """The address, for the log."""
        ...

    def header(self, name: str) -> str | None:
        """A header by lower-case name."""
        ...


class Authorizer(Protocol):
    """Decides. Thread-safe; never blocks."""

    def authorize(self, access: Access, caller: Caller, decided: Decided) -> None:
        """Decide whether `caller` may have what asks for `access`; mostly before this returns."""
        ...


@dataclass(frozen=True, slots=True)
class Book:
    """One reading of the file: who is known, and what was found out about their passwords."""

    principals: Principals
    passwords: PasswordBook


@dataclass(frozen=True, slots=True)
class AuthStatistics:
    """Decisions so far."""

    allowed: int
    missing: int
    wrong: int
    forbidden: int


def follow_principals(
    path: str, *, executor: Executor, interval_s: float, clock: Clock
) -> FollowedFiles[Book]:
    """What `--auth_config_file` says, now and after each change."""

    def make(contents: Sequence[bytes], _: Book | None) -> Book:
        principals = parse_principals(contents[0], path)
        return Book(principals, PasswordBook(principals.by_name, executor))

    return FollowedFiles("principals", paths=[path], make=make, interval_s=interval_s, clock=clock)


class PrincipalsAuthorizer:
    """Knows the principals of a file. Thread-safe; never blocks.

    API keys are compared by their hash, in constant time; so are passwords, whose first check is
    made elsewhere. What is wrong with credentials is told to nobody: an unknown name, a wrong
    password and a wrong key get the same answer.

    Args:
        book: the newest reading of the file.
        clock: time.
        protects_health: whether what is OPEN asks for credentials, too.
    """

    def __init__(
        self, book: Callable[[], Book], *, clock: Clock, protects_health: bool = False
    ) -> None:
        self._book = book
        self._clock = clock
        self._protects_health = protects_health
        self._lock = threading.Lock()
        self._allowed = self._missing = self._wrong = self._forbidden = 0  # guarded by _lock
        self._complained_at: float | None = None  # guarded by _lock
        self._elsewhere: Callable[[], int] = int

    def authorize(self, access: Access, caller: Caller, decided: Decided) -> None:
        """Decide whether `caller` may have what asks for `access`; before this returns, unless a
        password is to be checked for the first time.
        """
        if access is Access.OPEN and not self._protects_health:
            decided(None, None)
            return
        authorization, key = caller.header("authorization"), caller.header("x-api-key")
        if authorization is None and key is None:
            with self._lock:
                self._missing += 1
            decided(None, Unauthenticated(_MISSING))
            return
        book = self._book()
        scheme, _, rest = (authorization or f"Bearer {key}").partition(" ")
        if scheme.lower() == "basic":
            self._check_password(book, rest.strip(), access, caller, decided)
        elif scheme.lower() == "bearer":
            owner = book.principals.owner(key_digest(rest.strip()))
            self._settle(owner, access, caller, decided)
        else:
            self._settle(None, access, caller, decided)

    def _check_password(
        self, book: Book, encoded: str, access: Access, caller: Caller, decided: Decided
    ) -> None:
        try:
            text = base64.b64decode(encoded, validate=True).decode()
        except (binascii.Error, ValueError):
            text = ""
        name, colon, password = text.partition(":")
        if not colon:
            self._settle(None, access, caller, decided)
            return

        def verdict(is_right: bool) -> None:  # noqa: FBT001 - a Verdict
            principal = book.passwords.principal(name) if is_right else None
            self._settle(principal, access, caller, decided)

        try:
            book.passwords.check(name, password, verdict)
        except ServingError as error:
            decided(None, error)

    def _settle(
        self, principal: Principal | None, access: Access, caller: Caller, decided: Decided
    ) -> None:
        error: ServingError | None = None
        if principal is None:
            error = Unauthenticated(_WRONG)
            self._count_wrong(caller)
        else:
            try:
                principal.check_scope(access)
            except ServingError as lacks_scope:
                error = lacks_scope
            with self._lock:
                self._allowed += error is None
                self._forbidden += error is not None
        decided(principal, error)

    def _count_wrong(self, caller: Caller) -> None:
        now = self._clock.now()
        with self._lock:
            self._wrong += 1
            is_quiet = self._complained_at is not None and now - self._complained_at < _QUIET_S
            if is_quiet:
                return
            self._complained_at = now
            total = self._wrong
        _log.warning("Wrong credentials from %s (%d times in all)", caller.peer, total)

    def counted_by(self, elsewhere: Callable[[], int]) -> None:
        """Add `elsewhere()` to those that were allowed: let in on decisions made here before."""
        self._elsewhere = elsewhere

    def statistics(self) -> AuthStatistics:
        """A snapshot."""
        elsewhere = self._elsewhere()
        with self._lock:
            allowed = self._allowed + elsewhere
            return AuthStatistics(allowed, self._missing, self._wrong, self._forbidden)
