"""Models that are there because a test says so: everything that handlers and frontends ask for."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING

from tfserve.config.models import ModelConfig, ModelServerConfig
from tfserve.core.deadline import Deadline
from tfserve.core.event_bus import EventBus, Subscription
from tfserve.core.executor import Executor
from tfserve.core.handle import ServableHandle
from tfserve.core.ids import ModelSpec, ServableId
from tfserve.core.inventory import ModelReport, VersionReport
from tfserve.core.servable import Call, Done, Outputs, Servable, Signature
from tfserve.core.state import ManagerState, ServableState
from tfserve.errors import InvalidArgument, NotFound, ServingError

if TYPE_CHECKING:
    from typing_extensions import Self

__all__ = ["DeferredServable", "FakeModels"]


class FakeModels:
    """A ServableLookup, ModelStatus, ModelInventory, ConfigReloader and ModelHealth in one.
    Thread-safe enough for one test.

    Args:
        servables: what can be acquired.
        labels: label -> version, for every model alike.
        states: what `version_states` tells; by default every servable is AVAILABLE.
        unserved: model -> why it does not serve, for models that are configured besides.
    """

    def __init__(
        self,
        servables: Mapping[ServableId, Servable] | None = None,
        *,
        labels: Mapping[str, int] | None = None,
        states: Sequence[ServableState] | None = None,
        unserved: Mapping[str, str] | None = None,
    ) -> None:
        self._servables = dict(servables or {})
        self._labels = dict(labels or {})
        self._unserved = dict(unserved or {})
        available = [ServableState(each, ManagerState.AVAILABLE) for each in self._servables]
        self._states = sorted(
            available if states is None else states, key=lambda state: state.id, reverse=True
        )
        self._bus: EventBus[None] = EventBus()
        self._is_ready = True
        self.held = 0
        self.reloads: list[ModelServerConfig] = []
        self.reload_error: ServingError | None = None

    def acquire(self, spec: ModelSpec) -> ServableHandle:
        """The version that `spec` names; `held` counts it until it is released.

        Raises:
            NotFound: no such version.
            InvalidArgument: no such label.
        """
        version = spec.version
        if spec.label is not None:
            if spec.label not in self._labels:
                unknown = f"Unrecognized servable version label: {spec.label}"
                raise InvalidArgument(unknown)
            version = self._labels[spec.label]
        found = [
            each
            for each in self._servables
            if each.name == spec.name and version in (None, each.version)
        ]
        if not found:
            missing = f"Servable not found for request: {spec}"
            raise NotFound(missing, details={"available_models": ", ".join(self.model_names())})
        self.held += 1
        return _Handle(self, max(found), self._servables[max(found)])

    def version_states(self, name: str) -> Sequence[ServableState]:
        """As given, highest first."""
        return [state for state in self._states if state.id.name == name]

    def model_names(self) -> Sequence[str]:
        """Of all servables and states and those that do not serve, sorted."""
        ids = [*self._servables, *(state.id for state in self._states)]
        return sorted({*(each.name for each in ids), *self._unserved})

    def why_not_served(self, name: str) -> str:
        """As given."""
        return self._unserved.get(name, "")

    def models(self) -> Sequence[ModelReport]:
        """A report of each model, without more than is known."""
        return [
            ModelReport(
                ModelConfig(name, f"/models/{name}"),
                tuple(VersionReport(state) for state in self.version_states(name)),
                self.why_not_served(name),
            )
            for name in self.model_names()
        ]

    def model_config(self, name: str) -> ModelConfig | None:
        """A config with nothing special about it."""
        return ModelConfig(name, f"/models/{name}") if name in self.model_names() else None

    def reload(self, config: ModelServerConfig, deadline: Deadline) -> None:  # noqa: ARG002 - part of the protocol
        """Remember `config`, or raise `reload_error` when a test has set it."""
        if self.reload_error is not None:
            raise self.reload_error
        self.reloads.append(config)

    def is_ready(self) -> bool:
        """As set last."""
        return self._is_ready

    def is_model_ready(self, name: str) -> bool | None:
        """As the server, for models that are there."""
        return self._is_ready if name in self.model_names() else None

    def set_ready(self, is_ready: bool) -> None:  # noqa: FBT001 - reads as an assignment
        """Change the answer and tell subscribers."""
        self._is_ready = is_ready
        self._bus.publish(None)

    def subscribe(self, changed: Callable[[], None]) -> Subscription:
        """Call `changed` at every `set_ready`."""
        return self._bus.subscribe(lambda _: changed())


class _Handle:
    """Counts in `FakeModels.held`."""

    def __init__(self, models: FakeModels, id: ServableId, servable: Servable) -> None:  # noqa: A002 - the protocol's name
        self.id = id
        self.servable = servable
        self._models: FakeModels | None = models

    def release(self) -> None:
        if self._models is not None:
            self._models.held -= 1
            self._models = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.release()


class DeferredServable:
    """A Servable that runs another one's calls on an executor: with ManualExecutor, when the test
    says so. Thread-safe as far as the two are.

    Args:
        servable: does the work.
        executor: where.
    """

    def __init__(self, servable: Servable, executor: Executor) -> None:
        self._servable = servable
        self._executor = executor

    @property
    def signatures(self) -> Mapping[str, Signature]:
        """The other's."""
        return self._servable.signatures

    def run(self, call: Call, deadline: Deadline) -> Outputs:
        """The other's, at once."""
        return self._servable.run(call, deadline)

    def submit(self, call: Call, deadline: Deadline, done: Done) -> None:
        """Submit to the other one, on the executor."""
        self._executor.submit(lambda: self._servable.submit(call, deadline, done))
