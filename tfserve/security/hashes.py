"""Keys and passwords as files may hold them: as hashes.

A key is random and long: one SHA-256 is enough, nobody guesses it. A password is chosen by people:
scrypt makes every guess cost memory and a fifth of a second.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import os
import re
import secrets
from dataclasses import dataclass, field

__all__ = ["PasswordHash", "hash_key", "key_digest", "new_key", "read_key_hash"]

_KEY_PREFIX = "tfs_"  # lets scanners of repositories find keys that were checked in
_KEY_BYTES = 32
_SHA256 = re.compile(r"sha256:([0-9a-f]{64})")
_SALT_BYTES = 16
_HASH_BYTES = 32
_MAX_MEMORY_BYTES = 256 * 2**20  # what a file may ask for per check


def new_key() -> str:
    """A random API key."""
    return _KEY_PREFIX + secrets.token_urlsafe(_KEY_BYTES)


def key_digest(key: str) -> bytes:
    """SHA-256 of a key."""
    return hashlib.sha256(key.encode(errors="surrogateescape")).digest()


def hash_key(key: str) -> str:
    """How a file holds `key`: `sha256:...`."""
    return f"sha256:{key_digest(key).hex()}"


def read_key_hash(text: str) -> bytes:
    """The digest in `sha256:...`.

    Raises:
        ValueError: it is not of that form; its text does not quote it.
    """
    match = _SHA256.fullmatch(text)
    if match is None:
        msg = "is not sha256: and 64 hex digits; `tfserve hash-key` writes them"
        raise ValueError(msg)
    return bytes.fromhex(match[1])


@dataclass(frozen=True, slots=True)
class PasswordHash:
    """A password as scrypt left it: `scrypt:LOG2_N:R:P:SALT:HASH`, the last two in base64.

    Args:
        log2_n: cost in time and memory.
        r: block size.
        p: cost in time alone.
        salt: differs for every password.
        digest: the hash.
    """

    log2_n: int
    r: int
    p: int
    salt: bytes = field(repr=False)
    digest: bytes = field(repr=False)

    @classmethod
    def of(cls, password: str, *, log2_n: int = 14, r: int = 8, p: int = 5) -> PasswordHash:
        """Hash `password` with a new salt; takes 16 MiB and about a fifth of a second."""
        salt = os.urandom(_SALT_BYTES)
        return cls(log2_n, r, p, salt, _scrypt(password, salt, log2_n, r, p))

    @classmethod
    def read(cls, text: str) -> PasswordHash:
        """Take apart what `str` put together.

        Raises:
            ValueError: it is not of that form, or costs more than it may; quotes nothing of it.
        """
        try:
            name, log2_n, r, p, salt, digest = text.split(":")
            made = cls(int(log2_n), int(r), int(p), _unpacked(salt), _unpacked(digest))
        except (ValueError, binascii.Error):
            name, made = "", None
        if name != "scrypt" or made is None or not _is_sound(made):
            msg = (
                "is not scrypt:LOG2_N:R:P:SALT:HASH of moderate cost; "
                "`tfserve hash-password` writes it"
            )
            raise ValueError(msg) from None
        return made

    def fits(self, password: str) -> bool:
        """Whether `password` is the one; takes as long as the cost says, without the interpreter's
        lock.
        """
        made = _scrypt(password, self.salt, self.log2_n, self.r, self.p)
        return hmac.compare_digest(made, self.digest)

    def __str__(self) -> str:
        """As files hold it."""
        packed = [base64.b64encode(part).decode() for part in (self.salt, self.digest)]
        return ":".join(["scrypt", str(self.log2_n), str(self.r), str(self.p), *packed])


def _is_sound(password: PasswordHash) -> bool:
    return (
        1 <= password.log2_n <= 20
        and 1 <= password.r <= 32
        and 1 <= password.p <= 16
        and _memory_bytes(password.log2_n, password.r) <= _MAX_MEMORY_BYTES
        and len(password.salt) >= _SALT_BYTES
        and len(password.digest) == _HASH_BYTES
    )


def _unpacked(text: str) -> bytes:
    return base64.b64decode(text, validate=True)


def _memory_bytes(log2_n: int, r: int) -> int:
    return 128 * (1 << log2_n) * r  # of one lane, as RFC 7914 has it


def _scrypt(password: str, salt: bytes, log2_n: int, r: int, p: int) -> bytes:
    return hashlib.scrypt(
        password.encode(errors="surrogateescape"),
        salt=salt,
        n=1 << log2_n,
        r=r,
        p=p,
        maxmem=2 * _memory_bytes(log2_n, r) + 2**20,
        dklen=_HASH_BYTES,
    )
