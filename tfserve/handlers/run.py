"""One run on a servable: answered once, over when the model has really ended."""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import Generic, TypeAlias, TypeVar

from tfserve.core.call_record import CallRecord
from tfserve.core.clock import Clock
from tfserve.core.deadline import Deadline
from tfserve.core.handle import ServableHandle
from tfserve.core.servable import Call, Outputs
from tfserve.core.timer import Timer, Timers
from tfserve.errors import (
    Cancelled,
    DeadlineExceeded,
    Internal,
    ResourceExhausted,
    ServingError,
)

__all__ = ["Answer", "Done", "Ended", "Prepared", "Run", "nothing", "refuse_unwanted"]

_log = logging.getLogger(__name__)

R = TypeVar("R")

Done: TypeAlias = Callable[[R | None, ServingError | None], None]
"""Takes the response or the error; called exactly once, from any thread."""

Ended: TypeAlias = Callable[[], None]
"""Called exactly once, after `Done`, when nothing works on the request any more."""

Answer: TypeAlias = Callable[[Outputs], R]
"""Makes the response from what the model returned; raises ServingError when that is wrong."""

Prepared: TypeAlias = tuple[Call, Answer[R]]
"""What to run, and how its outputs become the response."""


def nothing() -> None:
    """For callers that need not know when the work has ended."""


def refuse_unwanted(deadline: Deadline, clock: Clock) -> None:
    """Drop work that nobody waits for any more, before it begins.

    Raises:
        ResourceExhausted: the deadline has passed; the text is that of TensorFlow Serving's queue.
        Cancelled: the caller is gone.
    """
    if deadline.has_passed(clock.now()):
        raise ResourceExhausted("Run() timeout exceeded while waiting in batching queue")
    if deadline.is_cancelled():
        raise Cancelled("The caller has cancelled the request")


class Run(Generic[R]):
    """Holds a handle from the start of a run to its real end, which may come after the deadline.

    `done` gets the response when the model ends in time, else DEADLINE_EXCEEDED at the deadline,
    while the run goes on; in either case the handle is released, and then `ended` called, at the
    model's end. Thread-safe.

    Args:
        handle: released at the end.
        answer: makes the response.
        done: takes it.
        ended: told of the end.
    """

    __slots__ = ("_answer", "_done", "_ended", "_handle", "_is_over", "_record", "_timer")

    def __init__(
        self, handle: ServableHandle, answer: Answer[R], done: Done[R], ended: Ended
    ) -> None:
        self._handle = handle
        self._answer = answer
        # The model's end and the deadline race to answer: who pops it does, list.pop is atomic.
        self._done = [done]
        self._ended = ended
        self._is_over = False
        self._record: CallRecord | None = None
        self._timer: Timer | None = None

    def begin(self, call: Call, deadline: Deadline, timers: Timers) -> None:
        """Submit `call`; a timer is set only if it is not over when `submit` returns."""
        record = self._record = deadline.record
        if record is not None:
            record.submitted_at = record.now()
        try:
            self._handle.servable.submit(call, deadline, self._end)
        except Exception as error:  # noqa: BLE001 - a faulty servable harms one request only
            self._end(None, self._internal(error))
        if self._is_over or deadline.expires_at is None:
            return
        timer = self._timer = timers.call_at(deadline.expires_at, self._expire)
        if self._has_ended():  # meanwhile, so `_end` may not have seen the timer
            timer.cancel()

    def _has_ended(self) -> bool:
        return self._is_over

    def _expire(self) -> None:
        if self._done:
            self._tell(None, DeadlineExceeded("Timed out waiting for notification"))

    def _end(self, outputs: Outputs | None, error: ServingError | None) -> None:
        if self._is_over:
            return
        self._is_over = True
        record = self._record
        if record is not None and self._done:
            record.run_ended_at = record.now()
        if self._timer is not None:
            self._timer.cancel()
        self._respond(outputs, error)
        self._ended()

    def _respond(self, outputs: Outputs | None, error: ServingError | None) -> None:
        response: R | None = None
        try:
            if self._done and outputs is not None:
                response = self._answer(outputs)
        except ServingError as wrong:
            error = wrong
        except Exception as wrong:  # noqa: BLE001 - what a model returns can be anything
            error = self._internal(wrong)
        finally:
            self._handle.release()
        if response is None and error is None:
            error = Internal(f"Servable {self._handle.id} returned nothing")
        self._tell(response, error)

    def _tell(self, response: R | None, error: ServingError | None) -> None:
        try:
            done = self._done.pop()
        except IndexError:
            return
        try:
            done(response, error)
        except Exception:  # noqa: BLE001 - the end of the run must be told all the same
            _log.exception("An answer of %s could not be delivered", self._handle.id)

    def _internal(self, error: Exception) -> ServingError:
        """Ours pass; a foreign one is logged, and its text stays here."""
        if isinstance(error, ServingError):
            return error
        _log.error("Servable %s failed", self._handle.id, exc_info=error)
        return Internal(f"Servable {self._handle.id} failed")
