"""How often base paths are looked at, and how cautious to be. Pure."""

from __future__ import annotations

from dataclasses import dataclass, field

from tfserve.config.models import ModelConfig
from tfserve.sources.review import Rules
from tfserve.sources.storages.uri import is_remote

__all__ = ["Pace", "PaceOf", "remote_rules"]


@dataclass(frozen=True, slots=True)
class Pace:
    """The rhythm of one base path.

    Args:
        interval_s: seconds between the starts of two looks; 0 or less: only when asked.
        rules: how cautious to be.
        jitter: the part of the interval by which it varies, so that many models, and many servers
            that were started together, do not ask a store at the same moment.
        longest: the multiple of the interval that is waited between looks at a store that fails.
    """

    interval_s: float
    rules: Rules = field(default_factory=Rules)
    jitter: float = 0.0
    longest: float = 1.0

    def next_s(self, *, is_waiting: bool, failures: int, chance: float) -> float | None:
        """Seconds from one look's start to the next; None: not unless asked.

        Args:
            is_waiting: a version is held back, which may be over soon.
            failures: how many looks in a row have failed.
            chance: at random, from 0 up to 1.
        """
        if is_waiting:
            soon_s = self.rules.settle_s / 2
            return min(soon_s, self.interval_s) if self.interval_s > 0 else soon_s
        if self.interval_s <= 0:
            return None
        interval_s = self.interval_s * min(2.0 ** min(failures, 16), max(self.longest, 1.0))
        return interval_s * (1 + self.jitter * (2 * chance - 1))


@dataclass(frozen=True, slots=True)
class PaceOf:
    """The rhythm of each model: stores that are paid by the request, and are far away, are asked
    less often than local disks.

    Args:
        local: of local base paths.
        remote: of URIs.
    """

    local: Pace
    remote: Pace

    def __call__(self, model: ModelConfig) -> Pace:
        """The rhythm of this model's base path."""
        return self.remote if is_remote(model.base_path) else self.local


def remote_rules(rules: Rules) -> Rules:
    """Of remote stores: a large file shows only when all of it is there, so an incomplete version
    may stay as it is for long; and to look at the files of what serves costs requests.
    """
    return Rules(
        settle_s=2.0,
        patience_s=30.0,
        version_files=rules.version_files,
        keep_last_version=rules.keep_last_version,
        recheck_s=600.0,
    )
