"""Base paths on S3, against a server process."""

import os
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from tfserve.errors import (
    DataLoss,
    FailedPrecondition,
    NotFound,
    PermissionDenied,
    ServingError,
    Unavailable,
)
from tfserve.testing.faulty_proxy import SLOW_DOWN, Answer

FILES = {
    "saved_model.pb": b"graph",
    "variables/variables.data-00000-of-00001": os.urandom(100_000),
    "variables/variables.index": b"index",
    "assets/empty": b"",
    "assets/a name (1) + ü.txt": b"words",
}
MiB = 1 << 20


@pytest.fixture
def uri(s3, prefix):
    """A version with FILES."""
    upload(s3, f"{prefix}/7", FILES)
    return f"s3://{s3.bucket}/{prefix}/7"


def upload(store, key, files):
    for name, content in files.items():
        store.put(f"{key}/{name}", content)


def content(directory):
    root = Path(directory)
    return {
        path.relative_to(root).as_posix(): path.read_bytes()
        for path in root.rglob("*")
        if path.is_file()
    }


def gets(proxy, part):
    """How often an object with `part` in its name was read."""
    return sum(part in each and each.startswith("GET") for each in proxy.requests)


# Reading


def test_lists_versions_as_directories_and_other_objects_as_files(proxy, storage, s3, prefix):
    upload(s3, prefix, {"1/saved_model.pb": b"x", "10/saved_model.pb": b"x", "README": b"four"})
    assert [
        (each.name, each.is_directory, each.size_bytes)
        for each in storage.list(f"s3://{s3.bucket}/{prefix}/")
    ] == [("1", True, 0), ("10", True, 0), ("README", False, 4)]


def test_walks_all_files_with_sizes(proxy, storage, uri):
    found = storage.walk(uri)
    assert [(path, entry.size_bytes) for path, entry in found] == sorted(
        (name, len(content)) for name, content in FILES.items()
    )
    assert all(entry.changed_at for _, entry in found)


def test_an_object_that_stands_for_a_directory_is_no_file(proxy, storage, s3, uri, prefix):
    s3.put(f"{prefix}/7/", b"")
    s3.put(f"{prefix}/7/variables/", b"")
    assert {path for path, _ in storage.walk(uri)} == set(FILES)


def test_the_same_name_with_other_content_has_another_fingerprint(proxy, storage, s3, uri, prefix):
    before = dict(storage.walk(uri))["saved_model.pb"]
    s3.put(f"{prefix}/7/saved_model.pb", b"graqh")
    assert dict(storage.walk(uri))["saved_model.pb"].fingerprint != before.fingerprint


@pytest.mark.parametrize("method", ["list", "walk", "stat", "open", "materialize"])
@pytest.mark.parametrize("place", ["bucket/nowhere", "other-bucket/m"])
def test_what_is_not_there_is_not_found(proxy, storage, method, place):
    with pytest.raises(NotFound, match=f"^s3://{place}; No such file or directory$"):
        getattr(storage, method)(f"s3://{place}")


def test_a_file_is_no_directory(proxy, storage, uri):
    for method in (storage.list, storage.walk):
        with pytest.raises(FailedPrecondition, match="Not a directory"):
            method(f"{uri}/saved_model.pb")


def test_opens_small_files_with_one_request_and_large_ones_piece_by_piece(
    proxy, storage, s3, prefix
):
    large = os.urandom(9 * MiB)
    upload(s3, f"{prefix}/7", {"small": b"abc", "large": large})
    uri = f"s3://{s3.bucket}/{prefix}/7"
    assert storage.open(f"{uri}/small").read() == b"abc"
    with storage.open(f"{uri}/large") as file:
        file.seek(5 * MiB)
        assert file.read(10) == large[5 * MiB : 5 * MiB + 10]
        file.seek(-4, os.SEEK_END)
        assert file.read() == large[-4:]
    assert (gets(proxy, "/small"), gets(proxy, "/large")) == (1, 2)


# Fetching


def test_fetches_a_version_into_a_directory_of_its_name(proxy, storage, uri):
    directory = storage.materialize(uri)
    assert content(directory) == FILES
    assert Path(directory).name == "7"


def test_large_files_are_fetched_in_parts(proxy, storage, s3, prefix):
    large = os.urandom(33 * MiB)
    s3.put(f"{prefix}/7/weights", large)
    directory = storage.materialize(f"s3://{s3.bucket}/{prefix}/7")
    assert content(directory) == {"weights": large}
    assert gets(proxy, "/weights") == 3


def test_an_unchanged_version_is_fetched_once(proxy, make_storage, uri):
    first = make_storage().materialize(uri)
    again = make_storage()  # as after a restart
    assert again.materialize(uri) == first
    assert gets(proxy, "saved_model.pb") == 1


def test_several_threads_may_want_the_same_version(proxy, storage, uri):
    with ThreadPoolExecutor(4) as threads:
        directories = list(threads.map(storage.materialize, [uri] * 4))
    assert [content(each) for each in directories] == [FILES] * 4


def test_a_changed_version_is_another_directory_and_the_old_one_stays(
    proxy, storage, s3, uri, prefix
):
    old = storage.materialize(uri)
    s3.put(f"{prefix}/7/saved_model.pb", b"other")
    new = storage.materialize(uri)
    assert content(new) == {**FILES, "saved_model.pb": b"other"}
    assert content(old) == FILES


