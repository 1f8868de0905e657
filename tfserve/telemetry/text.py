"""Text from outside, made fit for one line of a log."""

from __future__ import annotations

import re
import time

__all__ = ["cut", "local_time", "one_line", "utc_time"]

_UNSAFE = re.compile(r"[\x00-\x08\x0a-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069]")


def one_line(text: str) -> str:
    """`text` with control characters and direction marks as escapes: it cannot forge a line."""
    return _UNSAFE.sub(lambda match: ascii(match[0])[1:-1], text)


def cut(text: str, longest: int) -> str:
    """At most `longest` characters, and a mark where some are missing."""
    return text if len(text) <= longest else f"{text[:longest]}...TRUNCATED"


def local_time(wall_s: float) -> str:
    """`2026-01-31 14:05:09.123`, in local time."""
    return f"{time.strftime('%Y-%m-%d %H:%M:%S', time.localtime(wall_s))}.{_millis(wall_s):03d}"


def utc_time(wall_s: float) -> str:
    """`2026-01-31T14:05:09.123Z`."""
    return f"{time.strftime('%Y-%m-%dT%H:%M:%S', time.gmtime(wall_s))}.{_millis(wall_s):03d}Z"


def _millis(wall_s: float) -> int:
    return int(wall_s % 1 * 1000)
