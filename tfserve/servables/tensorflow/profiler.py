"""TensorFlow's profiler, as a recorder of this process."""

from __future__ import annotations

import importlib.util
import io
import posixpath
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from tfserve.errors import AlreadyExists, Internal, ServingError, Unimplemented
from tfserve.servables.tensorflow.process import importing
from tfserve.servables.wire_fields import Damaged, fields

__all__ = ["TensorFlowProfiler"]

# Numbers of the fields that lead from a recording (XSpace) over planes and lines to events.
_PLANES, _LINES, _EVENTS = 1, 3, 4


class TensorFlowProfiler:
    """Records with TensorFlow's own session, of which a process can have one. One thread at a time,
    but for `is_empty` and `save`; TensorFlow is imported by `start`.
    """

    def __init__(self) -> None:
        self._session: Any = None  # TensorFlow's; untyped
        self._directory: tempfile.TemporaryDirectory[str] | None = None

    def start(self, levels: Mapping[str, int]) -> None:
        """Begin to record; see `Profiler`."""
        session = _binding().ProfilerSession()
        directory = tempfile.TemporaryDirectory(prefix="tfserve-profile-")
        try:
            with _translating():
                session.start(directory.name, dict(levels))
        except ServingError:
            directory.cleanup()
            raise
        self._session, self._directory = session, directory

    def stop(self) -> bytes:
        """End the recording and return it.

        TensorFlow hands an XSpace to Python as a file only (what its `stop` returns is another
        message, without much of what TensorBoard shows), below the directory given to `start`.
        """
        session, self._session = self._session, None
        directory, self._directory = self._directory, None
        if session is None or directory is None:
            raise Internal("No profile is being recorded")
        with directory, _translating():
            session.export_to_tb()
            written = tuple(Path(directory.name).rglob("*.xplane.pb"))
            return written[0].read_bytes() if written else b""

    def is_empty(self, recording: bytes) -> bool:
        """Whether no line of any plane has an event. A recording is searched and not parsed: it can
        have hundreds of megabytes.
        """
        file = io.BytesIO(recording)
        try:
            return not _has(file, 0, len(recording), (_PLANES, _LINES, _EVENTS))
        except Damaged:
            return True

    def save(self, recording: bytes, path: str) -> None:
        """Write it with TensorFlow's file systems; see `Profiler`."""
        import tensorflow as tf

        with _translating():
            if tf.io.gfile.exists(path):
                raise AlreadyExists(f"{path} exists already")
            tf.io.gfile.makedirs(posixpath.dirname(path))
            with tf.io.gfile.GFile(path, "wb") as file:
                file.write(recording)


def _binding() -> Any:  # TensorFlow is untyped
    if importlib.util.find_spec("tensorflow") is None:
        raise Unimplemented("Profiling needs TensorFlow, which is not installed")
    with importing():
        import tensorflow as tf  # noqa: F401 - the module below stands on it
        from tensorflow.python.profiler.internal import _pywrap_profiler
    return _pywrap_profiler


@contextmanager
def _translating() -> Iterator[None]:
    """TensorFlow's errors become ours; it is imported already."""
    from tfserve.servables.tensorflow.errors import serving_error

    try:
        yield
    except Exception as error:
        raise serving_error(error) from error


def _has(file: io.BytesIO, start: int, end: int, path: tuple[int, ...]) -> bool:
    """Whether the message from `start` to `end` has a field of the first number, in which there is
    one of the second, and so on.
    """
    number, *rest = path
    return any(
        not rest or _has(file, field.start, field.end, tuple(rest))
        for field in fields(file, start, end)
        if field.number == number
    )
