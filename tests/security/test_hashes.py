"""Hashes of keys and passwords, as files hold them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tfserve.security.hashes import PasswordHash, hash_key, key_digest, new_key, read_key_hash


def cheap(password: str) -> PasswordHash:
    return PasswordHash.of(password, log2_n=2, r=1, p=1)


def test_new_keys_are_long_differ_and_can_be_recognized():
    one, two = new_key(), new_key()
    assert one != two
    assert one.startswith("tfs_")
    assert len(one) >= 43


def test_a_key_is_held_as_its_sha256():
    assert read_key_hash(hash_key("k")) == key_digest("k")
    assert hash_key("k").startswith("sha256:")


@given(st.text())
def test_a_password_fits_its_hash_and_no_other(password):
    hashed = PasswordHash.read(str(cheap(password)))
    assert hashed.fits(password)
    assert not hashed.fits(password + "x")


def test_the_same_password_has_another_hash_each_time():
    assert str(cheap("p")) != str(cheap("p"))


def test_the_default_cost_is_what_is_recommended_for_interactive_use():
    hashed = PasswordHash.of("p")
    assert (hashed.log2_n, hashed.r, hashed.p) == (14, 8, 5)
    assert hashed.fits("p")


@given(st.text())
def test_what_is_no_hash_is_refused_without_being_quoted(text):
    for read in (read_key_hash, PasswordHash.read):
        with pytest.raises(ValueError, match="tfserve hash-") as raised:
            read(text)
        if len(text) > 4:
            assert text not in str(raised.value)


@pytest.mark.parametrize("cost", ["0:1:1", "21:1:1", "20:8:1", "14:33:1", "14:8:17", "-1:1:1"])
def test_a_hash_that_costs_too_much_to_check_is_refused(cost):
    packed = str(cheap("p")).split(":", 4)[4]
    with pytest.raises(ValueError, match="moderate cost"):
        PasswordHash.read(f"scrypt:{cost}:{packed}")


def test_how_it_looks_tells_neither_salt_nor_hash():
    hashed = cheap("p")
    assert repr(hashed) == "PasswordHash(log2_n=2, r=1, p=1)"
