"""Streams and files that logs are written to."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TextIO

from tfserve.errors import InvalidArgument

__all__ = ["FileSink", "StreamSink"]

_MODE = 0o640  # what clients ask is not everybody's business


class StreamSink:
    """An open text stream, such as standard error; not closed here. Used by one thread.

    Args:
        stream: None when the process has none.
    """

    def __init__(self, stream: TextIO | None) -> None:
        self._stream = stream

    def write(self, data: bytes) -> None:
        """Write and flush."""
        if self._stream is None:
            raise OSError
        self._stream.write(data.decode())
        self._stream.flush()

    def close(self) -> None:
        """It belongs to somebody else."""


class FileSink:
    """A file that is appended to, and made again when it was moved away. Used by one thread.

    A tool such as logrotate may rename the file at any time. After a write that failed in the
    middle the next one begins on a line of its own.

    Args:
        path: its directory must exist.
        flag: the name of the flag that has `path`, for errors.
    """

    def __init__(self, path: str, *, flag: str) -> None:
        self._path = Path(path)
        self._flag = flag
        self._file = -1
        self._is_torn = False

    def open(self) -> None:
        """Open it, before anything is written.

        Raises:
            InvalidArgument: it cannot be opened.
        """
        try:
            self._file = self._open()
        except OSError as error:
            why = error.strerror or error
            raise InvalidArgument(f"--{self._flag}={self._path}: {why}") from error

    def _open(self) -> int:
        return os.open(self._path, os.O_WRONLY | os.O_APPEND | os.O_CREAT | os.O_CLOEXEC, _MODE)

    def write(self, data: bytes) -> None:
        """Append lines.

        Raises:
            OSError: such as a full disk.
        """
        if self._has_moved():
            file = self._open()  # before the old one is given up: it is better than none
            os.close(self._file)
            self._file, self._is_torn = file, False
        rest = memoryview(b"\n" + data if self._is_torn else data)
        self._is_torn = True
        while rest:
            rest = rest[os.write(self._file, rest) :]
        self._is_torn = False

    def _has_moved(self) -> bool:
        try:
            there = self._path.stat()
        except FileNotFoundError:
            return True
        here = os.fstat(self._file)
        return (there.st_dev, there.st_ino) != (here.st_dev, here.st_ino)

    def close(self) -> None:
        """Close the file. Idempotent."""
        if self._file >= 0:
            os.close(self._file)
            self._file = -1
