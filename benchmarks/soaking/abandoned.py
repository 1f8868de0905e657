"""Rows in which the client loses interest: cancelled calls, passed deadlines, killed clients."""

from __future__ import annotations

import collections
import random
import signal
import subprocess
import tempfile
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from pathlib import Path

import grpc
import numpy as np

from benchmarks.h2load import LoadCommand, arguments, h2load
from benchmarks.soaking.growth import measured_growth
from benchmarks.soaking.plan import Plan
from benchmarks.soaking.subject import CANARY, Subject, channel_to, predict_request
from benchmarks.soaking.verdict import Verdict
from tfserve.apis import predict_pb2, prediction_service_pb2_grpc

__all__ = ["cancelled", "cancelled_in_batches", "deadlines", "killed_clients"]

CALLS = 100_000
UNDER_WAY = 64
SHORT_TURNS = 100  # of the model `slow`: about 1 ms
LONG_TURNS = 70_000  # about 500 ms
KILLS = 1_000
WARM_UP, WARM_UP_KILLS = 2_000, 50  # enough for pools of threads to be full
CONNECTIONS = 4
HARMLESS = {"OK", "CANCELLED", "DEADLINE_EXCEEDED", "RESOURCE_EXHAUSTED", "REFUSED_STREAM"}
# Cancelled calls count against the streams of a connection until the server has let go of them;
# what comes beyond (rapid reset) is refused before it is read, which clients that retry do not see.
REFUSED = "Received RST_STREAM with error code 7"


