"""Log lines are lines, whatever is in them."""

from __future__ import annotations

import io
import logging

import pytest

from tfserve.telemetry.logs import LineFormatter, log_to


def line(message: str, *arguments: object, name: str = "tfserve.server") -> str:
    record = logging.LogRecord(name, logging.INFO, "f.py", 1, message, arguments, None)
    return LineFormatter().format(record)


def test_a_line_has_time_level_and_place():
    head, text = line("Running gRPC ModelServer at %s ...", "0.0.0.0:8500").split(" INFO ")
    assert text == "server: Running gRPC ModelServer at 0.0.0.0:8500 ..."
    date, time = head.split(" ")
    assert (len(date), len(time)) == (len("2026-01-31"), len("14:05:09.123"))


@pytest.mark.parametrize(
    ("given", "written"),
    [
        ("a\nb", r"a\nb"),
        ("a\r\nb", r"a\r\nb"),
        ("\x1b[31mred", r"\x1b[31mred"),
        ("nul\0", r"nul\x00"),
        ("right\u202eleft", r"right\u202eleft"),
        ("line\u2028end", r"line\u2028end"),
        ("tab\tstays, ümläut stays", "tab\tstays, ümläut stays"),
    ],
)
def test_nothing_from_outside_can_forge_a_line(given, written):
    assert line("model %s", given).endswith(f"server: model {written}")


def test_a_long_message_is_cut():
    text = line("%s", "x" * 1_000_000)
    assert text.endswith("x...TRUNCATED")
    assert len(text) < 5000


def test_a_traceback_follows_its_line():
    stream = io.StringIO()
    root = logging.getLogger()
    before = root.handlers[:], root.level, logging.raiseExceptions
    try:
        log_to(stream, "info")
        try:
            raise ValueError("boom")
        except ValueError:
            logging.getLogger("tfserve.x").exception("It failed")
        logging.getLogger("tfserve.x").debug("not at this level")
    finally:
        root.handlers[:], root.level, logging.raiseExceptions = before
    first, *rest = stream.getvalue().splitlines()
    assert first.endswith("ERROR x: It failed")
    assert rest[0] == "Traceback (most recent call last):"
    assert rest[-1] == "ValueError: boom"


def test_a_stream_that_cannot_be_written_to_harms_nobody():
    stream = io.StringIO()
    stream.close()
    root = logging.getLogger()
    before = root.handlers[:], root.level, logging.raiseExceptions
    try:
        log_to(stream, "info")
        logging.getLogger("tfserve.x").info("lost")
    finally:
        root.handlers[:], root.level, logging.raiseExceptions = before
