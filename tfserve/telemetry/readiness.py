"""Telling the log when the server became ready, and until then what it waits for."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Protocol

from tfserve.core.clock import Clock
from tfserve.core.event_bus import Subscription
from tfserve.core.periodic import PeriodicTask

if TYPE_CHECKING:
    from typing_extensions import Self

__all__ = ["Readiness", "ReadinessLog"]

_log = logging.getLogger(__name__)

_PENDING = "pending"  # the reason of a model that nothing is wrong with
_MOST_LISTED = 20
_CALM_S = 0.1  # one report for all that changes meanwhile


class Readiness(Protocol):
    """Who knows whether the server is ready."""

    def is_ready(self) -> bool:
        """Whether the ready policy is met and the server is not draining."""
        ...

    def not_ready(self) -> Mapping[str, str]:
        """Model -> why it does not serve, for the models that the ready policy waits for."""
        ...

    def subscribe(self, changed: Callable[[], None]) -> Subscription:
        """Call `changed` whenever one of the answers may have changed."""
        ...


class ReadinessLog:
    """Logs `ready after 3.1 s`, and what is missing whenever a model or a reason is new; each only
    once: a hundred models that come one after the other are not a hundred lists. Nobody is ready
    before the ports are open.

    Args:
        readiness: the server core.
        clock: time.
        began_at: when the start began, on the clock.
    """

    def __init__(self, readiness: Readiness, *, clock: Clock, began_at: float) -> None:
        self._readiness = readiness
        self._clock = clock
        self._is_open = False
        # Only the reporting thread touches these.
        self._since = began_at  # since when it has been not ready
        self._is_ready = False
        self._has_been_ready = False
        self._missing: Mapping[str, str] = {}
        self._subscription: Subscription | None = None
        self._task = PeriodicTask("tfserve-readiness", self.report_once, interval_s=0, clock=clock)

    def report_once(self) -> None:
        """Log what has changed since the last time."""
        missing = self._readiness.not_ready()
        is_ready = self._is_open and self._readiness.is_ready()
        if is_ready and not self._is_ready:
            again = " again" if self._has_been_ready else ""
            _log.info("ready%s after %.1f s", again, self._clock.now() - self._since)
            self._has_been_ready = True
        elif self._is_ready and not is_ready:
            self._since = self._clock.now()
        if missing.items() - self._missing.items():
            _log.info(
                "not ready %s: %s", "any more" if self._has_been_ready else "yet", _listed(missing)
            )
        self._is_ready, self._missing = is_ready, missing

    def opened(self) -> None:
        """The ports are open."""
        self._is_open = True
        self._task.wake()

    def start(self) -> None:
        """Report from now on, in a thread of its own."""
        # A thousand models change thousands of times while they are loaded.
        self._subscription = self._readiness.subscribe(lambda: self._task.wake_after(_CALM_S))
        self._task.start()

    def close(self) -> None:
        """Report no more."""
        if self._subscription is not None:
            self._subscription.close()
        self._task.close(1.0)

    def __enter__(self) -> Self:
        """Start."""
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        """Close."""
        self.close()


def _listed(missing: Mapping[str, str]) -> str:
    """`a (NOT_FOUND: ...), b (pending)`; those with a reason first, not all of very many."""
    reasons = sorted(missing.items(), key=lambda each: each[1] == _PENDING)
    shown = [f"{name} ({reason})" for name, reason in reasons[:_MOST_LISTED]]
    rest = len(reasons) - len(shown)
    return ", ".join(shown) + (f" and {rest} more" if rest else "")
