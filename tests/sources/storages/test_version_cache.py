"""The directory that versions are fetched into."""

import errno
import os
from pathlib import Path

import pytest

from tfserve.core.storage import Entry
from tfserve.errors import FailedPrecondition, PermissionDenied, ResourceExhausted
from tfserve.sources.storages.remote_file import RemoteFile
from tfserve.sources.storages.version_cache import Fetching, VersionCache, disk_errors

SIZE = 100


def files(fingerprint="a"):
    return [RemoteFile("w", "k", Entry("w", False, SIZE, fingerprint), None)]


@pytest.fixture
def make_cache(tmp_path):
    return lambda max_bytes=1000: VersionCache(str(tmp_path / "cache"), max_bytes=max_bytes)


def fetch(cache, uri, listing=None):
    """The version's directory, fetched if it is not there."""
    listing = listing or files()
    acquired = cache.acquire(uri, listing)
    if isinstance(acquired, str):
        return acquired
    (cache.content(acquired, uri) / "w").write_bytes(b"x" * SIZE)
    return cache.finish(acquired, uri, listing)


def test_what_was_finished_is_there_for_others(make_cache):
    directory = fetch(make_cache(), "s3://b/m/1")
    assert make_cache().acquire("s3://b/m/1", files()) == directory


@pytest.mark.parametrize(("uri", "fingerprint"), [("s3://b/m/2", "a"), ("s3://b/m/1", "b")])
def test_another_version_or_content_is_another_directory(make_cache, uri, fingerprint):
    cache = make_cache()
    fetch(cache, "s3://b/m/1")
    assert isinstance(cache.acquire(uri, files(fingerprint)), Fetching)


def test_what_was_abandoned_is_not_there_and_its_files_are_found_again(make_cache):
    cache = make_cache()
    first = cache.acquire("s3://b/m/1", files())
    (cache.content(first, "s3://b/m/1") / "w").write_bytes(b"x" * SIZE)
    cache.abandon(first)
    second = make_cache().acquire("s3://b/m/1", files())
    assert isinstance(second, Fetching)
    assert (cache.content(second, "s3://b/m/1") / "w").exists()


def test_two_that_fetch_the_same_do_not_share_a_directory(make_cache):
    first = make_cache().acquire("s3://b/m/1", files())
    second = make_cache().acquire("s3://b/m/1", files())
    assert first.directory != second.directory


def test_the_least_recently_used_go_first(make_cache):
    cache = make_cache(max_bytes=2 * SIZE)
    directories = [fetch(cache, f"s3://b/m/{number}") for number in (1, 2)]
    for used_at, directory in enumerate(directories):
        cache.release(directory)
        os.utime(Path(directory).parents[1] / "manifest.json", (used_at, used_at))
    third = fetch(cache, "s3://b/m/3")
    assert [Path(each).exists() for each in (*directories, third)] == [False, True, True]


def test_what_is_in_use_stays_however_large(make_cache):
    cache = make_cache(max_bytes=0)
    directories = [fetch(cache, f"s3://b/m/{number}") for number in (1, 2)]
    assert all(Path(each).exists() for each in directories)
    cache.release(directories[0])
    assert [Path(each).exists() for each in directories] == [False, True]


def test_what_another_process_uses_stays(make_cache):
    other, cache = make_cache(0), make_cache(0)
    used = fetch(other, "s3://b/m/1")
    cache.release(fetch(cache, "s3://b/m/2"))
    assert Path(used).exists()


def test_as_many_releases_as_uses_are_needed(make_cache):
    cache = make_cache(0)
    directory = fetch(cache, "s3://b/m/1")
    assert fetch(cache, "s3://b/m/1") == directory
    cache.release(directory)
    assert Path(directory).exists()
    cache.release(directory)
    assert not Path(directory).exists()


def test_room_is_made_before_a_fetch(make_cache):
    cache = make_cache(2 * SIZE)
    directory = fetch(cache, "s3://b/m/1")
    cache.release(directory)
    cache.evict(needed_bytes=SIZE)
    assert Path(directory).exists()
    cache.evict(needed_bytes=SIZE + 1)
    assert not Path(directory).exists()


@pytest.mark.parametrize("damage", [b"", b"{}", b'{"files": []}', b'{"files": {"w": 99}}'])
def test_a_damaged_manifest_is_none(make_cache, damage):
    cache = make_cache()
    directory = fetch(cache, "s3://b/m/1")
    cache.release(directory)
    (Path(directory).parents[1] / "manifest.json").write_bytes(damage)
    assert isinstance(cache.acquire("s3://b/m/1", files()), Fetching)


def test_the_directory_is_for_its_user_only(make_cache, tmp_path):
    fetch(make_cache(), "s3://b/m/1")
    assert (tmp_path / "cache").stat().st_mode & 0o777 == 0o700


def test_another_users_directory_is_not_used(make_cache, tmp_path, monkeypatch):
    (tmp_path / "cache").mkdir()
    monkeypatch.setattr(os, "geteuid", lambda: 12345)
    with pytest.raises(FailedPrecondition) as raised:
        make_cache().acquire("s3://b/m/1", files())
    assert raised.value.details == {"flag": "model_cache_dir"}


@pytest.mark.parametrize(
    ("number", "expected"),
    [
        (errno.ENOSPC, ResourceExhausted), (errno.EDQUOT, ResourceExhausted),
        (errno.EACCES, PermissionDenied),
    ],
)  # fmt: skip
def test_a_full_disk_is_told_as_such(tmp_path, number, expected):
    with pytest.raises(expected, match=str(tmp_path)), disk_errors(tmp_path):
        raise OSError(number, "")
