"""The row about requests to one model while another one comes and goes."""

from __future__ import annotations

import collections
import statistics
import time
from collections.abc import Iterator, Sequence

import grpc

from benchmarks.soaking.clients import AskingThread
from benchmarks.soaking.plan import Plan
from benchmarks.soaking.subject import CANARY
from benchmarks.soaking.switcher import switching
from benchmarks.soaking.verdict import Verdict
from tfserve.apis import predict_pb2, prediction_service_pb2_grpc

__all__ = ["calm"]

SWITCHES = 20
CLIENTS = 2
INTERVAL_S = 0.004  # between two requests of one client: far from what the server can do
QUIET_S = 2.5  # before each switch
RATIO = 2.0
Span = tuple[float, float]


class _Clock(AskingThread):
    """A client that asks at a steady pace and notes how long each answer takes."""

    def __init__(self, address: str) -> None:
        self.answers: list[tuple[float, float]] = []  # when asked, seconds to the answer
        self.errors: collections.Counter[str] = collections.Counter()
        self._following = time.monotonic()  # when the next request is due
        super().__init__(address, "soak-clock")

    def _ask_once(
        self,
        stub: prediction_service_pb2_grpc.PredictionServiceStub,
        request: predict_pb2.PredictRequest,
    ) -> None:
        asked = time.monotonic()
        try:
            stub.Predict(request, timeout=10)
        except grpc.RpcError as error:
            self.errors[error.code().name] += 1
        answered = time.monotonic()
        self.answers.append((asked, answered - asked))
        self._following = max(self._following + INTERVAL_S, answered)
        time.sleep(self._following - answered)


def calm(plan: Plan) -> Iterator[Verdict]:
    """A model that takes seconds to load comes and goes 20 times, while clients ask another one."""
    count = plan.count(SWITCHES, least=2)
    models = {
        "deep": plan.versions("deep", count + 1),
        "plus": plan.models / "plus",
        CANARY: plan.models / CANARY,
    }
    quiet: list[Span] = []
    loads: list[Span] = []
    with switching(plan, models, "deep") as (subject, switcher):
        clocks = [_Clock(subject.address) for _ in range(CLIENTS)]
        try:
            time.sleep(1)  # warm
            for version in range(2, count + 2):
                begun = time.monotonic()
                time.sleep(QUIET_S)
                switched = time.monotonic()
                switcher.to(version)
                switcher.wait_until_only(version)
                quiet.append((begun, switched))
                loads.append((switched, time.monotonic()))
        finally:
            for clock in clocks:
                clock.close()
        errors = sum((clock.errors for clock in clocks), collections.Counter())
        answers = [answer for clock in clocks for answer in clock.answers]
        yield Verdict("calm: failed requests", str(dict(errors) or 0), "0", not errors)
        took = statistics.median(end - begun for begun, end in loads)
        yield Verdict("calm: a load and unload, median", f"{took:.1f} s", ">= 1 s", took >= 1)
        yield from _compared(_within(answers, quiet), _within(answers, loads))
        yield from subject.health("calm")


def _within(answers: Sequence[tuple[float, float]], spans: Sequence[Span]) -> list[float]:
    """Milliseconds of the requests that were sent in one of `spans`."""
    return sorted(
        took * 1e3 for asked, took in answers if any(begun <= asked <= end for begun, end in spans)
    )


def _compared(quiet_ms: Sequence[float], loading_ms: Sequence[float]) -> Iterator[Verdict]:
    """Both sorted."""
    quiet, loading = (times[int(len(times) * 0.99)] for times in (quiet_ms, loading_ms))
    ratio = loading / quiet
    yield Verdict(
        f"calm: p99 of {len(loading_ms):,} requests during loads against {len(quiet_ms):,} others",
        f"{loading:.2f} against {quiet:.2f} ms: {ratio:.2f}",
        f"<= {RATIO:g}",
        ratio <= RATIO,
    )
    yield Verdict(
        "calm: the slowest request during loads, and of the others",
        f"{loading_ms[-1]:.0f} and {quiet_ms[-1]:.0f} ms",
        "any",
        True,
    )
