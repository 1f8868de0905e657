"""Files that follow one another."""

from __future__ import annotations

import os

import pytest

from tfserve.telemetry.request_log.rotating_files import RotatingFiles
from tfserve.testing import FakeClock


@pytest.fixture
def clock():
    return FakeClock(wall=1_700_000_000.0)


@pytest.fixture
def files(tmp_path, clock):
    made = RotatingFiles(
        str(tmp_path / "logs" / "m"), ".x", max_file_bytes=10, max_file_s=60, max_total_bytes=30,
        clock=clock,
    )  # fmt: skip
    yield made
    made.close()


@pytest.fixture
def contents(tmp_path):
    def read():
        return [each.read_bytes() for each in sorted((tmp_path / "logs").iterdir())]

    return read


def test_a_new_file_is_begun_before_one_is_too_large(files, contents):
    for data in (b"12345", b"67890", b"a"):
        files.write(data)
    assert contents() == [b"1234567890", b"a"]


def test_a_new_file_is_begun_when_one_is_too_old(files, contents, clock):
    files.write(b"1")
    clock.advance(59)
    files.write(b"2")
    clock.advance(1)
    files.write(b"3")
    assert contents() == [b"12", b"3"]


def test_a_record_larger_than_a_file_has_one_of_its_own(files, contents):
    files.write(b"1")
    files.write(b"x" * 15)
    files.write(b"2")
    assert contents() == [b"1", b"x" * 15, b"2"]


def test_the_oldest_files_go_before_there_is_too_much(files, contents, clock, tmp_path):
    (tmp_path / "logs").mkdir()
    other = tmp_path / "logs" / "z-other.x"
    other.write_bytes(b"not ours" * 100)
    for number in range(8):
        files.write(b"%d" % number * 10)
        clock.advance(1)
    assert contents() == [b"5" * 10, b"6" * 10, b"7" * 10, other.read_bytes()]


def test_names_have_the_prefix_the_time_and_the_suffix(files, tmp_path):
    files.write(b"1")
    (path,) = (tmp_path / "logs").iterdir()
    name = path.name
    assert name.startswith("m-20231114T221320000Z-")
    assert name.endswith("-000001.x")
    assert path.stat().st_mode & 0o007 == 0


def test_a_write_that_fails_in_the_middle_is_taken_back(files, contents, monkeypatch):
    files.write(b"123")
    real = os.write

    def write(file, data):
        if len(data) <= 2:
            raise OSError(28, "No space left on device")
        return real(file, bytes(data[:2]))

    monkeypatch.setattr(os, "write", write)
    with pytest.raises(OSError, match="No space"):
        files.write(b"4567")
    monkeypatch.undo()
    files.write(b"89")
    assert contents() == [b"12389"]
