"""Admission tests: requests with known answers that a version has to pass before it serves."""

from __future__ import annotations

import logging
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tfserve.core.clock import Clock
from tfserve.core.deadline import Deadline
from tfserve.core.ids import ServableId
from tfserve.core.loader import NEVER_RETRY
from tfserve.core.servable import Array, Call, Outputs, Servable, Signature
from tfserve.errors import FailedPrecondition, InvalidArgument, ServingError, of_os_error
from tfserve.handlers.predict import PredictHandler
from tfserve.records import JsonLine, read_json_lines
from tfserve.warmup.comparison import Tolerance, difference
from tfserve.warmup.json_tensors import (
    REQUEST_NAMES,
    check_names,
    predict_request,
    signature_named,
    tensors_of,
)
from tfserve.warmup.loaded import LoadedVersion

__all__ = ["GOLDEN_FILE", "AdmissionTests", "GoldenCase"]

_log = logging.getLogger(__name__)

GOLDEN_FILE = "assets.extra/golden.jsonl"
"""Below a version directory."""
_OUTPUTS = ("outputs", "predictions")  # by column, by row
_TOLERANCES = ("rtol", "atol")
_LATENCY = "max_latency_ms"
_NAMES = REQUEST_NAMES | {*_OUTPUTS, *_TOLERANCES, _LATENCY}
_TRIES = 5  # runs, of which one must be quick enough: the first is always slow, others may be


@dataclass(frozen=True, slots=True)
class GoldenCase:
    """One request and what is expected of it.

    Args:
        line: where it stands.
        body: as it stands there.
        tolerance: of the outputs.
        max_latency_s: the quickest of a few runs may take so long, in seconds; None: any.
    """

    line: int
    body: Mapping[str, Any]
    tolerance: Tolerance
    max_latency_s: float | None

    @classmethod
    def of(cls, line: JsonLine) -> GoldenCase:
        """What stands in `line`.

        Raises:
            InvalidArgument: it is no case.
        """
        body = check_names(line.value, _NAMES)
        if all(name in body for name in _OUTPUTS):
            raise InvalidArgument("only one of 'outputs' and 'predictions' may be there")
        numbers = {name: _number(body, name) for name in (*_TOLERANCES, _LATENCY)}
        limit_ms = numbers[_LATENCY]
        return cls(
            line=line.number,
            body=body,
            tolerance=Tolerance(numbers["rtol"], numbers["atol"]),
            max_latency_s=None if limit_ms is None else limit_ms / 1e3,
        )

    def expected(self, signature: Signature) -> Mapping[str, Array]:
        """The outputs that are to be compared, by alias.

        Raises:
            InvalidArgument: `signature` has no such output, or a value is none of its type.
        """
        if not any(name in self.body for name in _OUTPUTS):
            return {}
        return tensors_of(self.body, *_OUTPUTS, signature.outputs)


def _number(body: Mapping[str, Any], name: str) -> float | None:
    value = body.get(name)
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, int | float) or not value >= 0:
        raise InvalidArgument(f"{name} must be a number from 0 on")
    return float(value)


class AdmissionTests:
    """Runs a version's `golden.jsonl`. A BeforeAvailable. Thread-safe.

    Args:
        predict: makes calls of requests.
        clock: measures runs.
    """

    def __init__(self, *, predict: PredictHandler, clock: Clock) -> None:
        self._predict = predict
        self._clock = clock

    def __call__(self, servable_id: ServableId, path: str, servable: Servable) -> None:
        """Run the tests of the version in directory `path`, if it has any.

        Raises:
            FailedPrecondition: the version failed: which line, and how; it is not tried again.
        """
        file = Path(path, GOLDEN_FILE)
        if not file.is_file():
            return
        version = LoadedVersion(servable_id, servable)
        try:
            with file.open("rb") as stream:
                failures, count = self._run_all(
                    read_json_lines(stream, GOLDEN_FILE), version, str(file)
                )
        except OSError as error:
            raise of_os_error(error, str(file)) from error
        if failures:
            line, reason = next(iter(failures.items()))
            more = f" (and {len(failures) - 1} of {count} lines more)" * (len(failures) > 1)
            raise FailedPrecondition(
                f"Admission test failed: {GOLDEN_FILE}: line {line}: {reason}{more}",
                details={"file": str(file), "line": str(line), **NEVER_RETRY},
            )
        _log.info("Servable %s has passed the %d admission tests in %s", servable_id, count, file)

    def _run_all(
        self, lines: Iterator[JsonLine], version: LoadedVersion, file: str
    ) -> tuple[Mapping[int, str], int]:
        """Line -> why it failed, of those that did; and how many there are."""
        failures: dict[int, str] = {}
        count = 0
        while True:
            try:
                line = next(lines, None)
            except InvalidArgument as error:  # the rest of the file says nothing any more
                failures[int(error.details["line"])] = error.details["reason"]
                return failures, count + 1
            if line is None:
                return failures, count
            count += 1
            reason = self._failure(line, version)
            if reason:
                _log.error(
                    "Servable %s fails line %d of %s: %s", version.id, line.number, file, reason
                )
                failures[line.number] = reason

    def _failure(self, line: JsonLine, version: LoadedVersion) -> str:
        """Why the version fails the test in `line`; "" when it passes."""
        try:
            return self._tested(GoldenCase.of(line), version)
        except ServingError as error:
            return error.status

    def _tested(self, case: GoldenCase, version: LoadedVersion) -> str:
        signature = signature_named(case.body, version.servable)
        expected = case.expected(signature)
        request = predict_request(
            {name: case.body[name] for name in REQUEST_NAMES & case.body.keys()}, signature
        )
        call, answer = self._predict.prepare(request, version)
        outputs, least_s = self._timed(call, version.servable)
        answer(outputs)  # refuses outputs that are not the signature's
        actual = dict(zip(call.parts[0].outputs, outputs[0], strict=True))
        for alias, array in expected.items():
            found = difference(actual[alias], array, case.tolerance)
            if found:
                return f"output {alias}: {found}"
        limit_s = case.max_latency_s
        tries = 1
        while limit_s is not None and least_s > limit_s and tries < _TRIES:
            least_s = min(least_s, self._timed(call, version.servable)[1])
            tries += 1
        if limit_s is None or least_s <= limit_s:
            return ""
        return (
            f"the quickest of {_TRIES} runs took {least_s * 1e3:.3g} ms; {_LATENCY} is "
            f"{limit_s * 1e3:g}"
        )

    def _timed(self, call: Call, servable: Servable) -> tuple[Outputs, float]:
        """One run, and how long it took, in seconds."""
        began_s = self._clock.now()
        outputs = servable.run(call, Deadline.NONE)
        return outputs, self._clock.now() - began_s
