"""The row that tests the others: a server with a defect has to miss the bars."""

from __future__ import annotations

import dataclasses
import itertools
from collections.abc import Callable, Iterator, Mapping

from benchmarks.soaking import growth, rest
from benchmarks.soaking.plan import Plan
from benchmarks.soaking.verdict import Verdict

__all__ = ["detector"]

SCALE = 0.1  # of the row of good requests: 10,000; with fewer, small leaks hide in the noise
DEFECTS = {  # defect -> what the verdict that has to fail ends with
    "memory": "slope of the last half",
    "files": "open files",
    "threads": "threads",
    "exceptions": "exceptions in the log",
}

ROWS: Mapping[str, Callable[[Plan], Iterator[Verdict]]] = {
    "gRPC": growth.predicts,
    "REST": rest.rest_predicts,
}


def detector(plan: Plan) -> Iterator[Verdict]:
    """Servers that lose memory, files, threads or exceptions are found out by the other rows."""
    for (protocol, row), defect in itertools.product(ROWS.items(), DEFECTS):
        ending = DEFECTS[defect]
        scratch = plan.scratch / f"{defect}-{protocol}"
        scratch.mkdir()
        spoilt = dataclasses.replace(
            plan,
            scratch=scratch,
            scale=SCALE,
            program=("-m", "benchmarks.soaking.leaky_server", defect),
        )
        (found,) = (each for each in row(spoilt) if each.what.endswith(ending))
        yield Verdict(
            f"a server that leaks {defect}, {protocol}: {ending}",
            found.measured,
            f"not {found.bar}",
            not found.is_met,
        )
