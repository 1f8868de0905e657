"""Files that are read again when they change."""

from __future__ import annotations

import logging

import pytest

from tfserve.errors import InvalidArgument, NotFound
from tfserve.security.followed import FollowedFiles, FollowedStatistics
from tfserve.testing import FakeClock


def joined(contents, before):
    if b"bad" in contents:
        raise InvalidArgument("that is bad")
    return b" ".join(contents)


@pytest.fixture
def files(tmp_path):
    paths = [tmp_path / "a", tmp_path / "b"]
    for path in paths:
        path.write_text(path.name)
    return paths


@pytest.fixture
def followed(files):
    made = FollowedFiles(
        "things",
        paths=[str(path) for path in files],
        make=joined,
        interval_s=10,
        clock=FakeClock(),
    )
    made.load()
    return made


def test_the_value_is_made_of_all_files_in_order(followed):
    assert followed.value == b"a b"


def test_new_contents_make_a_new_value(followed, files):
    files[1].write_text("c")
    followed.poll_once()
    assert followed.value == b"a c"
    assert followed.statistics() == FollowedStatistics(1, 0, is_current=True)


def test_files_that_have_not_changed_are_left_alone(followed):
    before = followed.value
    followed.poll_once()
    assert followed.value is before
    assert followed.statistics() == FollowedStatistics(0, 0, is_current=True)


@pytest.mark.parametrize("spoil", [lambda file: file.write_text("bad"), lambda file: file.unlink()])
def test_wrong_files_keep_the_old_value_and_are_complained_about_once(
    followed, files, caplog, spoil
):
    spoil(files[0])
    with caplog.at_level(logging.ERROR):
        followed.poll_once()
        followed.poll_once()
    assert followed.value == b"a b"
    assert followed.statistics() == FollowedStatistics(0, 1, is_current=False)
    (line,) = caplog.messages
    assert line.startswith("The new things cannot be used, the old ones stay: ")
    assert str(files[0]) in line


def test_mended_files_are_used_again(followed, files):
    files[0].write_text("bad")
    followed.poll_once()
    files[0].write_text("x")
    followed.poll_once()
    assert followed.value == b"x b"
    assert followed.statistics() == FollowedStatistics(1, 1, is_current=True)


def test_the_first_reading_tells_what_is_wrong(tmp_path):
    followed = FollowedFiles(
        "things", paths=[str(tmp_path / "x")], make=joined, interval_s=0, clock=FakeClock()
    )
    with pytest.raises(NotFound, match="x; No such file or directory"):
        followed.load()
    with pytest.raises(RuntimeError, match="not loaded"):
        _ = followed.value


def test_how_it_looks_tells_no_contents(followed, files):
    assert repr(followed) == f"<FollowedFiles things {files[0]} {files[1]}>"