class Caller:
    """Begins calls and counts how they end; at most so many are under way. For one thread."""

    def __init__(self, channels: Sequence[grpc.Channel], seed: int) -> None:
        self._stubs = [prediction_service_pb2_grpc.PredictionServiceStub(each) for each in channels]
        self._room = threading.Semaphore(UNDER_WAY)
        self._chance = random.Random(seed)
        self._recent: collections.deque[grpc.Future] = collections.deque(maxlen=UNDER_WAY // 2)
        self._lock = threading.Lock()
        self.codes: collections.Counter[str] = collections.Counter()  # guarded by _lock

    def begin(self, request: predict_pb2.PredictRequest) -> None:
        """A call with a deadline that mostly passes, or one that is cancelled: at once, after up
        to 32 further calls, or when it has long ended.
        """
        self._room.acquire()
        expires = self._chance.random() < 0.5
        timeout_s = self._chance.uniform(0.0002, 0.003) if expires else 30.0
        call = self._chance.choice(self._stubs).Predict.future(request, timeout=timeout_s)
        call.add_done_callback(self._count)
        if expires:
            return
        if self._chance.random() < 0.3:
            call.cancel()
        self._recent.append(call)
        self._chance.choice(self._recent).cancel()

    def finish(self) -> None:
        """Wait for the last ones."""
        for call in self._recent:
            call.cancel()
        for _ in range(UNDER_WAY):
            self._room.acquire()
        for _ in range(UNDER_WAY):
            self._room.release()

    def _count(self, call: grpc.Future) -> None:
        is_refused = REFUSED in (call.details() or "")
        with self._lock:
            self.codes["REFUSED_STREAM" if is_refused else call.code().name] += 1
        self._room.release()


def cancelled(plan: Plan) -> Iterator[Verdict]:
    """100,000 calls that are cancelled or whose deadline passes, on a model of 1 ms."""
    x, turns = np.ones(1, np.float32), np.int32(SHORT_TURNS)
    yield from _cancelled(plan, "cancelled", predict_request("slow", x=x, turns=turns), "slow")


def cancelled_in_batches(plan: Plan) -> Iterator[Verdict]:
    """The same on a model of 1 ms whose requests are merged into batches."""
    request = predict_request("echo", x=np.ones((1, 4)))
    yield from _cancelled(
        plan, "cancelled in batches", request, "echo", flags=["--enable_batching=auto"]
    )


def _cancelled(
    plan: Plan, row: str, request: predict_pb2.PredictRequest, model: str, flags: Sequence[str] = ()
) -> Iterator[Verdict]:
    with plan.serving(model, flags=flags) as subject, ExitStack() as opened:
        channels = [opened.enter_context(channel_to(subject.address)) for _ in range(CONNECTIONS)]
        caller = Caller(channels, plan.seed)
        requests = (predict_request(CANARY, x=np.ones(1, np.float32)), request)

        def work(count: int) -> None:
            for place in range(count):
                caller.begin(requests[place % 2])
            caller.finish()

        for each in requests:  # fills pools of threads
            h2load(subject.load_command(each), requests=WARM_UP, clients=UNDER_WAY)
        growth = measured_growth(subject, work, plan.count(CALLS), WARM_UP)
        codes = dict(caller.codes)
        yield Verdict("codes at the client", _listed(codes), "no other", set(codes) <= HARMLESS)
        yield from growth.verdicts(row)
        yield from subject.health(row)


def deadlines(plan: Plan) -> Iterator[Verdict]:
    """Deadlines of 1 and 50 ms on a model of 500 ms: the server answers in time, and drops what
    it has not begun. The client here enforces nothing, so that the server has to.
    """
    with plan.serving("slow") as subject:
        request = predict_request("slow", x=np.ones(1, np.float32), turns=np.int32(LONG_TURNS))
        begun = time.monotonic()
        command = subject.load_command(request)
        run_s = time.monotonic() - begun
        yield Verdict("without a deadline", f"{run_s * 1e3:.0f} ms", "> 100 ms", run_s > 0.1)
        for limit_ms in (1, 50):
            yield from _answers_in_time(subject, command.message, limit_ms)
            _wait_until_idle(subject)
        before = subject.cpu_s()
        hopeless = _with_deadline(subject, command.message, 50)
        h2load(hopeless, requests=UNDER_WAY, clients=UNDER_WAY)
        _wait_until_idle(subject)
        spent = subject.cpu_s() - before
        bar = UNDER_WAY * run_s / 2
        what = f"CPU for {UNDER_WAY} at once, all too late"
        yield Verdict(what, f"{spent:.1f} s", f"<= half of all: {bar:.1f} s", spent <= bar)
        yield from subject.health("deadlines")


def _with_deadline(subject: Subject, message: bytes, limit_ms: int) -> LoadCommand:
    return LoadCommand(subject.address, message, 0, headers=(f"grpc-timeout: {limit_ms}m",))


def _answers_in_time(subject: Subject, message: bytes, limit_ms: int) -> Iterator[Verdict]:
    load = h2load(_with_deadline(subject, message, limit_ms), requests=10, clients=1)
    bar_ms = limit_ms + 50
    yield Verdict(
        f"deadline {limit_ms} ms: slowest answer",
        f"{load.p99_us / 1e3:.0f} ms",
        f"<= {bar_ms} ms",
        load.p99_us / 1e3 <= bar_ms,
    )
    what = f"deadline {limit_ms} ms: answered with a result"
    yield Verdict(what, str(load.failed), "0", load.failed == 0)


def _wait_until_idle(subject: Subject) -> None:
    """Return when the server has used next to no CPU for half a second; after a minute anyhow."""
    ends_at = time.monotonic() + 60
    while time.monotonic() < ends_at:
        before = subject.cpu_s()
        time.sleep(0.5)
        if subject.cpu_s() - before < 0.1:
            return


def killed_clients(plan: Plan) -> Iterator[Verdict]:
    """1,000 clients killed in the middle of sending, waiting or receiving."""
    chance = plan.random()
    with plan.serving("slow", "plus") as subject, tempfile.TemporaryDirectory() as directory:
        big = np.zeros(1_000_000, np.float32)  # 4 MB each way
        requests = (
            predict_request("plus", x=big),
            predict_request("slow", x=big[:1], turns=np.int32(SHORT_TURNS * 10)),
        )
        commands = [
            [*arguments(LoadCommand(subject.address, each.SerializeToString(), 0), path), "-n9999"]
            for place, each in enumerate(requests)
            if (path := _made(Path(directory) / str(place)))
        ]

        def work(count: int) -> None:
            for _ in range(count):
                _kill_soon(chance.choice(commands), chance.uniform(0.005, 0.1))

        growth = measured_growth(subject, work, plan.count(KILLS), WARM_UP_KILLS)
        yield from growth.verdicts("killed clients")
        yield from subject.health("killed clients")


def _made(directory: Path) -> Path:
    directory.mkdir()
    return directory


def _kill_soon(command: list[str], after_s: float) -> None:
    with subprocess.Popen([*command, "-c4", "-m2"], stdout=subprocess.DEVNULL) as client:
        time.sleep(after_s)
        client.send_signal(signal.SIGKILL)


def _listed(counts: dict[str, int]) -> str:
    return ", ".join(f"{name} {count}" for name, count in sorted(counts.items()))
