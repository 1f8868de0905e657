"""The file of principals: what it may say, and how it is refused."""

from __future__ import annotations

import copy
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tfserve.errors import InvalidArgument, PermissionDenied, ServingError
from tfserve.security.access import Access
from tfserve.security.hashes import hash_key, key_digest
from tfserve.security.principals import Principal, parse_principals

SCOPES = (Access.PREDICT, Access.READ, Access.ADMIN)


def test_keys_and_passwords_are_found(content, keys, password):
    principals = parse_principals(content, "f")
    assert principals.owner(key_digest(keys["boss"])).name == "boss"
    principal, hashed = principals.by_name["alice"]
    assert principal.scopes == {Access.PREDICT, Access.READ}
    assert hashed.fits(password)


def test_a_key_that_nobody_has_has_no_owner(content, keys):
    principals = parse_principals(content, "f")
    digest = key_digest(keys["boss"])
    assert principals.owner(key_digest("other")) is None
    assert principals.owner(digest[:16] + bytes(16)) is None


def test_a_principal_may_have_several_keys_so_that_they_can_be_changed(document):
    changed = copy.deepcopy(document)
    changed["principals"][0]["keys"].append(hash_key("next"))
    principals = parse_principals(json.dumps(changed).encode(), "f")
    assert principals.owner(key_digest("next")).name == "app"


@pytest.mark.parametrize(
    ("scopes", "allowed"),
    [
        ({Access.PREDICT}, {Access.PREDICT}),
        ({Access.READ}, {Access.READ}),
        ({Access.ADMIN}, {Access.PREDICT, Access.READ, Access.ADMIN}),
        ({Access.PREDICT, Access.READ}, {Access.PREDICT, Access.READ}),
    ],
)
def test_admin_includes_the_other_scopes_and_they_do_not_include_each_other(scopes, allowed):
    principal = Principal("p", frozenset(scopes))
    principal.check_scope(Access.OPEN)
    principal.check_scope(Access.KNOWN)
    for access in SCOPES:
        if access in allowed:
            principal.check_scope(access)
        else:
            with pytest.raises(PermissionDenied, match=f"p needs the scope {access.value}"):
                principal.check_scope(access)


@pytest.mark.parametrize("names", [["ours"], ["ours-2"], ["ours", "ours-2"]])
def test_models_of_its_own_may_be_used(names):
    Principal("p", frozenset(SCOPES), ("ours", "ours-*")).check_models(names)


@pytest.mark.parametrize("names", [[], ["theirs"], ["ours", "theirs"], ["OURS"], [""]])
def test_other_models_may_not_nor_what_is_about_no_single_model(names):
    with pytest.raises(PermissionDenied):
        Principal("p", frozenset(SCOPES), ("ours", "ours-*")).check_models(names)


def test_without_a_list_any_model_may_be_used():
    Principal("p", frozenset(SCOPES)).check_models([])


def change(document, **fields):
    changed = copy.deepcopy(document)
    entry = changed["principals"][0]
    for name, value in fields.items():
        if value is None:
            entry.pop(name)
        else:
            entry[name] = value
    return json.dumps(changed)


@pytest.mark.parametrize(
    ("fields", "reason"),
    [
        ({"name": "a:b"}, "name must be"),
        ({"name": "boss"}, "the name boss stands twice"),
        ({"name": None}, "name must be"),
        ({"keys": None}, "neither keys nor password"),
        ({"keys": []}, "neither keys nor password"),
        ({"keys": "sha256:0"}, "keys must be a list"),
        ({"keys": ["plain text secret"]}, "one of keys is not sha256:"),
        ({"keys": [hash_key("x"), hash_key("x")]}, "a key stands twice"),
        ({"password": "plain text secret"}, "password is not scrypt:"),
        ({"password": 7}, "password is not scrypt:"),
        ({"scopes": []}, "scopes must name"),
        ({"scopes": ["write"]}, "scopes must be of predict, read, admin"),
        ({"models": []}, "models must name at least one"),
        ({"models": ["m"], "scopes": ["admin"]}, "cannot be limited to some models"),
        ({"role": "admin"}, "expected an object with name, keys"),
    ],
)
def test_a_wrong_entry_is_named_by_its_number(document, fields, reason):
    with pytest.raises(InvalidArgument) as raised:
        parse_principals(change(document, **fields).encode(), "/f")
    assert raised.value.message.startswith("/f: principals[")
    assert reason in raised.value.message
    assert "secret" not in raised.value.message


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "Expecting value"),
        ("{", "1:2: Expecting property name"),
        ("[]", 'expected {"principals": [...]}'),
        ("{}", 'expected {"principals": [...]}'),
        ('{"principals": []}', "at least one entry"),
        ('{"principals": [1], "more": 2}', 'expected {"principals": [...]}'),
        ("[" * 100_000, "not the text of a JSON document"),
    ],
)
def test_a_wrong_document_is_refused(text, reason):
    with pytest.raises(InvalidArgument) as raised:
        parse_principals(text.encode(), "/f")
    assert reason in raised.value.message


@given(st.binary())
def test_random_bytes_are_refused_and_nothing_else_happens(data):
    with pytest.raises(InvalidArgument):
        parse_principals(data, "/f")


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=8,
)


@given(entry=st.dictionaries(
    st.sampled_from(["name", "keys", "password", "scopes", "models", "other"]), JSON
))  # fmt: skip
def test_no_entry_of_whatever_shape_gets_in_or_breaks_the_parser(entry):
    text = json.dumps({"principals": [entry]})
    with pytest.raises(ServingError):
        parse_principals(text.encode(), "/f")


@given(st.data())
def test_a_document_that_is_cut_short_is_refused(content, data):
    end = data.draw(st.integers(0, len(content) - 1))
    with pytest.raises(InvalidArgument):
        parse_principals(content[:end], "/f")
