"""Rows about batching: whose rows are whose, and queues that are full."""

from __future__ import annotations

import collections
import pathlib
import random
import statistics
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from functools import partial

import grpc
import numpy as np

from benchmarks.soaking.plan import Plan
from benchmarks.soaking.subject import CANARY, Subject, channel_to, predict_request
from benchmarks.soaking.verdict import Verdict
from tfserve.apis import prediction_service_pb2_grpc
from tfserve.tensors import make_ndarray

__all__ = ["full_queue", "rows"]

REQUESTS = 100_000
UNDER_WAY = 64
CONNECTIONS = 4
MOST_ROWS = 7
WIDTH = 4  # numbers in a row
QUEUED = 8
REFUSED_MS = 50.0
FLOOD = 10 * QUEUED
BURSTS = 100
PAUSE_S = 0.2  # between two bursts
FULL = "The batch scheduling queue to which this task was submitted is full; currently 8 batches"
PROBES = 300
PROBE_FACTOR = 2.0
CUT_AND_PADDED = """\
max_batch_size { value: 16 }
max_enqueued_batches { value: 1000 }
allowed_batch_sizes: [2, 4, 16]
enable_large_batch_splitting { value: true }
max_execution_batch_size { value: 5 }
"""
ONE_BY_ONE = f"""\
max_batch_size {{ value: {WIDTH} }}
max_enqueued_batches {{ value: {QUEUED} }}
num_batch_threads {{ value: 1 }}
"""


def rows(plan: Plan) -> Iterator[Verdict]:
    """100,000 requests of 1 to 7 rows that nobody else sends, cut and padded, and again by auto:
    everyone gets exactly their rows.
    """
    ways: dict[str, Sequence[str]] = {
        "cut and padded": _flags(plan, "cut", CUT_AND_PADDED),
        "auto": ("--enable_batching=auto",),
    }
    for way, flags in ways.items():
        with plan.serving("echo", flags=flags) as subject:
            count = plan.count(REQUESTS // len(ways))
            wrong = _ask_all(subject, count, plan.random())
            what = f"{way}: requests that did not get exactly their rows"
            yield Verdict(
                what, f"{sum(wrong.values())} of {count} {dict(wrong) or ''}", "0", not wrong
            )
            yield from subject.health(way)


def _flags(plan: Plan, name: str, parameters: str) -> tuple[str, str]:
    file: pathlib.Path = plan.scratch / f"{name}.pbtxt"
    file.write_text(parameters)
    return "--enable_batching", f"--batching_parameters_file={file}"


def _ask_all(subject: Subject, count: int, chance: random.Random) -> collections.Counter[str]:
    """Send `count` requests, 64 at a time; what went wrong, how often."""
    wrong: collections.Counter[str] = collections.Counter()
    room = threading.Semaphore(UNDER_WAY)
    with ExitStack() as opened:
        channels = [opened.enter_context(channel_to(subject.address)) for _ in range(CONNECTIONS)]
        stubs = [prediction_service_pb2_grpc.PredictionServiceStub(each) for each in channels]
        first = 0
        for number in range(count):
            height = chance.randint(1, MOST_ROWS)
            x = np.arange(first, first + height * WIDTH, dtype=np.float64).reshape(height, WIDTH)
            first += height * WIDTH
            room.acquire()
            call = stubs[number % CONNECTIONS].Predict.future(predict_request("echo", x=x))

            def ended(call: grpc.Future, x: object = x) -> None:
                if call.code() is not grpc.StatusCode.OK:
                    wrong[call.code().name] += 1
                elif not np.array_equal(make_ndarray(call.result().outputs["y"]), x):
                    wrong["other rows"] += 1
                room.release()

            call.add_done_callback(ended)
        for _ in range(UNDER_WAY):
            room.acquire()
    return wrong


def full_queue(plan: Plan) -> Iterator[Verdict]:
    """Ten times as many requests as a queue has room for, again and again: refused in time, in
    TensorFlow Serving's words, and another model is served as ever.
    """
    with plan.serving("echo", flags=_flags(plan, "queue", ONE_BY_ONE)) as subject:
        alone_ms = _probe(subject)
        flood = _Flood(subject.address, plan.count(BURSTS, least=5))
        beside_ms = _probe(subject)
        flood.finish()
        codes = dict(flood.codes)
        yield Verdict(
            "full queue: codes",
            str(codes),
            "OK and UNAVAILABLE",
            set(codes) == {"OK", "UNAVAILABLE"},
        )
        is_worded = all(each.startswith(FULL) for each in flood.texts)
        yield Verdict("full queue: words", str(flood.texts), f"{FULL} ...", is_worded)
        slowest = statistics.quantiles(flood.refused_ms, n=100)[98]
        yield Verdict(
            "full queue: p99 of being refused", f"{slowest:.0f} ms", f"<= {REFUSED_MS:.0f} ms",
            slowest <= REFUSED_MS,
        )  # fmt: skip
        figure = f"p99 {beside_ms:.1f} ms, {alone_ms:.1f} ms alone"
        yield Verdict(
            "full queue: the other model", figure, f"<= {PROBE_FACTOR:g} times",
            beside_ms <= PROBE_FACTOR * alone_ms,
        )  # fmt: skip
        yield from subject.health("full queue")


def _probe(subject: Subject) -> float:
    """99th percentile in milliseconds of asking the other model, one request at a time.

    Raises:
        grpc.RpcError: it refuses.
    """
    request = predict_request(CANARY, x=np.ones(1, np.float32))
    times = []
    with channel_to(subject.address) as channel:
        stub = prediction_service_pb2_grpc.PredictionServiceStub(channel)
        for _ in range(PROBES):
            begun = time.monotonic()
            stub.Predict(request, timeout=10)
            times.append((time.monotonic() - begun) * 1e3)
    return statistics.quantiles(times, n=100)[98]


class _Flood:
    """Sends bursts of 80 requests of a whole batch each; a thread of its own."""

    def __init__(self, address: str, bursts: int) -> None:
        self.codes: collections.Counter[str] = collections.Counter()  # guarded by _lock
        self.texts: set[str] = set()  # guarded by _lock
        self.refused_ms: list[float] = []  # guarded by _lock
        self._lock = threading.Lock()
        self._thread = threading.Thread(target=self._send, args=(address, bursts))
        self._thread.start()

    def finish(self) -> None:
        """Wait for the last answers."""
        self._thread.join()

    def _send(self, address: str, bursts: int) -> None:
        request = predict_request("echo", x=np.ones((WIDTH, WIDTH)))
        with channel_to(address) as channel:
            stub = prediction_service_pb2_grpc.PredictionServiceStub(channel)
            for _ in range(bursts):
                answered = threading.Semaphore(0)
                for _ in range(FLOOD):
                    call = stub.Predict.future(request, timeout=60)
                    call.add_done_callback(partial(self._count, answered, time.monotonic()))
                for _ in range(FLOOD):
                    answered.acquire()
                time.sleep(PAUSE_S)

    def _count(self, answered: threading.Semaphore, begun: float, call: grpc.Future) -> None:
        code = call.code().name
        with self._lock:
            self.codes[code] += 1
            if code != "OK":
                self.texts.add(call.details())
                self.refused_ms.append((time.monotonic() - begun) * 1e3)
        answered.release()
