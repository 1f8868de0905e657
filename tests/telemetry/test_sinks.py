"""Files that logs go to."""

from __future__ import annotations

import pytest

from tfserve.errors import InvalidArgument
from tfserve.telemetry.sinks import FileSink


@pytest.fixture
def path(tmp_path):
    return tmp_path / "access.log"


@pytest.fixture
def sink(path):
    made = FileSink(str(path), flag="access_log")
    made.open()
    yield made
    made.close()


def test_a_file_is_appended_to(path, sink):
    path.write_text("old\n")
    sink.write(b"a\n")
    sink.write(b"b\n")
    assert path.read_text() == "old\na\nb\n"


def test_a_file_that_was_moved_away_is_made_again(path, sink):
    sink.write(b"a\n")
    path.rename(path.with_suffix(".1"))
    sink.write(b"b\n")
    assert path.read_text() == "b\n"
    assert path.with_suffix(".1").read_text() == "a\n"


def test_others_may_not_read_it(path, sink):
    assert path.stat().st_mode & 0o007 == 0


def test_a_file_that_cannot_be_opened_is_said_with_its_flag(tmp_path):
    with pytest.raises(InvalidArgument, match=r"--access_log=.*/no/x: No such file or directory"):
        FileSink(str(tmp_path / "no" / "x"), flag="access_log").open()


def test_after_a_full_disk_the_next_line_is_whole(path, sink, monkeypatch):
    import os

    real = os.write
    room = [3]

    def write(file, data):
        if room[0] <= 0:
            raise OSError(28, "No space left on device")
        count = real(file, bytes(data[: room[0]]))
        room[0] -= count
        return count

    monkeypatch.setattr(os, "write", write)
    with pytest.raises(OSError, match="No space"):
        sink.write(b"a line\n")
    monkeypatch.undo()
    sink.write(b"another\n")
    assert path.read_text() == "a l\nanother\n"
    sink.write(b"third\n")
    assert path.read_text() == "a l\nanother\nthird\n"


def test_closing_twice_is_closing_once(sink):
    sink.close()
    sink.close()
