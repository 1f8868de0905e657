"""Runs a target on ever new inputs, and keeps those that make it do something new."""

from __future__ import annotations

import pathlib
import random
import re
import time
import traceback
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from benchmarks.fuzzing.mutator import mutate

__all__ = ["Finding", "Result", "Target", "fuzz", "replay", "save"]

SLOWEST_S = 1.0  # longer for 4 KiB of input is a finding, too
SHRINKING_S = 5.0
SHAPE = 48  # letters of an outcome that tell it from others


@dataclass(frozen=True, slots=True)
class Target:
    """What is fed.

    Args:
        name: on the command line, and the folder of its corpus.
        run: feeds one input and says what became of it, in few words; it raises only where the
            code under test has a defect.
        seeds: good inputs to begin with.
        words: pieces that mean something in this format.
    """

    name: str
    run: Callable[[bytes], str]
    seeds: Sequence[bytes]
    words: Sequence[bytes] = ()


@dataclass(frozen=True, slots=True)
class Finding:
    """An input that shows a defect, as short as could be made, and how it shows."""

    data: bytes
    report: str


@dataclass(frozen=True, slots=True)
class Result:
    """What a campaign has done.

    Args:
        inputs: how many were tried.
        pool: the inputs whose outcome was new when they came, with that outcome.
        finding: None when there was none.
    """

    inputs: int
    pool: dict[str, bytes]
    finding: Finding | None


def fuzz(target: Target, corpus: pathlib.Path, *, seconds: float, seed: int) -> Result:
    """Feed the corpus, then mutations of all that did something new, until time is up."""
    chance = random.Random(seed)
    pool: dict[str, bytes] = {}
    inputs = 0
    ends_at = time.monotonic() + seconds
    for data in _inputs(target, corpus, pool, chance):
        if inputs >= len(target.seeds) and time.monotonic() >= ends_at:
            break
        inputs += 1
        outcome, report = _try(target, data)
        if report:
            return Result(inputs, pool, _shrunk(target, data, report))
        pool.setdefault(outcome, data)
    return Result(inputs, pool, None)


def replay(target: Target, corpus: pathlib.Path) -> Iterator[tuple[str, Finding | None]]:
    """Every stored input of the target and the seeds: where it is from, what it shows."""
    stored = [(path.name, path.read_bytes()) for path in sorted((corpus / target.name).glob("*"))]
    for name, data in (*((f"seed {at}", seed) for at, seed in enumerate(target.seeds)), *stored):
        _, report = _try(target, data)
        yield name, Finding(data, report) if report else None


def save(directory: pathlib.Path, data: bytes) -> pathlib.Path:
    """Write an input under a name that its content decides."""
    import hashlib

    directory.mkdir(parents=True, exist_ok=True)
    path = directory / hashlib.sha256(data).hexdigest()[:16]
    path.write_bytes(data)
    return path


def _inputs(
    target: Target, corpus: pathlib.Path, pool: dict[str, bytes], chance: random.Random
) -> Iterator[bytes]:
    yield from target.seeds
    for path in sorted((corpus / target.name).glob("*")):
        yield path.read_bytes()
    while True:
        known = list(pool.values())
        for _ in range(100):
            yield mutate(chance.choice(known), known, target.words, chance)


def _try(target: Target, data: bytes) -> tuple[str, str]:
    """The outcome, and a report when there is something to report."""
    begun = time.monotonic()
    try:
        outcome = target.run(data)
    except Exception:  # noqa: BLE001  any exception at all is what we look for
        return "", traceback.format_exc()
    took_s = time.monotonic() - begun
    if took_s > SLOWEST_S:
        return "", f"took {took_s:.1f} s: {outcome}"
    return _shape(outcome), ""


def _shape(outcome: str) -> str:
    """The outcome without what every input brings anew: numbers, names, quotations."""
    fixed = re.sub(r"(['\"]).*?\1|\{.*?\}", "", outcome, flags=re.DOTALL)
    return re.sub(r"[^A-Za-z ]+", "", fixed)[:SHAPE]


def _shrunk(target: Target, data: bytes, report: str) -> Finding:
    """Leave out stretches as long as it still fails, longer ones first."""
    ends_at = time.monotonic() + SHRINKING_S
    stretch = len(data) // 2
    while stretch:
        for begin in range(0, len(data), stretch):
            shorter = data[:begin] + data[begin + stretch :]
            _, still = _try(target, shorter)
            if still:
                data, report = shorter, still
                break
            if time.monotonic() > ends_at:
                return Finding(data, report)
        else:
            stretch //= 2
    return Finding(data, report)
