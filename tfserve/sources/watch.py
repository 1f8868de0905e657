"""Watching the base path of one model."""

from __future__ import annotations

import logging
import threading
from collections import deque
from collections.abc import Callable

from tfserve.config.models import ModelConfig
from tfserve.core.clock import Clock
from tfserve.core.periodic import PeriodicTask
from tfserve.core.state import ServableState
from tfserve.core.storage import Storage
from tfserve.sources.decision import Decision, NeedInspection, decide
from tfserve.sources.memory import Memory, after_state
from tfserve.sources.observation import (
    Inspection,
    MissingPart,
    Observation,
    inspect,
    list_base_path,
)
from tfserve.sources.outbox import Outbox, Ticket
from tfserve.sources.reasons import NOT_CONFIGURED
from tfserve.sources.review import Moment, Rules

__all__ = ["Watch"]

_log = logging.getLogger(__name__)


class Watch:
    """Polls one base path in a thread of its own, so that slow storage holds up nobody else.
    Thread-safe.

    Args:
        model: what to watch.
        storage: where its base path is.
        outbox: takes the aspired versions.
        clock: time.
        poll_interval_s: seconds between two polls; 0 or less polls when woken only.
        rules: how cautious to be.
        missing_part: tells whether a version is complete.
        observed: called when `observation` says something new, from the polling thread; must be
            quick.
    """

    def __init__(
        self,
        model: ModelConfig,
        *,
        storage: Storage,
        outbox: Outbox,
        clock: Clock,
        poll_interval_s: float,
        rules: Rules,
        missing_part: MissingPart,
        observed: Callable[[], None],
    ) -> None:
        self._storage = storage
        self._outbox = outbox
        self._ticket: Ticket = outbox.open(model.name)
        self._clock = clock
        self._rules = rules
        self._missing_part = missing_part
        self._observed = observed
        self._model = model  # replaced whole
        self._observation: Observation | None = None  # replaced whole
        # Told and not yet in the memory: state, and when it was told.
        self._states: deque[tuple[ServableState, float]] = deque()
        self._polling = threading.Lock()
        self._memory = Memory()  # guarded by _polling
        self._task = PeriodicTask(
            f"tfserve-poll-{model.name}", self.poll, interval_s=poll_interval_s, clock=clock
        )

    @property
    def model(self) -> ModelConfig:
        """The config in force."""
        return self._model

    @property
    def observation(self) -> Observation | None:
        """What the newest poll has shown; None before the first."""
        return self._observation

    def start(self) -> None:
        """Poll at once and then every interval."""
        self._task.start()

    def change(self, model: ModelConfig) -> None:
        """Watch by another config of the same name from the next poll on."""
        self._model = model

    def wake(self) -> None:
        """Poll now."""
        self._task.wake()

    def tell(self, state: ServableState) -> None:
        """Take note of a version's state; never waits."""
        self._states.append((state, self._clock.now()))

    def withdraw(self) -> None:
        """The model is gone: let go of its versions, without waiting for a poll under way."""
        aspired = () if self._observation is None else self._observation.aspired
        self._outbox.withdraw(self._ticket, dict.fromkeys(aspired, NOT_CONFIGURED))
        self.close(0)

    def close(self, timeout_s: float | None = None) -> bool:
        """Stop polling; False when a poll still runs after `timeout_s` seconds."""
        return self._task.close(timeout_s)

    def poll(self) -> None:
        """One round."""
        with self._polling:  # held during I/O: it is this model's own, and taken only here
            decision = self._decide()
            self._memory = decision.memory
            for line in decision.lines:
                _log.warning("%s", line)
            if not self._outbox.post(self._ticket, *decision.lists, left_out=decision.left_out):
                return
            before, self._observation = self._observation, decision.observation
        if decision.is_waiting:
            self._task.wake_after(self._rules.settle_s / 2)
        # A thousand models must not wake all who wait a thousand times a second.
        if before is None or before.key != decision.observation.key:
            self._observed()

    def _decide(self) -> Decision:  # under _polling
        model = self._model
        listing = list_base_path(self._storage, model.base_path)
        inspections: dict[int, Inspection] = {}
        while True:
            moment = Moment(self._clock.now(), self._clock.wall())
            self._note_states()
            step = decide(
                model, listing, self._memory, moment, rules=self._rules, inspections=inspections
            )
            if not isinstance(step, NeedInspection):
                return step
            for version, path in step.paths.items():
                inspections[version] = self._inspect(version, path, model)

    def _inspect(self, version: int, path: str, model: ModelConfig) -> Inspection:
        # What was handed on was complete: while it serves, or fails again and again, only changes
        # are looked for, and the contents of its files are left alone.
        accepted = self._memory.accepted.get(version)
        complete = "" if accepted is None else accepted.fingerprint
        return inspect(self._storage, path, model.platform, self._missing_part, complete=complete)

    def _note_states(self) -> None:  # under _polling
        while self._states:
            self._memory = after_state(self._memory, *self._states.popleft())
