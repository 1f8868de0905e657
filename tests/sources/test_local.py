"""The local file system as a Storage."""

import errno
import os
import subprocess
import sys

import pytest

from tfserve.errors import (
    FailedPrecondition,
    InvalidArgument,
    NotFound,
    PermissionDenied,
    Unavailable,
    of_os_error,
)
from tfserve.sources.storages.local import LocalStorage


@pytest.fixture
def storage():
    return LocalStorage()


def test_lists_children_by_name_with_sizes(storage, tmp_path):
    (tmp_path / "b").mkdir()
    (tmp_path / "a").write_text("four")
    entries = storage.list(str(tmp_path))
    assert [(each.name, each.is_directory, each.size_bytes) for each in entries] == [
        ("a", False, 4),
        ("b", True, 0),
    ]


def test_follows_a_link_to_a_directory(storage, tmp_path):
    (tmp_path / "real").mkdir()
    (tmp_path / "7").symlink_to(tmp_path / "real")
    assert [each.is_directory for each in storage.list(str(tmp_path))] == [True, True]


@pytest.mark.parametrize("target", ["nowhere", "7"], ids=["dangling", "loop"])
def test_a_link_that_leads_nowhere_is_no_directory(storage, tmp_path, target):
    (tmp_path / "7").symlink_to(tmp_path / target)
    (entry,) = storage.list(str(tmp_path))
    assert entry.name == "7"
    assert not entry.is_directory


def test_walks_files_below_through_links_without_going_in_circles(storage, tmp_path):
    (tmp_path / "v" / "variables").mkdir(parents=True)
    (tmp_path / "v" / "variables" / "index").write_text("i")
    (tmp_path / "v" / "pb").write_text("p")
    (tmp_path / "v" / "variables" / "up").symlink_to(tmp_path / "v")
    (tmp_path / "v" / "gone").symlink_to(tmp_path / "nowhere")
    assert [name for name, _ in storage.walk(str(tmp_path / "v"))] == ["pb", "variables/index"]


def test_the_fingerprint_changes_with_content_and_not_by_itself(storage, tmp_path):
    path = tmp_path / "f"
    path.write_text("one")
    before = storage.stat(str(path)).fingerprint
    assert storage.stat(str(path)).fingerprint == before
    path.write_text("three")
    assert storage.stat(str(path)).fingerprint != before


def test_a_file_with_an_old_date_has_still_just_changed(storage, tmp_path):
    path = tmp_path / "f"
    path.write_text("one")
    os.utime(path, (0, 0))
    assert storage.stat(str(path)).changed_at > 1_000_000


@pytest.mark.parametrize(
    ("number", "leaf"),
    [
        (errno.ENOENT, NotFound),
        (errno.EACCES, PermissionDenied),
        (errno.EPERM, PermissionDenied),
        (errno.ENOTDIR, FailedPrecondition),
        (errno.EISDIR, FailedPrecondition),
        (errno.ELOOP, FailedPrecondition),
        (errno.ENAMETOOLONG, InvalidArgument),
        (errno.EIO, Unavailable),
        (errno.ESTALE, Unavailable),
        (errno.EMFILE, Unavailable),
        (errno.ENOSPC, Unavailable),
        (errno.EINTR, Unavailable),
    ],
)
def test_errors_of_the_system_become_ours(number, leaf):
    error = of_os_error(OSError(number, "whatever"), "/m/1")
    assert type(error) is leaf
    assert error.message == f"/m/1; {os.strerror(number)}"


@pytest.mark.parametrize("method", ["list", "stat", "walk", "open"])
def test_what_is_missing_is_not_found_and_named(storage, method):
    with pytest.raises(NotFound) as caught:
        getattr(storage, method)("/no/such/place")
    assert caught.value.message == "/no/such/place; No such file or directory"


def test_a_name_with_a_zero_byte_is_refused(storage):
    with pytest.raises(InvalidArgument):
        storage.list("/m\0")


def test_a_file_in_place_of_a_directory_is_refused(storage, tmp_path):
    (tmp_path / "f").write_text("x")
    with pytest.raises(FailedPrecondition, match="Not a directory"):
        storage.list(str(tmp_path / "f"))


def test_reads_files(storage, tmp_path):
    (tmp_path / "f").write_bytes(b"content")
    with storage.open(str(tmp_path / "f")) as file:
        assert file.read() == b"content"
    assert storage.materialize(str(tmp_path)) == str(tmp_path)


_AS_NOBODY = """
import os, sys
from tfserve.errors import PermissionDenied
from tfserve.sources.storages.local import LocalStorage
if os.geteuid() == 0:  # modes do not bind root; the interpreter itself may be root's alone
    os.setgroups([])
    os.setuid(65534)
try:
    getattr(LocalStorage(), sys.argv[1])(sys.argv[2])
except PermissionDenied as error:
    print(error.message)
"""


@pytest.mark.parametrize("method", ["list", "walk"])
def test_what_may_not_be_read_is_permission_denied(tmp_path, method):
    for each in (tmp_path, *tmp_path.parents[:-2]):
        each.chmod(0o755)
    closed = tmp_path / "closed"
    closed.mkdir(mode=0)
    command = [sys.executable, "-c", _AS_NOBODY, method, str(closed)]
    result = subprocess.run(command, capture_output=True, text=True, check=False)
    assert result.stdout.strip() == f"{closed}; Permission denied", result.stderr
