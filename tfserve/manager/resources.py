"""Counting what loaded versions occupy."""

from __future__ import annotations

import threading

from tfserve.core.resources import Resource, ResourceAllocation

__all__ = ["ResourceTracker"]


class ResourceTracker:
    """Knows how much there is and how much is reserved. Thread-safe.

    A load reserves its estimate, the loaded version commits what it really needs, and whatever is
    reserved is released once, when the version is gone. Simpler than core/resource_tracker.h: each
    device instance counts for itself and estimates are not spread over instances.

    Args:
        total: what may be used; a resource that is not in it is without limit.
    """

    def __init__(self, total: ResourceAllocation | None = None) -> None:
        self._total = total or ResourceAllocation()
        self._lock = threading.Lock()
        self._used: dict[Resource, int] = {}  # guarded by _lock

    @property
    def total(self) -> ResourceAllocation:
        """What may be used."""
        return self._total

    @property
    def used(self) -> ResourceAllocation:
        """What is reserved now."""
        with self._lock:
            return ResourceAllocation(dict(self._used))

    def reserve(self, amount: ResourceAllocation) -> bool:
        """Reserve all of `amount`, or nothing (False) where some of it does not fit."""
        limits = self._total.quantities
        with self._lock:
            for resource, quantity in amount.quantities.items():
                limit = limits.get(resource)
                if limit is not None and self._used.get(resource, 0) + quantity > limit:
                    return False
            self._add(amount, 1)
            return True

    def fits_without(self, amount: ResourceAllocation, freed: ResourceAllocation) -> bool:
        """Whether `amount` could be reserved once `freed`, which is reserved now, is released."""
        limits = self._total.quantities
        with self._lock:
            return all(
                resource not in limits
                or self._used.get(resource, 0) - freed.quantities.get(resource, 0) + quantity
                <= limits[resource]
                for resource, quantity in amount.quantities.items()
            )

    def commit(self, reserved: ResourceAllocation, actual: ResourceAllocation) -> None:
        """Replace what a load reserved by what the loaded version occupies.

        Never refuses: the memory is taken already. More than the total makes later loads wait.
        """
        with self._lock:
            self._add(reserved, -1)
            self._add(actual, 1)

    def release(self, amount: ResourceAllocation) -> None:
        """Give back what was reserved or committed."""
        with self._lock:
            self._add(amount, -1)

    def _add(self, amount: ResourceAllocation, sign: int) -> None:  # under _lock
        for resource, quantity in amount.quantities.items():
            self._used[resource] = self._used.get(resource, 0) + sign * quantity

    def __repr__(self) -> str:
        """`<ResourceTracker used={...} total={...}>`."""
        used, total = dict(self.used.quantities), dict(self._total.quantities)
        return f"<ResourceTracker used={used} total={total}>"
