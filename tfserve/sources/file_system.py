"""Aspires the versions that lie below base paths."""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING

from tfserve.config.models import ModelConfig
from tfserve.core.clock import Clock
from tfserve.core.source import AspiredVersionsTarget
from tfserve.core.state import ServableState
from tfserve.core.storage import Storage
from tfserve.errors import ServingError
from tfserve.sources.memory import Memory
from tfserve.sources.observation import MissingPart, Observation
from tfserve.sources.outbox import Outbox
from tfserve.sources.pace import Pace, PaceOf, remote_rules
from tfserve.sources.preview import Look, Preview
from tfserve.sources.review import Rules
from tfserve.sources.rounds import Rounds
from tfserve.sources.watch import Watch

if TYPE_CHECKING:
    from typing_extensions import Self

__all__ = ["FileSystemStoragePathSource"]

_REMOTE_JITTER = 0.1
_REMOTE_BACKOFF = 5.0  # intervals, while a store fails


def _always_complete(*_: object) -> ServingError | None:
    return None


def _nobody() -> None:
    """Nobody wants to know."""


def _paces(poll_interval_s: float, remote_interval_s: float | None, rules: Rules) -> PaceOf:
    is_timed = poll_interval_s > 0 and remote_interval_s is not None
    return PaceOf(
        local=Pace(poll_interval_s, rules),
        remote=Pace(
            remote_interval_s if is_timed and remote_interval_s is not None else poll_interval_s,
            remote_rules(rules),
            jitter=_REMOTE_JITTER,
            longest=_REMOTE_BACKOFF,
        ),
    )


class FileSystemStoragePathSource:
    """Watches one base path per model, each on its own, and aspires versions by the model's
    ServableVersionPolicy. Thread-safe.

    A version is a directory with a number for a name. It is aspired when it is complete and its
    files are at rest; what serves is never let go because storage is unreadable or empty; a version
    that failed is tried again when its files change. Matches:
    sources/storage_path/file_system_storage_path_source.h.

    Args:
        storage: where base paths are.
        target: takes the aspired versions, as storage paths.
        clock: time.
        poll_interval_s: seconds between two polls; 0 polls once after each `set_config`; negative
            polls only when `poll_once` is called.
        remote_poll_interval_s: the same for base paths that are URIs, where `poll_interval_s` is
            above 0; None takes that.
        rules: how cautious to be with new versions.
        missing_part: tells why a version is not complete.
        observed: called when an `observation` may have changed; must be quick.
    """

    def __init__(
        self,
        *,
        storage: Storage,
        target: AspiredVersionsTarget[str],
        clock: Clock,
        poll_interval_s: float,
        remote_poll_interval_s: float | None = None,
        rules: Rules | None = None,
        missing_part: MissingPart = _always_complete,
        observed: Callable[[], None] = _nobody,
    ) -> None:
        self._pace_of = _paces(poll_interval_s, remote_poll_interval_s, rules or Rules())
        self._look = Look(
            storage=storage,
            clock=clock,
            rules_of=lambda model: self._pace_of(model).rules,
            missing_part=missing_part,
        )
        self._outbox = Outbox(target)
        self._clock = clock
        self._poll_interval_s = poll_interval_s
        self._rounds = Rounds("tfserve-poll", clock=clock)
        self._observed = observed
        self._lock = threading.Lock()
        self._is_polling = False  # guarded by _lock; between start and close
        self._watches: Mapping[str, Watch] = {}  # guarded by _lock; replaced whole

    def set_config(self, models: Sequence[ModelConfig]) -> None:
        """Watch exactly `models`, whose names are unique.

        A model that is not among them any more loses its versions at once; a new or changed one is
        looked at as soon as polling allows. Does not wait for storage.
        """
        with self._lock:
            old = self._watches
            wanted = {model.name: model for model in models}
            new = {
                name: old[name] if name in old else self._make_watch(model)
                for name, model in wanted.items()
            }
            self._watches = new
            is_polling = self._is_polling
        for name in old.keys() - new.keys():
            old[name].withdraw()
        for name, watch in new.items():
            is_changed = watch.model != wanted[name]
            watch.change(wanted[name])
            if is_polling and name not in old:
                watch.start()
            elif is_changed or self._poll_interval_s == 0:
                watch.wake()

    def _make_watch(self, model: ModelConfig) -> Watch:
        return Watch(
            model,
            look=self._look,
            outbox=self._outbox,
            clock=self._clock,
            rounds=self._rounds,
            pace_of=self._pace_of,
            observed=self._tell,
        )

    def _tell(self) -> None:
        self._observed()

    def subscribe(self, observed: Callable[[], None]) -> None:
        """Call `observed` when an observation may have changed, in place of whom it was before."""
        self._observed = observed

    def observation(self, name: str) -> Observation | None:
        """How model `name` stands on storage; None before its first poll."""
        watch = self._watches.get(name)
        return None if watch is None else watch.observation

    def preview(self, model: ModelConfig) -> Preview:
        """What would be aspired if `model` were configured; reads storage, changes nothing."""
        watch = self._watches.get(model.name)
        return self._look.preview(model, Memory()) if watch is None else watch.preview(model)

    def on_servable_state(self, state: ServableState) -> None:
        """Take note of what became of an aspired version; to be subscribed to the event bus."""
        watch = self._watches.get(state.id.name)
        if watch is not None:
            watch.tell(state)

    def poll_once(self) -> None:
        """Poll every model, one after the other, in the calling thread."""
        for watch in self._watches.values():
            watch.poll()

    def start(self) -> None:
        """Begin to poll, all models with a few threads; does nothing with a negative interval."""
        if self._poll_interval_s < 0:
            return
        with self._lock:
            self._is_polling = True
            watches = tuple(self._watches.values())
        for watch in watches:
            watch.start()

    def close(self, timeout_s: float = 1.0) -> bool:
        """Stop polling; versions stay aspired. Idempotent.

        Returns:
            Whether every poll has ended within `timeout_s` seconds; one that has not is stuck in
            storage; its thread holds up nothing.
        """
        with self._lock:
            self._is_polling = False
            watches = tuple(self._watches.values())
        for watch in watches:
            watch.close(0)
        ends_at = self._clock.now() + timeout_s
        has_ended = True
        for watch in watches:
            has_ended &= watch.close(max(0.0, ends_at - self._clock.now()))
        return self._rounds.close(max(0.0, ends_at - self._clock.now())) and has_ended

    def __enter__(self) -> Self:
        """Start."""
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        """Close."""
        self.close()

    def __repr__(self) -> str:
        """`<FileSystemStoragePathSource models=2>`."""
        return f"<FileSystemStoragePathSource models={len(self._watches)}>"
