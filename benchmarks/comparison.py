"""Load servers in turn, in rounds, and set what came out side by side."""

from __future__ import annotations

import statistics
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from benchmarks.contenders import ECHO, POOL, TFSERVE, Contender
from benchmarks.h2load import Load, h2load
from benchmarks.table import Table

__all__ = ["Comparison", "Effort", "compare", "table"]

_CALIBRATION = 300  # requests; also warms a server up


@dataclass(frozen=True, slots=True)
class Effort:
    """How long to measure: `rounds` loads per server of about `seconds` each."""

    rounds: int
    seconds: float


@dataclass(frozen=True, slots=True)
class Measured:
    """One load and the server's CPU time per request, in microseconds."""

    load: Load
    cpu_us: float


@dataclass(frozen=True, slots=True)
class Comparison:
    """All rounds of one case and number of clients: server -> one figure per round."""

    title: str
    rounds: Mapping[str, Sequence[Measured]]

    def median(self, name: str, figure: Callable[[Measured], float]) -> float:
        """The middle of a server's rounds."""
        return statistics.median(figure(each) for each in self.rounds[name])

    def ratio(self, name: str, base: str) -> float | None:
        """Requests/s of one server by those of another: the middle of the rounds' ratios."""
        if base not in self.rounds:
            return None
        pairs = zip(self.rounds[name], self.rounds[base], strict=True)
        return statistics.median(ours.load.rate / theirs.load.rate for ours, theirs in pairs)


def compare(
    title: str,
    servers: Sequence[Contender],
    clients: int,
    effort: Effort,
    *,
    again: str = TFSERVE,
    streams: int = 1,
) -> Comparison:
    """Load each server once per round, the one called `again` twice, so that the noise is seen.

    Args:
        title: of the table.
        servers: whom to load.
        clients: connections.
        effort: how long to measure.
        again: the name of the server that takes part twice.
        streams: requests in flight on each connection.

    Raises:
        SystemExit: an answer failed or had the wrong size.
    """
    turns = [(server.name, server) for server in servers]
    turns += [(f"{again}, again", server) for server in servers if server.name == again]
    counts = {}
    for server in servers:
        trial = h2load(server.command, requests=_CALIBRATION, clients=clients, streams=streams)
        counts[server.name] = max(clients * streams * 10, int(trial.rate * effort.seconds))
    rounds: dict[str, list[Measured]] = {name: [] for name, _ in turns}
    for _ in range(effort.rounds):
        for name, server in turns:
            rounds[name].append(_measure(server, counts[server.name], clients, streams))
    return Comparison(title, rounds)


def _measure(server: Contender, requests: int, clients: int, streams: int) -> Measured:
    before = server.cpu_us()
    load = h2load(server.command, requests=requests, clients=clients, streams=streams)
    if load.failed:
        raise SystemExit(f"{server.name}: {load.failed} of {load.requests} requests failed")
    return Measured(load, (server.cpu_us() - before) / load.requests)


def table(comparison: Comparison) -> Table:
    """One line per server."""
    headings = ("server", "req/s", "p50 us", "p99 us", "CPU us/req", "to pool", "to echo", "failed")
    out = Table(comparison.title, headings)
    for name, rounds in comparison.rounds.items():
        figures = (
            comparison.median(name, lambda each: each.load.rate),
            comparison.median(name, lambda each: each.load.p50_us),
            comparison.median(name, lambda each: each.load.p99_us),
            comparison.median(name, lambda each: each.cpu_us),
        )
        ratios = (_text(comparison.ratio(name, base)) for base in (POOL, ECHO))
        failed = sum(each.load.failed for each in rounds)
        out.add(name, *(f"{figure:.0f}" for figure in figures), *ratios, failed)
    itself = comparison.ratio(f"{TFSERVE}, again", TFSERVE)
    if itself is not None:
        out.title += f" (noise: {TFSERVE} against itself {itself:.2f})"
    return out


def _text(ratio: float | None) -> str:
    return "-" if ratio is None else f"{ratio:.2f}"
