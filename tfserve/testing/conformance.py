"""Conformance kits: what every Loader, Servable and Source has to do, as checks that any test can
call.

A kit raises AssertionError, naming the promise that is broken. It needs no test framework.
"""

from __future__ import annotations

import gc
import threading
import weakref
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from tfserve.core.deadline import Deadline
from tfserve.core.executor import ThreadExecutor
from tfserve.core.loader import Loader
from tfserve.core.servable import Call, Outputs, Servable, SignatureCall
from tfserve.core.source import AspiredVersionsTarget
from tfserve.errors import Code, ServingError
from tfserve.testing.target import RecordingTarget

__all__ = ["check_loader", "check_servable", "check_source"]

_MAX_VERSION = 2**63 - 1
_THREADS = 4
_TIMEOUT_S = 60.0


def _require(promise: str, *, holds: bool) -> None:
    if not holds:
        raise AssertionError(promise)


def check_loader(make_loader: Callable[[], Loader], use: Callable[[Servable], object]) -> None:
    """Check a Loader: estimate, load, use, unload, and that two of them do not know each other.

    Args:
        make_loader: makes a fresh loader of the same version, each time it is called.
        use: uses the loaded servable and raises if it does not work.

    Raises:
        AssertionError: a promise is broken.
    """
    first, second = make_loader(), make_loader()
    estimate = first.estimate()
    _require("the estimate is the same each time", holds=first.estimate() == estimate)
    _require("equal loaders estimate the same", holds=second.estimate() == estimate)
    first.load()
    servable = first.servable
    _require("`servable` is the same object each time", holds=first.servable is servable)
    use(servable)
    first.estimate()  # of what is loaded, possibly less
    second.load()
    use(second.servable)
    remembered = _weakly(servable)
    del servable
    first.unload()
    del first
    gc.collect()
    _require("nothing keeps the servable after unload", holds=remembered() is None)
    use(second.servable)
    second.unload()


def _weakly(servable: Servable) -> Callable[[], object]:
    try:
        return weakref.ref(servable)
    except TypeError:  # a class with slots may not allow it: then there is nothing to see
        return lambda: None


def check_servable(
    servable: Servable, calls: Sequence[Call], *, is_deterministic: bool = True
) -> None:
    """Check a Servable: its signatures, `run`, `submit`, its errors, and use by several threads.

    Args:
        servable: freshly loaded or not.
        calls: valid calls, at least one.
        is_deterministic: whether equal calls give equal outputs, bit by bit.

    Raises:
        AssertionError: a promise is broken.
    """
    _require("at least one call is given", holds=bool(calls))
    _check_signatures(servable)
    for call in calls:
        before = {alias: np.array(array, copy=True) for alias, array in call.inputs.items()}
        expected = servable.run(call, Deadline.NONE)
        _check_outputs(servable, call, expected)
        for outputs in (_submitted(servable, call), *_run_by_threads(servable, call)):
            _check_outputs(servable, call, outputs)
            same = not is_deterministic or _are_equal(outputs, expected)
            _require("submit and every thread give what run gives", holds=same)
        same = all(np.array_equal(before[alias], call.inputs[alias]) for alias in before)
        _require("inputs are not written to", holds=same)
    _check_errors(servable, calls[0])


def _check_signatures(servable: Servable) -> None:
    signatures = servable.signatures
    _require("signatures stay the same", holds=dict(servable.signatures) == dict(signatures))
    for key, signature in signatures.items():
        _require(f"signature {key} carries its key as name", holds=signature.name == key)


def _check_outputs(servable: Servable, call: Call, outputs: Outputs) -> None:
    _require("one tuple of arrays per part", holds=len(outputs) == len(call.parts))
    for part, arrays in zip(call.parts, outputs, strict=True):
        _require(f"one array per output of {part}", holds=len(arrays) == len(part.outputs))
        signature = servable.signatures.get(part.signature)
        for alias, array in zip(part.outputs, arrays, strict=True):
            _require(f"output {alias} is a numpy array", holds=isinstance(array, np.ndarray))
            if signature is not None:
                dtype = np.dtype(signature.outputs[alias].dtype.numpy)
                text = f"output {alias} is {dtype}, as its signature says; it is {array.dtype}"
                _require(text, holds=array.dtype == dtype)


