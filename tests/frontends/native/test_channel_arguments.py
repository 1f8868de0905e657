"""Channel arguments on the native plane."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

pytest.importorskip("tfserve_native", reason="the native plane is not installed")

from tfserve.frontends.native.channel_arguments import HONOURED, ChannelSettings

DOCS = Path(__file__).resolve().parents[3] / "docs" / "native.md"


def test_the_table_in_the_documentation_lists_those_that_are_honoured():
    listed = re.findall(r"^\| `(grpc\.[a-z0-9_.]+)` \|", DOCS.read_text(), re.MULTILINE)
    assert set(listed) == HONOURED
    assert len(listed) == len(HONOURED)


def test_the_last_of_a_name_counts_and_others_are_named():
    settings = ChannelSettings.of(
        [
            ("grpc.keepalive_time_ms", 1000),
            ("grpc.keepalive_time_ms", 2500),
            ("grpc.max_metadata_size", 100),
            ("grpc.max_send_message_length", -1),
            ("grpc.optimization_target", "latency"),
        ]
    )
    assert settings.seconds("grpc.keepalive_time_ms") == 2.5
    assert settings.ignored == ("grpc.optimization_target",)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("grpc.max_send_message_length", 1000),
        ("grpc.keepalive_time_ms", "often"),
        ("grpc.default_compression_algorithm", 1),
    ],
)
def test_values_without_meaning_here_are_named(name, value):
    assert ChannelSettings.of([(name, value)]).ignored == (name,)


def test_never_is_zero_seconds():
    assert ChannelSettings.of([]).seconds("grpc.max_connection_age_ms") == 0
    assert ChannelSettings.of([]).seconds("grpc.max_connection_idle_ms") == 0


@pytest.mark.parametrize(("algorithm", "is_gzip"), [(0, False), (2, True), (1, False)])
def test_answers_are_compressed_by_gzip_alone(algorithm, is_gzip):
    arguments = [("grpc.default_compression_algorithm", algorithm)]
    assert ChannelSettings.of(arguments).gzip is is_gzip
