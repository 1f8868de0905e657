"""Base paths on Azure Blob Storage, against an emulator process."""

import weakref
from pathlib import Path

import pytest

from tfserve.errors import NotFound, PermissionDenied
from tfserve.testing.faulty_proxy import FaultyProxy
from tfserve.testing.stores import AzureServer

FILES = {"saved_model.pb": b"graph", "variables/variables.index": b"index" * 1000}


@pytest.fixture
def talking_to(monkeypatch):
    """`talking_to(url)`: where Azure's libraries go from now on."""

    def talk(url):
        for name, value in AzureServer.environment(url).items():
            monkeypatch.setenv(name, value)

    return talk


@pytest.fixture
def uri(azure, talking_to, prefix):
    """A version with FILES."""
    talking_to(azure.url)
    for name, content in FILES.items():
        azure.put(f"{prefix}/7/{name}", content)
    return f"abfs://{azure.bucket}/{prefix}/7"


def test_lists_versions_as_directories_and_other_blobs_as_files(storage, azure, uri, prefix):
    azure.put(f"{prefix}/README", b"four")
    assert [
        (each.name, each.is_directory, each.size_bytes)
        for each in storage.list(f"abfs://{azure.bucket}/{prefix}")
    ] == [("7", True, 0), ("README", False, 4)]


def test_walks_all_files_with_sizes_and_times(storage, uri):
    found = storage.walk(uri)
    assert {path: entry.size_bytes for path, entry in found} == {
        name: len(content) for name, content in FILES.items()
    }
    assert all(entry.changed_at for _, entry in found)


def test_the_same_name_with_other_content_has_another_fingerprint(storage, azure, uri, prefix):
    before = dict(storage.walk(uri))["saved_model.pb"].fingerprint
    azure.put(f"{prefix}/7/saved_model.pb", b"other")
    assert dict(storage.walk(uri))["saved_model.pb"].fingerprint != before


def test_a_version_is_fetched_whole(storage, uri):
    directory = Path(storage.materialize(uri))
    assert {name: (directory / name).read_bytes() for name in FILES} == FILES
    storage.release(str(directory))


def test_a_fetch_that_breaks_off_is_finished_by_the_next(storage, azure, uri, talking_to):
    with FaultyProxy(azure.url) as proxy:
        talking_to(proxy.url)
        proxy.cut("variables.index", 100)
        directory = Path(storage.materialize(uri))
        assert (directory / "variables/variables.index").read_bytes() == b"index" * 1000
        storage.release(str(directory))


def test_nothing_of_the_library_is_left_to_be_done_when_the_process_ends(make_storage, uri):
    storage = make_storage()
    storage.walk(uri)
    ((_, store),) = storage._stores.values()
    (opened,) = store._file_systems.values()
    assert storage.close()
    assert not [each for each in weakref.finalize._registry if _is_about(each, opened)]


def _is_about(finalizer, file_system):
    alive = finalizer.peek()
    return alive is not None and alive[0] is file_system


def test_what_is_not_there_is_not_found(storage, azure, uri):
    with pytest.raises(NotFound):
        storage.walk(f"abfs://{azure.bucket}/nowhere/7")
    with pytest.raises(NotFound):
        storage.list("abfs://no-such-container/m")


def test_no_access_is_told_without_secrets(storage, uri, monkeypatch, azure):
    right = AzureServer.environment(azure.url)["AZURE_STORAGE_CONNECTION_STRING"]
    monkeypatch.setenv("AZURE_STORAGE_CONNECTION_STRING", right.replace("Eby8", "AAAA"))
    with pytest.raises(PermissionDenied) as raised:
        storage.walk(uri)
    assert "AAAA" not in raised.value.message
