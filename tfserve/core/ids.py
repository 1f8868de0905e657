"""Identity of servables and how requests name them."""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["ModelSpec", "ServableId"]


@dataclass(frozen=True, slots=True, order=True)
class ServableId:
    """One version of one servable; prints as TensorFlow Serving's logs do: `{name: m version:
    3}`.
    """

    name: str
    version: int

    def __str__(self) -> str:
        """`{name: half_plus_two version: 123}`."""
        return f"{{name: {self.name} version: {self.version}}}"


@dataclass(frozen=True, slots=True)
class ModelSpec:
    """What a request asks for: a model and at most one of version and label; neither means the
    latest available.

    Args:
        name: the model's name; never empty (handlers check that).
        version: a version number; 0 is a version like any other.
        label: a version label such as `stable`.
    """

    name: str
    version: int | None = None
    label: str | None = None

    def __str__(self) -> str:
        """As TensorFlow Serving names a failed look-up: `Latest(m)`, `Specific(m, 3)`."""
        if self.version is None:
            return f"Latest({self.name})"
        return f"Specific({self.name}, {self.version})"
