"""Rows about versions that come and go while clients ask."""

from __future__ import annotations

import statistics
import time
from collections.abc import Iterator, Sequence

import grpc
import numpy as np

from benchmarks.models import PLUS_VERSIONS
from benchmarks.soaking.clients import asking, outcomes, wait_until_seen
from benchmarks.soaking.growth import measured_growth
from benchmarks.soaking.plan import Plan
from benchmarks.soaking.subject import CANARY, channel_to, predict_request
from benchmarks.soaking.switcher import switching
from benchmarks.soaking.verdict import Growth, Verdict
from tfserve.apis import predict_pb2, prediction_service_pb2_grpc

__all__ = ["long_requests", "reloads", "switches"]

SWITCHES = 200
CLIENTS = 8
REQUESTS = 50_000  # spread over the switches
RELOADS = 100
MODEL_MIB = 20  # of the model `large`
RELOAD_SLOPE_MIB = 0.2  # per cycle, over the last half
LONG_REQUESTS = 100
LONG_TURNS = 70_000  # of the model `slow`: about 500 ms


def switches(plan: Plan) -> Iterator[Verdict]:
    """200 version switches by reload RPC under 8 clients, and 2 more that ask for old versions."""
    count = plan.count(SWITCHES, least=2)
    base_path = plan.versions("plus", count + 1, of=range(1, PLUS_VERSIONS + 1))
    models = {"plus": base_path, CANARY: plan.models / CANARY}
    arrivals_s: list[float] = []
    with switching(plan, models, "plus") as (subject, switcher):
        with (
            asking(subject.address, CLIENTS) as clients,
            asking(subject.address, 2, is_pinned=True) as pinned,
        ):
            for version in range(2, count + 2):
                switcher.to(version)
                arrivals_s.append(wait_until_seen(clients, version))
                wanted = (version - 1) * REQUESTS // SWITCHES
                while outcomes(clients).total() < wanted:
                    time.sleep(0.005)
        seen, others = outcomes(clients), outcomes(pinned)
        wrong = seen.total() - seen["right"]
        yield Verdict(
            f"switches: {count}, requests that were not answered rightly",
            f"{wrong} of {seen.total():,} {dict(seen) if wrong else ''}".strip(),
            "0",
            wrong == 0 and seen.total() > 0,
        )
        yield Verdict(
            "switches: asking for versions that may be gone",
            str(dict(others)),
            "right or NOT_FOUND",
            set(others) <= {"right", "NOT_FOUND"},
        )
        yield _times("switches: time of the RPC", switcher.times_s, bar_s=60)
        yield _times("switches: then, until the new version answers", arrivals_s, bar_s=30)
        yield from subject.health("switches")


def _times(what: str, times_s: Sequence[float], *, bar_s: float) -> Verdict:
    slowest, middle = max(times_s), statistics.median(times_s)
    figures = f"median {middle * 1e3:.0f} ms, slowest {slowest * 1e3:.0f} ms"
    return Verdict(what, figures, f"<= {bar_s:.0f} s", slowest <= bar_s)


def reloads(plan: Plan) -> Iterator[Verdict]:
    """100 reloads of a model of 20 MB, while clients ask another one."""
    count = plan.count(RELOADS, least=20)
    warm_up = 5
    models = {
        "large": plan.versions("large", count + warm_up + 1),
        "plus": plan.models / "plus",
        CANARY: plan.models / CANARY,
    }
    with switching(plan, models, "large") as (subject, switcher):
        with asking(subject.address, 2) as clients:
            following = iter(range(2, count + warm_up + 2))

            def work(cycles: int) -> None:
                for _ in range(cycles):
                    version = next(following)
                    switcher.to(version)
                    switcher.wait_until_only(version)

            growth = measured_growth(subject, work, count, warm_up)
        seen = outcomes(clients)
        failed = seen.total() - seen["right"]
        yield Verdict("reloads: failed requests to another model", str(failed), "0", failed == 0)
        yield from _reload_bars(growth, count)
        yield from subject.health("reloads")


def _reload_bars(growth: Growth, count: int) -> Iterator[Verdict]:
    bar = 1.5 * MODEL_MIB
    grown = growth.total_mib
    yield Verdict(
        f"reloads: memory after {count} cycles", f"{grown:+.1f} MiB", f"<= {bar:.0f}", grown <= bar
    )
    slope = growth.per_sample_mib / growth.requests
    yield Verdict(
        "reloads: slope of the last half",
        f"{slope:+.2f} MiB/cycle",
        f"<= {RELOAD_SLOPE_MIB}",
        slope <= RELOAD_SLOPE_MIB,
    )
    files = growth.samples[-1].files - growth.samples[0].files
    yield Verdict("reloads: open files", f"{files:+d}", "+-2", abs(files) <= 2)


def long_requests(plan: Plan) -> Iterator[Verdict]:
    """A version is unloaded while a request of 500 ms runs on it; the next one does not wait."""
    count = plan.count(LONG_REQUESTS, least=3)
    models = {"slow": plan.versions("slow", count + 1), CANARY: plan.models / CANARY}
    failed = waited = 0
    with switching(plan, models, "slow") as (subject, switcher):
        with channel_to(subject.address) as channel:
            stub = prediction_service_pb2_grpc.PredictionServiceStub(channel)
            _answering_version(stub, 1)  # connected, warm
            for version in range(2, count + 2):
                running = stub.Predict.future(_slow(LONG_TURNS), timeout=30)
                switcher.to(version)
                while _answering_version(stub, 1) != version:
                    pass
                waited += running.done()
                failed += _outcome(running) != version - 1
        yield Verdict("long requests: failed", f"{failed} of {count}", "0", failed == 0)
        what = "long requests: the next version answered only after the request"
        yield Verdict(what, f"{waited} of {count}", "<= 5 %", waited <= count * 0.05)
        yield from subject.health("long requests")


def _slow(turns: int) -> predict_pb2.PredictRequest:
    return predict_request("slow", x=np.ones(1, np.float32), turns=np.int32(turns))


def _answering_version(stub: prediction_service_pb2_grpc.PredictionServiceStub, turns: int) -> int:
    answer = stub.Predict(_slow(turns), timeout=30)
    return int(answer.model_spec.version.value)


def _outcome(running: grpc.Future) -> int:
    """The version that answered; 0 for an error, which is printed."""
    try:
        return int(running.result().model_spec.version.value)
    except grpc.RpcError as error:
        print(f"a long request: {error.code()}: {error.details()}")
        return 0
