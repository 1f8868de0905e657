"""What sources aspire and the manager has not applied yet."""

from __future__ import annotations

import threading
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from tfserve.core.loader import Loader
from tfserve.core.source import NO_REASONS, Reasons, ServableData

__all__ = ["PendingList", "PendingVersions"]


@dataclass(frozen=True, slots=True)
class PendingList:
    """The newest list for one model.

    Args:
        versions: all that is wanted.
        kept: versions that every list since the last applied one had. A failed version that is
            missing here was let go in between and is to be tried anew, although the newest list has
            it.
        left_out: why others are not wanted, by all lists since the last applied one.
    """

    versions: tuple[ServableData[Loader], ...] = ()
    kept: frozenset[int] = frozenset()
    left_out: Reasons = field(default_factory=dict)

    @property
    def wanted(self) -> frozenset[int]:
        """The version numbers."""
        return frozenset(each.id.version for each in self.versions)

    @property
    def reasons(self) -> Reasons:
        """Why they are wanted."""
        return {each.id.version: each.reason for each in self.versions}


class PendingVersions:
    """The newest list per model, until it is applied. Thread-safe."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._lists: dict[str, PendingList] = {}  # guarded by _lock
        self._is_closed = False  # guarded by _lock

    def put(
        self,
        servable_name: str,
        versions: Sequence[ServableData[Loader]],
        left_out: Reasons = NO_REASONS,
    ) -> None:
        """Replace the list of a model; ignored after `close`.

        Raises:
            ValueError: a version twice, or of another servable.
        """
        numbers = {each.id.version for each in versions if each.id.name == servable_name}
        if len(numbers) != len(versions):
            ids = ", ".join(str(each.id) for each in versions)
            msg = f"the versions of {servable_name} must carry its name, each once: {ids}"
            raise ValueError(msg)
        with self._lock:
            if self._is_closed:
                return
            replaced = self._lists.get(servable_name)
            kept = numbers if replaced is None else numbers & replaced.kept
            before = {} if replaced is None else replaced.left_out
            self._lists[servable_name] = PendingList(
                tuple(versions), frozenset(kept), {**before, **left_out}
            )

    def lists(self) -> Mapping[str, PendingList]:
        """Model -> its newest list, where that is not applied; a snapshot."""
        with self._lock:
            return dict(self._lists)

    def remove(self, servable_name: str, applied: PendingList) -> None:
        """`applied` is done with; a newer list that came meanwhile stays."""
        with self._lock:
            if self._lists.get(servable_name) is applied:
                del self._lists[servable_name]

    def close(self) -> None:
        """Take no more lists."""
        with self._lock:
            self._is_closed = True

    def want_nothing(self, managed: Mapping[str, Iterable[int]], reason: str) -> None:
        """Replace everything pending by empty lists for `managed` (servable -> versions), for
        `reason`; after `close` too.
        """
        with self._lock:
            self._lists = {
                name: PendingList(left_out=dict.fromkeys(versions, reason))
                for name, versions in managed.items()
            }
