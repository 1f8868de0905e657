"""Rows about single requests that want too much memory, and bytes that are no requests at all."""

from __future__ import annotations

import collections
import gzip
import random
import socket
import statistics
import time
from collections.abc import Iterator

import grpc
import numpy as np

from benchmarks.h2load import PREDICT, LoadCommand, h2load
from benchmarks.soaking.growth import erroneous, measured_growth
from benchmarks.soaking.plan import Plan
from benchmarks.soaking.subject import Subject, channel_to, predict_request
from benchmarks.soaking.verdict import MIB, Verdict

__all__ = ["bounds", "junk"]

LIMIT = 4 * MIB
REPEATS = 5
BOMB_MIB = 1024
CONNECTIONS = 2_000
PREFACE = b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"


def bounds(plan: Plan) -> Iterator[Verdict]:
    """Overflowing shapes, fill bombs, messages over the limit, gzip bombs: memory stays."""
    with plan.serving("plus", flags=(f"--max_request_bytes={LIMIT}",)) as subject:
        with channel_to(subject.address) as channel:
            call = channel.unary_unary(PREDICT)
            for name in ("too many elements", "too many bytes", "fill bomb"):
                yield from _cheap_refusal(subject, call, name)
            for offset, wanted in ((-1, "OK"), (0, "OK"), (1, "RESOURCE_EXHAUSTED")):
                code = _outcome(call, _of_size(LIMIT + offset))[0]
                yield Verdict(f"message of limit {offset:+d} bytes", code, wanted, code == wanted)
            yield from _oversized(subject, call)
            yield from _gzip_bomb(subject)
        yield from subject.health("bounds")


def _outcome(call: grpc.UnaryUnaryMultiCallable, message: bytes) -> tuple[str, float]:
    """Code and milliseconds."""
    begun = time.monotonic()
    try:
        call(message, timeout=60)
        code = "OK"
    except grpc.RpcError as error:
        code = error.code().name
    return code, (time.monotonic() - begun) * 1e3


def _cheap_refusal(
    subject: Subject, call: grpc.UnaryUnaryMultiCallable, name: str
) -> Iterator[Verdict]:
    message = erroneous(name)
    peaks, times = [], []
    for _ in range(REPEATS):
        with subject.peak_mib() as grown:
            times.append(_outcome(call, message)[1])
        peaks.append(grown[0])
    peak, slowest = statistics.median(peaks), max(times[1:])
    yield Verdict(f"{name}: memory", f"{peak:+.2f} MiB", "< 1 MiB", peak < 1)
    yield Verdict(f"{name}: time", f"{slowest:.1f} ms", "< 50 ms", slowest < 50)


def _of_size(size: int) -> bytes:
    """A good request of exactly `size` bytes: floats, then a field that nobody knows."""
    floats = (size - 200) // 4
    request = predict_request("plus", x=np.zeros(floats, np.float32))
    request.model_spec.signature_name = "serving_default"
    missing = size - request.ByteSize()
    for padding in range(missing, missing - 8, -1):  # an unknown field: 2-byte tag, its length
        padded = request.SerializeToString() + _unknown_field(padding)
        if len(padded) == size:
            return padded
    raise AssertionError(size)


def _unknown_field(content_bytes: int) -> bytes:
    """Field 1000 of a message, skipped by every parser; up to 2**14 - 1 bytes."""
    content_bytes = max(0, content_bytes - 2)
    length = (
        bytes([content_bytes])
        if content_bytes < 128
        else bytes([content_bytes & 127 | 128, content_bytes >> 7])
    )
    return b"\xc2\x3e" + length + b"\0" * content_bytes


def _oversized(subject: Subject, call: grpc.UnaryUnaryMultiCallable) -> Iterator[Verdict]:
    """64 times the limit in one message."""
    message = predict_request("plus", x=np.zeros(16 * LIMIT, np.float32)).SerializeToString()
    with subject.peak_mib() as grown:
        code, _ = _outcome(call, message)
    yield Verdict("message of 64 limits", code, "RESOURCE_EXHAUSTED", code == "RESOURCE_EXHAUSTED")
    bar = 2 * LIMIT / MIB
    yield Verdict(
        "message of 64 limits: memory", f"{grown[0]:+.1f} MiB", f"<= {bar:.0f}", grown[0] <= bar
    )


def _gzip_bomb(subject: Subject) -> Iterator[Verdict]:
    """One MiB of gzip that wants to be a GiB."""
    zeros = bytes(MIB)
    bomb = gzip.compress(zeros * 64, compresslevel=9) * (BOMB_MIB // 64)
    command = LoadCommand(
        subject.address, bomb, 0, headers=("grpc-encoding: gzip",), is_compressed=True
    )
    with subject.peak_mib() as grown:
        failed = h2load(command, requests=1, clients=1).failed
    bar = 2 * LIMIT / MIB
    what = f"gzip bomb, {len(bomb) / MIB:.1f} MiB to {BOMB_MIB} MiB"
    yield Verdict(f"{what}: accepted", str(failed), "0", failed == 0)
    yield Verdict(f"{what}: memory", f"{grown[0]:+.1f} MiB", f"<= {bar:.0f}", grown[0] <= bar)


def junk(plan: Plan) -> Iterator[Verdict]:
    """2,000 connections that send random bytes, some after a good beginning."""
    chance = plan.random()
    with plan.serving() as subject:
        answers: collections.Counter[str] = collections.Counter()

        def work(count: int) -> None:
            for _ in range(count):
                answers[_send_junk(subject.port, chance)] += 1

        growth = measured_growth(subject, work, plan.count(CONNECTIONS), 100)
        yield Verdict("junk: what became of the connections", str(dict(answers)), "any", True)
        yield from growth.verdicts("junk")
        yield from subject.health("junk")


def _send_junk(port: int, chance: random.Random) -> str:
    """`closed` by the server, `reset` or left `open`."""
    frames = b"".join(_frame(chance) for _ in range(chance.randrange(5)))
    begin = (b"", PREFACE, PREFACE + b"\0\0\0\4\0\0\0\0\0" + frames)
    message = chance.choice(begin) + chance.randbytes(chance.randrange(300))
    with socket.create_connection(("127.0.0.1", port), timeout=5) as connection:
        connection.settimeout(0.02)
        try:
            connection.sendall(message)
            while connection.recv(65536):
                pass
        except TimeoutError:
            return "open"
        except OSError:
            return "reset"
    return "closed"


def _frame(chance: random.Random) -> bytes:
    """An HTTP/2 frame of any kind, stream and content, with the right length."""
    content = chance.randbytes(chance.randrange(40))
    stream = chance.choice((0, 1, 3, 2**31 - 1))
    head = len(content).to_bytes(3, "big") + bytes([chance.randrange(12), chance.randrange(256)])
    return head + stream.to_bytes(4, "big") + content
