"""Looking at a base path, for a watch or for somebody who only wants to know."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from tfserve.config.models import ModelConfig
from tfserve.core.clock import Clock
from tfserve.core.source import ServableData
from tfserve.core.storage import Storage
from tfserve.errors import ServingError
from tfserve.sources.decision import Decision, NeedInspection, decide
from tfserve.sources.memory import Memory
from tfserve.sources.observation import Inspection, MissingPart, inspect, list_base_path
from tfserve.sources.review import Moment, Rules

__all__ = ["Look", "Preview"]


@dataclass(frozen=True, slots=True)
class Preview:
    """What would be aspired.

    Args:
        versions: that would be loaded, or are.
        held_back: version -> why it would not be loaded, or not yet.
        problem: why there would be nothing to serve; None when there would be something.
    """

    versions: frozenset[int]
    held_back: Mapping[int, str] = field(default_factory=dict)
    problem: ServingError | None = None


class Look:
    """Looks at base paths and decides; remembers nothing. Thread-safe.

    Args:
        storage: where base paths are.
        clock: time.
        rules_of: how cautious to be with a model's base path.
        missing_part: tells whether a version is complete.
    """

    def __init__(
        self,
        *,
        storage: Storage,
        clock: Clock,
        rules_of: Callable[[ModelConfig], Rules],
        missing_part: MissingPart,
    ) -> None:
        self._storage = storage
        self._clock = clock
        self._missing_part = missing_part
        self._rules_of = rules_of

    def decide(self, model: ModelConfig, memory: Callable[[], Memory]) -> Decision:
        """What follows for `model`; `memory` is asked before each step."""
        listing = list_base_path(self._storage, model.base_path)
        rules = self._rules_of(model)
        inspections: dict[int, Inspection] = {}
        while True:
            moment = Moment(self._clock.now(), self._clock.wall())
            known = memory()
            step = decide(model, listing, known, moment, rules=rules, inspections=inspections)
            if not isinstance(step, NeedInspection):
                return step
            for version, path in step.paths.items():
                inspections[version] = self._inspect(version, path, model, known)

    def _inspect(self, version: int, path: str, model: ModelConfig, memory: Memory) -> Inspection:
        # What was handed on was complete: while it serves, or fails again and again, only changes
        # are looked for, and the contents of its files are left alone.
        accepted = memory.accepted.get(version)
        complete = "" if accepted is None else accepted.fingerprint
        return inspect(self._storage, path, model.platform, self._missing_part, complete=complete)

    def preview(self, model: ModelConfig, memory: Memory) -> Preview:
        """What `model` would be if it were watched with `memory`."""
        decision = self.decide(model, lambda: memory)
        aspired: tuple[ServableData[str], ...] = memory.aspired or ()
        if decision.lists:
            aspired = decision.lists[-1]
        refused = {each.id.version: each.error.status for each in aspired if each.error}
        return Preview(
            versions=frozenset(each.id.version for each in aspired if each.error is None),
            held_back={**decision.observation.held_back, **refused},
            problem=decision.observation.problem,
        )