def _submitted(servable: Servable, call: Call) -> Outputs:
    outputs, error = _wait_for_submit(servable, call, Deadline.NONE)
    if outputs is None:
        raise AssertionError("submit succeeds where run does") from error
    return outputs


def _wait_for_submit(
    servable: Servable, call: Call, deadline: Deadline
) -> tuple[Outputs | None, ServingError | None]:
    answers: list[tuple[Outputs | None, ServingError | None]] = []
    answered = threading.Event()

    def done(outputs: Outputs | None, error: ServingError | None) -> None:
        answers.append((outputs, error))
        answered.set()

    servable.submit(call, deadline, done)
    _require("submit answers", holds=answered.wait(_TIMEOUT_S))
    outputs, error = answers[0]
    one = (outputs is None) != (error is None)
    _require("done is called with outputs or with an error", holds=one)
    _require("done is called once", holds=len(answers) == 1)
    return outputs, error


def _run_by_threads(servable: Servable, call: Call) -> Sequence[Outputs]:
    executor = ThreadExecutor("tfserve-check", _THREADS)
    together = threading.Barrier(_THREADS)
    answers: list[Outputs] = []

    def run() -> None:
        together.wait(_TIMEOUT_S)
        answers.append(servable.run(call, Deadline.NONE))

    for _ in range(_THREADS):
        executor.submit(run)
    executor.close(_TIMEOUT_S)
    _require("several threads may run at once", holds=len(answers) == _THREADS)
    return answers


def _are_equal(some: Outputs, others: Outputs) -> bool:
    pairs = zip(
        (a for part in some for a in part), (b for part in others for b in part), strict=True
    )
    return all(a.dtype == b.dtype and a.shape == b.shape and _bits(a) == _bits(b) for a, b in pairs)


def _bits(array: Any) -> object:
    return array.tolist() if array.dtype == object else array.tobytes()


def _check_errors(servable: Servable, call: Call) -> None:
    part = call.parts[0]
    no_signature = SignatureCall("no such signature", part.outputs)
    no_output = SignatureCall(part.signature, ("no such output",))
    for wrong in (no_signature, no_output):
        try:
            servable.run(Call(call.inputs, (wrong,)), Deadline.NONE)
        except ServingError:
            continue
        except Exception as error:
            raise AssertionError("failures are ServingErrors, never foreign") from error
        raise AssertionError("unknown names are refused")
    # Minus infinity has passed on every clock.
    late, gone = Deadline(float("-inf")), Deadline(None, lambda: True)
    for deadline, code in ((late, Code.RESOURCE_EXHAUSTED), (gone, Code.CANCELLED)):
        _, refusal = _wait_for_submit(servable, call, deadline)
        dropped = refusal is not None and refusal.code is code
        _require(f"work that nobody can use is dropped with {code.name}", holds=dropped)


def check_source(feed: Callable[[AspiredVersionsTarget[Any]], object]) -> None:
    """Check what a Source tells its target.

    Args:
        feed: makes a fresh source over unchanged storage, connects it to the target it is given,
            and returns after the source has told everything once; called twice.

    Raises:
        AssertionError: a promise is broken.
    """
    first: RecordingTarget[Any] = RecordingTarget()
    second: RecordingTarget[Any] = RecordingTarget()
    feed(first)
    _require("the source tells something", holds=bool(first.calls))
    for name, versions in first.calls:
        _require("a servable has a name", holds=bool(name))
        ids = [each.id for each in versions]
        _require(f"all ids carry the name {name}", holds=all(each.name == name for each in ids))
        _require(f"no version of {name} comes twice", holds=len(set(ids)) == len(ids))
        in_range = all(0 <= each.version <= _MAX_VERSION for each in ids)
        _require(f"versions of {name} are int64 and not negative", holds=in_range)
    feed(second)
    names = {name for name, _ in first.calls}
    same = names == {name for name, _ in second.calls} and all(
        _aspired_versions(first, name) == _aspired_versions(second, name) for name in names
    )
    _require("unchanged storage is told the same way", holds=same)


def _aspired_versions(target: RecordingTarget[Any], name: str) -> frozenset[int]:
    return frozenset(target.aspired(name) or ())
