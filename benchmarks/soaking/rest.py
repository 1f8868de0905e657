"""Rows that ask over REST very often: nothing may grow."""

from __future__ import annotations

import gzip
from collections.abc import Iterator, Mapping

from benchmarks.h2load import h2load
from benchmarks.soaking.growth import CLIENTS, MANY_CLIENTS, REQUESTS, WARM_UP, measured_growth
from benchmarks.soaking.plan import Plan
from benchmarks.soaking.subject import CANARY_PATH, Subject
from benchmarks.soaking.verdict import MIB, Verdict

__all__ = ["gzip_failures", "rest_errors", "rest_predicts"]

GOOD = b'{"instances": [1.0]}'
GZIP_FAILURES = 1_000
BOMB_MIB = 512
LIMIT_MIB = 4

ERRORS: Mapping[str, tuple[str, bytes, int]] = {
    "an empty document": (CANARY_PATH, b" ", 400),  # h2load sends no empty body
    "no JSON": (CANARY_PATH, b"{'instances': [1]}", 400),
    "neither inputs nor instances": (CANARY_PATH, b'{"a": 1}', 400),
    "text for numbers": (CANARY_PATH, b'{"instances": ["a"]}', 400),
    "ragged rows": (CANARY_PATH, b'{"instances": [[1, 2], [3]]}', 400),
    "nested too deep": (CANARY_PATH, b"[" * 10_000, 400),
    "an unknown signature": (CANARY_PATH, b'{"signature_name": "x", "instances": [1]}', 400),
    "an unknown model": ("/v1/models/image-search:predict", GOOD, 404),
    "an unknown path": ("/v1/foo", GOOD, 400),
    "a path elsewhere": ("/foo", GOOD, 404),
}
"""Kind of error -> path, body and the status that answers them."""


def rest_predicts(plan: Plan) -> Iterator[Verdict]:
    """100,000 good answers over REST."""
    with plan.serving() as subject:
        command = subject.rest_command(CANARY_PATH, GOOD)
        failed = 0
        h2load(command, requests=WARM_UP, clients=MANY_CLIENTS)

        def work(count: int) -> None:
            nonlocal failed
            failed += h2load(command, requests=count, clients=CLIENTS).failed

        growth = measured_growth(subject, work, plan.count(REQUESTS))
        yield Verdict("rest_predicts: failed", str(failed), "0", failed == 0)
        yield from growth.verdicts("rest_predicts")
        yield from subject.health("rest_predicts")


def rest_errors(plan: Plan) -> Iterator[Verdict]:
    """100,000 requests of each kind of error over REST."""
    with plan.serving() as subject:
        good = subject.rest_command(CANARY_PATH, GOOD)
        h2load(good, requests=WARM_UP, clients=MANY_CLIENTS)
        for name, (path, body, wanted) in ERRORS.items():
            status, _ = subject.post(path, body)
            yield Verdict(f"{name}: status", str(status), str(wanted), status == wanted)
            command = subject.rest_command(path, body)

            def work(count: int, command: object = command) -> None:
                h2load(command, requests=count, clients=CLIENTS)

            growth = measured_growth(subject, work, plan.count(REQUESTS), plan.count(WARM_UP))
            yield from growth.verdicts(name)
        yield from subject.health("rest_errors")


def gzip_failures(plan: Plan) -> Iterator[Verdict]:
    """1,000 bodies of each kind that are no gzip, are cut, or become too much."""
    flags = (f"--max_request_bytes={LIMIT_MIB * MIB}",)
    whole = gzip.compress(plan.random().randbytes(MIB))
    kinds = {
        "junk": (plan.random().randbytes(MIB), 400),
        "cut": (whole[: len(whole) // 2], 400),
        "bomb": (gzip.compress(bytes(64 * MIB), 9) * (BOMB_MIB // 64), 413),
    }
    with plan.serving(flags=flags) as subject:
        for name, (body, wanted) in kinds.items():
            yield from _gzip_failure(plan, subject, name, body, wanted)
        yield from subject.health("gzip_failures")


def _gzip_failure(
    plan: Plan, subject: Subject, name: str, body: bytes, wanted: int
) -> Iterator[Verdict]:
    header = "content-encoding: gzip"
    status, _ = subject.post(CANARY_PATH, body, header)
    yield Verdict(f"gzip {name}: status", str(status), str(wanted), status == wanted)

    def work(count: int) -> None:
        for _ in range(count):
            subject.post(CANARY_PATH, body, header)

    with subject.peak_mib() as grown:
        growth = measured_growth(subject, work, plan.count(GZIP_FAILURES, least=40), 20)
    yield from growth.verdicts(f"gzip {name}")
    bar = 4 * LIMIT_MIB  # what came, what it became, and the same of the request before
    figure = f"{grown[0]:+.1f} MiB"
    yield Verdict(f"gzip {name}: memory at its peak", figure, f"<= {bar} MiB", grown[0] <= bar)
