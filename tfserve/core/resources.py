"""Amounts of memory and other things that a version needs, before anybody counts them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

__all__ = ["MAIN_RAM_BYTES", "Resource", "ResourceAllocation"]


@dataclass(frozen=True, slots=True, order=True)
class Resource:
    """A kind of thing on a device, in the vocabulary of `resources/resource_values.h`.

    Args:
        device: `main`, `gpu` or `tpu`.
        kind: such as `ram_in_bytes`, `num_model_slots`.
        device_instance: which one of several devices; None where it does not matter (or not yet).
    """

    device: str
    kind: str
    device_instance: int | None = None


MAIN_RAM_BYTES = Resource("main", "ram_in_bytes")


@dataclass(frozen=True, slots=True)
class ResourceAllocation:
    """Resource -> quantity; quantities are whole numbers above 0 in the resource's unit."""

    quantities: Mapping[Resource, int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Refuse negative quantities and drop zeros, so that equal amounts compare equal."""
        if any(quantity < 0 for quantity in self.quantities.values()):
            msg = f"quantities must not be negative: {dict(self.quantities)}"
            raise ValueError(msg)
        kept = {resource: quantity for resource, quantity in self.quantities.items() if quantity}
        object.__setattr__(self, "quantities", MappingProxyType(kept))

    def __hash__(self) -> int:
        """Equal amounts have equal hashes."""
        return hash(frozenset(self.quantities.items()))

    @classmethod
    def ram(cls, size_bytes: int) -> ResourceAllocation:
        """`size_bytes` of main memory."""
        return cls({MAIN_RAM_BYTES: size_bytes})

    def __add__(self, other: ResourceAllocation) -> ResourceAllocation:
        """The sum, resource by resource."""
        total = dict(self.quantities)
        for resource, quantity in other.quantities.items():
            total[resource] = total.get(resource, 0) + quantity
        return ResourceAllocation(total)

    def fits_into(self, other: ResourceAllocation) -> bool:
        """Whether `other` has at least as much of everything."""
        return all(
            other.quantities.get(resource, 0) >= quantity
            for resource, quantity in self.quantities.items()
        )
