"""Real stores, and storages that read from them."""

import itertools

import pytest

from tfserve.sources.storages.fsspec import FsspecStorage
from tfserve.sources.storages.version_cache import VersionCache
from tfserve.testing.faulty_proxy import FaultyProxy
from tfserve.testing.stores import AzureServer, GcsServer, S3Server

_numbers = itertools.count()


@pytest.fixture(scope="session")
def s3():
    with S3Server() as server:
        yield server


@pytest.fixture(scope="session")
def gcs():
    with GcsServer() as server:
        yield server


@pytest.fixture(scope="session")
def azure():
    program = AzureServer.find()
    if program is None:
        pytest.skip("azurite is not installed (needs npm)")
    with AzureServer(program) as server:
        yield server


@pytest.fixture
def proxy(s3, monkeypatch):
    """What the storage under test talks to, in front of S3."""
    with FaultyProxy(s3.url) as made:
        for name, value in S3Server.environment(made.url).items():
            monkeypatch.setenv(name, value)
        yield made


@pytest.fixture
def prefix():
    """Names of objects below it are this test's."""
    return f"models/m{next(_numbers)}"


@pytest.fixture
def make_storage(tmp_path):
    made = []

    def make(max_bytes=1 << 30):
        cache = VersionCache(str(tmp_path / "cache"), max_bytes=max_bytes)
        made.append(FsspecStorage(cache=cache))
        return made[-1]

    yield make
    for storage in made:
        assert storage.close()


@pytest.fixture
def storage(make_storage):
    return make_storage()
