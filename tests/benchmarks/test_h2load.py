"""Reading what h2load prints."""

from __future__ import annotations

import pytest

from benchmarks.h2load import LoadCommand, arguments, read

OUTPUT = """\
finished in 1.25s, {rate} req/s, 1.02MB/s
requests: 100 total, 100 started, 100 done, {succeeded} succeeded, 0 failed, 0 errored, 0 timeout
status codes: {succeeded} 2xx, 0 3xx, 0 4xx, 0 5xx
traffic: 4.88KB (5000) total, 1.17KB (1200) headers (space savings 90.00%), 3.3KB ({data}) data
"""
LOG = "".join(f"{1000 + n}\t200\t{n}\n" for n in range(1, 101))
ANSWER_BYTES = 34


def output(*, succeeded: int = 100, data: int = 100 * ANSWER_BYTES) -> str:
    return OUTPUT.format(rate=80.5, succeeded=succeeded, data=data)


def test_rate_and_latencies_are_read():
    load = read(output(), LOG, 100, ANSWER_BYTES)

    assert (load.rate, load.p50_us, load.p99_us, load.failed) == (80.5, 51, 100, 0)
    assert (load.calls[0], len(load.calls)) == ((0.001001, 1), 100)


@pytest.mark.parametrize(
    ("told", "failed"),
    [
        ({"succeeded": 97, "data": 97 * 34}, 3),
        ({"data": 98 * 34}, 2),  # two errors: HTTP 200 without a body
        ({"data": 100 * 34 + 1}, 1),  # an answer of another size
    ],
)
def test_answers_that_are_missing_or_of_another_size_count_as_failed(told, failed):
    assert read(output(**told), LOG, 100, ANSWER_BYTES).failed == failed


def test_errors_are_what_is_wanted_where_no_answer_is_expected():
    assert read(output(data=0), LOG, 100, 0).failed == 0
    assert read(output(data=34), LOG, 100, 0).failed > 0


def test_the_message_is_framed_as_grpc_does(tmp_path, monkeypatch):
    monkeypatch.setattr("shutil.which", lambda name: f"/usr/bin/{name}")

    command = LoadCommand("h:1", b"abc", 3, headers=("grpc-timeout: 1m",), is_compressed=True)

    assert arguments(command, tmp_path)[-1] == "http://h:1" + command.method
    assert "grpc-timeout: 1m" in arguments(command, tmp_path)
    assert (tmp_path / "body").read_bytes() == b"\x01\x00\x00\x00\x03abc"


def test_a_rest_body_is_sent_as_it_is_over_http_1(tmp_path, monkeypatch):
    monkeypatch.setattr("shutil.which", lambda name: f"/usr/bin/{name}")

    command = LoadCommand("h:1", b"{}", 3, method="/v1/models/m:predict", is_rest=True)

    assert "--h1" in arguments(command, tmp_path)
    assert "content-type: application/json" in arguments(command, tmp_path)
    assert (tmp_path / "body").read_bytes() == b"{}"
    assert command.expected_bytes == 3
