"""Compare tfserve with a C++ gRPC server and with bare grpcio, side by side: `make bench`.

For each model and number of clients, all servers run at the same time and are loaded in turn, in
rounds; every answer is checked by its size, the first one of each server by its numbers. Only
ratios within one run mean something: machines are noisy, and where h2load and the server share two
cores the CPU time per request is the steadier figure. "to pool" compares with the C++ reference
that runs graphs on TensorFlow's inter-op pool, a C++ model server's default.

Needs (Debian): apt-get install g++ make libgrpc++-dev pkg-config nghttp2-client
"""

from __future__ import annotations

import argparse
import pathlib
from collections.abc import Iterator

from benchmarks import (
    batching,
    cold_start,
    comparison,
    contenders,
    json_path,
    micro,
    models,
    native_plane,
    rest,
)
from benchmarks.table import Table

CASES = ("half_plus_two", "mlp", "wide")
REST_CASES = ("half_plus_two", "mlp")
CLIENTS = (1, 8, 64)
THOROUGH = comparison.Effort(rounds=5, seconds=2.0)
QUICK = comparison.Effort(rounds=2, seconds=0.5)


def main() -> None:
    """Print every table as it is done, and write all as Markdown where asked."""
    args = _arguments()
    effort = QUICK if args.quick else THOROUGH
    tables = []
    for table in _tables(args, effort):
        print(f"\n{table.text()}", flush=True)
        tables.append(table)
    if args.markdown:
        args.markdown.write_text("\n\n".join(table.markdown() for table in tables) + "\n")


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--quick", action="store_true", help="short and noisy")
    parser.add_argument("--cases", nargs="*", default=CASES, help="also: mlp-32")
    parser.add_argument("--clients", nargs="+", type=int, default=CLIENTS)
    parser.add_argument("--no-reference", action="store_true", help="do without the C++ server")
    parser.add_argument(
        "--no-micro", action="store_true", help="no tensors, no JSON, no import times"
    )
    parser.add_argument("--no-rest", action="store_true", help="gRPC only")
    parser.add_argument("--batching", action="store_true", help="only: batched against not batched")
    parser.add_argument("--native", action="store_true", help="only: the native plane, with bars")
    parser.add_argument("--flag", action="append", default=[], help="one more for tfserve")
    parser.add_argument("--markdown", type=pathlib.Path, help="write the tables there, too")
    parser.add_argument("--work", type=pathlib.Path, default="build/bench", help="models, programs")
    return parser.parse_args()


def _tables(args: argparse.Namespace, effort: comparison.Effort) -> Iterator[Table]:
    if args.native:
        yield from _native_tables(args, effort)
        return
    if not args.no_micro:
        yield micro.tensors()
        yield micro.imports()
        yield json_path.reading()
        yield json_path.writing()
    exported = models.prepare(args.work / "models").resolve()
    if args.batching:
        yield from batching.tables(exported, args.work, effort, args.cases)
        return
    reference = None if args.no_reference else contenders.build_reference(args.work)
    for name in args.cases:
        case = models.Case.read(exported, name)
        with contenders.contenders(case, exported, reference, args.flag) as servers:
            for clients in args.clients:
                title = f"{name}, {clients} clients" if clients > 1 else f"{name}, 1 client"
                yield comparison.table(comparison.compare(title, servers, clients, effort))
    if not args.no_rest:
        cases = [name for name in args.cases if name in REST_CASES]
        yield rest.requests(exported, cases, args.clients, effort, args.flag)
        yield rest.images(exported, args.flag)


def _native_tables(args: argparse.Namespace, effort: comparison.Effort) -> Iterator[Table]:
    exported = models.prepare(args.work / "models").resolve()
    reference = contenders.build_reference(args.work)
    yield cold_start.table(exported, reference, effort.rounds)
    yield from native_plane.tables(exported, reference, effort)
    yield native_plane.scaling(exported, effort)


if __name__ == "__main__":
    main()
