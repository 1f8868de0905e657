"""Following the config file while the server runs."""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from tfserve.config.models import ModelServerConfig
from tfserve.config.text_proto import read_file
from tfserve.core.clock import Clock
from tfserve.core.deadline import Deadline
from tfserve.core.lookup import ConfigReloader
from tfserve.core.periodic import PeriodicTask
from tfserve.errors import ServingError

if TYPE_CHECKING:
    from typing_extensions import Self

__all__ = ["ConfigFilePoller"]

_log = logging.getLogger(__name__)

_CONFIRM_S = 0.5  # between the two equal reads that a change needs
_QUIET_S = 60.0  # the same complaint is logged once a minute


@dataclass(frozen=True, slots=True)
class _Reading:
    """The file as it was at one moment."""

    content: bytes
    fingerprint: str


class ConfigFilePoller:
    """Reads the config file again and again and reloads what it says.

    A change is applied when two reads in a row have found the same, so that a file that is being
    written is left alone. As long as the file is missing, unreadable or wrong, the config in force
    stays. What another reload changes meanwhile is changed back at the next round, as in TensorFlow
    Serving. Thread-safe.

    Args:
        path: the file.
        parse: content and path -> config.
        reloader: applies configs.
        interval_s: seconds between two rounds.
        clock: time.
    """

    def __init__(
        self,
        *,
        path: str,
        parse: Callable[[bytes, str], ModelServerConfig],
        reloader: ConfigReloader,
        interval_s: float,
        clock: Clock,
    ) -> None:
        self._path = path
        self._parse = parse
        self._reloader = reloader
        self._clock = clock
        # Only the polling thread touches these.
        self._last: _Reading | None = None
        self._complaint = ""
        self._complained_at = 0.0
        self._unparsable: _Reading | None = None
        self._task = PeriodicTask(
            "tfserve-config-poll", self.poll_once, interval_s=interval_s, clock=clock
        )

    def poll_once(self) -> None:
        """One round."""
        try:
            reading = self._read()
        except ServingError as error:
            self._last = None
            self._complain(f"Failed to read ModelServerConfig file: {error.message}")
            return
        is_confirmed = reading == self._last
        self._last = reading
        if is_confirmed:
            self._apply(reading)
        else:
            self._task.wake_after(_CONFIRM_S)

    def _read(self) -> _Reading:
        content = read_file(self._path)
        try:
            status = Path(self._path).stat()
            identity = f"{status.st_ino}:{status.st_size}:{status.st_mtime_ns}"
        except OSError:  # replaced meanwhile: the next reading will differ
            identity = "gone"
        return _Reading(content, f"{identity}:{hashlib.sha256(content).hexdigest()}")

    def _apply(self, reading: _Reading) -> None:
        if not reading.content.strip():
            self._complain("Taking no action for empty config.")
            return
        is_quiet = self._clock.now() - self._complained_at < _QUIET_S
        if reading == self._unparsable and is_quiet:
            return  # the parser logs, too
        try:
            config = self._parse(reading.content, self._path)
        except ServingError as error:
            self._unparsable = reading
            self._complain(f"Failed to read ModelServerConfig file: {error.message}")
            return
        try:
            self._reloader.reload(config, Deadline.NONE)
        except ServingError as error:
            self._complain(f"PollFilesystemAndReloadConfig failed to ReloadConfig: {error.message}")
            return
        self._complaint = ""

    def _complain(self, text: str) -> None:
        now = self._clock.now()
        if text != self._complaint or now - self._complained_at >= _QUIET_S:
            self._complaint, self._complained_at = text, now
            _log.error("%s", text)

    def start(self) -> None:
        """Poll from now on; the first round is at once."""
        self._task.start()

    def close(self, timeout_s: float = 1.0) -> bool:
        """Stop; False when a round still waits for its models after `timeout_s` seconds, whose
        thread holds up nothing.
        """
        return self._task.close(timeout_s)

    def __enter__(self) -> Self:
        """Start."""
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        """Close."""
        self.close()
