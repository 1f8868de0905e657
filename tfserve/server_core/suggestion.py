"""Telling who asked for a name that nobody serves what there is instead."""

from __future__ import annotations

import difflib
from collections.abc import Iterable
from itertools import islice

from tfserve.errors import NotFound

__all__ = ["with_suggestion"]


# Comparing takes time that grows with the length and number of names, and clients ask again and
# again: beyond these no typing mistake is looked for.
_MAX_LENGTH = 200
_MAX_NAMES = 500


def with_suggestion(error: NotFound, asked: str, existing: Iterable[str]) -> NotFound:
    """The same error, its details having the name nearest to `asked` among `existing`."""
    if len(asked) > _MAX_LENGTH:
        return error
    # People write image-search for image_search and MNIST for mnist.
    by_plain = {_plain(name): name for name in islice(existing, _MAX_NAMES)}
    near = difflib.get_close_matches(_plain(asked), by_plain, n=1)
    if not near:
        return error
    return NotFound(error.message, details={**error.details, "did_you_mean": by_plain[near[0]]})


def _plain(name: str) -> str:
    return name.casefold().replace("-", "_")
