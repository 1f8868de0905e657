"""What a connection waits for, and how long it may."""

from __future__ import annotations

import enum
import math

from tfserve.config.server import HttpConfig

__all__ = ["LAST_LINGER_S", "LINGER_S", "PROGRESS_BYTES", "Phase", "waits_until"]

LINGER_S = 5.0  # reading what nobody wants, so that the last answer is not lost to a reset
LAST_LINGER_S = 0.5  # the same, when the server ends
PROGRESS_BYTES = 1024  # fewer within a time limit are no progress: one byte now and then is none


class Phase(enum.Enum):
    """What a connection waits for."""

    IDLE = "the next request"
    HEAD = "the rest of a head"
    BODY = "the rest of a body"
    ANSWER = "the application"
    LINGER = "the client to close"


def waits_until(phase: Phase, now: float, limits: HttpConfig) -> float:
    """The moment at which a wait that begins, or goes on, at `now` is given up."""
    if phase is Phase.IDLE:
        return now + limits.keep_alive_timeout_s
    if phase is Phase.HEAD:
        return now + limits.header_timeout_s
    if phase is Phase.BODY:
        return now + limits.body_timeout_s
    return now + LINGER_S if phase is Phase.LINGER else math.inf
