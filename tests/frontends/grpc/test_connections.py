"""Connections at their limits: pings, age, silence, clients that do not read, compression."""

from __future__ import annotations

import socket
import struct

import grpc
import numpy as np
import pytest

from tfserve.apis.predict_pb2 import PredictResponse

PREDICT = "/tensorflow.serving.PredictionService/Predict"
PREFACE = b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n" + b"\0\0\0\4\0\0\0\0\0"
PING = b"\0\0\x08\x06\0\0\0\0\0" + b"abcdefgh"
PING_KIND = 6
GOAWAY = 7
ENHANCE_YOUR_CALM = 11


def frames(connection):
    """Kind and payload of what the server sends, until it closes."""
    file = connection.makefile("rb")
    while len(head := file.read(9)) == 9:
        yield head[3], file.read(int.from_bytes(head[:3], "big"))


def goaways(connection) -> list[int]:
    """The reasons that the server gives for closing, when it has."""
    return [
        struct.unpack(">II", data[:8])[1] for kind, data in frames(connection) if kind == GOAWAY
    ]


@pytest.fixture
def speaking(running):
    """A connection to a server with channel arguments, on which HTTP/2 has begun."""
    opened = []

    def connect(**arguments):
        named = tuple((f"grpc.{name}", value) for name, value in arguments.items())
        served = running(channel_arguments=named)
        opened.append(socket.create_connection(("127.0.0.1", served.port), 20))
        opened[-1].sendall(PREFACE)
        return opened[-1]

    yield connect
    for each in opened:
        each.close()


def test_pings_without_end_end_the_connection(speaking):
    connection = speaking()
    connection.sendall(PING * 4)
    assert ENHANCE_YOUR_CALM in goaways(connection)


@pytest.mark.native_only
def test_a_connection_that_is_silent_and_does_not_answer_a_ping_is_closed(speaking):
    connection = speaking(keepalive_time_ms=100, keepalive_timeout_ms=50)
    assert PING_KIND in [kind for kind, _ in frames(connection)]


@pytest.mark.native_only
@pytest.mark.parametrize("limit", ["max_connection_idle_ms", "max_connection_age_ms"])
def test_connections_are_told_to_go_when_they_are_old_or_idle(speaking, limit):
    connection = speaking(**{limit: 50})
    assert any(kind == GOAWAY for kind, _ in frames(connection))


def test_answers_are_compressed_where_that_is_asked_for(running, predict_request):
    served = running(channel_arguments=(("grpc.default_compression_algorithm", 2),))
    request = predict_request(values=np.zeros(100_000))
    answer = served.stub.Predict(request, timeout=20)
    assert len(answer.outputs["y"].float_val or answer.outputs["y"].tensor_content) >= 100_000


@pytest.mark.native_only
def test_messages_of_a_hundred_megabytes_go_both_ways(running, predict_request):
    values = np.arange(25 << 20, dtype=np.float32)
    served = running(max_request_bytes=256 << 20)
    raw = served.channel.unary_unary(PREDICT)(
        predict_request(values=values).SerializeToString(), timeout=60
    )
    assert len(PredictResponse.FromString(raw).outputs["y"].float_val) == 25 << 20


def test_a_client_that_does_not_read_holds_up_nobody_and_may_go(
    running, predict_request, eventually
):
    served = running(max_request_bytes=256 << 20)
    values = np.zeros(4 << 20, dtype=np.float32)
    slow = served.connect()
    stuck = [
        slow.unary_unary(PREDICT).future(predict_request(values=values).SerializeToString())
        for _ in range(3)
    ]
    assert served.stub.Predict(predict_request(), timeout=20).outputs
    for each in stuck:
        each.cancel()
    slow.close()
    assert served.stub.Predict(predict_request(), timeout=20).outputs
    eventually(lambda: served.server.statistics().started == served.server.statistics().finished)


def test_metadata_of_four_times_the_limit_leaves_the_connection_to_others(running, predict_request):
    served = running(max_metadata_bytes=2048)
    for size in (3000, 7000):
        with pytest.raises(grpc.RpcError) as raised:
            served.stub.Predict(predict_request(), metadata=[("k", "x" * size)], timeout=20)
        assert raised.value.code() is grpc.StatusCode.RESOURCE_EXHAUSTED
    assert served.stub.Predict(predict_request(), timeout=20).outputs
