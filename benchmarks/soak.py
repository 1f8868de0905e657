"""Long runs against real servers, whose figures have to stay under bars: `make soak`.

    python -m benchmarks.soak                        all rows in full, about an hour on two cores
    python -m benchmarks.soak --scale 0.05           a twentieth of it
    python -m benchmarks.soak --only predicts stops  these rows
    python -m benchmarks.soak --data_plane=native    the same on the native plane

Servers listen on 127.0.0.1 and are processes of their own; what is random comes from the seed that
is printed first. Exits with 1 when a bar was missed. Needs h2load (Debian package nghttp2-client).
"""

from __future__ import annotations

import argparse
import pathlib
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping

from benchmarks import models
from benchmarks.soaking import (
    abandoned,
    batching,
    bounds,
    calm,
    detector,
    differential,
    growth,
    http_clients,
    overload,
    rest,
    stops,
    versions,
)
from benchmarks.soaking.plan import Plan
from benchmarks.soaking.verdict import Verdict
from benchmarks.table import Table

ROWS: Mapping[str, Callable[[Plan], Iterator[Verdict]]] = {
    "switches": versions.switches,
    "long_requests": versions.long_requests,
    "predicts": growth.predicts,
    "errors": growth.errors,
    "rest_predicts": rest.rest_predicts,
    "rest_errors": rest.rest_errors,
    "gzip_failures": rest.gzip_failures,
    "cancelled": abandoned.cancelled,
    "cancelled_in_batches": abandoned.cancelled_in_batches,
    "deadlines": abandoned.deadlines,
    "killed_clients": abandoned.killed_clients,
    "reloads": versions.reloads,
    "calm": calm.calm,
    "bounds": bounds.bounds,
    "junk": bounds.junk,
    "slow_http": http_clients.slow_http,
    "chunk_attacks": http_clients.chunk_attacks,
    "http_junk": http_clients.http_junk,
    "http_connections": http_clients.http_connections,
    "overload": overload.overload,
    "rows": batching.rows,
    "full_queue": batching.full_queue,
    "differential": differential.differential,
    "stops": stops.stops,
    "kills": stops.kills,
    "detector": detector.detector,
}


def main() -> int:
    """Run the rows one after the other; 1 when a bar was missed."""
    args = _arguments()
    seed = args.seed if args.seed is not None else time.time_ns() % 1_000_000
    print(f"seed {seed}, scale {args.scale:g}")
    exported = models.prepare(args.work / "models")
    flags = [f"--data_plane={args.data_plane}"] if args.data_plane else []
    flags += args.flag
    tables, missed = [], 0
    for name in args.only or ROWS:
        begun = time.monotonic()
        with tempfile.TemporaryDirectory() as scratch:
            plan = Plan(exported, pathlib.Path(scratch), args.scale, seed, flags)
            verdicts = list(_run(name, plan))
        missed += sum(not each.is_met for each in verdicts)
        table = _table(name, verdicts, time.monotonic() - begun)
        print(f"\n{table.text()}", flush=True)
        tables.append(table)
    if args.markdown:
        args.markdown.write_text("\n\n".join(table.markdown() for table in tables) + "\n")
    print(f"\n{missed} bars missed" if missed else "\nall bars met")
    return 1 if missed else 0


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--only", nargs="+", choices=ROWS, metavar="ROW", help=", ".join(ROWS))
    parser.add_argument("--scale", type=float, default=1.0, help="how much of it (%(default)s)")
    parser.add_argument("--seed", type=int, help="of what is random")
    parser.add_argument("--flag", action="append", default=[], help="one more for every server")
    parser.add_argument("--data_plane", choices=("native", "python"), help="of every server")
    parser.add_argument("--markdown", type=pathlib.Path, help="write the tables there, too")
    parser.add_argument("--work", type=pathlib.Path, default="build/bench", help="exported models")
    return parser.parse_args()


def _run(name: str, plan: Plan) -> Iterator[Verdict]:
    """The row's verdicts; a row that breaks off is a missed bar."""
    try:
        yield from ROWS[name](plan)
    except Exception as error:  # noqa: BLE001  whatever it was, the other rows go on
        yield Verdict(f"{name}: broke off", f"{type(error).__name__}: {error}"[:2000], "-", False)


def _table(name: str, verdicts: list[Verdict], seconds: float) -> Table:
    description = (ROWS[name].__doc__ or name).split("\n\n")[0]
    title = f"{name}: {' '.join(description.split())} ({seconds:.0f} s)"
    table = Table(title, ("what", "measured", "bar", "met"))
    for each in verdicts:
        table.add(each.what, each.measured, each.bar, "yes" if each.is_met else "NO")
    return table


if __name__ == "__main__":
    sys.exit(main())
