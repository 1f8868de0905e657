"""Schemes and what opens them."""

import pytest

from tfserve.errors import FailedPrecondition, InvalidArgument
from tfserve.sources.storages.libraries import Library, check_base_path, library_of
from tfserve.sources.storages.uri import is_remote, local_path, scheme_of, shown


def test_a_missing_package_is_named_with_the_extra_that_has_it():
    library = Library("nowhere_at_all:FileSystem", "nowhere_at_all", "azure")
    with pytest.raises(FailedPrecondition) as raised:
        library.open("abfs://c@a/m", None)
    assert raised.value.message == (
        "abfs://c@a/m; abfs:// needs the Python package nowhere_at_all: "
        "pip install 'pytfserve[azure]'"
    )


def test_an_unknown_scheme_is_told_with_those_that_are_known():
    with pytest.raises(InvalidArgument, match="no storage has the scheme ftp://") as raised:
        library_of("ftp://h/m")
    assert "s3" in raised.value.details["schemes"].split(", ")


@pytest.mark.parametrize(
    ("path", "scheme", "remote"),
    [
        ("/models/m", "", False), ("models/m", "", False), ("file:///models/m", "file", False),
        ("s3://b/m", "s3", True), ("GS://b/m", "gs", True), ("C:/m", "", False),
    ],
)  # fmt: skip
def test_the_scheme_decides(path, scheme, remote):
    assert (scheme_of(path), is_remote(path)) == (scheme, remote)


def test_a_file_uri_is_a_path():
    assert [local_path("file:///m/1"), local_path("/m/1")] == ["/m/1", "/m/1"]


@pytest.mark.parametrize(
    ("uri", "text"),
    [
        ("s3://b/m", "s3://b/m"),
        ("abfs://c@account.dfs.core.windows.net/m", "abfs://c@account.dfs.core.windows.net/m"),
        ("https://me:secret@h:8/m", "https://me:***@h:8/m"),
        ("https://h/m?X-Amz-Signature=secret#x", "https://h/m"),
    ],
)
def test_what_is_shown_of_a_uri_has_no_secrets(uri, text):
    assert shown(uri) == text


@pytest.mark.parametrize(
    "path",
    ["/models/m?x", "s3://bucket/m", "abfs://c@account.dfs.core.windows.net/m", "https://h:8/m"],
)
def test_ordinary_base_paths_are_accepted(path):
    check_base_path(path)


@pytest.mark.parametrize(
    "path",
    ["https://me:secret@h/m", "https://h/m?sig=secret", "s3://k:secret@b/m", "ftp://me:secret@h/m"],
)
def test_base_paths_with_credentials_and_unknown_schemes_are_refused_without_showing_them(path):
    with pytest.raises(InvalidArgument) as raised:
        check_base_path(path)
    assert "secret" not in raised.value.message
