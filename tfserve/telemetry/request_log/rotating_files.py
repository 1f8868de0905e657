"""A log in files that follow one another, none too large or too old, and not too many."""

from __future__ import annotations

import os
import re
from contextlib import suppress
from pathlib import Path

from tfserve.core.clock import Clock
from tfserve.telemetry.text import utc_time

__all__ = ["RotatingFiles"]

_MODE = 0o640
_NOT_IN_NAME = re.compile(r"[^0-9TZ]")


class RotatingFiles:
    """Writes whole records into `<prefix>-<time>-<number><suffix>`. A `Sink`; used by one thread.

    A write that fails in the middle is taken back, so that what was written before stays readable.

    Args:
        prefix: absolute path that names begin with; its directory is made when it is missing.
        suffix: what names end with.
        max_file_bytes: a new file is begun before one is larger, but for a single larger record.
        max_file_s: a new file is begun when one is older.
        max_total_bytes: the oldest files go until all of this prefix and suffix are not more.
        clock: time.
    """

    def __init__(
        self,
        prefix: str,
        suffix: str,
        *,
        max_file_bytes: int,
        max_file_s: float,
        max_total_bytes: int,
        clock: Clock,
    ) -> None:
        self._prefix = Path(prefix)
        self._suffix = suffix
        self._max_file_bytes = max_file_bytes
        self._max_file_s = max_file_s
        self._max_total_bytes = max_total_bytes
        self._clock = clock
        self._file = -1
        self._size_bytes = 0  # of the open file, as far as it is whole
        self._began_at = 0.0
        self._number = 0

    def write(self, data: bytes) -> None:
        """Append whole records.

        Raises:
            OSError: such as a full disk; nothing of `data` stays.
        """
        is_full = self._size_bytes and self._size_bytes + len(data) > self._max_file_bytes
        is_old = self._clock.now() - self._began_at >= self._max_file_s
        if self._file < 0 or is_full or is_old:
            self._begin_file(len(data))
        try:
            rest = memoryview(data)
            while rest:
                rest = rest[os.write(self._file, rest) :]
        except OSError:
            os.ftruncate(self._file, self._size_bytes)
            raise
        self._size_bytes += len(data)

    def _begin_file(self, size_bytes: int) -> None:
        self.close()
        self._prefix.parent.mkdir(parents=True, exist_ok=True)
        self._make_room(size_bytes)
        self._file = self._create()
        self._size_bytes, self._began_at = 0, self._clock.now()

    def _create(self) -> int:
        """A file that was not there; another log may have the same prefix."""
        at = _NOT_IN_NAME.sub("", utc_time(self._clock.wall()))
        flags = os.O_WRONLY | os.O_APPEND | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC
        while True:
            self._number += 1
            name = f"{self._prefix.name}-{at}-{os.getpid()}-{self._number:06d}{self._suffix}"
            with suppress(FileExistsError):
                return os.open(self._prefix.with_name(name), flags, _MODE)

    def _make_room(self, size_bytes: int) -> None:
        """Remove the oldest files, so that the next one may become as large as it may."""
        room = self._max_total_bytes - max(size_bytes, self._max_file_bytes)
        for file in sorted(self._files(), key=_age, reverse=True):
            size = file.stat().st_size
            if room < size:
                file.unlink(missing_ok=True)
            room -= size

    def _files(self) -> list[Path]:
        pattern = re.compile(
            rf"{re.escape(self._prefix.name)}-\d+T\d+Z-\d+-\d+{re.escape(self._suffix)}"
        )
        return [each for each in self._prefix.parent.iterdir() if pattern.fullmatch(each.name)]

    def close(self) -> None:
        """End the file. Idempotent."""
        if self._file >= 0:
            os.close(self._file)
            self._file, self._size_bytes = -1, 0


def _age(file: Path) -> tuple[int, str]:
    return (file.stat().st_mtime_ns, file.name)
