"""The native plane against the C++ reference: `make bench BENCH="--native"`.

All servers of a case run at the same time and are loaded in turn, in rounds; every answer is
checked. Each bar is a ratio of two medians of the same run, printed beside what was measured.
tfserve is loaded twice per round: how far it differs from itself is the noise.
"""

from __future__ import annotations

import os
import pathlib
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass

from benchmarks.comparison import Comparison, Effort, compare
from benchmarks.contenders import (
    CALLER,
    POOL,
    TFSERVE,
    Contender,
    checked,
    contenders,
    predict_message,
)
from benchmarks.models import Case
from benchmarks.table import Table
from tfserve.testing.running_server import running_server

__all__ = ["Bar", "scaling", "tables"]

_PLANE = "--data_plane=native"
_AUTO = "--enable_batching=auto"
_HEADINGS = ("what", "native", "reference", "ratio", "bar", "aim", "met")


@dataclass(frozen=True, slots=True)
class Bar:
    """What a figure of ours must be, as a multiple of a reference's.

    Args:
        base: the name of the reference.
        figure: "req/s" must be at least `bound` of it, "CPU us/req" and "p50 us" at most.
        bound: the multiple.
        aim: what is hoped for; 0 where no more is.
    """

    base: str
    figure: str
    bound: float
    aim: float = 0.0

    def is_met(self, ratio: float) -> bool:
        """Whether ours is good enough."""
        return ratio >= self.bound if self.figure == "req/s" else ratio <= self.bound


@dataclass(frozen=True, slots=True)
class _Question:
    """Which case is asked, by how many, and what must come of it.

    Args:
        case: of `benchmarks.models`.
        clients: connections.
        streams: requests in flight on each.
        bars: to be printed; none lists figures alone.
        flags: further ones for tfserve.
    """

    case: str
    clients: int
    streams: int
    bars: tuple[Bar, ...]
    flags: tuple[str, ...] = ()


_RATE, _CPU, _P50 = "req/s", "CPU us/req", "p50 us"
_FIGURES = {
    _RATE: lambda each: each.load.rate,
    _CPU: lambda each: each.cpu_us,
    _P50: lambda each: each.load.p50_us,
}
_CPU_BARS = (Bar(CALLER, _CPU, 0.65, 0.45), Bar(POOL, _CPU, 0.35, 0.2))
_QUESTIONS = (
    _Question("half_plus_two", 1, 1, (Bar(CALLER, _P50, 1.0), *_CPU_BARS)),
    _Question("half_plus_two", 8, 1, _CPU_BARS),
    _Question(
        "half_plus_two",
        8,
        8,
        (Bar(CALLER, _RATE, 1.7, 2.2), Bar(POOL, _RATE, 3.0, 5.0), *_CPU_BARS),
    ),
    _Question(
        "half_plus_two",
        32,
        1,
        (Bar(CALLER, _RATE, 1.3, 1.6), Bar(POOL, _RATE, 2.6, 3.2), *_CPU_BARS),
    ),
    _Question("mlp", 32, 8, (Bar(CALLER, _RATE, 3.0),), (_AUTO,)),
    _Question("wide", 32, 1, (Bar(CALLER, _RATE, 3.0),), (_AUTO,)),
    _Question("mlp-32", 8, 1, (Bar(CALLER, _RATE, 1.0),), (_AUTO,)),
)


def tables(models: pathlib.Path, reference: pathlib.Path, effort: Effort) -> Iterator[Table]:
    """One table per case and way of asking.

    Args:
        models: where `benchmarks.models` has exported to.
        reference: the compiled program.
        effort: how long to measure.
    """
    for question in _QUESTIONS:
        case = Case.read(models, question.case)
        flags = (_PLANE, *question.flags)
        with contenders(case, models, reference, flags, has_echo=False) as servers:
            title = f"native plane, {case.name}, {question.clients} x {question.streams}"
            compared = compare(title, servers, question.clients, effort, streams=question.streams)
        yield _table(compared, question)


def _table(compared: Comparison, question: _Question) -> Table:
    noise = compared.ratio(f"{TFSERVE}, again", TFSERVE)
    flags = "".join(f", {flag}" for flag in question.flags)
    out = Table(f"{compared.title}{flags} (noise: {noise:.2f})", _HEADINGS)
    barred = {(bar.figure, bar.base): bar for bar in question.bars}
    for figure, read in _FIGURES.items():
        ours = compared.median(TFSERVE, read)
        for base in (CALLER, POOL):
            theirs = compared.median(base, read)
            bar = barred.get((figure, base))
            cells = _bar_cells(bar, ours / theirs)
            out.add(f"{figure} to {base}", f"{ours:,.0f}", f"{theirs:,.0f}", *cells)
    return out


def _bar_cells(bar: Bar | None, ratio: float) -> tuple[str, ...]:
    """Ratio, bar, aim, and whether the bar was met."""
    if bar is None:
        return f"{ratio:.2f}", "-", "-", "-"
    sign = ">=" if bar.figure == _RATE else "<="
    aim = f"{bar.aim:g}" if bar.aim else "-"
    met = "yes" if bar.is_met(ratio) else "NO"
    return f"{ratio:.2f}", f"{sign} {bar.bound:g}", aim, met


def scaling(models: pathlib.Path, effort: Effort) -> Table:
    """Requests/s of half_plus_two when the server may use one core, two, and so on to all."""
    case = Case.read(models, "half_plus_two")
    out = Table(
        "native plane, half_plus_two, 8 x 8: cores of the server (h2load shares the machine)",
        ("cores", "req/s", "to one core", "CPU us/req", "server's CPU, cores"),
    )
    cores = sorted(os.sched_getaffinity(0))
    one = 0.0
    for count in range(1, len(cores) + 1):
        with _pinned(case, models, cores[:count]) as server:
            compared = compare("", (server,), 8, effort, streams=8)
        rate = compared.median(TFSERVE, _FIGURES[_RATE])
        cpu_us = compared.median(TFSERVE, _FIGURES[_CPU])
        one = one or rate
        busy = rate * cpu_us / 1e6
        out.add(count, f"{rate:,.0f}", f"{rate / one:.2f}", f"{cpu_us:.1f}", f"{busy:.2f}")
    return out


@contextmanager
def _pinned(case: Case, models: pathlib.Path, cores: Sequence[int]) -> Iterator[Contender]:
    """A server that may run on `cores` only, and has a thread for each."""
    model = (f"--model_name={case.model}", f"--model_base_path={models / case.model}")
    all_cores = os.sched_getaffinity(0)
    with ExitStack() as running:
        os.sched_setaffinity(0, cores)  # children inherit it
        try:
            server = running.enter_context(running_server(*model, _PLANE))
        finally:
            os.sched_setaffinity(0, all_cores)
        command = checked(TFSERVE, f"127.0.0.1:{server.port}", predict_message(case), case)
        yield Contender(TFSERVE, server.process.pid, command)
