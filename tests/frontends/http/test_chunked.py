"""Chunked bodies, compared with the parser that reads the heads."""

from __future__ import annotations

import httptools
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tfserve.frontends.http.chunked import ChunkedBody
from tfserve.frontends.http.refusal import Refusal

HEAD = b"POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n"
FRAGMENTS = st.sampled_from(
    [b"0", b"1", b"a", b"F", b"00", b"\r\n", b"\r", b"\n", b";", b"x=y", b" ", b"abc", b"0\r\n\r\n",
     b"1\r\na\r\n", b"A: b\r\n", b"\0", b'"', b"\t"]
)  # fmt: skip


def ours(data: bytes, cuts: list[int], limits) -> tuple[bytes, int] | None:
    """Content, and where the body ends; None when it is refused or not over."""
    body, content, at = ChunkedBody(limits()), b"", 0
    for end in [*sorted(cut for cut in cuts if cut < len(data)), len(data)]:
        piece = data[at:end]
        try:
            read, more = body.read(piece, 0)
        except Refusal:
            return None
        content += more
        at += read
        if body.is_complete:
            return content, at
    return None


class Listener:
    def __init__(self) -> None:
        self.content, self.is_over = b"", False

    def on_body(self, piece: bytes) -> None:
        self.content += piece

    def on_message_complete(self) -> None:
        self.is_over = True


def theirs(data: bytes) -> tuple[bytes, int] | None:
    """The same, by llhttp; byte by byte, for it does not tell where it stops."""
    listener = Listener()
    parser = httptools.HttpRequestParser(listener)
    parser.feed_data(HEAD)
    for at in range(len(data)):
        try:
            parser.feed_data(data[at : at + 1])
        except httptools.HttpParserError:
            return None
        if listener.is_over:
            return listener.content, at + 1
    return None


@given(st.lists(FRAGMENTS, max_size=12).map(b"".join), st.lists(st.integers(0, 40), max_size=4))
def test_what_we_take_llhttp_takes_and_ends_at_the_same_place(limits, data, cuts):
    found = ours(data, cuts, limits)
    if found is not None:
        assert found == theirs(data)


@given(
    st.lists(st.binary(min_size=1, max_size=300), max_size=6),
    st.lists(st.integers(0, 2000), max_size=6),
)
def test_what_was_chunked_comes_out_whole_in_whatever_pieces(limits, contents, cuts):
    chunks = b"".join(b"%X\r\n%b\r\n" % (len(each), each) for each in contents)
    data = chunks + b"0\r\n\r\n"
    assert ours(data + b"GET", cuts, limits) == (b"".join(contents), len(data))


@pytest.fixture(scope="module")
def limits():
    from dataclasses import replace

    from tfserve.config.server import HttpConfig

    made = HttpConfig(65536, 100, 65536, 65536, 10.0, 30.0, 75.0, 30.0, 4096)
    return lambda **changes: replace(made, **changes)
