"""The row about more work than can be done: the server does what it can and refuses the rest."""

from __future__ import annotations

import math
import statistics
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager

import grpc
import numpy as np
from grpc_health.v1 import health_pb2, health_pb2_grpc

from benchmarks.h2load import Load, LoadCommand, flood, h2load
from benchmarks.soaking.plan import Plan
from benchmarks.soaking.subject import Subject, channel_to, predict_request
from benchmarks.soaking.verdict import Verdict
from tfserve.core.clock import SystemClock

__all__ = ["overload"]

ADMITTED = 64  # requests in flight at most: half a second of work, as h2load offers it in bursts
TURNS = 2_000  # of the model `slow`: about 15 ms
FACTOR = 10
SECONDS = 60
CONNECTIONS = 16
STREAMS = 100
BUDGET_MIB = 64
SLACK_MIB = 64  # beside the budget: what gRPC holds of requests that are refused
MIN_GOODPUT = 0.9
HEALTH_MS = 100.0
HEALTH_INTERVAL_S = 0.25
BACK_TO_NORMAL_S = 2.0
MAX_P99 = 1.5
PROBE_S = 6


def overload(plan: Plan) -> Iterator[Verdict]:
    """Ten times what a model of 15 ms can do, for a minute: goodput, memory, health, and the time
    after.
    """
    flags = (
        f"--max_inflight_requests={ADMITTED}",
        f"--max_inflight_bytes={BUDGET_MIB << 20}",
        "--enable_grpc_healthcheck_service",
    )
    seconds = plan.count(SECONDS, least=5)
    with plan.serving("slow", flags=flags) as subject:
        request = predict_request("slow", x=np.ones(256, np.float32), turns=np.int32(TURNS))
        command = subject.load_command(request)
        peak = _peak(command)
        alone = _probe(command, peak)
        with subject.peak_mib() as grown, _health_checks(subject) as latencies_ms:
            done = flood(
                command,
                rate=FACTOR * peak,
                clients=CONNECTIONS,
                streams=STREAMS,
                seconds=seconds,
            )
        ended = SystemClock().wall()
        after = _probe(command, peak)
        normal_s = _normal_again(after, peak, MAX_P99 * alone.p99_us) - ended
        offered = f"{done.offered:.0f} req/s, {done.offered / peak:.1f} times the peak"
        yield Verdict("overload: offered", offered, "most of 10 times", done.offered > 5 * peak)
        share = done.good / peak
        figure = f"{done.good:.0f} of {peak:.0f} req/s, {share:.0%}"
        yield Verdict(
            "overload: goodput", figure, f">= {MIN_GOODPUT:.0%} of the peak", share >= MIN_GOODPUT
        )
        bar = BUDGET_MIB + SLACK_MIB
        yield Verdict("overload: memory", f"{grown[0]:+.1f} MiB", f"<= {bar}", grown[0] <= bar)
        slowest, middle = max(latencies_ms), statistics.median(latencies_ms)
        figure = f"{slowest:.0f} ms, median {middle:.1f} ms of {len(latencies_ms)}"
        yield Verdict(
            "overload: slowest health check", figure, f"<= {HEALTH_MS:.0f} ms", slowest <= HEALTH_MS
        )
        figure = (
            f"{normal_s:.1f} s, p99 {after.p99_us / 1e3:.0f} ms, {alone.p99_us / 1e3:.0f} before"
        )
        yield Verdict(
            "overload: until all is as before",
            figure,
            f"<= {BACK_TO_NORMAL_S:.0f} s",
            normal_s <= BACK_TO_NORMAL_S,
        )
        yield from subject.health("overload")


def _peak(command: LoadCommand) -> float:
    """Requests/s with as many in flight as are admitted: the best of three short loads."""
    h2load(command, requests=10 * ADMITTED, clients=ADMITTED)
    return max(h2load(command, requests=40 * ADMITTED, clients=ADMITTED).rate for _ in range(3))


def _probe(command: LoadCommand, peak: float) -> Load:
    """One request at a time, for some seconds: a fraction of what the server can do."""
    return h2load(command, requests=int(max(100, PROBE_S * peak / 2)), clients=1)


def _normal_again(after: Load, peak: float, most_us: float) -> float:
    """When a second began whose p99 was at most `most_us`, seconds since the epoch."""
    if after.failed:
        return math.inf
    latencies_us = [latency_us for _, latency_us in after.calls]
    window = max(20, int(peak / 2))
    for first in range(len(latencies_us) - window + 1):
        if sorted(latencies_us[first : first + window])[window * 99 // 100] <= most_us:
            return after.calls[first][0]
    return math.inf


@contextmanager
def _health_checks(subject: Subject) -> Iterator[list[float]]:
    """Asks for the server's health all the time; yields the milliseconds that each answer took."""
    latencies_ms: list[float] = []
    is_over = threading.Event()
    with ExitStack() as opened:
        channel = opened.enter_context(channel_to(subject.address))
        check = health_pb2_grpc.HealthStub(channel).Check
        thread = threading.Thread(target=_ask, args=(check, latencies_ms, is_over))
        thread.start()
        opened.callback(thread.join)
        opened.callback(is_over.set)
        yield latencies_ms


def _ask(check: Callable[..., object], latencies_ms: list[float], is_over: threading.Event) -> None:
    while not is_over.wait(HEALTH_INTERVAL_S):
        begun = time.monotonic()
        try:
            check(health_pb2.HealthCheckRequest(), timeout=10)
        except grpc.RpcError:
            latencies_ms.append(float("inf"))
        else:
            latencies_ms.append((time.monotonic() - begun) * 1e3)
