"""Code, text and details as gRPC sends them."""

from __future__ import annotations

import grpc
import pytest
from google.rpc import error_details_pb2, status_pb2
from hypothesis import given
from hypothesis import strategies as st

from tfserve.errors import Code, Internal, NotFound, ResourceExhausted, error_of
from tfserve.frontends.grpc.errors import status_of


def info_of(status):
    ((key, value),) = status.trailers
    assert key == "grpc-status-details-bin"
    info = error_details_pb2.ErrorInfo()
    assert status_pb2.Status.FromString(value).details[0].Unpack(info)
    return info


@pytest.mark.parametrize("code", [code for code in Code if code is not Code.OK])
def test_codes_have_equal_numbers(code):
    status = status_of(error_of(code, "text"))
    assert status.code == getattr(grpc.StatusCode, code.name).value[0]
    assert (status.message, status.trailers) == ("text", ())


@pytest.mark.parametrize(
    ("text", "sent"),
    [
        ("a" * 1024, "a" * 1024),
        ("a" * 1025, "a" * 1024 + "...TRUNCATED"),
        ("é" * 513, "é" * 512 + "...TRUNCATED"),
        ("a" + "é" * 512, "a" + "é" * 511 + "...TRUNCATED"),
        ("two\nlines\tand a tab", "two\nlines\tand a tab"),
        ("a\0b\rc\x1b[31m", "a\\x00b\\x0dc\\x1b[31m"),
        ("right\u202eleft", "right\\x202eleft"),
        ("half \ud800", "half \\xd800"),
    ],
)
def test_texts_are_cut_at_1024_bytes_and_printable(text, sent):
    assert status_of(Internal(text)).message == sent


def test_details_travel_as_error_info():
    status = status_of(NotFound("no m", details={"available_models": "a, b", "did_you_mean": "a"}))
    info = info_of(status)
    assert (info.reason, info.domain) == ("NOT_FOUND", "tfserve")
    assert dict(info.metadata) == {"available_models": "a, b", "did_you_mean": "a"}
    message = status_pb2.Status.FromString(status.trailers[0][1])
    assert (message.code, message.message) == (5, "no m")


def test_long_details_are_cut_so_that_clients_take_the_metadata():
    names = ", ".join(f"model_{number}" for number in range(10_000))
    info = info_of(status_of(NotFound("é" * 5000, details={"models": names, "flag": "x" * 99})))
    assert info.metadata["models"].startswith("model_0, model_1")
    assert info.metadata["models"].endswith("...")


@given(st.text(), st.dictionaries(st.text(min_size=1, max_size=20), st.text(), max_size=5))
def test_any_text_can_be_sent(text, details):
    status = status_of(ResourceExhausted(text, details=details))
    assert len(status.message.encode()) <= 1024 + len("...TRUNCATED")
    assert sum(len(value) for _, value in status.trailers) < 4096
