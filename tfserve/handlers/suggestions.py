"""What to tell a client that asked for a name nobody serves."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from tfserve.core.nearest import nearest_name

__all__ = ["known_names"]


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
    nearest = nearest_name(asked, known)
    if nearest is not None:
        details["did_you_mean"] = nearest
    return details
