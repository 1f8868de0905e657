"""Watching the base path of one model."""

from __future__ import annotations

import logging
import random
import threading
from collections import deque
from collections.abc import Callable

from tfserve.config.models import ModelConfig
from tfserve.core.clock import Clock
from tfserve.core.state import ServableState
from tfserve.errors import NotFound
from tfserve.sources.memory import Memory, after_state
from tfserve.sources.observation import Observation
from tfserve.sources.outbox import Outbox, Ticket
from tfserve.sources.pace import Pace
from tfserve.sources.preview import Look, Preview
from tfserve.sources.reasons import NOT_CONFIGURED
from tfserve.sources.rounds import Round, Rounds

__all__ = ["Watch"]

_log = logging.getLogger(__name__)


class Watch:
    """Polls one base path; slow storage holds up nobody else. Thread-safe.

    Args:
        model: what to watch.
        look: looks at its base path.
        outbox: takes the aspired versions.
        clock: time.
        rounds: run the polls, each in one of their threads.
        pace_of: how often to poll, and how cautious to be.
        observed: called when `observation` says something new, from the polling thread; must be
            quick.
        chance: a number at random, from 0 up to 1.
    """

    def __init__(
        self,
        model: ModelConfig,
        *,
        look: Look,
        outbox: Outbox,
        clock: Clock,
        rounds: Rounds,
        pace_of: Callable[[ModelConfig], Pace],
        observed: Callable[[], None],
        chance: Callable[[], float] = random.random,
    ) -> None:
        self._look = look
        self._outbox = outbox
        self._ticket: Ticket = outbox.open(model.name)
        self._clock = clock
        self._pace_of = pace_of
        self._chance = chance
        self._observed = observed
        self._model = model  # replaced whole
        self._observation: Observation | None = None  # replaced whole
        # Told and not yet in the memory: state, and when it was told.
        self._states: deque[tuple[ServableState, float]] = deque()
        self._polling = threading.Lock()
        self._memory = Memory()  # replaced whole, under _polling
        self._failures = 0  # guarded by _polling; looks in a row that storage has failed
        self._round: Round = rounds.open(self.poll)

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
        self._round.start()

    def change(self, model: ModelConfig) -> None:
        """Watch by another config of the same name from the next poll on."""
        self._model = model

    def wake(self) -> None:
        """Poll now."""
        self._round.wake()

    def tell(self, state: ServableState) -> None:
        """Take note of a version's state; never waits."""
        self._states.append((state, self._clock.now()))

    def withdraw(self) -> None:
        """The model is gone: let go of its versions, without waiting for a poll under way."""
        aspired = () if self._observation is None else self._observation.aspired
        self._outbox.withdraw(self._ticket, dict.fromkeys(aspired, NOT_CONFIGURED))
        self.close(0)

    def close(self, timeout_s: float) -> bool:
        """Stop polling; False when a poll still runs after `timeout_s` seconds."""
        return self._round.close(self._clock, timeout_s)

    def poll(self) -> float | None:
        """One round; the seconds from its start to that of the next, None when there need not be
        one.
        """
        pace = self._pace_of(self._model)
        with self._polling:  # held during I/O: it is this model's own, and taken only here
            decision = self._look.decide(self._model, self._noted)
            # What is missing is an answer; a store that refuses, or is silent, is to be spared.
            problem = decision.observation.problem
            has_failed = problem is not None and not isinstance(problem, NotFound)
            self._failures = failures = self._failures + 1 if has_failed else 0
            self._memory = decision.memory
            for line in decision.lines:
                _log.warning("%s", line)
            if not self._outbox.post(self._ticket, *decision.lists, left_out=decision.left_out):
                return None
            before, self._observation = self._observation, decision.observation
        # A thousand models must not wake all who wait a thousand times a second.
        if before is None or before.key != decision.observation.key:
            self._observed()
        return pace.next_s(is_waiting=decision.is_waiting, failures=failures, chance=self._chance())

    def preview(self, model: ModelConfig) -> Preview:
        """What `model`, another config of the same name, would change; reads storage."""
        return self._look.preview(model, self._memory)

    def _noted(self) -> Memory:  # under _polling
        while self._states:
            self._memory = after_state(self._memory, *self._states.popleft())
        return self._memory
