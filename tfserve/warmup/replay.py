"""Replaying the requests that were recorded for a version, before it serves (spec 8)."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol, TypeAlias

from tfserve.core.clock import Clock
from tfserve.core.deadline import Deadline
from tfserve.core.ids import ServableId
from tfserve.core.servable import Call, HasBatchSizes, KnowsSideEffects, Outputs, Servable
from tfserve.errors import DataLoss, InvalidArgument, ServingError, of_os_error
from tfserve.handlers.run import Prepared
from tfserve.warmup.loaded import LoadedVersion
from tfserve.warmup.requests import RecordedRequest, RequestReader, naming
from tfserve.warmup.rows import rows_of, with_rows

__all__ = [
    "MAX_RECORDS",
    "WARMUP_FILE",
    "CountRun",
    "Replay",
    "WarmUp",
    "WarmUpObserver",
    "unobserved",
]

_log = logging.getLogger(__name__)

WARMUP_FILE = "assets.extra/tf_serving_warmup_requests"
"""Below a version directory; with `.jsonl` after it, the same as JSON lines.
Matches: servables/tensorflow/saved_model_warmup_util.cc.
"""
MAX_RECORDS = 1000
"""In one file. Matches: WarmupConsts::kMaxNumRecords."""

_APIS = {"predict": "Predict", "classify": "Classify", "regress": "Regress"}
"""Kind of record -> what its runs are counted as; MultiInference counts nowhere."""
_RUNS = 4  # of a record that has no effects: so many decide whether a model is quick
_QUICK_S = 0.05  # slower runs are not repeated for their own sake


@dataclass(frozen=True, slots=True)
class Replay:
    """One file that was replayed to its end.

    Args:
        id: the version.
        path: its local directory.
        records: how many were read.
        elapsed_s: how long it took, in seconds.
        error: why it ended, when the file was damaged.
    """

    id: ServableId
    path: str
    records: int
    elapsed_s: float
    error: ServingError | None = None


class WarmUpObserver(Protocol):
    """Is told of replays, for metrics."""

    def __call__(self, replay: Replay, /) -> None:
        """One file is done with, to its end or to where it is damaged; called in the load's thread.

        Not called when a request failed. Matches: TensorFlow Serving counts then only.
        """
        ...


def unobserved(_replay: Replay) -> None:
    """For servers without metrics."""


CountRun: TypeAlias = Callable[[str, str, float], None]
"""Takes the model's name, the API (`Predict`, `Classify`, `Regress`), and how many seconds the run
took that a record asked for.
"""


def uncounted(_model: str, _api: str, _seconds: float) -> None:
    """The same."""


class WarmUp:
    """Replays a version's recorded requests on it. A BeforeAvailable. Thread-safe.

    Each record is prepared as a client's request is, runs in the calling thread, and its answer is
    thrown away; what the servable learns from runs it learns from these.

    Args:
        requests: reads the files.
        clock: measures runs.
        iterations: how often each record is run; 0 or less counts as 1, and then what has no side
            effects is run up to four times, to measure what was gained and to learn from.
        observer: told of every file.
        count_run: told of every run that a record of a Predict, Classify or Regress asks for; those
            that are made beyond that are not seen. Matches: TensorFlow Serving's runtime_latency.
    """

    def __init__(
        self,
        *,
        requests: RequestReader,
        clock: Clock,
        iterations: int = 1,
        observer: WarmUpObserver = unobserved,
        count_run: CountRun = uncounted,
    ) -> None:
        self._count_run = count_run
        self._requests = requests
        self._clock = clock
        self._iterations = max(1, iterations)
        self._observer = observer

    def __call__(self, servable_id: ServableId, path: str, servable: Servable) -> None:
        """Replay the files of the version in directory `path`, if it has any.

        Raises:
            ServingError: a file is damaged or has more than MAX_RECORDS requests, or a request
                fails; the text ends with the place, such as `(record 3)`.
        """
        version = LoadedVersion(servable_id, servable)
        readers = {
            Path(path, WARMUP_FILE): self._requests.records,
            Path(path, f"{WARMUP_FILE}.jsonl"): self._requests.lines,
        }
        found = [file for file in readers if file.is_file()]
        if not found:
            _log.info("No warmup data file found at %s", next(iter(readers)))
        for file in found:
            _log.info("Starting to read warmup data for model at %s", file)
            try:
                with file.open("rb") as stream:
                    self._replay(readers[file](stream, str(file)), file, path, version)
            except OSError as error:
                raise of_os_error(error, str(file)) from error

    def _replay(
        self, requests: Iterator[RecordedRequest], file: Path, path: str, version: LoadedVersion
    ) -> None:
        began_s = self._clock.now()
        count = 0
        damage: DataLoss | None = None
        while True:
            try:
                request = next(requests, None)
            except DataLoss as error:
                damage = error
                break
            if request is None:
                break
            self._run_recorded(request, version)
            count += 1
            if count > MAX_RECORDS:
                raise InvalidArgument(
                    f"Number of warmup records exceeds the maximum ({MAX_RECORDS}) at {file}"
                )
        elapsed_s = self._clock.now() - began_s
        self._observer(Replay(version.id, path, count, elapsed_s, damage))
        if damage is not None:
            raise damage
        _log.info(
            "Finished reading warmup data for model at %s. Number of warmup records read: %d. "
            "Elapsed time (microseconds): %d.",
            file, count, round(elapsed_s * 1e6),
        )  # fmt: skip

    def _run_recorded(self, request: RecordedRequest, version: LoadedVersion) -> None:
        if request.prepare is None:
            return
        try:
            prepared = request.prepare(version)
            times = self._run(request.what, prepared, version)
        except ServingError as error:
            raise naming(error, request.place) from error
        signatures = ", ".join(part.signature for part in prepared[0].parts)
        _log.info(
            "Warm-up of servable %s, %s (%s %s): %s",
            version.id, request.place, request.what, signatures, times,
        )  # fmt: skip

    def _run(self, what: str, prepared: Prepared[Any], version: LoadedVersion) -> str:
        """Run the record as often as it shall be; what that took, for the log."""
        call, answer = prepared
        times_s = []
        for _ in range(self._iterations):
            outputs, elapsed_s = self._timed(call, version.servable)
            answer(outputs)
            times_s.append(elapsed_s)
            if what in _APIS:
                self._count_run(version.id.name, _APIS[what], elapsed_s)
        if self._may_repeat(call, version.servable):
            while len(times_s) < _RUNS and (len(times_s) == 1 or times_s[-1] < _QUICK_S):
                times_s.append(self._timed(call, version.servable)[1])
        text = f"{_ms(times_s[0])} at first"
        if len(times_s) > 1:
            text += f", {_ms(times_s[-1])} the last of {len(times_s)} times"
        return text + self._run_batches(call, version)

    def _may_repeat(self, call: Call, servable: Servable) -> bool:
        """Whether nobody can tell that a record was run more often than was asked for."""
        if self._iterations > 1 or not isinstance(servable, KnowsSideEffects):
            return False
        return not servable.has_side_effects(call.parts)

    def _run_batches(self, call: Call, version: LoadedVersion) -> str:
        rows = rows_of(call)
        servable = version.servable
        sizes = servable.batch_sizes if rows and isinstance(servable, HasBatchSizes) else ()
        text = ""
        for size in sorted({*sizes} - {rows}):
            _, elapsed_s = self._timed(with_rows(call, size), servable)
            text += f", {_ms(elapsed_s)} with {size} rows"
        return text

    def _timed(self, call: Call, servable: Servable) -> tuple[Outputs, float]:
        began_s = self._clock.now()
        outputs = servable.run(call, Deadline.NONE)
        return outputs, self._clock.now() - began_s


def _ms(seconds: float) -> str:
    return f"{seconds * 1e3:.3g} ms"
