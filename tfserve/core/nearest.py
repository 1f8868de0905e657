"""Which existing name somebody may have meant who asked for another."""

from __future__ import annotations

import difflib
from collections.abc import Callable, Iterable
from itertools import islice

__all__ = ["nearest_name"]

# Comparing takes time that grows with the length and number of names, and clients ask again and
# again: beyond these no typing mistake is looked for.
_MAX_LENGTH = 200
_MAX_NAMES = 500


def nearest_name(
    asked: str, names: Iterable[str], *, plain: Callable[[str], str] = str
) -> str | None:
    """The one of `names` that resembles `asked`; None where none does.

    Args:
        asked: what a client sent, of any length.
        names: those that exist.
        plain: what of a name is compared; names that differ in nothing else count as equal.
    """
    if len(asked) > _MAX_LENGTH:
        return None
    by_plain = {plain(name): name for name in islice(names, _MAX_NAMES)}
    near = difflib.get_close_matches(plain(asked), by_plain, n=1)
    return by_plain[near[0]] if near else None
