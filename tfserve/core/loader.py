"""What knows how to bring one version into memory and out again."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Protocol

from tfserve.core.resources import ResourceAllocation
from tfserve.core.servable import Servable

__all__ = ["NEVER_RETRY", "Loader"]

NEVER_RETRY: Mapping[str, str] = {"retry": "never"}
"""In the details of an error of `Loader.load`: another try would end alike."""


class Loader(Protocol):
    """One version of a servable that can be loaded. Matches: core/loader.h.

    The manager calls the methods one at a time, from any of its threads, in the order estimate,
    load, servable ..., unload. A load that raised may be tried again; after `unload` nothing is
    called any more.
    """

    def estimate(self) -> ResourceAllocation:
        """What the loaded version will occupy; cheap, needs no load, the same each time until
        loaded.

        Raises:
            ServingError: the storage cannot be read; counted as a failed load.
        """
        ...

    def load(self) -> None:
        """Bring it into memory, warmed up and checked: when this returns it can serve.

        Raises:
            ServingError: why not; nothing is kept. With NEVER_RETRY in its details it is final
                until the version's files change.
        """
        ...

    def unload(self) -> None:
        """Give everything back; only after a successful load, when no request uses the servable."""
        ...

    @property
    def servable(self) -> Servable:
        """What was loaded; only between `load` and `unload`."""
        ...
