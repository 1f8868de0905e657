"""Commands that make keys and hashes."""

from __future__ import annotations

import io

import pytest

from tfserve.main import tfserve
from tfserve.security.commands import COMMANDS
from tfserve.security.hashes import PasswordHash, hash_key


def test_a_new_key_comes_with_its_hash():
    key, hashed = COMMANDS["new-key"](io.StringIO()).splitlines()
    assert hashed == f"hash: {hash_key(key.removeprefix('key: '))}"


def test_a_key_is_hashed_from_standard_input():
    assert COMMANDS["hash-key"](io.StringIO("k" * 32 + "\n")) == hash_key("k" * 32) + "\n"


def test_a_password_is_hashed_from_standard_input():
    made = COMMANDS["hash-password"](io.StringIO("secret\n"))
    assert PasswordHash.read(made.strip()).fits("secret")


@pytest.mark.parametrize(("command", "text"), [("hash-key", "short\n"), ("hash-password", "\n")])
def test_what_can_be_guessed_is_refused(command, text, monkeypatch, capsys):
    monkeypatch.setattr("sys.stdin", io.StringIO(text))
    assert tfserve([command]).code == 2
    assert capsys.readouterr().err.startswith(f"tfserve {command}: a ")


def test_a_secret_on_the_command_line_is_refused(capsys):
    assert tfserve(["hash-key", "k" * 32]).code == 2
    assert "secrets come from standard input" in capsys.readouterr().err
