"""Saying a thing once when it begins to be true, not at every poll. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

__all__ = ["Note", "Notebook"]

_QUIET_S = 60.0  # one line a minute for each cause, however often it comes and goes


@dataclass(frozen=True, slots=True)
class Note:
    """Something to tell the operator while it is true.

    Args:
        cause: what it is about; two notes of one cause are the same thing told anew.
        text: the line.
    """

    cause: str
    text: str


@dataclass(frozen=True, slots=True)
class _Entry:
    text: str
    written_at: float


@dataclass(frozen=True, slots=True)
class Notebook:
    """What was told already, by cause."""

    _entries: Mapping[str, _Entry] = field(default_factory=dict)

    def write(self, notes: Sequence[Note], now: float) -> tuple[tuple[str, ...], Notebook]:
        """The lines to log at time `now` (seconds), given everything that is true now; the
        notebook after that.

        A cause is told when it is new or tells something else, and at most once a minute.
        """
        entries: dict[str, _Entry] = {}
        lines: list[str] = []
        for note in notes:
            entry = self._entries.get(note.cause)
            if entry is None or (entry.text != note.text and now - entry.written_at >= _QUIET_S):
                entry = _Entry(note.text, now)
                lines.append(note.text)
            entries[note.cause] = entry
        for cause, entry in self._entries.items():
            if now - entry.written_at < _QUIET_S:
                entries.setdefault(cause, entry)
        return tuple(lines), Notebook(entries)
