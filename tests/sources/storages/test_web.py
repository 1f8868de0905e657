"""Base paths on a plain web server, and on GCS: the libraries' other ways."""

from pathlib import Path

import pytest

from tfserve.errors import NotFound, PermissionDenied, Unavailable
from tfserve.testing.faulty_proxy import Answer, FaultyProxy
from tfserve.testing.stores import FileServer, GcsServer

FILES = {
    "saved_model.pb": b"graph",
    "variables/variables.index": b"i" * 1000,
    "assets/a b%.txt": b"",
}


@pytest.fixture(scope="module")
def directory(tmp_path_factory):
    root = tmp_path_factory.mktemp("www")
    for name, content in FILES.items():
        path = root / "m/7" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    (root / "m/README").write_bytes(b"four")
    return root


@pytest.fixture(scope="module")
def server(directory):
    with FileServer(directory) as made:
        yield made


def content(root):
    return {
        path.relative_to(root).as_posix(): path.read_bytes()
        for path in Path(root).rglob("*")
        if path.is_file()
    }


def test_the_links_of_a_page_are_its_children(storage, server):
    assert [(each.name, each.is_directory) for each in storage.list(f"{server.url}/m")] == [
        ("7", True), ("README", False),
    ]  # fmt: skip


def test_walks_and_fetches_what_pages_link_to(storage, server):
    sizes = {path: entry.size_bytes for path, entry in storage.walk(f"{server.url}/m/7")}
    assert sizes == {name: len(each) for name, each in FILES.items()}
    assert content(storage.materialize(f"{server.url}/m/7/")) == FILES


def test_opens_a_file_of_a_server_that_knows_no_ranges(storage, server):
    with storage.open(f"{server.url}/m/7/saved_model.pb") as file:
        assert file.read() == b"graph"
    assert storage.stat(f"{server.url}/m/7").is_directory
    assert not storage.stat(f"{server.url}/m/README").is_directory


@pytest.mark.parametrize("method", ["list", "walk", "stat", "open", "materialize"])
def test_what_is_not_there_is_not_found(storage, server, method):
    with pytest.raises(NotFound, match="No such file or directory"):
        getattr(storage, method)(f"{server.url}/m/8")


def test_links_to_elsewhere_are_no_children(storage, server):
    page = b"""<a href="?C=N;O=D">Name</a><a href="/">up</a><a href="../">up</a><a href="7/">7</a>
        <a href="http://127.0.0.1:1/m/9/">far</a><a href="7/deep/">d</a><a href="%2e%2e/">x</a>"""
    with FaultyProxy(server.url) as proxy:
        proxy.answer("/m/", Answer(200, page))
        assert [each.name for each in storage.list(f"{proxy.url}/m")] == ["7"]


@pytest.mark.parametrize(
    ("status", "expected"),
    [(401, PermissionDenied), (403, PermissionDenied), (410, NotFound), (429, Unavailable),
     (500, Unavailable), (503, Unavailable)],
)  # fmt: skip
def test_a_refusal_is_told_without_passwords(storage, server, status, expected):
    with FaultyProxy(server.url) as proxy:
        proxy.answer("", Answer(status))
        with pytest.raises(expected) as raised:
            storage.list(proxy.url.replace("//", "//me:secret@") + "/m")
    assert "secret" not in raised.value.message


def test_reads_and_fetches_from_gcs(storage, gcs, prefix, monkeypatch):
    for name, value in GcsServer.environment(gcs.url).items():
        monkeypatch.setenv(name, value)
    files = {name: each for name, each in FILES.items() if each}  # empty ones crash the emulator
    for name, each in files.items():
        gcs.put(f"{prefix}/7/{name}", each)
    uri = f"gs://{gcs.bucket}/{prefix}"
    assert [(each.name, each.is_directory) for each in storage.list(uri)] == [("7", True)]
    assert content(storage.materialize(f"{uri}/7")) == files
    assert storage.open(f"{uri}/7/saved_model.pb").read() == b"graph"
    with pytest.raises(NotFound):
        storage.list(f"{uri}/8")


def test_gcs_content_is_compared_with_its_checksum(storage, gcs, prefix, monkeypatch):
    from tfserve.errors import DataLoss

    gcs.put(f"{prefix}/7/saved_model.pb", b"graph")
    with FaultyProxy(gcs.url) as proxy:
        monkeypatch.setenv("STORAGE_EMULATOR_HOST", proxy.url)
        proxy.answer("alt=media", Answer(200, b"grass"))
        with pytest.raises(DataLoss):
            storage.materialize(f"gs://{gcs.bucket}/{prefix}/7")
