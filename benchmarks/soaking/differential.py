"""A row that asks both planes the same."""

from __future__ import annotations

from collections.abc import Iterator

from benchmarks.differential.export import prepare
from benchmarks.differential.planes import both_planes
from benchmarks.differential.requests import request
from benchmarks.soaking.plan import Plan
from benchmarks.soaking.verdict import Verdict

__all__ = ["differential"]

REQUESTS = 100_000
SHOWN = 3


def differential(plan: Plan) -> Iterator[Verdict]:
    """100,000 right and broken requests to both planes: code, text, details and answer agree."""
    models = prepare(plan.models.with_name("differential"))
    flags = [flag for flag in plan.flags if not flag.startswith("--data_plane=")]
    chance, different = plan.random(), 0
    with both_planes(models, plan.scratch, flags) as planes:
        requests = (request(chance) for _ in range(plan.count(REQUESTS)))
        for each in planes.differences(requests):
            different += 1
            if different <= SHOWN:
                print(f"{each.request!r}\n  python: {each.python}\n  native: {each.native}")
        alive = sum(server.process.poll() is None for server in planes.servers)
    yield Verdict("differential: answers that differ", str(different), "0", different == 0)
    yield Verdict("differential: servers alive", str(alive), "2", alive == 2)
