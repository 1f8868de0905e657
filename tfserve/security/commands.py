"""Commands that make what `--auth_config_file` holds: `tfserve new-key` and so on.

Secrets come from standard input or the terminal, never from the command line, which every user of
the machine can read.
"""

from __future__ import annotations

import getpass
from collections.abc import Callable, Mapping
from typing import TextIO

from tfserve.security.hashes import PasswordHash, hash_key, new_key

__all__ = ["COMMANDS", "Command"]

Command = Callable[[TextIO], str]
"""From standard input to what is printed; raises ValueError."""

_LEAST_KEY = 32  # characters: a key is protected by its length alone


def _new_key(_: TextIO) -> str:
    key = new_key()
    return f"key: {key}\nhash: {hash_key(key)}\n"


def _hash_key(given: TextIO) -> str:
    key = _asked(given, "Key: ")
    if len(key) < _LEAST_KEY:
        raise ValueError(
            f"a key needs at least {_LEAST_KEY} characters, shorter ones can be guessed; "
            "use `tfserve new-key`, or a password"
        )
    return f"{hash_key(key)}\n"


def _hash_password(given: TextIO) -> str:
    password = _asked(given, "Password: ")
    if not password:
        raise ValueError("a password cannot be empty")
    return f"{PasswordHash.of(password)}\n"


def _asked(given: TextIO, prompt: str) -> str:
    """The secret: the first line, or what is typed, unseen."""
    return getpass.getpass(prompt) if given.isatty() else given.readline().rstrip("\r\n")


COMMANDS: Mapping[str, Command] = {
    "new-key": _new_key,
    "hash-key": _hash_key,
    "hash-password": _hash_password,
}
"""By name."""
