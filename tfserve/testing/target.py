"""A target that remembers what sources told it."""

from __future__ import annotations

import threading
from collections.abc import Mapping, Sequence
from typing import Any, Generic, TypeVar

from tfserve.core.source import NO_REASONS, Reasons, ServableData
from tfserve.errors import ServingError

__all__ = ["RecordingTarget"]

T = TypeVar("T")


class RecordingTarget(Generic[T]):
    """An AspiredVersionsTarget that records every call. Thread-safe."""

    def __init__(self) -> None:
        self._changed = threading.Condition()
        # guarded by _changed: every call in order
        self._calls: list[tuple[str, tuple[ServableData[T], ...]]] = []
        self._left_out: dict[str, Reasons] = {}  # guarded by _changed

    def aspire(
        self,
        servable_name: str,
        versions: Sequence[ServableData[T]],
        left_out: Reasons = NO_REASONS,
    ) -> None:
        """Record it."""
        with self._changed:
            self._calls.append((servable_name, tuple(versions)))
            self._left_out[servable_name] = left_out
            self._changed.notify_all()

    @property
    def calls(self) -> tuple[tuple[str, tuple[ServableData[T], ...]], ...]:
        """Every call so far: servable's name, versions."""
        with self._changed:
            return tuple(self._calls)

    def left_out(self, servable_name: str) -> Reasons:
        """Why the newest list of a servable does not have what others had."""
        with self._changed:
            return self._left_out.get(servable_name, NO_REASONS)

    def clear(self) -> None:
        """Forget the calls so far."""
        with self._changed:
            self._calls.clear()

    def aspired(self, servable_name: str) -> Mapping[int, T | ServingError] | None:
        """The newest list of a servable, version -> data or error; None when there was no call for
        it.
        """
        for name, versions in reversed(self.calls):
            if name == servable_name:
                return {each.id.version: _content(each) for each in versions}
        return None

    def wait_for_calls(self, count: int) -> None:
        """Return when there were at least `count` calls; for sources with threads of their own."""
        with self._changed:
            self._changed.wait_for(lambda: len(self._calls) >= count)

    def __repr__(self) -> str:
        """`<RecordingTarget calls=3>`."""
        return f"<RecordingTarget calls={len(self.calls)}>"


def _content(data: ServableData[Any]) -> Any:  # T or ServingError; mypy infers T wrongly
    if data.error is not None:
        return data.error
    if data.data is None:  # ServableData has made sure of it
        msg = f"{data.id} has neither data nor error"
        raise ValueError(msg)
    return data.data
