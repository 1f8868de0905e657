"""Telling who asked for a name that nobody serves what there is instead."""

from __future__ import annotations

from collections.abc import Iterable

from tfserve.core.nearest import nearest_name
from tfserve.errors import NotFound

__all__ = ["with_suggestion"]


def with_suggestion(error: NotFound, asked: str, existing: Iterable[str]) -> NotFound:
    """The same error, its details having the name nearest to `asked` among `existing`."""
    # People write image-search for image_search and MNIST for mnist.
    near = nearest_name(asked, existing, plain=_plain)
    if near is None:
        return error
    return NotFound(error.message, details={**error.details, "did_you_mean": near})


def _plain(name: str) -> str:
    return name.casefold().replace("-", "_")
