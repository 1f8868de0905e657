"""Who may use the server: the content of `--auth_config_file`."""

from __future__ import annotations

import hmac
import json
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from typing import Any, TypeVar

from tfserve.errors import InvalidArgument, PermissionDenied
from tfserve.security.access import Access
from tfserve.security.hashes import PasswordHash, read_key_hash

__all__ = ["Principal", "Principals", "parse_principals"]

T = TypeVar("T")

_SCOPES = {each.value: each for each in (Access.PREDICT, Access.READ, Access.ADMIN)}
_FIELDS = ("name", "keys", "password", "scopes", "models")
_PREFIX_BYTES = 16  # 128 bits: no two keys share them
_NAME = re.compile(r"[A-Za-z0-9_.@-]{1,128}")  # no colon: basic authentication ends names there


@dataclass(frozen=True, slots=True)
class Principal:
    """A program or a person, and what it may do.

    Args:
        name: for logs, and the user of basic authentication.
        scopes: what it may do; admin includes the others.
        models: patterns (`*` and `?`) of the models that it may use; empty: any.
    """

    name: str
    scopes: frozenset[Access]
    models: tuple[str, ...] = ()

    def check_scope(self, access: Access) -> None:
        """Refuse what it may not do.

        Raises:
            PermissionDenied: it lacks the scope.
        """
        if access in self.scopes or access in (Access.OPEN, Access.KNOWN):
            return
        if Access.ADMIN in self.scopes:
            return
        has = ", ".join(sorted(scope.value for scope in self.scopes))
        raise PermissionDenied(
            f"{self.name} needs the scope {access.value} for this, and has {has}",
            details={"required_scope": access.value},
        )

    def check_models(self, names: Iterable[str]) -> None:
        """Refuse a request for `names`, all the models that it names.

        Raises:
            PermissionDenied: one of them is not among its models, or the request names none.
        """
        if not self.models:
            return
        is_any = False
        for name in names:
            is_any = True
            if not any(fnmatchcase(name, pattern) for pattern in self.models):
                raise PermissionDenied(f"{self.name} may not use model {name[:256]}")
        if not is_any:
            raise PermissionDenied(f"{self.name} may use single models only")


@dataclass(frozen=True, slots=True)
class Principals:
    """All that are known.

    Args:
        by_key: first half of a key's SHA-256 -> all of it, and whose the key is.
        by_name: name of those that have a password -> who, and the password's hash.
    """

    by_key: Mapping[bytes, tuple[bytes, Principal]] = field(repr=False)
    by_name: Mapping[str, tuple[Principal, PasswordHash]] = field(repr=False)

    def owner(self, digest: bytes) -> Principal | None:
        """Whose key has this SHA-256.

        The table is searched by the hash, of which a caller who does not know a key can choose no
        part; the last comparison takes the same time wherever they differ.
        """
        known = self.by_key.get(digest[:_PREFIX_BYTES])
        if known is None or not hmac.compare_digest(known[0], digest):
            return None
        return known[1]


def parse_principals(content: bytes, path: str) -> Principals:
    """Read `{"principals": [{"name": ..., "keys": [...], "scopes": [...]}, ...]}`.

    Raises:
        InvalidArgument: where and why it is not that; the text holds nothing secret.
    """
    collected = _Collected()
    for number, entry in enumerate(_entries(content, path)):
        try:
            collected.add(entry)
        except ValueError as error:
            raise InvalidArgument(f"{path}: principals[{number}]: {error}") from None
    return Principals(collected.by_key, collected.by_name)


class _Collected:
    """What the entries read so far say. One thread."""

    def __init__(self) -> None:
        self.by_key: dict[bytes, tuple[bytes, Principal]] = {}
        self.by_name: dict[str, tuple[Principal, PasswordHash]] = {}
        self._names: set[str] = set()

    def add(self, entry: object) -> None:
        """Take one more; raises ValueError."""
        principal, keys, password = _read(entry)
        if principal.name in self._names:
            raise ValueError(f"the name {principal.name} stands twice")
        found = {key[:_PREFIX_BYTES]: (key, principal) for key in keys}
        if len(found) < len(keys) or found.keys() & self.by_key.keys():
            raise ValueError("a key stands twice")
        self._names.add(principal.name)
        self.by_key.update(found)
        if password is not None:
            self.by_name[principal.name] = (principal, password)


def _entries(content: bytes, path: str) -> Sequence[Any]:
    """The list in the document. Nothing that stands in it is quoted: it may be a secret."""
    try:
        document = json.loads(content.decode())
    except json.JSONDecodeError as error:
        where, reason = f"{error.lineno}:{error.colno}: ", error.msg
    except (ValueError, RecursionError):
        where, reason = "", "not the text of a JSON document"
    else:
        entries = document.get("principals") if isinstance(document, dict) else None
        if isinstance(entries, list) and entries and len(document) == 1:
            return entries
        where, reason = "", 'expected {"principals": [...]} with at least one entry'
    raise InvalidArgument(f"{path}: {where}{reason}")


def _read(entry: object) -> tuple[Principal, Sequence[bytes], PasswordHash | None]:
    """One entry; raises ValueError."""
    if not isinstance(entry, dict) or not entry.keys() <= set(_FIELDS):
        raise ValueError(f"expected an object with {', '.join(_FIELDS)}")
    name = entry.get("name")
    if not isinstance(name, str) or _NAME.fullmatch(name) is None:
        raise ValueError("name must be 1 to 128 of the characters A-Z a-z 0-9 _ . @ -")
    keys = [_labelled("one of keys", read_key_hash, key) for key in _texts(entry, "keys")]
    password = entry.get("password")
    if not keys and password is None:
        raise ValueError("neither keys nor password")
    scopes = frozenset(_scope(text) for text in _texts(entry, "scopes"))
    if not scopes:
        raise ValueError(f"scopes must name at least one of {', '.join(_SCOPES)}")
    models = tuple(_texts(entry, "models"))
    if "models" in entry and not models:
        raise ValueError("models must name at least one; leave it out to allow all")
    if models and Access.ADMIN in scopes:
        raise ValueError("who has the scope admin cannot be limited to some models")
    hashed = None if password is None else _labelled("password", PasswordHash.read, password)
    return Principal(name, scopes, models), keys, hashed


def _texts(entry: Mapping[str, Any], name: str) -> Sequence[str]:
    value = entry.get(name, [])
    if not isinstance(value, list) or not all(isinstance(each, str) for each in value):
        raise ValueError(f"{name} must be a list of texts")
    return value


def _scope(text: str) -> Access:
    if text not in _SCOPES:
        raise ValueError(f"scopes must be of {', '.join(_SCOPES)}")
    return _SCOPES[text]


def _labelled(label: str, read: Callable[[str], T], value: object) -> T:
    """`read(value)`, whose error then says what it is about."""
    try:
        return read(value if isinstance(value, str) else "")
    except ValueError as error:
        raise ValueError(f"{label} {error}") from None
