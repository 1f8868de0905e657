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
from tfserve.sources.memory import Memory, after_state
from tfserve.sources.observation import Observation
from tfserve.sources.outbox import Outbox, Ticket
from tfserve.sources.preview import Look, Preview
from tfserve.sources.reasons import NOT_CONFIGURED

__all__ = ["Watch"]

_log = logging.getLogger(__name__)


class Watch:
    """Polls one base path in a thread of its own, so that slow storage holds up nobody else.
    Thread-safe.

    Args:
        model: what to watch.
        look: looks at its base path.
        outbox: takes the aspired versions.
        clock: time.
        poll_interval_s: seconds between two polls; 0 or less polls when woken only.
        observed: called when `observation` says something new, from the polling thread; must be
            quick.
    """

    def __init__(
        self,
        model: ModelConfig,
        *,
        look: Look,
        outbox: Outbox,
        clock: Clock,
        poll_interval_s: float,
        observed: Callable[[], None],
    ) -> None:
        self._look = look
        self._outbox = outbox
        self._ticket: Ticket = outbox.open(model.name)
        self._clock = clock
        self._observed = observed
        self._model = model  # replaced whole
        self._observation: Observation | None = None  # replaced whole
        # Told and not yet in the memory: state, and when it was told.
        self._states: deque[tuple[ServableState, float]] = deque()
        self._polling = threading.Lock()
        self._memory = Memory()  # replaced whole, under _polling
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
            decision = self._look.decide(self._model, self._noted)
            self._memory = decision.memory
            for line in decision.lines:
                _log.warning("%s", line)
            if not self._outbox.post(self._ticket, *decision.lists, left_out=decision.left_out):
                return
            before, self._observation = self._observation, decision.observation
        if decision.is_waiting:
            self._task.wake_after(self._look.rules.settle_s / 2)
        # A thousand models must not wake all who wait a thousand times a second.
        if before is None or before.key != decision.observation.key:
            self._observed()

    def preview(self, model: ModelConfig) -> Preview:
        """What `model`, another config of the same name, would change; reads storage."""
        return self._look.preview(model, self._memory)

    def _noted(self) -> Memory:  # under _polling
        while self._states:
            self._memory = after_state(self._memory, *self._states.popleft())
        return self._memory
