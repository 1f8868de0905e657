"""Passwords are checked once, by one thread, and only so many at a time."""

from __future__ import annotations

import pytest

from tfserve.errors import ResourceExhausted
from tfserve.security.passwords import PasswordBook
from tfserve.security.principals import parse_principals
from tfserve.testing import ManualExecutor


@pytest.fixture
def executor():
    return ManualExecutor()


@pytest.fixture
def book(content, executor):
    return PasswordBook(parse_principals(content, "f").by_name, executor)


@pytest.fixture
def verdicts():
    return []


def test_the_first_check_is_made_by_the_executor(book, executor, verdicts, password):
    book.check("alice", password, verdicts.append)
    assert verdicts == []
    executor.run_all()
    assert verdicts == [True]


@pytest.mark.parametrize("name", ["alice", "nobody"])
def test_a_wrong_password_and_a_name_that_nobody_has_look_alike(book, executor, verdicts, name):
    book.check(name, "wrong", verdicts.append)
    assert executor.pending == 1
    executor.run_all()
    assert verdicts == [False]


def test_a_right_password_is_not_checked_again(book, executor, verdicts, password):
    book.check("alice", password, verdicts.append)
    executor.run_all()
    book.check("alice", password, verdicts.append)
    assert verdicts == [True, True]
    assert executor.pending == 0


def test_a_wrong_password_is_not_checked_again_either(book, executor, verdicts):
    book.check("alice", "wrong", verdicts.append)
    executor.run_all()
    book.check("alice", "wrong", verdicts.append)
    assert verdicts == [False, False]
    assert executor.pending == 0


def test_calls_with_the_same_credentials_wait_for_one_check(book, executor, verdicts, password):
    for _ in range(64):
        book.check("alice", password, verdicts.append)
    assert executor.pending == 1
    executor.run_all()
    assert verdicts == [True] * 64


def test_guesses_wait_in_a_short_queue_and_the_rest_is_refused(book, executor, verdicts, password):
    for number in range(16):
        book.check("alice", f"guess {number}", verdicts.append)
    with pytest.raises(ResourceExhausted, match="Too many passwords"):
        book.check("alice", "guess 17", verdicts.append)
    assert executor.pending == 16
    executor.run_all()
    book.check("alice", password, verdicts.append)
    executor.run_all()
    assert verdicts == [False] * 16 + [True]


def test_those_who_are_in_stay_in_while_others_guess(book, executor, verdicts, password):
    book.check("alice", password, verdicts.append)
    executor.run_all()
    for number in range(16):
        book.check("mallory", f"guess {number}", verdicts.append)
    book.check("alice", password, verdicts.append)
    assert verdicts == [True, True]


def test_wrong_ones_are_forgotten_beyond_a_number_and_right_ones_are_not(
    book, executor, verdicts, password
):
    book.check("alice", password, verdicts.append)
    for number in range(1025):
        executor.run_all()
        book.check("mallory", f"guess {number}", lambda _: None)
    executor.run_all()
    book.check("alice", password, verdicts.append)
    assert verdicts == [True, True]
    book.check("mallory", "guess 0", verdicts.append)
    assert executor.pending == 1
    executor.run_all()


def test_the_same_text_cut_elsewhere_is_something_else(book, executor, verdicts, password):
    book.check("alice", password, verdicts.append)
    executor.run_all()
    book.check("alice" + password[0], password[1:], verdicts.append)
    executor.run_all()
    assert verdicts == [True, False]
