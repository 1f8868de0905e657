"""Which versions requests can find, as one immutable value."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import TypeVar

from tfserve.core.ids import ModelSpec
from tfserve.errors import NotFound
from tfserve.manager.ready_servable import ReadyServable

__all__ = ["ServingMap"]

T = TypeVar("T")

_MOST_NAMES = 64  # in an error's details: they travel in response headers, which are limited to KBs


class ServingMap:
    """Ready versions by model. Immutable: every change makes a new map, which replaces the old one
    with a single assignment, so that readers need no lock. Matches: ServingMap of
    core/basic_manager.h.
    """

    __slots__ = ("_latest", "_versions", "available")

    def __init__(self, ready: Iterable[ReadyServable] = ()) -> None:
        versions: dict[str, dict[int, ReadyServable]] = {}
        for each in sorted(ready, key=lambda each: each.id, reverse=True):
            versions.setdefault(each.id.name, {})[each.id.version] = each
        self._versions = versions
        self._latest = {name: next(iter(found.values())) for name, found in versions.items()}
        self.available: Mapping[str, tuple[int, ...]] = MappingProxyType(
            {name: tuple(found) for name, found in sorted(versions.items())}
        )

    def with_added(self, ready: ReadyServable) -> ServingMap:
        """A map that has `ready` too."""
        name, version = ready.id.name, ready.id.version
        return self._with(name, {**self._versions.get(name, {}), version: ready})

    def without(self, ready: ReadyServable) -> ServingMap:
        """A map that does not have `ready`."""
        found = self._versions.get(ready.id.name, {})
        return self._with(
            ready.id.name, {k: each for k, each in found.items() if each is not ready}
        )

    def _with(self, name: str, found: dict[int, ReadyServable]) -> ServingMap:
        """A map where model `name` has these versions: what others have is not looked at, since a
        thousand models that come one after the other are a thousand maps.
        """
        found = {version: found[version] for version in sorted(found, reverse=True)}
        made = ServingMap()
        made._versions = _replaced(self._versions, name, found)
        made._latest = _replaced(self._latest, name, next(iter(found.values()), None))
        available = _replaced(self.available, name, tuple(found))
        if found and name not in self.available:
            available = dict(sorted(available.items()))
        made.available = MappingProxyType(available)
        return made

    def find(self, name: str, version: int | None) -> ReadyServable:
        """The given version of a model, or its highest.

        Raises:
            NotFound: there is none; details name what there is.
        """
        try:
            if version is None:
                return self._latest[name]
            return self._versions[name][version]
        except KeyError:
            raise self._not_found(name, version) from None

    def _not_found(self, name: str, version: int | None) -> NotFound:
        versions = self.available.get(name)
        details = (
            {"available_models": _joined(self.available)}
            if versions is None
            else {"available_versions": _joined(versions)}
        )
        spec = ModelSpec(name, version)
        return NotFound(f"Servable not found for request: {spec}", details=details)

    def __repr__(self) -> str:
        """`<ServingMap m=(3, 2)>`."""
        models = " ".join(f"{name}={versions}" for name, versions in self.available.items())
        return f"<ServingMap {models}>"


def _replaced(old: Mapping[str, T], name: str, value: T | None) -> dict[str, T]:
    """The mapping with another value for `name`; without it where there is none."""
    if value:
        return {**old, name: value}
    return {key: each for key, each in old.items() if key != name}


def _joined(names: Iterable[object]) -> str:
    texts = [str(name) for name in names]
    rest = [f"and {len(texts) - _MOST_NAMES} more"] if len(texts) > _MOST_NAMES else []
    return ", ".join(texts[:_MOST_NAMES] + rest)
