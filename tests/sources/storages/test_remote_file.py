"""What stores say about files, in our values."""

import base64
import datetime as dt
import hashlib
import io

import pytest

from tfserve.errors import DataLoss
from tfserve.sources.storages.remote_file import Checksum, agrees, entry_of, remote_file

MD5 = hashlib.md5(b"abc", usedforsecurity=False)
TIME = dt.datetime(2026, 1, 2, 3, 4, 5, tzinfo=dt.timezone.utc)


@pytest.mark.parametrize(
    "path", ["../x", "a/../b", "/etc/passwd", "a//b", "a/./b", "a\0b", "", "a/.."]
)
def test_names_that_lead_out_of_their_directory_are_refused(path):
    with pytest.raises(DataLoss, match="no path of a file"):
        remote_file(path, path, {"size": 1})


@pytest.mark.parametrize(
    ("info", "expected"),
    [
        ({"StorageClass": "STANDARD", "ETag": f'"{MD5.hexdigest()}"'}, ("md5-etag", MD5.digest())),
        ({"md5Hash": base64.b64encode(MD5.digest()).decode()}, ("md5", MD5.digest())),
        ({"content_settings": {"content_md5": bytearray(MD5.digest())}}, ("md5", MD5.digest())),
        ({"crc32c": base64.b64encode(b"1234").decode()}, ("crc32c", b"1234")),
    ],
)
def test_checksums_are_found_where_stores_have_them(info, expected):
    assert remote_file("a", "a", {"size": 3, **info}).checksum == Checksum(*expected)


@pytest.mark.parametrize(
    "info",
    [
        {}, {"ETag": f'"{MD5.hexdigest()}"'}, {"StorageClass": "STANDARD", "ETag": '"0a-2"'},
        {"md5Hash": "no base 64!"}, {"crc32c": "AAA="}, {"content_settings": {"content_md5": None}},
    ],
)  # fmt: skip
def test_what_is_no_digest_of_the_whole_is_no_checksum(info):
    assert remote_file("a", "a", {"size": 3, **info}).checksum is None


@pytest.mark.parametrize(
    "time",
    [
        TIME, TIME.timestamp(), TIME.timestamp() * 1000, "2026-01-02T03:04:05Z",
        "2026-01-02T03:04:05.000Z", "Fri, 02 Jan 2026 03:04:05 GMT",
    ],
)  # fmt: skip
def test_times_are_read_in_every_form(time):
    assert entry_of("a", {"LastModified": time}).changed_at == TIME.timestamp()


def test_a_time_that_cannot_be_read_is_none():
    assert entry_of("a", {"LastModified": "yesterday"}).changed_at is None


@pytest.mark.parametrize(
    "change", [{"size": 4}, {"ETag": '"y"'}, {"generation": "2"}, {"mtime": 5.0, "ETag": None}]
)
def test_other_content_has_another_fingerprint(change):
    before = {"size": 3, "ETag": '"x"', "generation": "1"}
    assert entry_of("a", {**before, **change}).fingerprint != entry_of("a", before).fingerprint


def test_content_is_compared_with_its_checksum():
    assert agrees(io.BytesIO(b"abc"), Checksum("md5", MD5.digest()))
    assert not agrees(io.BytesIO(b"abx"), Checksum("md5-etag", MD5.digest()))
    assert agrees(io.BytesIO(b"123456789"), Checksum("crc32c", bytes.fromhex("e3069283")))
