from __future__ import annotations

import io
import json
import struct

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tfserve.errors import DataLoss, InvalidArgument
from tfserve.records import JsonLine, frame, masked_crc32c, read_json_lines, read_records

RECORDS = st.lists(st.binary(max_size=64), max_size=5)
THREE = (b"first", b"", b"third")
FILE = b"".join(frame(each) for each in THREE)


class Careful(io.BytesIO):
    """A file that notes how much it is asked for at once."""

    largest = 0

    def read(self, size=-1, /):
        self.largest = max(self.largest, size)
        return super().read(size)


def records(content, **options):
    return list(read_records(io.BytesIO(content), "f", **options))


def lines(content, **options):
    return list(read_json_lines(io.BytesIO(content), "f", **options))


def header(length):
    data = struct.pack("<Q", length)
    return data + struct.pack("<I", masked_crc32c(data))


def test_the_checksum_is_the_published_one_masked():
    crc = 0xE3069283  # CRC32C of "123456789", as its catalogues have it

    assert masked_crc32c(b"123456789") == ((crc >> 15 | crc << 17) + 0xA282EAD8) % 2**32


@given(RECORDS)
def test_what_was_framed_is_read(written):
    assert records(b"".join(frame(each) for each in written)) == written


def test_records_larger_than_one_chunk_are_read_whole():
    data = bytes(range(256)) * 8192

    assert records(frame(data) + frame(b"next")) == [data, b"next"]


@given(st.integers(0, len(FILE) - 1), st.integers(1, 255))
def test_no_changed_byte_goes_unnoticed(at, change):
    damaged = bytearray(FILE)
    damaged[at] ^= change

    with pytest.raises(DataLoss):
        records(bytes(damaged))


@given(st.integers(0, len(FILE)))
def test_a_file_that_is_cut_between_records_is_shorter_and_elsewhere_damaged(size):
    ends = [sum(len(frame(each)) for each in THREE[:count]) for count in range(4)]
    if size in ends:
        assert records(FILE[:size]) == list(THREE[: ends.index(size)])
    else:
        with pytest.raises(DataLoss, match=r"^truncated record at"):
            records(FILE[:size])


def test_records_before_the_damage_are_given_out():
    damaged = FILE[:-1] + b"?"
    found = []

    with pytest.raises(DataLoss) as raised:
        found.extend(read_records(io.BytesIO(damaged), "f"))

    second = len(frame(b"first"))
    assert raised.value.message == f"corrupted record at {second + 16 + 12}"
    assert raised.value.details == {"file": "f", "record": "2", "offset": str(second + 16)}


def test_a_text_file_is_asked_whether_it_is_one():
    with pytest.raises(DataLoss, match=r"^corrupted record at 0 \(Is this even a TFRecord file\?"):
        records(b'{"instances": [1.0]}\n')


@pytest.mark.parametrize("length", [101, 2**31, 2**63, 2**64 - 1])
def test_a_record_may_not_be_larger_than_allowed(length):
    with pytest.raises(DataLoss, match=r"^record size too large$") as raised:
        records(header(length) + b"abc", max_record_bytes=100)

    assert raised.value.details["record_bytes"] == str(length)
    assert raised.value.details["max_record_bytes"] == "100"


def test_a_header_that_promises_much_takes_no_memory():
    stream = Careful(header(2**31 - 1) + b"abc")

    with pytest.raises(DataLoss):
        list(read_records(stream, "f"))

    assert stream.largest <= 1 << 20


DOCUMENTS = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text() | st.floats(allow_nan=False),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=8,
)


@given(st.lists(DOCUMENTS, max_size=4))
def test_json_lines_come_with_their_numbers(documents):
    content = "\n\n".join(json.dumps(each) for each in documents).encode()

    assert lines(content) == [JsonLine(2 * i + 1, each) for i, each in enumerate(documents)]


def test_the_last_line_needs_no_end():
    assert lines(b'{"a": 1}\r\n \t\r\n[NaN]')[0] == JsonLine(1, {"a": 1})
    assert lines(b"1\n2") == [JsonLine(1, 1), JsonLine(2, 2)]


@pytest.mark.parametrize(
    ("content", "text"),
    [
        (b"1\n{", "f: line 2: Expecting property name enclosed in double quotes at column 2"),
        (b"1 2", "f: line 1: Extra data at column 3"),
        (b'1\n\n"\xff"', "f: line 3: no UTF-8 at byte 1"),
        (b"9" * 5000, "f: line 1: a number that is too long"),
        (b"[" * 100_000, "f: line 1: nested too deep"),
        (b"1\n" + b" " * 200_000, "f: line 2: longer than 100000 bytes"),
    ],
)
def test_a_line_that_is_no_json_is_named(content, text):
    with pytest.raises(InvalidArgument) as raised:
        lines(content, max_line_bytes=100_000)

    assert raised.value.message == text
    assert raised.value.details["file"] == "f"


@pytest.mark.tensorflow
@pytest.mark.timeout(120)
def test_tensorflow_reads_what_is_written(tmp_path):
    import tensorflow as tf

    path = tmp_path / "ours"
    path.write_bytes(FILE)

    assert [each.numpy() for each in tf.data.TFRecordDataset(str(path))] == list(THREE)


@pytest.mark.tensorflow
@pytest.mark.timeout(120)
def test_what_tensorflow_writes_is_read(tmp_path):
    import tensorflow as tf

    path = tmp_path / "theirs"
    with tf.io.TFRecordWriter(str(path)) as writer:
        for each in THREE:
            writer.write(each)

    assert path.read_bytes() == FILE


@pytest.mark.tensorflow
@pytest.mark.timeout(120)
@pytest.mark.parametrize(
    "content",
    [
        b"no record at all",
        FILE[:13],
        FILE[:-1],
        FILE[:-1] + b"?",
        FILE[:3] + b"?" + FILE[4:],
        FILE[:14] + b"?" + FILE[15:],
        header(2**64 - 1),
    ],
)
def test_damage_is_told_in_tensorflows_words(tmp_path, content):
    import tensorflow as tf

    path = tmp_path / "damaged"
    path.write_bytes(content)
    with pytest.raises(tf.errors.DataLossError) as theirs:
        list(tf.data.TFRecordDataset(str(path)))
    with pytest.raises(DataLoss) as ours:
        records(content)

    assert ours.value.message in theirs.value.message