def test_what_is_damaged_in_the_cache_is_fetched_again(proxy, storage, uri):
    directory = storage.materialize(uri)
    storage.release(directory)
    Path(directory, "saved_model.pb").write_bytes(b"")
    assert content(storage.materialize(uri)) == FILES


def test_a_version_that_changes_under_way_is_fetched_anew(proxy, storage, s3, uri, prefix):
    proxy.after("saved_model.pb", lambda: upload(s3, f"{prefix}/7", {"variables/new": b"late"}))
    assert content(storage.materialize(uri)) == {**FILES, "variables/new": b"late"}


def test_an_object_replaced_between_listing_and_reading_is_not_mixed_in(
    proxy, storage, s3, uri, prefix
):
    other = {name: content[::-1] + b"!" for name, content in FILES.items()}
    proxy.after("list-type=2", lambda: upload(s3, f"{prefix}/7", other))
    assert content(storage.materialize(uri)) == other


def test_one_that_changes_all_the_time_is_given_up(proxy, storage, s3, uri, prefix):
    numbers = iter(range(10**6))
    proxy.after(
        "list-type=2", lambda: s3.put(f"{prefix}/7/counter", b"%d" % next(numbers)), times=10**6
    )
    with pytest.raises(Unavailable, match="changes faster than it can be fetched"):
        storage.materialize(uri)


# Failing


def test_an_interrupted_fetch_leaves_nothing_that_looks_whole_and_goes_on_later(
    proxy, make_storage, uri, tmp_path
):
    storage = make_storage()
    proxy.cut("variables.data", 50_000, times=10**6)
    with pytest.raises(ServingError):
        storage.materialize(uri)
    assert list((tmp_path / "cache" / "versions").iterdir()) == []
    fetched = gets(proxy, "saved_model.pb")
    proxy.mend()
    assert content(make_storage().materialize(uri)) == FILES
    assert gets(proxy, "saved_model.pb") == fetched == 1  # it was whole: only the rest was fetched


def test_other_content_than_the_store_promises_is_refused(proxy, storage, uri, tmp_path):
    proxy.answer("saved_model.pb", Answer(200, b"grass"))
    with pytest.raises(DataLoss, match=f"^{uri}/saved_model.pb; what came is not what"):
        storage.materialize(uri)
    assert list((tmp_path / "cache" / "versions").iterdir()) == []


def test_an_etag_that_is_no_digest_is_not_taken_for_one(proxy, storage, s3, prefix):
    encryption = {"x-amz-server-side-encryption": "aws:kms"}
    s3.put(f"{prefix}/7/saved_model.pb", b"graph", **encryption)
    proxy.answer("saved_model.pb", Answer(200, b"grass"))  # as if the ETag were another one
    assert content(storage.materialize(f"s3://{s3.bucket}/{prefix}/7")) == {
        "saved_model.pb": b"grass"
    }


def test_a_short_slow_down_is_sat_out(proxy, storage, uri):
    proxy.answer("list-type=2", SLOW_DOWN, times=2)
    assert storage.walk(uri)


def test_a_long_slow_down_is_told(proxy, storage, uri):
    proxy.answer("list-type=2", SLOW_DOWN)
    with pytest.raises(Unavailable, match="asks for fewer requests"):
        storage.walk(uri)


def test_no_access_is_told_without_secrets(proxy, storage, uri):
    refusal = b"<Error><Code>AccessDenied</Code><Message>invented-secret</Message></Error>"
    proxy.answer("", Answer(403, refusal))
    with pytest.raises(PermissionDenied) as raised:
        storage.walk(uri)
    assert raised.value.message.startswith(uri)
    assert "invented" not in raised.value.message


def test_a_store_that_is_down_is_unavailable_and_back_when_it_is_back(storage, prefix, monkeypatch):
    from tfserve.testing.stores import S3Server

    with S3Server() as own:
        for name, value in S3Server.environment(own.url).items():
            monkeypatch.setenv(name, value)
        upload(own, f"{prefix}/7", FILES)
        uri = f"s3://{own.bucket}/{prefix}/7"
        directory = storage.materialize(uri)
        own.kill()
        with pytest.raises(Unavailable, match="cannot be reached"):
            storage.walk(uri)
        assert content(directory) == FILES
        own.start()
        upload(own, f"{prefix}/8", FILES)
        assert content(storage.materialize(f"s3://{own.bucket}/{prefix}/8")) == FILES


def test_a_hanging_request_holds_up_no_other_one_and_ends_with_the_storage(
    proxy, make_storage, s3, uri, prefix
):
    storage = make_storage()
    upload(s3, f"{prefix}/8", FILES)
    gate = proxy.hang(f"{prefix}/7/variables")
    with ThreadPoolExecutor(1) as threads:
        stuck = threads.submit(storage.materialize, uri)
        gate.wait_until_entered()
        assert content(storage.materialize(f"s3://{s3.bucket}/{prefix}/8")) == FILES
        assert storage.close()
        assert isinstance(stuck.exception(), ServingError)
    gate.open()


def test_a_closed_storage_says_so(storage, uri):
    storage.close()
    with pytest.raises(Unavailable, match="shutting down"):
        storage.list(uri)
