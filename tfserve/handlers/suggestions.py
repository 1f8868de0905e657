"""What to tell a client that asked for a name nobody serves."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Mapping

__all__ = ["known_names"]

# Comparing names takes time that grows with their length and number; beyond these no typing mistake
# is looked for.
_MAX_LENGTH = 200
_MAX_NAMES = 500


def known_names(kind: str, asked: str, names: Iterable[str]) -> Mapping[str, str]:
    """Error details for an unknown name.

    Args:
        kind: plural noun: the key is `available_<kind>`.
        asked: the name that was not found.
        names: those that exist.

    Returns:
        `available_<kind>`: all names, sorted, joined by ", "; and `did_you_mean` where one of them
        resembles `asked`.
    """
    # __saved_model_init_op and its like are signatures that nobody means.
    known = sorted(name for name in names if kind != "signatures" or not name.startswith("__"))
    details = {f"available_{kind}": ", ".join(known)}
    if len(asked) <= _MAX_LENGTH:
        for nearest in difflib.get_close_matches(asked, known[:_MAX_NAMES], n=1):
            details["did_you_mean"] = nearest
    return details
