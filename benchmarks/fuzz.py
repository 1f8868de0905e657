"""Feed broken input to everything that parses what others wrote: `make fuzz`.

    python -m benchmarks.fuzz                               every target for 30 seconds
    python -m benchmarks.fuzz --seconds 600 --only tensor   one target for ten minutes
    python -m benchmarks.fuzz --keep                        store what was new in the corpus

Inputs begin with the corpus (benchmarks/corpus, which the tests feed at every commit, too) and are
mutated; those with an outcome that was not seen before are mutated further. A finding is written to
build/fuzz, printed and ends the run with exit code 1.
"""

from __future__ import annotations

import argparse
import pathlib
import resource
import sys
import time

from benchmarks.fuzzing.campaign import fuzz, save
from benchmarks.fuzzing.targets import targets

CORPUS = pathlib.Path(__file__).with_name("corpus")
MEMORY_BYTES = 4 << 30  # an input that wants more is a finding: MemoryError


def main() -> int:
    """Run the campaigns; 1 when one has found something."""
    available = {target.name: target for target in targets()}
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--only", nargs="+", choices=available, help="these targets")
    parser.add_argument("--seconds", type=float, default=30, help="for each target")
    parser.add_argument("--seed", type=int, help="of what is random")
    parser.add_argument("--keep", action="store_true", help="store new inputs in the corpus")
    parser.add_argument("--findings", type=pathlib.Path, default="build/fuzz")
    args = parser.parse_args()
    seed = args.seed if args.seed is not None else time.time_ns() % 1_000_000
    print(f"seed {seed}")
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
    findings = 0
    for name in args.only or available:
        result = fuzz(available[name], CORPUS, seconds=args.seconds, seed=seed)
        print(f"{name}: {result.inputs:,} inputs, {len(result.pool)} outcomes", flush=True)
        if args.keep:
            for data in result.pool.values():
                save(CORPUS / name, data)
        if result.finding:
            findings += 1
            path = save(args.findings / name, result.finding.data)
            print(f"{path}: {result.finding.data!r}\n{result.finding.report}", flush=True)
    return 1 if findings else 0


if __name__ == "__main__":
    sys.exit(main())
