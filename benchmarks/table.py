"""Tables for terminals and for Markdown."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

__all__ = ["Table"]


@dataclass(slots=True)
class Table:
    """Rows of text under headings; the first column is aligned left, the others right.

    Args:
        title: a sentence above it.
        headings: one per column.
        rows: each as long as the headings.
    """

    title: str
    headings: Sequence[str]
    rows: list[tuple[str, ...]] = field(default_factory=list)

    def add(self, *cells: object) -> None:
        """One more row; floats should come formatted."""
        self.rows.append(tuple(str(cell) for cell in cells))

    def text(self) -> str:
        """For a terminal."""
        widths = [max(map(len, column)) for column in zip(self.headings, *self.rows, strict=True)]
        lines = [self.title]
        for cells in (self.headings, *self.rows):
            first, *others = zip(cells, widths, strict=True)
            padded = [first[0].ljust(first[1]), *(cell.rjust(width) for cell, width in others)]
            lines.append("  ".join(padded).rstrip())
        return "\n".join(lines)

    def markdown(self) -> str:
        """For a document."""
        rule = ["---", *("--:" for _ in self.headings[1:])]
        lines = [_row(cells) for cells in (self.headings, rule, *self.rows)]
        return "\n".join([f"{self.title}\n", *lines])


def _row(cells: Iterable[str]) -> str:
    return f"| {' | '.join(cells)} |"
