"""Base paths on HDFS: what pyarrow's file systems do, here the one of local files, since libhdfs
comes with Hadoop only.
"""

import os

import pytest

from tfserve.errors import FailedPrecondition, NotFound, Unavailable
from tfserve.sources.storages.io_loop import IoLoop
from tfserve.sources.storages.libraries import library_of
from tfserve.sources.storages.store import Store

pyarrow_fs = pytest.importorskip("pyarrow.fs")

CONTENT = bytes(range(256)) * 10


@pytest.fixture
def opened():
    """Hosts and ports that were asked for."""
    return []


@pytest.fixture
def store(monkeypatch, opened):
    monkeypatch.setenv("LIBHDFS_OPTS", "-Xmx256m")

    def connect(**options):
        opened.append((options["host"], options["port"]))
        return pyarrow_fs.LocalFileSystem()

    monkeypatch.setattr(pyarrow_fs, "HadoopFileSystem", connect)
    io_loop = IoLoop("tfserve-hdfs")
    made = Store(io=io_loop, reads_ranges=library_of("hdfs://h/m").reads_ranges)
    yield made
    made.close()
    assert io_loop.close(5)


@pytest.fixture
def uri(tmp_path):
    """A version with a file."""
    (tmp_path / "7" / "variables").mkdir(parents=True)
    (tmp_path / "7" / "variables" / "data").write_bytes(CONTENT)
    return f"hdfs://namenode:8020{tmp_path}/7"


def test_the_name_node_is_that_of_the_uri(store, uri, opened):
    store.list(uri)
    assert opened == [("namenode", 8020)]


def test_the_java_vm_leaves_signals_to_the_server(store, uri):
    store.list(uri)
    assert os.environ["LIBHDFS_OPTS"] == "-Xmx256m -Xrs"


def test_directories_and_files_are_listed_with_their_times(store, uri):
    (entry,) = store.list(uri)
    assert (entry.name, entry.is_directory) == ("variables", True)
    (file,) = store.find(uri)
    assert (file.path, file.entry.size_bytes) == ("variables/data", len(CONTENT))
    assert file.entry.changed_at


@pytest.mark.parametrize(("start", "end"), [(0, 100), (100, 300), (2000, len(CONTENT))])
def test_any_part_of_a_file_can_be_read(store, uri, start, end):
    (file,) = store.find(uri)
    assert store.read(uri, file, start, end) == CONTENT[start:end]


def test_what_is_not_there_is_not_found_and_a_file_is_no_directory(store, uri):
    with pytest.raises(NotFound):
        store.find(f"{uri}/nowhere")
    with pytest.raises(FailedPrecondition):
        store.find(f"{uri}/variables/data")


def test_a_directory_that_cannot_be_listed_is_told_and_not_left_out(store, uri, monkeypatch):
    file_system = store.file_system(uri)
    listed = file_system.ls

    def ls(path, **options):
        if path.endswith("variables"):
            raise OSError(255, "the name node is gone")
        return listed(path, **options)

    monkeypatch.setattr(file_system, "ls", ls)
    with pytest.raises(Unavailable, match="the store failed with OSError"):
        store.find(uri)
