"""The seam between who is asked for a profile and what records one."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Protocol

__all__ = ["Profiler"]


class Profiler(Protocol):
    """Records what this process does. All methods may block, and import a framework."""

    def start(self, levels: Mapping[str, int]) -> None:
        """Begin to record.

        Args:
            levels: how closely, by name: `host_tracer_level`, `device_tracer_level`,
                `python_tracer_level`; names left out mean the recorder's own choice.

        Raises:
            Unimplemented: there is nothing that records.
            AlreadyExists: a recording is under way.
        """
        ...

    def stop(self) -> bytes:
        """End the recording and return it: a serialized tensorflow.profiler.XSpace."""
        ...

    def is_empty(self, recording: bytes) -> bool:
        """Whether nothing happened in it."""
        ...

    def save(self, recording: bytes, path: str) -> None:
        """Write it to a new file, local or of a storage with a URI; directories are made.

        Raises:
            AlreadyExists: there is such a file.
            ServingError: it cannot be written.
        """
        ...
