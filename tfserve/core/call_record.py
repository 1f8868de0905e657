"""What is noted about one call on its way, and who is shown it at its end.

A frontend makes the record and puts it into the call's `Deadline`; handlers and servables fill in
what only they know; the frontend ends it and shows it to the observers, before it sends the answer.
A record is written by one thread at a time, but for moments that a run which has outlived its
deadline notes when nobody looks any more. All of it costs a few attribute writes: no lock, no
dictionary, no text.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Protocol

from tfserve.errors import Code

__all__ = [
    "CallObserver",
    "CallObservers",
    "CallRecord",
    "EntryPoint",
    "Origin",
    "Unobserved",
]

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, eq=False)
class EntryPoint:
    """One way in: made once per method by its frontend, and compared by identity.

    Args:
        transport: `GRPC`, `REST` or `OIP`.
        method: what is asked of it, such as `Predict`; no client chooses it.
    """

    transport: str
    method: str


class Origin(Protocol):
    """Where a call comes from; asked only by observers that need it. Thread-safe."""

    @property
    def peer(self) -> str:
        """The client's address, such as `ipv4:127.0.0.1:53412`; "" when it is not known."""
        ...

    def header(self, name: str) -> str | None:
        """A header of the request, or an entry of its metadata, by lower-case name."""
        ...


class CallRecord:
    """One call. Moments are on `now`'s scale, in seconds; None means that it was not reached.

    Attributes:
        entry: how it came in.
        now: the clock; whoever fills in a moment takes it from here.
        origin: where it comes from.
        request_bytes: size of the encoded request.
        began_at: when the request had arrived.
        request_id: what names the call in logs; "" when nobody asked for one.
        principal: the name of who calls; "" where nobody was asked, or is known.
        asked: the model's name as the client wrote it, be it served or not; "" when not known.
        model: the configured model's name; "" when no such model is configured.
        version: the version that was found.
        signature: a signature that this version has; `*` for several of them; "" when not found.
        submitted_at: when the call was given to the servable.
        run_began_at: when a thread began to run it, where that is not at once: set by servables
            that queue, such as those that merge calls into batches.
        run_ended_at: when the model had ended.
        batch_size: rows of the run that it was part of, padding left out; 0 when not merged.
        examples: how many Examples it brought; 0 for tensors.
        code: how it was answered.
        ended_at: when the answer was ready to be sent.
        response_bytes: size of the encoded answer.
    """

    __slots__ = (
        "asked",
        "batch_size",
        "began_at",
        "code",
        "ended_at",
        "entry",
        "examples",
        "model",
        "now",
        "origin",
        "principal",
        "request_bytes",
        "request_id",
        "response_bytes",
        "run_began_at",
        "run_ended_at",
        "signature",
        "submitted_at",
        "version",
    )

    def __init__(
        self,
        entry: EntryPoint,
        now: Callable[[], float],
        request_bytes: int = 0,
        origin: Origin | None = None,
    ) -> None:
        self.entry = entry
        self.now = now
        self.origin = origin
        self.request_bytes = request_bytes
        self.began_at = self.ended_at = now()
        self.request_id = self.principal = self.asked = self.model = self.signature = ""
        self.version: int | None = None
        self.submitted_at: float | None = None
        self.run_began_at: float | None = None
        self.run_ended_at: float | None = None
        self.batch_size = self.examples = self.response_bytes = 0
        self.code = Code.OK

    def end(self, code: Code, response_bytes: int = 0) -> None:
        """The answer is ready."""
        self.code = code
        self.response_bytes = response_bytes
        self.ended_at = self.now()

    @property
    def total_s(self) -> float:
        """Seconds from the request's arrival to the answer."""
        return self.ended_at - self.began_at

    @property
    def queue_s(self) -> float:
        """Seconds between the handler and the run; 0 when it did not wait."""
        if self.submitted_at is None or self.run_began_at is None:
            return 0.0
        return self.run_began_at - self.submitted_at

    @property
    def run_s(self) -> float | None:
        """Seconds that the model took; None when it has not run to an end before the answer."""
        if self.submitted_at is None or self.run_ended_at is None:
            return None
        begin = self.submitted_at if self.run_began_at is None else self.run_began_at
        return self.run_ended_at - begin

    def __repr__(self) -> str:
        """`<CallRecord GRPC Predict half_plus_two/123 OK>`."""
        version = "?" if self.version is None else self.version
        way = f"{self.entry.transport} {self.entry.method}"
        return f"<CallRecord {way} {self.model}/{version} {self.code.name}>"


class CallObserver(Protocol):
    """Is shown every call at its end. Thread-safe."""

    def observe(self, record: CallRecord) -> None:
        """Take note; quick, never waits for anything, keeps no reference to messages."""
        ...


class Unobserved:
    """Nobody looks. Thread-safe."""

    def observe(self, record: CallRecord) -> None:
        """Nothing."""


class CallObservers:
    """Several observers as one; what one of them raises is logged and harms nobody. Thread-safe.

    Args:
        observers: shown each call in this order.
    """

    __slots__ = ("_observes",)

    def __init__(self, observers: Sequence[CallObserver]) -> None:
        self._observes = tuple(observer.observe for observer in observers)

    def observe(self, record: CallRecord) -> None:
        """Show `record` to each."""
        for observe in self._observes:
            try:
                observe(record)
            except Exception:  # noqa: BLE001 - an answer never depends on who watches
                _log.exception("A call could not be observed")
