"""The row that tests the others: a server with a defect has to miss the bars."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator

from benchmarks.soaking import growth
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


def detector(plan: Plan) -> Iterator[Verdict]:
    """Servers that lose memory, files, threads or exceptions are found out by the other rows."""
    for defect, ending in DEFECTS.items():
        scratch = plan.scratch / defect
        scratch.mkdir()
        spoilt = dataclasses.replace(
            plan,
            scratch=scratch,
            scale=SCALE,
            program=("-m", "benchmarks.soaking.leaky_server", defect),
        )
        (found,) = (each for each in growth.predicts(spoilt) if each.what.endswith(ending))
        yield Verdict(
            f"a server that leaks {defect}: {ending}",
            found.measured,
            f"not {found.bar}",
            not found.is_met,
        )
