"""A value made of files, made anew when they change: certificates, the list of principals."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Generic, TypeVar

from tfserve.config.text_proto import read_file
from tfserve.core.clock import Clock
from tfserve.core.event_bus import EventBus, Subscription
from tfserve.core.periodic import PeriodicTask
from tfserve.errors import ServingError

if TYPE_CHECKING:
    from typing_extensions import Self

__all__ = ["FollowedFiles", "FollowedStatistics"]

_log = logging.getLogger(__name__)

T = TypeVar("T")

_CLOSE_S = 2.0


@dataclass(frozen=True, slots=True)
class FollowedStatistics:
    """Attempts to read files anew so far.

    Args:
        taken: those that gave a new value.
        refused: those that did not.
        is_current: whether the value is what the files say, as far as they were looked at.
    """

    taken: int
    refused: int
    is_current: bool


class FollowedFiles(Generic[T]):
    """The value that some files say. Thread-safe; a context manager that follows the files.

    While the files are wrong, or while somebody is in the middle of writing them, the last good
    value stays, and one line in the log says so for each wrong content. Contents are compared, not
    times: mounted secrets are swapped by links, and copies keep the times of their originals.

    Args:
        what: the noun for log and thread, such as `certificates`.
        paths: the files.
        make: from their contents, in that order, and the value until now (None at first) to the
            value; raises ServingError, whose text must hold nothing secret.
        interval_s: how often to look; 0 or less: never.
        clock: time.
    """

    def __init__(
        self,
        what: str,
        *,
        paths: Sequence[str],
        make: Callable[[Sequence[bytes], T | None], T],
        interval_s: float,
        clock: Clock,
    ) -> None:
        self._what = what
        self._paths = tuple(paths)
        self._make = make
        self._interval_s = interval_s
        self._lock = threading.Lock()  # held through a look: contents and value stay a pair
        self._seen: object = None  # what was tried last; guarded by _lock
        self._value: T | None = None  # written under _lock
        self._taken = self._refused = 0  # guarded by _lock
        self._is_current = True  # guarded by _lock
        self._changes: EventBus[None] = EventBus()
        self._task = PeriodicTask(
            f"tfserve-{what}", self.poll_once, interval_s=interval_s, clock=clock
        )

    @property
    def value(self) -> T:
        """The last good value; call `load` first."""
        value = self._value
        if value is None:
            msg = f"the {self._what} are not loaded yet"
            raise RuntimeError(msg)
        return value

    def load(self) -> T:
        """Read the files for the first time.

        Raises:
            ServingError: they cannot be read, or are wrong.
        """
        with self._lock:
            contents = [read_file(path) for path in self._paths]
            self._value = value = self._make(contents, None)
            self._seen = contents
        return value

    def subscribe(self, changed: Callable[[], None]) -> Subscription:
        """Call `changed` whenever everybody gets a new value; it must be quick."""
        return self._changes.subscribe(lambda _: changed())

    def poll_once(self) -> None:
        """Look once: take over what is new and good."""
        with self._lock:
            seen, error, contents = self._look()
            if seen == self._seen:
                return
            self._seen = seen
            if error is None:
                try:
                    self._value = self._make(contents, self._value)
                except ServingError as wrong:
                    error = wrong
            self._is_current = error is None
            self._taken += self._is_current
            self._refused += not self._is_current
        where = ", ".join(self._paths)
        if error is None:
            self._changes.publish(None)
            _log.info("New %s are in use, from %s", self._what, where)
        else:
            _log.error(
                "The new %s cannot be used, the old ones stay: %s (from %s)",
                self._what, error.message, where,
            )  # fmt: skip

    def _look(self) -> tuple[object, ServingError | None, Sequence[bytes]]:
        try:
            contents = [read_file(path) for path in self._paths]
        except ServingError as error:
            return error, error, ()
        return contents, None, contents

    def statistics(self) -> FollowedStatistics:
        """A snapshot."""
        with self._lock:
            return FollowedStatistics(self._taken, self._refused, self._is_current)

    def __enter__(self) -> Self:
        """Following; `load` must have been called."""
        if self._interval_s > 0:
            self._task.start(at_once=False)
        return self

    def __exit__(self, *_: object) -> None:
        """Left alone."""
        self._task.close(_CLOSE_S)

    def __repr__(self) -> str:
        """`<FollowedFiles certificates /run/tls.crt /run/tls.key>`, never what they hold."""
        return f"<FollowedFiles {self._what} {' '.join(self._paths)}>"
