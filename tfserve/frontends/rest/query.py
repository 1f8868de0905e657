"""The query string of our own routes."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from urllib.parse import parse_qsl

from tfserve.core.nearest import nearest_name
from tfserve.errors import InvalidArgument

__all__ = ["flag_value", "query_values"]

_FLAGS = {"true": True, "1": True, "false": False, "0": False}


def query_values(query: str, known: Collection[str]) -> Mapping[str, str]:
    """Name -> value of each parameter in `query`, decoded.

    One that is not `known` is refused: a misspelt `dry_run` must not pass for none.

    Raises:
        InvalidArgument: an unknown parameter, or one twice.
    """
    values: dict[str, str] = {}
    for name, value in parse_qsl(query, keep_blank_values=True):
        if name not in known:
            near = nearest_name(name, known)
            names = ", ".join(sorted(known)) or "none"
            hint = f"did you mean {near}?" if near else f"there are {names}"
            raise InvalidArgument(f"Unknown query parameter {name}; {hint}")
        if name in values:
            raise InvalidArgument(f"Query parameter {name} is given twice")
        values[name] = value
    return values


def flag_value(values: Mapping[str, str], name: str) -> bool:
    """Whether the parameter `name` is set to true; without it, false.

    Raises:
        InvalidArgument: it is neither true nor false.
    """
    text = values.get(name, "false").lower()
    if text not in _FLAGS:
        raise InvalidArgument(f"Query parameter {name} must be true or false, not {text!r}")
    return _FLAGS[text]
