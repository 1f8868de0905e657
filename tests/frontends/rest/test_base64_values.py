"""`{"b64": ...}` (spec 9.5)."""

from __future__ import annotations

import base64

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tfserve.errors import InvalidArgument
from tfserve.frontends.rest.base64_values import decode_base64, encode_base64, is_base64


@given(st.binary(), st.booleans(), st.sampled_from(["", " ", "\n", "\t \r\n"]))
def test_padding_may_be_missing_and_white_space_is_skipped(data, padded, space):
    text = base64.b64encode(data).decode()
    if not padded:
        text = text.rstrip("=")
    half = len(text) // 2
    assert decode_base64({"b64": space + text[:half] + space + text[half:] + space}) == data


@given(st.binary())
def test_what_is_written_is_padded_and_read_again(data):
    assert encode_base64(data) == base64.b64encode(data)
    assert decode_base64({"b64": encode_base64(data).decode()}) == data


@pytest.mark.parametrize(
    "text",
    ["@@@", "a", "aGk==", "aGk=a", "aG=k", "=", "==", "aGkx=", "aGk-", "aGk_", "aGké", "aaaaa",
     "\ud800", "aGk=\udcff", "a=Gk", "=aGk"],
)  # fmt: skip
def test_what_is_no_base64(text):
    with pytest.raises(InvalidArgument) as caught:
        decode_base64(
            {"b64": text.encode("utf-8", "surrogatepass").decode("utf-8", "surrogateescape")}
        )
    assert caught.value.message == "Unable to base64 decode"


@pytest.mark.parametrize(
    "value", [{"b64": 5}, {"b64": "aGk=", "x": 1}, {}, {"B64": "aGk="}, "aGk="]
)
def test_what_is_not_meant_as_base64(value):
    assert not is_base64(value)
    with pytest.raises(InvalidArgument, match="not formatted correctly for base64 data"):
        decode_base64(value)
