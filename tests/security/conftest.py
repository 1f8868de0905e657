"""Principals with cheap passwords."""

from __future__ import annotations

import json

import pytest

from tfserve.security.hashes import PasswordHash, hash_key

KEYS = {name: f"tfs_{name}_" + "k" * 32 for name in ("app", "reader", "boss", "tenant")}
PASSWORD = "correct horse"


@pytest.fixture(scope="session")
def document():
    """The content of an --auth_config_file, as JSON."""
    return {
        "principals": [
            {"name": "app", "keys": [hash_key(KEYS["app"])], "scopes": ["predict"]},
            {"name": "reader", "keys": [hash_key(KEYS["reader"])], "scopes": ["read"]},
            {"name": "boss", "keys": [hash_key(KEYS["boss"])], "scopes": ["admin"]},
            {"name": "tenant", "keys": [hash_key(KEYS["tenant"])], "scopes": ["predict", "read"],
             "models": ["ours", "ours-*"]},
            {"name": "alice", "password": str(PasswordHash.of(PASSWORD, log2_n=4, r=1, p=1)),
             "scopes": ["predict", "read"]},
        ]
    }  # fmt: skip


@pytest.fixture(scope="session")
def content(document) -> bytes:
    return json.dumps(document).encode()


@pytest.fixture(scope="session")
def keys():
    """Name -> key."""
    return KEYS


@pytest.fixture(scope="session")
def password():
    """Alice's."""
    return PASSWORD
