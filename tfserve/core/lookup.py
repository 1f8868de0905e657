"""What handlers and frontends see of the server core: small views, never the core itself."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from typing import TYPE_CHECKING, Protocol

from tfserve.core.deadline import Deadline
from tfserve.core.event_bus import Subscription
from tfserve.core.handle import ServableHandle
from tfserve.core.ids import ModelSpec
from tfserve.core.state import ServableState

if TYPE_CHECKING:
    from tfserve.config.models import ModelServerConfig

__all__ = ["ConfigReloader", "ModelHealth", "ModelStatus", "ServableLookup", "ServedModels"]


class ServableLookup(Protocol):
    """Borrow servables. Thread-safe and lock-free on the path that succeeds."""

    def acquire(self, spec: ModelSpec) -> ServableHandle:
        """The version that `spec` names; released by the caller.

        Raises:
            NotFound: `Servable not found for request: Latest(m)`; `details` lists the models, or
            versions, that exist.
            InvalidArgument: `Unrecognized servable version label: stable`.
            Unavailable: labels are not known yet.
        """
        ...


class ModelStatus(Protocol):
    """Ask for the states of versions. Thread-safe."""

    def version_states(self, name: str) -> Sequence[ServableState]:
        """All versions of a model ever seen, highest first; empty when there is none."""
        ...

    def model_names(self) -> Sequence[str]:
        """The configured models, sorted."""
        ...

    def why_not_served(self, name: str) -> str:
        """Why no version of a configured model serves; "" when one does, or it is not
        configured.
        """
        ...


class ConfigReloader(Protocol):
    """Replace the configured models. Thread-safe: calls are serialised."""

    def reload(self, config: ModelServerConfig, deadline: Deadline) -> None:
        """Make `config` the config and wait until each new model is decided, `deadline` passed, or
        the server's reload timeout is over; loading goes on behind.

        Raises:
            ServingError: a rejected config (nothing has changed), or models that did not become
                available (the others serve; the text names each and why).
        """
        ...


class ModelHealth(Protocol):
    """What health services and the start wait for. Thread-safe."""

    def is_ready(self) -> bool:
        """Whether the ready policy is met and the server is not draining."""
        ...

    def is_model_ready(self, name: str) -> bool | None:
        """Whether some version of the model is AVAILABLE; None for a model that is not
        configured.
        """
        ...

    def subscribe(self, changed: Callable[[], None]) -> Subscription:
        """Call `changed` whenever one of the answers may have changed; it must be quick."""
        ...


class ServedModels(Protocol):
    """What is served now, for planes that keep a copy of it. Thread-safe."""

    def version_labels(self) -> Mapping[str, Mapping[str, int]]:
        """Model -> version label -> version."""
        ...

    def available(self) -> Mapping[str, Collection[int]]:
        """Model -> the versions that serve; the highest is the latest."""
        ...

    def acquire(self, spec: ModelSpec) -> ServableHandle:
        """Borrow a version; as `ServableLookup.acquire`."""
        ...

    def subscribe(self, changed: Callable[[], None]) -> Subscription:
        """Call `changed` whenever one of the answers may have changed; it must be quick."""
        ...
