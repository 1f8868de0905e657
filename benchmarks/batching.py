"""Batching by itself and by hand, against none: `make bench BENCH="--batching"`.

One server per way of batching, all of the same model and running at the same time, loaded in turn,
in rounds; every answer is checked. The server without batching is loaded twice per round: how far
that differs from itself is the noise.
"""

from __future__ import annotations

import pathlib
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass

from benchmarks.comparison import Comparison, Effort, compare
from benchmarks.contenders import Contender, checked, predict_message
from benchmarks.models import Case
from benchmarks.table import Table
from tfserve.testing.running_server import running_server

__all__ = ["tables"]

_OFF, _AUTO, _HAND = "off", "auto", "by hand"
# What a patient operator finds for `wide` on two cores.
_PARAMETERS = """\
max_batch_size { value: 64 }
batch_timeout_micros { value: 0 }
max_enqueued_batches { value: 100 }
num_batch_threads { value: 2 }
"""


@dataclass(frozen=True, slots=True)
class _Question:
    """Which case is asked by how many clients, and what auto should reach.

    Args:
        case: of `benchmarks.models`.
        clients: connections with one request each at a time.
        least: requests/s of auto by those of off.
        has_hand: a server with parameters takes part.
    """

    case: str
    clients: int
    least: float
    has_hand: bool = False


_QUESTIONS = (
    _Question("wide", 1, 0.97),
    _Question("wide", 32, 2.0, has_hand=True),
    _Question("wide", 64, 2.4, has_hand=True),
    _Question("mlp", 32, 1.0),
    _Question("half_plus_two", 1, 0.97),
    _Question("half_plus_two", 8, 0.97),
    _Question("half_plus_two", 64, 0.97),
)


def tables(
    models: pathlib.Path, work: pathlib.Path, effort: Effort, cases: Sequence[str]
) -> Iterator[Table]:
    """One table for each case and number of clients.

    Args:
        models: where `benchmarks.models` has exported to.
        work: for the file of parameters.
        effort: how long to measure.
        cases: which ones.
    """
    for question in _QUESTIONS:
        if question.case in cases:
            case = Case.read(models, question.case)
            with _servers(case, models, work, has_hand=question.has_hand) as servers:
                title = f"batching, {question.case}, {question.clients} client(s)"
                compared = compare(title, servers, question.clients, effort, again=_OFF)
            yield _table(compared, question)


@contextmanager
def _servers(
    case: Case, models: pathlib.Path, work: pathlib.Path, *, has_hand: bool
) -> Iterator[tuple[Contender, ...]]:
    parameters = work / "batching.pbtxt"
    parameters.write_text(_PARAMETERS)
    ways = {_OFF: (), _AUTO: ("--enable_batching=auto",)}
    if has_hand:
        ways[_HAND] = ("--enable_batching", f"--batching_parameters_file={parameters}")
    message = predict_message(case)
    with ExitStack() as running:
        found = []
        for name, flags in ways.items():
            model = (f"--model_name={case.model}", f"--model_base_path={models / case.model}")
            server = running.enter_context(running_server(*model, *flags))
            command = checked(name, f"127.0.0.1:{server.port}", message, case)
            found.append(Contender(name, server.process.pid, command))
        yield tuple(found)


def _table(compared: Comparison, question: _Question) -> Table:
    noise = compared.ratio(f"{_OFF}, again", _OFF)
    title = (
        f"{compared.title} (aim: {question.least:g} of off; noise: off against itself {noise:.2f})"
    )
    out = Table(title, ("server", "req/s", "p50 us", "p99 us", "CPU us/req", "to off", "to hand"))
    for name in compared.rounds:
        figures = (
            compared.median(name, lambda each: each.load.rate),
            compared.median(name, lambda each: each.load.p50_us),
            compared.median(name, lambda each: each.load.p99_us),
            compared.median(name, lambda each: each.cpu_us),
        )
        ratios = (compared.ratio(name, base) for base in (_OFF, _HAND))
        out.add(
            name,
            *(f"{figure:.0f}" for figure in figures),
            *("-" if ratio is None else f"{ratio:.2f}" for ratio in ratios),
        )
    return out
