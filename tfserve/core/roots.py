"""Directories that paths must lie below. Compares texts: asks no storage, follows no links."""

from __future__ import annotations

import posixpath
from collections.abc import Sequence

__all__ = ["is_below"]


def is_below(path: str, roots: Sequence[str]) -> bool:
    """Whether `path` is one of `roots` or below one; paths and URIs alike."""
    plain = _plain(path)
    return any(plain == root or plain.startswith(f"{root}/") for root in map(_plain, roots))


def _plain(path: str) -> str:
    """The path without `..` and doubled slashes, which could lead out of a root."""
    scheme, mark, rest = path.partition("://")
    if not mark or scheme.lower() == "file":
        return posixpath.normpath(rest if mark else path).rstrip("/")
    return f"{scheme.lower()}://{posixpath.normpath(rest)}".rstrip("/")
