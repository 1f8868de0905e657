"""Checking passwords without waiting for scrypt twice, and without letting guesses take the CPU."""

from __future__ import annotations

import functools
import hmac
import os
import threading
from collections import OrderedDict
from collections.abc import Callable, Mapping

from tfserve.core.executor import Executor
from tfserve.errors import ResourceExhausted
from tfserve.security.hashes import PasswordHash
from tfserve.security.principals import Principal

__all__ = ["PasswordBook"]

Verdict = Callable[[bool], None]
"""Takes whether the password was right; called exactly once, from any thread."""

_MAX_CHECKS = 16  # different credentials that wait for the one thread; 3 s of work
_MAX_WAITING = 1024  # calls that wait for them
_WRONG_REMEMBERED = 1024  # a client with an old password must not cost 200 ms per request


class PasswordBook:
    """Knows names and passwords. Thread-safe; nothing here blocks.

    A check is made in `executor` and its outcome is remembered, right ones as long as the book
    lives (one per name), wrong ones up to a number: a request then costs one HMAC. What is
    remembered are HMACs under a key that never leaves the process. A name that does not exist is
    checked against a hash that nobody knows the password of: it takes as long as any.

    Args:
        known: name -> who, and the hash.
        executor: one thread, so that guesses take one CPU at the most.
    """

    def __init__(
        self, known: Mapping[str, tuple[Principal, PasswordHash]], executor: Executor
    ) -> None:
        self._known = known
        self._executor = executor
        self._secret = os.urandom(32)
        self._lock = threading.Lock()
        self._right: dict[str, bytes] = {}  # name -> HMAC of the right credentials; under _lock
        self._wrong: OrderedDict[bytes, None] = OrderedDict()  # guarded by _lock
        self._pending: dict[bytes, list[Verdict]] = {}  # guarded by _lock
        self._waiting = 0  # guarded by _lock

    def principal(self, name: str) -> Principal:
        """Who has that name; for names whose password was right."""
        return self._known[name][0]

    def check(self, name: str, password: str, verdict: Verdict) -> None:
        """Find out whether `password` is that of `name`; at once where it was asked before.

        Raises:
            ResourceExhausted: too many others wait; `verdict` is not called then.
        """
        tag = self._tag(name, password)
        with self._lock:
            known = self._remembered(name, tag)
            if known is None and not self._enlist(tag, verdict):
                return  # somebody else's check of the same credentials answers this one
        if known is not None:
            verdict(known)
        else:
            self._executor.submit(functools.partial(self._find_out, name, password, tag))

    def _tag(self, name: str, password: str) -> bytes:
        text = f"{name}\0{password}".encode(errors="surrogateescape")
        return hmac.digest(self._secret, text, "sha256")

    def _remembered(self, name: str, tag: bytes) -> bool | None:  # under _lock
        if hmac.compare_digest(self._right.get(name, b""), tag):
            return True
        if tag in self._wrong:
            self._wrong.move_to_end(tag)
            return False
        return None

    def _enlist(self, tag: bytes, verdict: Verdict) -> bool:  # under _lock
        """Let `verdict` wait; whether a check is to be begun."""
        is_new = tag not in self._pending
        if self._waiting >= _MAX_WAITING or (is_new and len(self._pending) >= _MAX_CHECKS):
            raise ResourceExhausted("Too many passwords are being checked; try again later")
        self._pending.setdefault(tag, []).append(verdict)
        self._waiting += 1
        return is_new

    def _find_out(self, name: str, password: str, tag: bytes) -> None:
        is_right: bool | None = None  # not found out, such as for want of memory: not remembered
        try:
            entry = self._known.get(name)
            fits = (entry[1] if entry is not None else self._nobody).fits(password)
            is_right = fits and entry is not None
        finally:
            with self._lock:
                verdicts = self._pending.pop(tag)
                self._waiting -= len(verdicts)
                if is_right is not None:
                    self._remember(name, tag, is_right=is_right)
            for verdict in verdicts:
                verdict(bool(is_right))

    def _remember(self, name: str, tag: bytes, *, is_right: bool) -> None:  # under _lock
        if is_right:
            self._right[name] = tag
            return
        self._wrong[tag] = None
        if len(self._wrong) > _WRONG_REMEMBERED:
            self._wrong.popitem(last=False)

    @functools.cached_property
    def _nobody(self) -> PasswordHash:
        """A hash of the same cost as the others'."""
        like = next((hashed for _, hashed in self._known.values()), None)
        if like is None:
            return PasswordHash.of("", log2_n=1, r=1, p=1)
        digest = os.urandom(len(like.digest))
        return PasswordHash(like.log2_n, like.r, like.p, os.urandom(len(like.salt)), digest)

    def __repr__(self) -> str:
        """`<PasswordBook names=2 pending=0>`."""
        return f"<PasswordBook names={len(self._known)} pending={len(self._pending)}>"
