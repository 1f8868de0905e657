"""The log: one line per event on standard error, safe to read whatever a client sent."""

from __future__ import annotations

import logging
import re
import time
from typing import TextIO

__all__ = ["LineFormatter", "log_to"]

_UNSAFE = re.compile(r"[\x00-\x08\x0a-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069]")
_LONGEST = 4096  # characters of a message; clients can put a megabyte into a model's name


class LineFormatter(logging.Formatter):
    """`2026-01-31 14:05:09.123 INFO server: Running gRPC ModelServer at ...`, in local time.

    Control characters and direction marks are written as escapes and long messages are cut, so that
    nothing from outside can forge a line. A traceback follows its line as it is.
    """

    def formatMessage(self, record: logging.LogRecord) -> str:  # noqa: N802 - logging's name
        """The one line."""
        text = record.message
        if len(text) > _LONGEST:
            text = f"{text[:_LONGEST]}...TRUNCATED"
        text = _UNSAFE.sub(lambda match: ascii(match[0])[1:-1], text)
        at = time.strftime("%Y-%m-%d %H:%M:%S", time.localtime(record.created))
        name = record.name.removeprefix("tfserve.")
        return f"{at}.{int(record.msecs):03d} {record.levelname} {name}: {text}"


def log_to(stream: TextIO, level: str) -> None:
    """Send every log record of at least `level` (debug, info, warning, error) to `stream`.

    Replaces whatever handled the root logger's records before. A stream that cannot be written to
    harms nobody: the record is lost.
    """
    logging.raiseExceptions = False  # a closed stderr must not become an error of its own
    handler = logging.StreamHandler(stream)
    handler.setFormatter(LineFormatter())
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(level.upper())
