"""Sends each model's versions to what loads its platform."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import MappingProxyType

from tfserve.core.source import NO_REASONS, AspiredVersionsTarget, Reasons, ServableData
from tfserve.errors import Internal

__all__ = ["SourceRouter"]


class SourceRouter:
    """Passes lists on by the model's platform. Thread-safe. Matches: core/source_router.h.

    Args:
        targets: platform -> target.
        unrouted: takes the versions of models without a platform, each as an error.
    """

    def __init__(
        self,
        *,
        targets: Mapping[str, AspiredVersionsTarget[str]],
        unrouted: AspiredVersionsTarget[str],
    ) -> None:
        self._targets = dict(targets)
        self._unrouted = unrouted
        self._routes: Mapping[str, str] = MappingProxyType({})  # replaced whole

    def set_routes(self, routes: Mapping[str, str]) -> None:
        """From now on, model name -> platform."""
        self._routes = dict(routes)

    def aspire(
        self,
        servable_name: str,
        versions: Sequence[ServableData[str]],
        left_out: Reasons = NO_REASONS,
    ) -> None:
        """Pass the list on."""
        target = self._targets.get(self._routes.get(servable_name, ""))
        if target is None:
            target = self._unrouted
            versions = [
                ServableData(each.id, error=each.error or Internal("No platform found for model"))
                for each in versions
            ]
        target.aspire(servable_name, versions, left_out)
